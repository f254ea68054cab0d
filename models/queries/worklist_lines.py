"""The lines of a page of the work list (or of a search): each number with what a reader must know to choose, in a fixed
number of queries; anything not read here raises when touched.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, raiseload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from models.assignment import Assignment, AssignmentClock, AssignmentEvent, AssignmentOrgan
from models.issue import Issue, IssueClock, IssueEvent
from models.queries.worklist import Found

Clock = IssueClock | AssignmentClock
Event = IssueEvent | AssignmentEvent


@dataclass(frozen=True)
class Line:
    """A matter with the assignment it has (if any), or a suggestion's assignment without one matter of its own."""

    issue: Issue | None
    assignment: Assignment | None
    clocks: tuple[Clock, ...]
    """The running ones, the next due first."""
    last: Event | None


def lines(session: Session, found: Iterable[Found]) -> tuple[Line, ...]:
    """In the order given; a number that no longer exists is left out."""
    wanted = tuple(found)
    assignments = _assignments(session, {row.number for row in wanted if row.assignment})
    issues = _issues(session, {row.number for row in wanted if not row.assignment})
    own = _own_assignments(session, issues)
    happened = _last(session, issues), _last_of(session, {*assignments, *(one.id for one in own.values())})
    made = []
    for row in wanted:
        assignment = assignments.get(row.number) if row.assignment else own.get(row.number)
        issue = issues.get(row.number) if not row.assignment else assignment.issue if assignment else None
        if issue is not None or assignment is not None:
            made.append(_line(issue, assignment, happened))
    return tuple(made)


def _line(
    issue: Issue | None,
    assignment: Assignment | None,
    happened: tuple[Mapping[int, IssueEvent], Mapping[int, AssignmentEvent]],
) -> Line:
    clocks: list[Clock] = [*(issue.clocks if issue else ()), *(assignment.clocks if assignment else ())]
    running = sorted((clock for clock in clocks if clock.stopped_at is None), key=lambda clock: clock.due_at)
    events = (
        happened[0].get(issue.id) if issue else None,
        happened[1].get(assignment.id) if assignment else None,
    )
    last = max((event for event in events if event is not None), key=lambda event: event.at, default=None)
    return Line(issue, assignment, tuple(running), last)


_OF_ISSUE: tuple[ExecutableOption, ...] = (
    selectinload(Issue.messages),
    selectinload(Issue.attachments),
    selectinload(Issue.clocks),
    joinedload(Issue.grid),
    joinedload(Issue.deputy),
)
_OF_ASSIGNMENT: tuple[ExecutableOption, ...] = (
    selectinload(Assignment.organs).joinedload(AssignmentOrgan.organ),
    selectinload(Assignment.clocks),
    joinedload(Assignment.suggestion),
)


def _issues(session: Session, ids: Collection[int]) -> dict[int, Issue]:
    query = select(Issue).where(Issue.id.in_(ids)).options(*_OF_ISSUE, raiseload("*"))
    return {issue.id: issue for issue in session.scalars(query)} if ids else {}


def _assignments(session: Session, ids: Collection[int]) -> dict[int, Assignment]:
    if not ids:
        return {}
    of_main = joinedload(Assignment.issue).options(
        selectinload(Issue.messages),
        selectinload(Issue.attachments),
        selectinload(Issue.clocks),
        joinedload(Issue.grid),
        joinedload(Issue.deputy),
    )
    query: Select[Assignment] = select(Assignment).where(Assignment.id.in_(ids))
    found = session.scalars(query.options(of_main, *_OF_ASSIGNMENT, raiseload("*")))
    return {one.id: one for one in found.unique()}


def _own_assignments(session: Session, issues: Mapping[int, Issue]) -> dict[int, Assignment]:
    """Of the matters; by the matter's number."""
    if not issues:
        return {}
    query = select(Assignment).where(Assignment.issue_id.in_(issues)).options(*_OF_ASSIGNMENT, raiseload("*"))
    return {one.issue_id: one for one in session.scalars(query) if one.issue_id is not None}


def _last(session: Session, ids: Collection[int]) -> dict[int, IssueEvent]:
    if not ids:
        return {}
    newest = select(func.max(IssueEvent.id)).where(IssueEvent.issue_id.in_(ids)).group_by(IssueEvent.issue_id)
    return {
        event.issue_id: event
        for event in session.scalars(select(IssueEvent).where(IssueEvent.id.in_(newest)))
    }


def _last_of(session: Session, ids: Collection[int]) -> dict[int, AssignmentEvent]:
    if not ids:
        return {}
    newest = (
        select(func.max(AssignmentEvent.id))
        .where(AssignmentEvent.assignment_id.in_(ids))
        .group_by(AssignmentEvent.assignment_id)
    )
    events = session.scalars(select(AssignmentEvent).where(AssignmentEvent.id.in_(newest)))
    return {event.assignment_id: event for event in events}
