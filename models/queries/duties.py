"""The duties' tasks in bulk: made, met and missed by one statement for each run of deputies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Update,
    case,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

from models.duty import DutyPeriod, DutyState, DutyTask, EntryKind, HandbookEntry
from models.insert_once import insert_once
from models.issue import Check, Issue
from models.people import Contact, Deputy, GridDeputy
from models.rules.issue_state import IssueState
from models.rules.periods import DutyKind, Period

NOT_DONE = (IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED, IssueState.REPORTED)
"""A grid's open problems: told in full and not yet at an end."""
UNSETTLED = (DutyState.OPEN, DutyState.EXCUSED)


@dataclass(frozen=True)
class Evidence:
    """What meets a duty: `minimum` handbook entries of these kinds in [since, until).

    The first such entry within `elsewhere` counts for another duty, and not here.
    """

    kinds: tuple[EntryKind, ...]
    since: datetime
    until: datetime
    minimum: int = 1
    elsewhere: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Run:
    """The deputies with `after < id <= last`, in one period."""

    period_id: int
    after: int
    last: int


@dataclass(frozen=True)
class ToTell:
    """A deputy with an open task who can be written to; for 每月解难 with the grids' problems."""

    deputy_id: int
    contact_id: int
    problems: int
    proposed: int | None


def period_of(row: DutyPeriod) -> Period:
    """The row as the calendar's own value, which knows its key and its words."""
    return Period(row.kind, row.starts_on, row.ends_on, row.opens_at, row.nudge_at, row.closes_at)


@dataclass(frozen=True)
class Entered:
    """A period that was begun to be opened."""

    id: int
    period: Period
    opened_at: datetime


def entered(session: Session, *which: ColumnElement[bool]) -> list[Entered]:
    """The periods entered so far, in the order they opened."""
    rows = session.scalars(select(DutyPeriod).where(*which).order_by(DutyPeriod.opens_at, DutyPeriod.id))
    return [Entered(row.id, period_of(row), row.opened_at) for row in rows]


def next_deputies(session: Session, after: int, size: int) -> Sequence[int]:
    """The next `size` deputies in office."""
    return session.scalars(
        select(Deputy.id).where(Deputy.active, Deputy.id > after).order_by(Deputy.id).limit(size)
    ).all()


def next_tasks(period_id: int, session: Session, after: int, size: int) -> Sequence[int]:
    """The deputies of the period's next `size` tasks."""
    return session.scalars(
        select(DutyTask.deputy_id)
        .where(DutyTask.period_id == period_id, DutyTask.deputy_id > after)
        .order_by(DutyTask.deputy_id)
        .limit(size)
    ).all()


def assign(session: Session, run: Run, state: DutyState) -> None:
    """Give every deputy of the run the period's task, unless they have it or its opening is over."""
    being_opened = exists().where(DutyPeriod.id == run.period_id, DutyPeriod.filled_at.is_(None))
    deputies: Select[int, DutyState, int] = (
        select(literal(run.period_id), literal(state, DutyTask.__table__.c.state.type), Deputy.id)
        .where(Deputy.active, Deputy.id > run.after, Deputy.id <= run.last, being_opened)
        .order_by(Deputy.id)
    )
    session.execute(insert_once(session, DutyTask).from_select(["period_id", "state", "deputy_id"], deputies))


def propose(session: Session, run: Run) -> None:
    """Put the oldest open problem on each task of the run: the deputy's own, else the grids'."""
    own = (
        select(func.min(Issue.id))
        .where(Issue.deputy_id == DutyTask.deputy_id, *_shown())
        .correlate(DutyTask)
        .scalar_subquery()
    )
    oldest = func.coalesce(own, _of_the_grids(func.min(Issue.id)))
    session.execute(_tasks(run, (DutyState.OPEN,)).values(issue_id=oldest))


def settle(session: Session, run: Run, evidence: Evidence, now: datetime) -> Sequence[int]:
    """Mark as met what the handbook shows to be met; the deputies for whom that is new."""
    met = _tasks(run, UNSETTLED).where(_entries(evidence) >= evidence.minimum)
    return session.scalars(met.values(state=DutyState.MET, met_at=now).returning(DutyTask.deputy_id)).all()


def miss(session: Session, run: Run) -> None:
    """What is still open when the period ends is missed; excused for who has left office."""
    in_office = exists().where(Deputy.id == DutyTask.deputy_id, Deputy.active)
    states = DutyTask.__table__.c.state.type
    ended = case((in_office, literal(DutyState.MISSED, states)), else_=literal(DutyState.EXCUSED, states))
    session.execute(_tasks(run, (DutyState.OPEN,)).values(state=ended))


def to_tell(session: Session, run: Run, kind: DutyKind) -> list[ToTell]:
    """Who of the run still has the task before them and has a WeChat contact."""
    problems = _of_the_grids(func.count(Issue.id.distinct())) if kind is DutyKind.SOLVE else literal(0)
    rows = session.execute(
        select(Deputy.id, Contact.id, problems, DutyTask.issue_id)
        .join(Deputy, Deputy.id == DutyTask.deputy_id)
        .join(Contact, Contact.id == Deputy.contact_id)
        .where(DutyTask.period_id == run.period_id, DutyTask.state == DutyState.OPEN)
        .where(Deputy.active)
        .where(DutyTask.deputy_id > run.after, DutyTask.deputy_id <= run.last)
        .order_by(Deputy.id)
    )
    return [ToTell(*row) for row in rows]


def _tasks(run: Run, states: tuple[DutyState, ...]) -> Update:
    return (
        update(DutyTask)
        .where(DutyTask.period_id == run.period_id, DutyTask.state.in_(states))
        .where(DutyTask.deputy_id > run.after, DutyTask.deputy_id <= run.last)
        .execution_options(synchronize_session=False)
    )


def _shown() -> tuple[ColumnElement[bool], ...]:
    """Words held by the content check are not shown to a deputy."""
    return Issue.state.in_(NOT_DONE), Issue.check != Check.RISKY


def _of_the_grids(wanted: ColumnElement[int]) -> ScalarSelect[int]:
    return (
        select(wanted)
        .join(GridDeputy, GridDeputy.grid_id == Issue.grid_id)
        .where(GridDeputy.deputy_id == DutyTask.deputy_id, *_shown())
        .correlate(DutyTask)
        .scalar_subquery()
    )


def _entries(evidence: Evidence) -> ScalarSelect[int]:
    """How many entries count for a task: a few index look-ups, however thick the handbook has grown."""
    counted = (
        select(func.count(HandbookEntry.id))
        .where(HandbookEntry.deputy_id == DutyTask.deputy_id, HandbookEntry.kind.in_(evidence.kinds))
        .where(HandbookEntry.at >= evidence.since, HandbookEntry.at < evidence.until)
    )
    if evidence.elsewhere is not None:
        counted = counted.where(HandbookEntry.id != _first(evidence.kinds, *evidence.elsewhere))
    return counted.correlate(DutyTask).scalar_subquery()


def _first(kinds: tuple[EntryKind, ...], since: datetime, until: datetime) -> ColumnElement[int]:
    other = HandbookEntry.__table__.alias("other")
    first = (
        select(func.min(other.c.id))
        .where(other.c.deputy_id == DutyTask.deputy_id, other.c.kind.in_(kinds))
        .where(other.c.at >= since, other.c.at < until)
        .correlate(DutyTask)
        .scalar_subquery()
    )
    return func.coalesce(first, 0)
