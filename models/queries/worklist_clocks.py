"""The deadlines of the work list, and what a source of its lines is: clocks by the index of what still runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select, true

from models.assignment import Assignment, AssignmentClock, LoopClock
from models.base import UtcDateTime
from models.issue import DEPUTY_CLOCKS, ClockKind, Issue, IssueClock
from models.queries.digest import Scope
from models.queries.literals import not_by_index
from models.queries.narrowing import Filters
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState

LOOP_CLOCKS = (
    LoopClock.STUDY,
    LoopClock.REASSIGN,
    LoopClock.CLARIFY,
    LoopClock.EXTEND,
    LoopClock.ASSIST,
    LoopClock.REPLY,
    LoopClock.PROMISE,
    LoopClock.HIGHER,
)
"""What somebody can be late with; an objection need not be made, and a mark not given stands as such."""
RUNNING_IN = {
    ClockKind.RECEIPT: (IssueState.SUBMITTED,),
    ClockKind.ANSWER: (IssueState.RECEIVED, IssueState.ANSWERED, IssueState.REPORTED),
    ClockKind.CONFIRM: (IssueState.ANSWERED,),
}
_WITH_ORGAN = (AssignmentState.HANDLING, AssignmentState.OBJECTED)
OWED_IN = {
    LoopClock.STUDY: (AssignmentState.STUDY,),
    LoopClock.REASSIGN: (AssignmentState.OBJECTED,),
    LoopClock.CLARIFY: (AssignmentState.HANDLING,),
    LoopClock.EXTEND: (AssignmentState.HANDLING,),
    LoopClock.ASSIST: _WITH_ORGAN,
    LoopClock.REPLY: _WITH_ORGAN,
    LoopClock.PROMISE: (AssignmentState.PROMISED,),
    LoopClock.HIGHER: (AssignmentState.STUDY,),
}
"""In which states a clock of this kind can run at all."""


def line_in_time(name: str) -> BindParameter[datetime]:
    """A moment that is given when the query is run, so that the query itself is put together once."""
    return bindparam(name, type_=UtcDateTime())


@dataclass(frozen=True)
class Span:
    """Deadlines after `after` (None: from ever) up to and with `until`."""

    after: BindParameter[datetime] | None
    until: BindParameter[datetime]

    def holds(self, column: Any) -> ColumnElement[bool]:
        upper: ColumnElement[bool] = column <= self.until
        return upper if self.after is None else and_(column > self.after, upper)


@dataclass(frozen=True)
class Source:
    """A query of (key, number); `assignment` says whose number it is."""

    query: Select[*tuple[Any, ...]]
    key: Any
    number: Any
    assignment: bool


def assignments_here(scope: Scope) -> ColumnElement[bool]:
    """The territory as a condition on `Assignment`. What concerns the whole county has no township.

    Where the townships are known they are listed, so that state and township are one index.
    """
    if scope.everywhere:
        return true()
    of_county = Assignment.county.in_(scope.names)
    if not scope.townships:
        return or_(Assignment.township.in_(scope.names), of_county)
    mine = Assignment.township.in_(scope.townships)
    return and_(Assignment.township.in_((*scope.townships, "")), or_(mine, of_county))


def issues_here(scope: Scope) -> ColumnElement[bool]:
    """The territory as a condition on `Issue`."""
    return Issue.grid_id.in_(scope.grids)


def deadlines(scope: Scope, filters: Filters, span: Span) -> tuple[Source, ...]:
    """Running clocks whose deadline lies in the span; those that stand still are nobody's delay.

    Of the whole county they are read in the order of their index, until the page is full. Of a township they are found by
    its open matters, which are few, however many of the county's are late.
    """
    return (
        *(issue_clocks(kind, scope, filters, span.holds(IssueClock.due_at)) for kind in DEPUTY_CLOCKS),
        *(loop_clocks(kind, scope, filters, span) for kind in LOOP_CLOCKS),
    )


def issue_clocks(kind: ClockKind, scope: Scope, filters: Filters, which: ColumnElement[bool]) -> Source:
    """Matters by a running clock of this kind, the earliest deadline first."""
    query = (
        select(IssueClock.due_at.label("key"), Issue.id.label("number"))
        .join(Issue, _found_from(Issue, scope) == IssueClock.issue_id)
        .where(IssueClock.kind == kind, IssueClock.stopped_at.is_(None), which, *filters.on_issue())
    )
    if not scope.everywhere:
        query = query.where(issues_here(scope), Issue.state.in_(RUNNING_IN[kind]))
    return Source(query, IssueClock.due_at, Issue.id, assignment=False)


def loop_clocks(
    kind: LoopClock, scope: Scope, filters: Filters, span: Span | None = None, *more: ColumnElement[bool]
) -> Source:
    """Assignments by a running clock of this kind, the earliest deadline first; with a span those that do not stand still."""
    query = (
        select(AssignmentClock.due_at.label("key"), Assignment.id.label("number"))
        .join(Assignment, _found_from(Assignment, scope) == AssignmentClock.assignment_id)
        .where(AssignmentClock.kind == kind, AssignmentClock.stopped_at.is_(None), *more)
        .where(*filters.on_assignment())
    )
    if not scope.everywhere:
        query = query.where(assignments_here(scope), Assignment.state.in_(OWED_IN[kind]))
    if span is not None:
        query = query.where(AssignmentClock.paused_at.is_(None), span.holds(AssignmentClock.due_at))
    return Source(query, AssignmentClock.due_at, Assignment.id, assignment=True)


def _found_from(table: type[Issue] | type[Assignment], scope: Scope) -> ColumnElement[int]:
    """What a clock is joined to. Of the whole county the clock comes first and finds it by its number; of a township it
    comes first and finds its clocks.
    """
    return table.id.expression if scope.everywhere else not_by_index(table.id)
