"""The queries behind the groups of the work list, each by an index that holds only what is still open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import aliased

from models.assignment import (
    Assignment,
    AssignmentClock,
    AssignmentEvent,
    AssignmentOrgan,
    Level,
    LoopClock,
    OrganRequest,
    OrganState,
    RequestState,
)
from models.issue import ActorKind, Check, ClockKind, Issue, IssueClock, IssueEvent, IssueMessage
from models.people import Organ
from models.queries.digest import Scope
from models.queries.literals import literally
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from models.suggestion import Suggestion
from models.supervision import (
    Commitment,
    Escalation,
    EscalationState,
    Instruction,
    InstructionState,
    PromiseState,
)

TELLING = (IssueState.DRAFT, IssueState.UNFINISHED)
HELD_IN = (*TELLING, IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED, IssueState.REPORTED)
DEPUTY_CLOCKS = (ClockKind.RECEIPT, ClockKind.ANSWER)
LOOP_CLOCKS = (LoopClock.STUDY, LoopClock.REASSIGN, LoopClock.ASSIST, LoopClock.REPLY, LoopClock.PROMISE)
"""What somebody can be late with; an objection need not be made, and a mark not given stands as such."""


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty is no narrowing. The township narrows the scope, not this."""

    field: str = ""
    category: str = ""
    organ: str = ""
    level: Level | None = None
    staff_id: int | None = None
    """Only what this staff member has had in hand."""

    def on_issue(self) -> tuple[ColumnElement[bool], ...]:
        """As conditions on `Issue`. A matter without an assignment has no organ and no level."""
        found = [*self._what(Issue)]
        if self.organ:
            of_issue = select(Assignment.id).where(Assignment.issue_id == Issue.id, self._with_organ())
            found.append(of_issue.exists())
        if self.staff_id is not None:
            mine = (IssueEvent.actor_kind == ActorKind.STAFF, IssueEvent.actor_id == self.staff_id)
            found.append(exists().where(IssueEvent.issue_id == Issue.id, *mine))
        return tuple(found)

    def on_assignment(self) -> tuple[ColumnElement[bool], ...]:
        """As conditions on `Assignment`."""
        found: list[ColumnElement[bool]] = []
        if self.field or self.category:
            main, raised = aliased(Issue), aliased(Suggestion)
            of_issue = exists().where(main.id == Assignment.issue_id, *self._what(main))
            of_suggestion = exists().where(raised.id == Assignment.suggestion_id, *self._what(raised))
            found.append(or_(of_issue, of_suggestion))
        if self.organ:
            found.append(self._with_organ())
        if self.level is not None:
            found.append(Assignment.level == self.level)
        if self.staff_id is not None:
            mine = (AssignmentEvent.actor_kind == ActorKind.STAFF, AssignmentEvent.actor_id == self.staff_id)
            found.append(exists().where(AssignmentEvent.assignment_id == Assignment.id, *mine))
        return tuple(found)

    def _what(self, table: Any) -> tuple[ColumnElement[bool], ...]:
        found = []
        if self.field:
            found.append(table.field == self.field)
        if self.category:
            found.append(table.category.startswith(self.category, autoescape=True))
        return tuple(found)

    def _with_organ(self) -> ColumnElement[bool]:
        charged = (AssignmentOrgan.organ_id == Organ.id, AssignmentOrgan.state != OrganState.RELEASED)
        return exists().where(
            AssignmentOrgan.assignment_id == Assignment.id, *charged, Organ.code == self.organ
        )


@dataclass(frozen=True)
class Span:
    """Deadlines after `after` (None: from ever) up to and with `until`."""

    after: datetime | None
    until: datetime

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
    """The territory as a condition on `Assignment`, for queries by state."""
    if scope.everywhere:
        return true()
    return or_(Assignment.township.in_(scope.names), Assignment.county.in_(scope.names))


def _assignments_among(scope: Scope) -> ColumnElement[bool]:
    """The same for queries by time: the sum keeps the databases from walking through the township instead."""
    if scope.everywhere:
        return true()
    return or_(Assignment.township.concat("").in_(scope.names), Assignment.county.concat("").in_(scope.names))


def _issues(which: ColumnElement[bool], here: ColumnElement[bool], filters: Filters) -> Source:
    query = select(Issue.id.label("key"), Issue.id.label("number")).where(which, here, *filters.on_issue())
    return Source(query, _by_number(Issue), Issue.id, assignment=False)


def _by_number(table: type[Issue] | type[Assignment]) -> ColumnElement[int]:
    """In the order of the numbers; the sum keeps the databases from walking through all of them in that order."""
    return table.id + 0


def _issues_here(scope: Scope) -> ColumnElement[bool]:
    return Issue.grid_id.in_(scope.grids)


def _assignments(which: ColumnElement[bool], scope: Scope, filters: Filters) -> Source:
    query = select(Assignment.id.label("key"), Assignment.id.label("number"))
    query = query.where(which, assignments_here(scope), *filters.on_assignment())
    return Source(query, _by_number(Assignment), Assignment.id, assignment=True)


