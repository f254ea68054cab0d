"""What supervising staff go by: what is late, the supervision list (督办), key matters (重点督办), escalations.

`Where` is the reader's territory and what they filter by; every list is a page of frozen rows and a total.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from models.assignment import Assignment, AssignmentClock, AssignmentOrgan, LoopClock, OrganState, Part
from models.people import Organ
from models.queries.worklist_clocks import LOOP_CLOCKS
from models.rules.assignment_state import ENDED, AssignmentState
from models.supervision import Escalation, EscalationKind, EscalationState

PAGE = 50


@dataclass(frozen=True)
class Where:
    """`names` are the townships (or the county by its name) of the reader; None: everywhere. Empty filters leave all."""

    names: tuple[str, ...] | None
    township: str = ""
    organ: str = ""

    def condition(self) -> ColumnElement[bool]:
        """On `Assignment`, without the organ."""
        wanted = [] if self.names is None else [covers(self.names)]
        wanted += [Assignment.township == self.township] if self.township else []
        return and_(true(), *wanted)


def covers(names: tuple[str, ...]) -> ColumnElement[bool]:
    """The assignment lies in one of these townships, or in the county by this name."""
    return or_(Assignment.township.in_(names), Assignment.county.in_(names))


@dataclass(frozen=True)
class LateLine:
    """One deadline that has passed. `organ` is whose it is; empty when the staff are late themselves."""

    number: int
    kind: LoopClock
    organ: str
    township: str
    state: AssignmentState
    round: int
    due_at: datetime
    very_late: bool
    supervised: bool


def _late(where: Where, now: datetime, *, very: bool = False) -> Select[Any]:
    """The clock's own organ, or else the lead organ."""
    lead = and_(
        AssignmentOrgan.assignment_id == Assignment.id,
        AssignmentOrgan.part == Part.LEAD,
        AssignmentOrgan.state != OrganState.RELEASED,
        AssignmentClock.kind.in_((LoopClock.REPLY, LoopClock.PROMISE)),
    )
    query = (
        select(AssignmentClock)
        .join(Assignment, Assignment.id == AssignmentClock.assignment_id)
        .outerjoin(AssignmentOrgan, lead)
        .outerjoin(Organ, Organ.id == func.coalesce(AssignmentClock.organ_id, AssignmentOrgan.organ_id))
        .where(AssignmentClock.stopped_at.is_(None), AssignmentClock.paused_at.is_(None))
        .where(AssignmentClock.due_at <= now, AssignmentClock.kind.in_(LOOP_CLOCKS))
        .where(where.condition())
    )
    query = query.where(Organ.code == where.organ) if where.organ else query
    return query.where(AssignmentClock.very_late_at.is_not(None)) if very else query


def late(
    session: Session, where: Where, now: datetime, *, very: bool, page: int
) -> tuple[tuple[LateLine, ...], int]:
    """Longest overdue first."""
    found = _late(where, now, very=very)
    columns: Any = found.with_only_columns(
        Assignment.id,
        AssignmentClock.kind,
        func.coalesce(Organ.name, ""),
        Assignment.township,
        Assignment.state,
        Assignment.round,
        AssignmentClock.due_at,
        AssignmentClock.very_late_at.is_not(None),
        Assignment.supervised_since.is_not(None),
    )
    ordered = columns.order_by(AssignmentClock.due_at, AssignmentClock.id)
    rows = session.execute(ordered.limit(PAGE).offset((page - 1) * PAGE))
    total = session.scalar(found.with_only_columns(func.count(AssignmentClock.id))) or 0
    return tuple(LateLine(*row) for row in rows), total


@dataclass(frozen=True)
class LateCount:
    """How many deadlines of one organ, or in one township, have passed."""

    name: str
    late: int
    very_late: int


def late_by_organ(session: Session, where: Where, now: datetime) -> tuple[LateCount, ...]:
    """Most first; without what is late at the staff's own desks."""
    return _counts(session, _late(where, now).where(Organ.id.is_not(None)), Organ.name)


def late_by_township(session: Session, where: Where, now: datetime) -> tuple[LateCount, ...]:
    """Most first."""
    return _counts(session, _late(where, now), Assignment.township)


