"""The whole story of one matter or one assignment, as the console shows it, in a fixed number of queries.

The handlers that say what is possible now work on the same rows, and may read further.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.assignment import Assignment, AssignmentEvent, AssignmentOrgan
from models.duty import AuditEntry
from models.issue import ActorKind, Attachment, Issue, IssueEvent
from models.linking import IssueLink
from models.people import Deputy, Organ, Resident, StaffMember
from models.place import Grid
from models.queries.to_call import people
from models.reply import ContactLog, DeputyMark, Evidence, Reply
from models.suggestion import Suggestion, SuggestionSigner
from models.supervision import Commitment, Escalation, Instruction, Letter

MOST_AUDIT = 50
MOST_LINKED = 100


def issue(session: Session, number: int) -> Issue | None:
    """One matter with everything that was said and that happened."""
    query = (
        select(Issue)
        .where(Issue.id == number)
        .options(
            selectinload(Issue.messages),
            selectinload(Issue.attachments).joinedload(Attachment.message),
            selectinload(Issue.deputy_photos).joinedload(Attachment.message),
            selectinload(Issue.clocks),
            selectinload(Issue.events),
            selectinload(Issue.askings),
            joinedload(Issue.grid),
            joinedload(Issue.deputy).selectinload(Deputy.capacities),
            joinedload(Issue.resident),
        )
    )
    return session.scalars(query).one_or_none()


@dataclass(frozen=True)
class Record:
    """An assignment with all that was done about it, each list oldest first."""

    assignment: Assignment
    replies: Sequence[Reply]
    contacts: Sequence[ContactLog]
    evidence: Sequence[Evidence]
    promises: Sequence[Commitment]
    escalations: Sequence[Escalation]
    letters: Sequence[Letter]
    to_call: Sequence[Organ | Deputy | Resident]
    """Whom staff have to telephone about it."""


def record(session: Session, number: int) -> Record | None:
    """None when there is no such assignment."""
    assignment = session.scalars(
        select(Assignment)
        .where(Assignment.id == number)
        .options(
            selectinload(Assignment.organs).joinedload(AssignmentOrgan.organ),
            selectinload(Assignment.events),
            selectinload(Assignment.clocks),
            selectinload(Assignment.requests),
            joinedload(Assignment.suggestion).options(
                joinedload(Suggestion.deputy),
                selectinload(Suggestion.signers).joinedload(SuggestionSigner.deputy),
                selectinload(Suggestion.issues),
            ),
        )
    ).one_or_none()
    if assignment is None:
        return None
    replies = session.scalars(
        select(Reply)
        .where(Reply.assignment_id == number)
        .options(
            selectinload(Reply.marks).joinedload(DeputyMark.deputy),
            selectinload(Reply.answers),
            joinedload(Reply.organ),
        )
        .order_by(Reply.round)
    ).all()
    return Record(
        assignment,
        replies,
        _of(session, ContactLog, number),
        _of(session, Evidence, number),
        _of(session, Commitment, number),
        _of(session, Escalation, number),
        _of(session, Letter, number),
        people(session, number),
    )


def _of(session: Session, table: Any, number: int) -> Sequence[Any]:
    query = select(table).where(table.assignment_id == number).order_by(table.id)
    if hasattr(table, "organ"):
        query = query.options(joinedload(table.organ))
    return session.scalars(query).all()


@dataclass(frozen=True)
class Linked:
    """Matters of the same content: the main one, and those that follow it with the reason of their link."""

    main: int
    following: tuple[tuple[Issue, str], ...]


def linked(session: Session, number: int) -> Linked:
    """Of the matter's own group; nobody follows when it stands alone."""
    standing = IssueLink.undone_at.is_(None)
    main = (
        session.scalar(select(IssueLink.main_id).where(IssueLink.issue_id == number, standing).limit(1))
        or number
    )
    links = session.scalars(
        select(IssueLink)
        .where(IssueLink.main_id == main, standing)
        .order_by(IssueLink.issue_id)
        .limit(MOST_LINKED)
    ).all()
    issues = {one.id: one for one in in_short(session, [link.issue_id for link in links])}
    return Linked(main, tuple((issues[link.issue_id], link.reason) for link in links))


def in_short(session: Session, numbers: Collection[int]) -> Sequence[Issue]:
    """Matters with their words and place, by number."""
    if not numbers:
        return ()
    query = select(Issue).where(Issue.id.in_(numbers)).order_by(Issue.id)
    return session.scalars(
        query.options(
            selectinload(Issue.messages),
            joinedload(Issue.grid),
            joinedload(Issue.resident),
            joinedload(Issue.deputy),
        )
    ).all()


def instructions(session: Session, issues: Collection[int], assignment: int | None) -> Sequence[Instruction]:
    """The leaders' instructions on these matters or on the assignment, oldest first."""
    about: list[ColumnElement[bool]] = [Instruction.issue_id.in_(issues)]
    if assignment is not None:
        about.append(Instruction.assignment_id == assignment)
    query = select(Instruction).where(or_(*about)).order_by(Instruction.id)
    return session.scalars(
        query.options(joinedload(Instruction.leader), selectinload(Instruction.notes))
    ).all()


def audit(session: Session, issue_number: int | None, assignment: int | None) -> Sequence[AuditEntry]:
    """Who did what to it in the console, newest first."""
    subjects = [f"issue:{issue_number}"] if issue_number else []
    subjects += [f"assignment:{assignment}"] if assignment else []
    query = select(AuditEntry).where(AuditEntry.what.in_(subjects)).order_by(AuditEntry.id.desc())
    return session.scalars(query.limit(MOST_AUDIT)).all()


Names = dict[tuple[ActorKind, int], str]
_PEOPLE: tuple[tuple[ActorKind, Any], ...] = (
    (ActorKind.DEPUTY, Deputy),
    (ActorKind.STAFF, StaffMember),
    (ActorKind.ORGAN, Organ),
)


def names(session: Session, events: Iterable[IssueEvent | AssignmentEvent]) -> Names:
    """Who appears in the logs, but the residents."""
    return named(session, {(event.actor_kind, event.actor_id) for event in events if event.actor_id})


def named(session: Session, people: Collection[tuple[ActorKind, int]]) -> Names:
    """The names of deputies, staff and organs."""
    found: Names = {}
    for kind, table in _PEOPLE:
        ids = [number for of, number in people if of is kind]
        if ids:
            for row in session.execute(select(table.id, table.name).where(table.id.in_(ids))):
                found[kind, row.id] = row.name
    return found


@dataclass(frozen=True)
class Dot:
    """A grid on the picture of where it lies. `east`, `north` in kilometres from the grid in question."""

    name: str
    east: float
    north: float


_KM_PER_DEGREE = 111.32


def around(session: Session, grid: Grid, most: int = 12) -> tuple[Dot, ...]:
    """The nearest grids with coordinates, nearest first, without the grid itself; empty when it has none."""
    if grid.longitude is None or grid.latitude is None:
        return ()
    shrink = cos(radians(grid.latitude))
    rows = session.execute(
        select(Grid.name, Grid.longitude, Grid.latitude).where(
            Grid.active, Grid.id != grid.id, Grid.longitude.is_not(None), Grid.latitude.is_not(None)
        )
    )
    dots = [
        Dot(
            row.name,
            (row.longitude - grid.longitude) * _KM_PER_DEGREE * shrink,
            (row.latitude - grid.latitude) * _KM_PER_DEGREE,
        )
        for row in rows
    ]
    return tuple(sorted(dots, key=lambda dot: hypot(dot.east, dot.north))[:most])
