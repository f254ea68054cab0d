"""What lies on an organ's desk, and what of a matter it may see: never who an anonymous resident is, never held words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.assignment import (
    Assignment,
    AssignmentClock,
    AssignmentOrgan,
    LoopClock,
    OrganState,
    Part,
)
from models.issue import Result, Satisfaction
from models.people import Deputy
from models.reply import DeputyMark, MarkState, Reply
from models.rules.assignment_state import WITH_ORGAN, AssignmentState
from models.supervision import Commitment, PromiseState

MOST_OPEN = 1000
"""Rows of the desk read at once; an organ with more open matters sees those due first."""
PAGE = 30
OPEN_FOR_ORGAN = (OrganState.WAITING, OrganState.ACCEPTED, OrganState.OBJECTED)


@dataclass(frozen=True)
class Charge:
    """One open matter of the organ, with the deadline that runs for it (for an assisting organ: of its opinion)."""

    number: int
    part: Part
    organ_state: OrganState
    state: AssignmentState
    round: int
    given_at: datetime
    due_at: datetime | None
    paused: bool
    supervised: bool


def my_clock() -> ColumnElement[bool]:
    """Joins the running deadline of an organ's part."""
    lead = and_(AssignmentOrgan.part == Part.LEAD, AssignmentClock.kind == LoopClock.REPLY)
    assist = and_(
        AssignmentOrgan.part == Part.ASSIST,
        AssignmentClock.kind == LoopClock.ASSIST,
        AssignmentClock.organ_id == AssignmentOrgan.organ_id,
    )
    mine = AssignmentClock.assignment_id == AssignmentOrgan.assignment_id
    return and_(mine, AssignmentClock.stopped_at.is_(None), or_(lead, assist))


def open_charges(session: Session, organ_id: int) -> tuple[Charge, ...]:
    """Those due first come first."""
    rows = session.execute(
        select(
            AssignmentOrgan.assignment_id,
            AssignmentOrgan.part,
            AssignmentOrgan.state,
            Assignment.state,
            Assignment.round,
            AssignmentOrgan.given_at,
            AssignmentClock.due_at,
            AssignmentClock.paused_at.is_not(None),
            Assignment.supervised_since.is_not(None),
        )
        .join(Assignment, Assignment.id == AssignmentOrgan.assignment_id)
        .outerjoin(AssignmentClock, my_clock())
        .where(AssignmentOrgan.organ_id == organ_id, AssignmentOrgan.state.in_(OPEN_FOR_ORGAN))
        .where(Assignment.state.in_(WITH_ORGAN))
        .order_by(AssignmentClock.due_at, AssignmentOrgan.id)
        .limit(MOST_OPEN)
    )
    return tuple(Charge(*row) for row in rows)


@dataclass(frozen=True)
class Promise:
    """An open promise (办理承诺) of the organ."""

    id: int
    number: int
    text: str
    due_on: date
    state: PromiseState


def open_promises(session: Session, organ_id: int) -> tuple[Promise, ...]:
    """Not yet seen to be kept; those due first come first."""
    rows = session.execute(
        select(Commitment.id, Commitment.assignment_id, Commitment.text, Commitment.due_on, Commitment.state)
        .where(Commitment.organ_id == organ_id)
        .where(Commitment.state.in_((PromiseState.OPEN, PromiseState.REPORTED)))
        .order_by(Commitment.due_on, Commitment.id)
        .limit(MOST_OPEN)
    )
    return tuple(Promise(*row) for row in rows)


@dataclass(frozen=True)
class Marked:
    """A deputy's marks of one of the organ's replies."""

    number: int
    deputy: str
    attitude: Satisfaction | None
    result: Satisfaction | None
    words: str
    given_at: datetime | None


def marks(session: Session, organ_id: int, limit: int = 20) -> tuple[Marked, ...]:
    """Of the newest replies, newest first."""
    newest = select(Reply.id).where(Reply.organ_id == organ_id).order_by(Reply.at.desc()).limit(limit)
    rows = session.execute(
        select(
            Reply.assignment_id,
            Deputy.name,
            DeputyMark.attitude,
            DeputyMark.result,
            DeputyMark.words,
            DeputyMark.given_at,
        )
        .join(DeputyMark, DeputyMark.reply_id == Reply.id)
        .join(Deputy, Deputy.id == DeputyMark.deputy_id)
        .where(Reply.id.in_(select(newest.subquery().c.id)), DeputyMark.state == MarkState.GIVEN)
        .order_by(DeputyMark.given_at.desc(), DeputyMark.id.desc())
        .limit(limit)
    )
    return tuple(Marked(*row) for row in rows)


@dataclass(frozen=True)
class DoneLine:
    """What the organ has replied to (or given its opinion on)."""

    number: int
    part: Part
    state: AssignmentState
    result: Result | None
    fed_back_at: datetime | None


def done(session: Session, organ_id: int, page: int) -> tuple[tuple[DoneLine, ...], int]:
    """A page of `PAGE` (from 1), newest first, and how many there are in all."""
    mine = (AssignmentOrgan.organ_id == organ_id, AssignmentOrgan.state == OrganState.DONE)
    rows = session.execute(
        select(
            Assignment.id, AssignmentOrgan.part, Assignment.state, Assignment.result, Assignment.fed_back_at
        )
        .join(Assignment, Assignment.id == AssignmentOrgan.assignment_id)
        .where(*mine)
        .order_by(AssignmentOrgan.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    total = session.scalar(select(func.count()).select_from(AssignmentOrgan).where(*mine)) or 0
    return tuple(DoneLine(*row) for row in rows), total


def charge_of(session: Session, organ_id: int, number: int) -> AssignmentOrgan | None:
    """The organ's part in the assignment; None when it has none, or no longer has one."""
    return session.scalars(
        select(AssignmentOrgan)
        .where(AssignmentOrgan.assignment_id == number, AssignmentOrgan.organ_id == organ_id)
        .where(AssignmentOrgan.state != OrganState.RELEASED)
        .options(joinedload(AssignmentOrgan.organ))
        .order_by(AssignmentOrgan.id.desc())
        .limit(1)
    ).one_or_none()


def whole(session: Session, number: int) -> Assignment:
    """The assignment with its organs, clocks, requests and events."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.id == number)
        .options(
            selectinload(Assignment.organs).joinedload(AssignmentOrgan.organ),
            selectinload(Assignment.clocks),
            selectinload(Assignment.requests),
            selectinload(Assignment.events),
            joinedload(Assignment.suggestion),
        )
    ).one()


def replies(session: Session, number: int) -> Sequence[Reply]:
    """Every round's reply with its marks and answers, oldest first."""
    return session.scalars(
        select(Reply)
        .where(Reply.assignment_id == number)
        .options(
            selectinload(Reply.marks).joinedload(DeputyMark.deputy),
            selectinload(Reply.answers),
            joinedload(Reply.organ),
        )
        .order_by(Reply.round)
    ).all()
