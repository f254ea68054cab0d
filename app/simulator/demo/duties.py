"""The deputies' duties of the demo's weeks: opened, nudged and closed by the real scheduler, met by what was done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.simulator.demo.dice import Dice
from app.simulator.demo.stage import Scene, Stage
from app.simulator.demo.stories import DEEDS, EXPLAINED, SOLVED, SUMMARIES, VISITS
from handlers.duty_tasks import evidence_for
from models.duty import DutyPeriod, EntryKind, HandbookEntry
from models.people import Capacity, Deputy
from models.queries.duties import Run, period_of, settle
from models.rules.local_time import at, local_date
from models.rules.periods import DutyKind
from scheduler.duties import close_due, nudge_due, open_due

_EVERYBODY = 2**40
_Daily = tuple[EntryKind, tuple[str, ...], float]
_DAILY: tuple[_Daily, ...] = (
    (EntryKind.VISIT, VISITS, 0.085),
    (EntryKind.EXPLAIN, EXPLAINED, 0.012),
    (EntryKind.DEED, DEEDS, 0.008),
    (EntryKind.SOLVED, SOLVED, 0.025),
)
"""The chance that a deputy does it on a day: about seven in ten then meet the half month, half the month."""
_SUMMARY_SHARE = 0.14


@dataclass(frozen=True)
class _Seat:
    id: int
    capacity: Capacity


def duty_days(stage: Stage, weeks: int) -> Scene:
    """Each day: the calendar in the morning, and in the evening what the deputies wrote into their handbooks."""
    zone = stage.rules.zone
    day = local_date(stage.now - timedelta(weeks=weeks), zone)
    dice, seats = Dice(9), _seats(stage)
    while True:
        yield at(day, stage.rules.duties.opens_at, zone)
        calendar(stage)
        last = day == local_date(stage.now, zone)
        evening = stage.now if last else at(day, time(20), zone)
        yield min(evening, stage.now)
        _written_today(stage, seats, at(day, time(8), zone), dice)
        day += timedelta(days=1)


def calendar(stage: Stage) -> None:
    """What the scheduler does about duties at this moment."""
    for step in (close_due, open_due, nudge_due):
        step(stage.db, stage.rules, stage.moment)


def _written_today(stage: Stage, seats: Sequence[_Seat], since: datetime, dice: Dice) -> None:
    until = max(since, stage.moment)
    with stage.db.transaction() as session:
        summing_up = session.scalar(
            select(DutyPeriod.id).where(DutyPeriod.kind == DutyKind.SUMMARY, DutyPeriod.closed_at.is_(None))
        )
        daily = [*_DAILY, (EntryKind.SUMMARY, SUMMARIES, _SUMMARY_SHARE)] if summing_up else _DAILY
        rows = sorted(_entries(seats, daily, dice, (since, until)), key=lambda row: row["at"])
        rows = [row for row in rows if row["at"] <= stage.moment]
        if rows:
            session.execute(insert(HandbookEntry), rows)
        _settle(session, stage)


def _entries(
    seats: Sequence[_Seat], daily: Sequence[_Daily], dice: Dice, span: tuple[datetime, datetime]
) -> Iterator[dict[str, Any]]:
    for seat in seats:
        for kind, words, share in daily:
            if dice.chance(share):
                yield {
                    "deputy_id": seat.id,
                    "capacity": seat.capacity,
                    "kind": kind,
                    "at": span[0] + (span[1] - span[0]) * dice.between(0, 1),
                    "text": dice.pick(words),
                }


def _seats(stage: Stage) -> list[_Seat]:
    """The deputies who use the service, each in the first of their capacities; the others' duties stay unmet."""
    bound = select(Deputy).where(Deputy.contact_id.is_not(None)).order_by(Deputy.id)
    with stage.db.reading() as session:
        return [_Seat(deputy.id, deputy.capacities[0].capacity) for deputy in session.scalars(bound)]


def _settle(session: Session, stage: Stage) -> None:
    """What the handbook shows to be met is met from that evening on."""
    for row in session.scalars(select(DutyPeriod).where(DutyPeriod.closed_at.is_(None))):
        evidence = evidence_for(period_of(row), stage.rules)
        settle(session, Run(row.id, 0, _EVERYBODY), evidence, stage.moment)
