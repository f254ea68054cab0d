"""What a digest counts of the closed loop, within a territory: the work list's own groups, and what is late or due."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from models.assignment import Assignment, AssignmentClock
from models.place import Grid
from models.queries import worklist
from models.queries.digest import SHOWN, Overdue, Scope
from models.queries.narrowing import Filters
from models.queries.worklist import Group, Moment, View
from models.queries.worklist_clocks import LOOP_CLOCKS
from models.supervision import Commitment, Instruction, InstructionState, PromiseState

GROUPS = (
    Group.SILENT,
    Group.STUDY,
    Group.HIGHER,
    Group.OBJECTED,
    Group.REQUESTS,
    Group.TO_CALL,
    Group.RETURNED,
    Group.CLOSE_OUT,
    Group.ESCALATIONS,
    Group.INSTRUCTIONS,
)
"""Those that are not told by a deadline."""


@dataclass(frozen=True)
class Waiting:
    """How many of a group (no more than `worklist.COUNTED` + 1), and the first: an assignment's number, or a matter's."""

    count: int
    first: tuple[tuple[int, bool], ...]


def waiting(session: Session, scope: Scope, group: Group, now: datetime) -> Waiting:
    """One of `GROUPS`."""
    view = View(scope, Filters(), Moment(now, 0, now, now))
    count = worklist.count(session, group, view)
    if not count:
        return Waiting(0, ())
    found = worklist.numbers(session, group, view, None, SHOWN).found
    return Waiting(count, tuple((one.number, one.assignment) for one in found))


def late(session: Session, scope: Scope, now: datetime) -> list[Overdue]:
    """Assignments with a deadline that has passed and does not stand still, the longest overdue first."""
    due_at = func.min(AssignmentClock.due_at)
    rows = session.execute(
        select(Assignment.id, due_at)
        .join(AssignmentClock, AssignmentClock.assignment_id == Assignment.id)
        .where(AssignmentClock.kind.in_(LOOP_CLOCKS), AssignmentClock.stopped_at.is_(None))
        .where(AssignmentClock.paused_at.is_(None), AssignmentClock.due_at <= now, _here(scope))
        .group_by(Assignment.id)
        .order_by(due_at, Assignment.id)
    )
    return [Overdue(number, due) for number, due in rows]


def promises_due(session: Session, scope: Scope, until: date) -> int:
    """Promises not yet seen to be kept whose day comes until then, or is over."""
    due = (
        select(func.count(Commitment.id))
        .join(Assignment, Assignment.id == Commitment.assignment_id)
        .where(Commitment.state.in_((PromiseState.OPEN, PromiseState.REPORTED)), Commitment.due_on <= until)
        .where(_here(scope))
    )
    return session.scalar(due) or 0


def late_instructions(session: Session, scope: Scope, today: date) -> int:
    """Leaders' instructions past their day that nobody has reported back on."""
    of_grids = select(Grid.township).where(Grid.id.in_(scope.grids))
    here = true() if scope.everywhere else Instruction.township.in_(of_grids)
    past = select(func.count(Instruction.id)).where(Instruction.state == InstructionState.OPEN, here)
    return session.scalar(past.where(Instruction.due_on < today)) or 0


def _here(scope: Scope) -> ColumnElement[bool]:
    """The sums keep the databases from walking through the townships instead of what is open."""
    if scope.everywhere:
        return true()
    by_name = (column.concat("").in_(scope.names) for column in (Assignment.township, Assignment.county))
    return or_(*by_name)