def _counts(session: Session, found: Select[Any], by: Any) -> tuple[LateCount, ...]:
    all_of_them = func.count(AssignmentClock.id)
    columns: Any = found.with_only_columns(by, all_of_them, func.count(AssignmentClock.very_late_at))
    rows = session.execute(columns.group_by(by).order_by(all_of_them.desc(), by))
    return tuple(LateCount(*row) for row in rows)


@dataclass(frozen=True)
class Supervised:
    """On the supervision list, or a key matter: since when, and why."""

    number: int
    organ: str
    township: str
    state: AssignmentState
    round: int
    since: date | datetime
    why: str


def _with_lead(where: Where) -> Select[Any]:
    lead = and_(
        AssignmentOrgan.assignment_id == Assignment.id,
        AssignmentOrgan.part == Part.LEAD,
        AssignmentOrgan.state != OrganState.RELEASED,
    )
    query = (
        select(Assignment)
        .outerjoin(AssignmentOrgan, lead)
        .outerjoin(Organ, Organ.id == AssignmentOrgan.organ_id)
        .where(where.condition())
    )
    return query.where(Organ.code == where.organ) if where.organ else query


def on_list(session: Session, where: Where, *, page: int) -> tuple[tuple[Supervised, ...], int]:
    """The supervision list (督办), longest first; what has ended is no longer on it."""
    found = _with_lead(where).where(Assignment.supervised_since.is_not(None), Assignment.state.not_in(ENDED))
    return _supervised(session, found, Assignment.supervised_since, Assignment.supervised_for, page)


def key_matters(
    session: Session, where: Where, *, ended: bool, page: int
) -> tuple[tuple[Supervised, ...], int]:
    """Chosen by the directors' meeting (重点督办), newest decision first; `ended`: those already closed."""
    over = Assignment.state.in_(ENDED)
    found = _with_lead(where).where(Assignment.key_since.is_not(None), over if ended else ~over)
    return _supervised(session, found, Assignment.key_since, Assignment.key_note, page)


def _supervised(
    session: Session,
    found: Select[Any],
    since: Any,
    why: Any,
    page: int,
) -> tuple[tuple[Supervised, ...], int]:
    columns: Any = found.with_only_columns(
        Assignment.id,
        func.coalesce(Organ.name, ""),
        Assignment.township,
        Assignment.state,
        Assignment.round,
        since,
        why,
    )
    rows = session.execute(columns.order_by(since, Assignment.id).limit(PAGE).offset((page - 1) * PAGE))
    total = session.scalar(found.with_only_columns(func.count(Assignment.id))) or 0
    return tuple(Supervised(*row) for row in rows), total


@dataclass(frozen=True)
class EscalationLine:
    """A step of the ladder 约谈 → 质询 → 通报批评 → 特定问题调查, with its record."""

    id: int
    number: int
    organ: str
    township: str
    kind: EscalationKind
    state: EscalationState
    reason: str
    proposed_at: datetime
    decided_at: datetime | None
    held_on: date | None
    people: str
    outcome: str
    letter_id: int | None


def escalations(
    session: Session, where: Where, state: EscalationState | None, *, page: int
) -> tuple[tuple[EscalationLine, ...], int]:
    """Newest first."""
    found = _with_lead(where).join(Escalation, Escalation.assignment_id == Assignment.id)
    found = found if state is None else found.where(Escalation.state == state)
    columns: Any = found.with_only_columns(
        Escalation.id,
        Escalation.assignment_id,
        func.coalesce(Organ.name, ""),
        Assignment.township,
        Escalation.kind,
        Escalation.state,
        Escalation.reason,
        Escalation.proposed_at,
        Escalation.decided_at,
        Escalation.held_on,
        Escalation.people,
        Escalation.outcome,
        Escalation.letter_id,
    )
    rows = session.execute(columns.order_by(Escalation.id.desc()).limit(PAGE).offset((page - 1) * PAGE))
    total = session.scalar(found.with_only_columns(func.count(Escalation.id))) or 0
    return tuple(EscalationLine(*row) for row in rows), total
