"""What meets a duty, and where a deputy stands: read off the handbook, never off a ticked box (domain §7)."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from handlers.rulebook import Rulebook
from models.duty import DutyPeriod, DutyState, DutyTask, EntryKind
from models.outbox import OutboxNotice, OutboxState
from models.outbox_queue import OVERTAKEN
from models.queries.duties import UNSETTLED, Evidence, Run, period_of, settle
from models.rules.local_time import at, end_of
from models.rules.periods import DutyKind, Period, period_at

SUMMARIES = (DutyKind.SUMMARY, DutyKind.APPRAISAL)


class Occasion(StrEnum):
    """Why a deputy is written to about a duty."""

    OPEN = "open"
    NUDGE = "nudge"


def call_key(period: Period, occasion: Occasion, deputy_id: int | str = "") -> str:
    """The notice's key, which keeps a second one out; without the deputy, what it begins with."""
    return f"duty:{period.key}:{occasion}:{deputy_id}"


def evidence_for(period: Period, rules: Rulebook) -> Evidence:
    """Collecting and solving count from the period's first day, so also before it opens; a summary while it is open."""
    since, until = at(period.starts_on, time(0), rules.zone), end_of(period.ends_on, rules.zone)
    match period.kind:
        case DutyKind.COLLECT:
            return Evidence((EntryKind.VISIT, EntryKind.RECEIPT), since, until, rules.collect_minimum)
        case DutyKind.SOLVE:
            return Evidence((EntryKind.SOLVED,), since, until, rules.solve_minimum)
        case DutyKind.SUMMARY:
            window = (period.opens_at, period.closes_at)
            return Evidence((EntryKind.SUMMARY,), *window, elsewhere=_appraisal_within(period, rules))
        case DutyKind.APPRAISAL:
            return Evidence((EntryKind.SUMMARY,), period.opens_at, period.closes_at)


def _appraisal_within(period: Period, rules: Rulebook) -> tuple[datetime, datetime] | None:
    """In the last days of December a quarter's summary and the year's are open together: each needs its own text.

    The first one handed in is the year's, which closes first.
    """
    year = period_at(DutyKind.APPRAISAL, period.opens_at, rules.duties, rules.calendar)
    if year.closes_at <= period.opens_at or period.closes_at <= year.opens_at:
        return None
    return year.opens_at, year.closes_at


def record(session: Session, rules: Rulebook, deputy_id: int, now: datetime) -> tuple[DutyKind, ...]:
    """Settle the deputy's open tasks after something was done; which duties are met by it."""
    session.flush()
    periods = session.scalars(
        select(DutyPeriod)
        .join(DutyTask, DutyTask.period_id == DutyPeriod.id)
        .where(DutyTask.deputy_id == deputy_id, DutyTask.state.in_(UNSETTLED))
        .where(DutyPeriod.closed_at.is_(None))
        .order_by(DutyPeriod.closes_at)
    ).all()
    met = []
    for row in periods:
        alone = Run(row.id, deputy_id - 1, deputy_id)
        period = period_of(row)
        if settle(session, alone, evidence_for(period, rules), now):
            met.append(row.kind)
            _call_off(session, period, deputy_id, now)
    return tuple(met)


def _call_off(session: Session, period: Period, deputy_id: int, now: datetime) -> None:
    """Nobody is asked any more for what they have just done."""
    session.execute(
        update(OutboxNotice)
        .where(OutboxNotice.key.in_([call_key(period, occasion, deputy_id) for occasion in Occasion]))
        .where(OutboxNotice.state.in_((OutboxState.PENDING, OutboxState.PARKED)))
        .values(state=OutboxState.DROPPED, reason=OVERTAKEN, ended_at=now)
        .execution_options(synchronize_session=False)
    )


@dataclass(frozen=True)
class Standing:
    """A duty that runs now, and whether this deputy has met it."""

    period: Period
    state: DutyState
    issue_id: int | None
    """The grid problem proposed for 每月解难."""


def standings(session: Session, deputy_id: int, now: datetime) -> tuple[Standing, ...]:
    """The deputy's current duties, the one that closes first in front."""
    rows = session.execute(
        select(DutyPeriod, DutyTask.state, DutyTask.issue_id)
        .join(DutyTask, DutyTask.period_id == DutyPeriod.id)
        .where(DutyTask.deputy_id == deputy_id, DutyPeriod.closed_at.is_(None))
        .where(DutyPeriod.closes_at > now)
        .order_by(DutyPeriod.closes_at, DutyPeriod.id)
    )
    return tuple(Standing(period_of(row), state, issue_id) for row, state, issue_id in rows)


def summary_wanted(session: Session, rules: Rulebook, deputy_id: int, now: datetime) -> Period:
    """What 小结 is about: the open summary (the year's or the quarter's) that closes first, else this quarter's."""
    for standing in standings(session, deputy_id, now):
        if standing.period.kind in SUMMARIES and standing.state is DutyState.OPEN:
            return standing.period
    return period_at(DutyKind.SUMMARY, now, rules.duties, rules.calendar)
