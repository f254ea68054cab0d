"""What the dashboard shows, added up from the counted cells of a span of months and some townships."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.issue import Satisfaction
from models.people import Organ
from models.place import Grid
from models.rules.figures import Share, median_days
from models.statistics import Measure, Statistic, StatisticMonth, Timeliness

Counts = Mapping[str, int]
PLEASED = (Satisfaction.SATISFIED, Satisfaction.FAIR)


@dataclass(frozen=True)
class Span:
    """Which cells: the months from the first to the last (their first days), in these townships (None: everywhere)."""

    first: date
    last: date
    townships: tuple[str, ...] | None = None

    def holds(self, *measures: Measure) -> tuple[ColumnElement[bool], ...]:
        where = (Statistic.measure.in_(measures), Statistic.month.between(self.first, self.last))
        if self.townships is None:
            return where
        return (*where, Statistic.township.in_(self.townships))


def counts(session: Session, span: Span, measure: Measure) -> dict[str, int]:
    """By key."""
    query = select(Statistic.key, func.sum(Statistic.count)).where(*span.holds(measure))
    return {row[0]: row[1] for row in session.execute(query.group_by(Statistic.key))}


def parts(session: Session, span: Span, measure: Measure) -> dict[str, dict[str, int]]:
    """By key, then part."""
    return parts_of(session, span, measure)[measure]


def parts_of(session: Session, span: Span, *measures: Measure) -> dict[Measure, dict[str, dict[str, int]]]:
    """By measure, then key, then part."""
    of = (Statistic.measure, Statistic.key, Statistic.part)
    query = select(*of, func.sum(Statistic.count)).where(*span.holds(*measures)).group_by(*of)
    found: dict[Measure, dict[str, dict[str, int]]] = {measure: {} for measure in measures}
    for measure, key, part, count in session.execute(query):
        found[measure].setdefault(key, {})[part] = count
    return found


def by_month(session: Session, span: Span) -> dict[date, dict[str, int]]:
    """Matters submitted, by month, then field of concern."""
    query = select(Statistic.month, Statistic.key, func.sum(Statistic.count)).where(
        *span.holds(Measure.ISSUES)
    )
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for month, field, count in session.execute(query.group_by(Statistic.month, Statistic.key)):
        found[month][field] = count
    return dict(found)


def open_by_month(session: Session, span: Span, ended: tuple[str, ...]) -> dict[date, int]:
    """Matters that have not ended, by the month in which they came in: how old what is open is."""
    query = (
        select(Statistic.month, func.sum(Statistic.count))
        .where(*span.holds(Measure.ISSUES), Statistic.part.not_in(ended))
        .group_by(Statistic.month)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def by_township(session: Session, span: Span, measure: Measure) -> dict[str, dict[str, int]]:
    """By township, then key."""
    query = select(Statistic.township, Statistic.key, func.sum(Statistic.count)).where(*span.holds(measure))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for township, key, count in session.execute(query.group_by(Statistic.township, Statistic.key)):
        found[township][key] = count
    return dict(found)


def median(session: Session, span: Span, measure: Measure) -> float | None:
    """The median of the days counted under it."""
    query = select(Statistic.days, func.sum(Statistic.count)).where(*span.holds(measure))
    return median_days({row[0]: row[1] for row in session.execute(query.group_by(Statistic.days))})


@dataclass(frozen=True)
class OrganFigures:
    """One organ as lead: how much, how fast, with what result, and what people say."""

    code: str
    name: str
    assigned: int
    median_days: float | None
    on_time: Share
    results: Counts
    attitude: Share
    """Deputies who are satisfied or fairly so; those who did not rate are left out."""
    effect: Share
    solved: Share
    """Residents who say it is solved, whole or in part, of those who answered."""


_OF_ORGANS = (
    Measure.ORGAN,
    Measure.ORGAN_RESULT,
    Measure.ORGAN_TIMELY,
    Measure.ORGAN_ATTITUDE,
    Measure.ORGAN_EFFECT,
    Measure.ORGAN_SOLVED,
)


def organs(session: Session, span: Span) -> list[OrganFigures]:
    """Every organ that was given something, by code."""
    measured = parts_of(session, span, *_OF_ORGANS)
    days = _days(session, span)
    names = {row.code: row.name for row in session.execute(select(Organ.code, Organ.name))}

    def of(measure: Measure, code: str) -> Counts:
        return measured[measure].get(code, {})

    return [
        OrganFigures(
            code=code,
            name=names.get(code, code),
            assigned=sum(states.values()),
            median_days=median_days(days.get(code, {})),
            on_time=_on_time(of(Measure.ORGAN_TIMELY, code)),
            results=of(Measure.ORGAN_RESULT, code),
            attitude=pleased(of(Measure.ORGAN_ATTITUDE, code)),
            effect=pleased(of(Measure.ORGAN_EFFECT, code)),
            solved=_of(of(Measure.ORGAN_SOLVED, code), ("yes", "partly")),
        )
        for code, states in sorted(measured[Measure.ORGAN].items())
    ]


def _days(session: Session, span: Span) -> dict[str, Counter[int]]:
    query = select(Statistic.key, Statistic.days, func.sum(Statistic.count)).where(
        *span.holds(Measure.ORGAN_DAYS)
    )
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for code, days, count in session.execute(query.group_by(Statistic.key, Statistic.days)):
        found[code][days] = count
    return found


def pleased(given: Counts) -> Share:
    """Satisfied or fairly so, of those who said."""
    return _of(given, PLEASED)


def _of(given: Counts, wanted: tuple[str, ...]) -> Share:
    said = {part: count for part, count in given.items() if part}
    return Share(sum(said.get(part, 0) for part in wanted), sum(said.values()))


def _on_time(given: Counts) -> Share:
    ended = {part: count for part, count in given.items() if part != Timeliness.RUNNING}
    return Share(ended.get(Timeliness.ON_TIME, 0), sum(ended.values()))


@dataclass(frozen=True)
class Spot:
    """How many matters came from one grid, and where it lies."""

    code: str
    name: str
    township: str
    longitude: float | None
    latitude: float | None
    count: int


def spots(session: Session, span: Span) -> list[Spot]:
    """The grids of the span that matters came from, most first."""
    found = Counter(counts(session, span, Measure.GRID))
    grids = session.execute(
        select(Grid.code, Grid.name, Grid.township, Grid.longitude, Grid.latitude).where(Grid.code.in_(found))
    )
    rows = [Spot(*grid, count=found[grid.code]) for grid in grids]
    return sorted(rows, key=lambda spot: (-spot.count, spot.code))


def counted_at(session: Session) -> datetime | None:
    """When the figures were last counted."""
    return session.scalar(select(func.max(StatisticMonth.counted_at)))


def townships(session: Session, where: ColumnElement[bool] | None = None) -> list[str]:
    """The registry's townships, all or those with such grids, by name."""
    query = select(Grid.township).distinct().order_by(Grid.township)
    return list(session.scalars(query if where is None else query.where(where)))
