"""What `export scores` gives: each deputy's records of a year, counted. Points wait for the county's score rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.duty import EntryKind, HandbookEntry
from models.people import Deputy


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One active deputy's year: how many handbook entries of each kind. `points` is None while no score rules are published."""

    deputy_code: str
    name: str
    year: int
    counts: dict[EntryKind, int]
    points: int | None = None


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Deputy).where(Deputy.active)) or 0


def lines(session: Session, year: int, start: datetime, end: datetime) -> Iterator[ScoreLine]:
    """Every active deputy by code, also who has no entry from `start` up to, not including, `end`."""
    counted: dict[int, dict[EntryKind, int]] = {}
    entries = (
        select(HandbookEntry.deputy_id, HandbookEntry.kind, func.count().label("entries"))
        .where(HandbookEntry.at >= start, HandbookEntry.at < end)
        .group_by(HandbookEntry.deputy_id, HandbookEntry.kind)
    )
    for deputy_id, kind, number in session.execute(entries):
        counted.setdefault(deputy_id, {})[kind] = number
    deputies = select(Deputy.id, Deputy.code, Deputy.name).where(Deputy.active).order_by(Deputy.code)
    for row in session.execute(deputies):
        yield ScoreLine(row.code, row.name, year, counted.get(row.id, {}))