def deadlines(scope: Scope, filters: Filters, span: Span) -> tuple[Source, ...]:
    """Running clocks whose deadline lies in the span; those that stand still are nobody's delay."""
    return (
        *(_issue_clocks(kind, scope, filters, span) for kind in DEPUTY_CLOCKS),
        *(_loop_clocks(kind, scope, filters, span) for kind in LOOP_CLOCKS),
    )


def _issue_clocks(kind: ClockKind, scope: Scope, filters: Filters, span: Span) -> Source:
    query = (
        select(IssueClock.due_at.label("key"), Issue.id.label("number"))
        .join(Issue, Issue.id == IssueClock.issue_id)
        .where(IssueClock.kind == kind, IssueClock.stopped_at.is_(None), span.holds(IssueClock.due_at))
        .where(true() if scope.everywhere else scope.among, *filters.on_issue())
    )
    return Source(query, IssueClock.due_at, Issue.id, assignment=False)


def _loop_clocks(
    kind: LoopClock, scope: Scope, filters: Filters, span: Span | None = None, *more: ColumnElement[bool]
) -> Source:
    query = (
        select(AssignmentClock.due_at.label("key"), Assignment.id.label("number"))
        .join(Assignment, Assignment.id == AssignmentClock.assignment_id)
        .where(AssignmentClock.kind == kind, AssignmentClock.stopped_at.is_(None), *more)
        .where(_assignments_among(scope), *filters.on_assignment())
    )
    if span is not None:
        query = query.where(AssignmentClock.paused_at.is_(None), span.holds(AssignmentClock.due_at))
    return Source(query, AssignmentClock.due_at, Assignment.id, assignment=True)


def _new(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return (_issues(Issue.state == IssueState.SUBMITTED, _issues_here(scope), filters),)


def _place(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    telling = Issue.state.in_(TELLING)
    placed = _issues(telling, _issues_here(scope), filters)
    if not scope.placeless:
        return (placed,)
    return (_issues(telling, Issue.grid_id.is_(None), filters), placed)


def _held(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    risky = select(IssueMessage.issue_id).where(literally(IssueMessage.check, Check.RISKY))
    waiting = and_(Issue.id.in_(risky), (Issue.state.in_(HELD_IN)))
    return (_issues(waiting, true() if scope.everywhere else scope.among, filters),)


def _study(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return (_loop_clocks(LoopClock.STUDY, scope, filters, None, Assignment.state == AssignmentState.STUDY),)


def _objected(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return (_assignments(Assignment.state == AssignmentState.OBJECTED, scope, filters),)


def _requests(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    asked = select(OrganRequest.assignment_id).where(literally(OrganRequest.state, RequestState.ASKED))
    return (_assignments(Assignment.id.in_(asked), scope, filters),)


def _returned(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    again = and_(literally(Assignment.state, AssignmentState.HANDLING), Assignment.round > 1)
    return (_assignments(again, scope, filters),)


def _evaluate(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return (_assignments(Assignment.state == AssignmentState.FED_BACK, scope, filters),)


def _close_out(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return (_assignments(Assignment.state == AssignmentState.EVALUATED, scope, filters),)


def _supervised(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    """The longest supervised first."""
    listed = select(Assignment.supervised_since.label("key"), Assignment.id.label("number"))
    listed = listed.where(Assignment.supervised_since.is_not(None), _assignments_among(scope))
    query = listed.where(*filters.on_assignment())
    return (Source(query, Assignment.supervised_since, Assignment.id, assignment=True),)


def _promises(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    """Promises still open, the next due first."""
    query = (
        select(Commitment.due_on.label("key"), Assignment.id.label("number"))
        .join(Assignment, Assignment.id == Commitment.assignment_id)
        .where(Commitment.state.in_((PromiseState.OPEN, PromiseState.REPORTED)))
        .where(_assignments_among(scope), *filters.on_assignment())
    )
    return (Source(query, Commitment.due_on, Assignment.id, assignment=True),)


def _escalations(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    open_ones = select(Escalation.assignment_id).where(
        literally(Escalation.state, EscalationState.PROPOSED, EscalationState.DECIDED)
    )
    return (_assignments(Assignment.id.in_(open_ones), scope, filters),)


def _instructions(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    """Instructions nobody has answered yet, on a matter or on an assignment of its own."""
    waiting = (Instruction.state == InstructionState.OPEN, _instructions_here(scope))
    on_issue = select(Instruction.issue_id).where(*waiting, Instruction.issue_id.is_not(None))
    on_other = select(Instruction.assignment_id).where(*waiting, Instruction.issue_id.is_(None))
    return (
        _issues(Issue.id.in_(on_issue), true(), filters),
        _assignments(Assignment.id.in_(on_other), scope, filters),
    )


def _instructions_here(scope: Scope) -> ColumnElement[bool]:
    return true() if scope.everywhere else Instruction.township.in_(scope.names)


BY_GROUP: Mapping[str, Callable[[Scope, Filters], tuple[Source, ...]]] = {
    "new": _new,
    "place": _place,
    "held": _held,
    "study": _study,
    "objected": _objected,
    "requests": _requests,
    "returned": _returned,
    "evaluate": _evaluate,
    "close_out": _close_out,
    "supervised": _supervised,
    "promises": _promises,
    "escalations": _escalations,
    "instructions": _instructions,
}
