"""Working days by the State Council's yearly arrangement, make-up workdays (调休) included.

The arrangement comes from the `holidays` package; what a county adds or takes away comes from its configuration.
For a year whose arrangement is not known, weekends and the days set by law are off (《全国年节及纪念日放假办法》,
which also gives a working day for a holiday that falls on a weekend); the exchanged days are then missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays import country_holidays

from models.rules.local_time import ONE_DAY

SATURDAY = 5
DECEMBER = 12


@dataclass(frozen=True)
class _Year:
    """One calendar year: the dates that are holidays, and the weekend dates on which people work."""

    days_off: frozenset[date]
    makeup_workdays: frozenset[date]


@lru_cache(maxsize=256)
def _arranged(year: int) -> _Year:
    found = country_holidays("CN", years=year, expand=False)
    return _Year(
        days_off=frozenset(found),
        # With those that the next year's arrangement puts into this December (as 31 December 2011 was).
        makeup_workdays=frozenset(day for day in found.weekend_workdays if day.year == year),
    )


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. The configuration's dates win over the State Council's."""

    extra_days_off: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        if day in self.extra_workdays:
            return True
        if day in self.extra_days_off:
            return False
        year = _arranged(day.year)
        if day.weekday() >= SATURDAY:
            return day in year.makeup_workdays
        return day not in year.days_off

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which itself never counts; n = 0 is the day itself."""
        return self._walk(day, n, 1)

    def before(self, day: date, n: int) -> date:
        """The n-th working day before `day`, which itself never counts; n = 0 is the day itself."""
        return self._walk(day, n, -1)

    def first_workday_on_or_after(self, day: date) -> date:
        return day if self.is_workday(day) else self.add(day, 1)

    def last_workday_on_or_before(self, day: date) -> date:
        return day if self.is_workday(day) else self.before(day, 1)

    def workdays_between(self, after: date, until: date) -> int:
        """How many working days lie in (after, until]; 0 when there is no such day. `add` turned round."""
        days = (until - after).days
        return sum(self.is_workday(after + ONE_DAY * n) for n in range(1, days + 1))

    def published(self, year: int) -> bool:
        """Whether that year's arrangement is known, from the package or entered by hand in the configuration.

        Every arrangement since the first (2001) has moved at least one weekend, so a weekend worked is the sign of one.
        December is left out: its last weekend may belong to the next year's arrangement.
        """
        worked = _arranged(year).makeup_workdays | self.extra_workdays
        return any(day.year == year and day.month < DECEMBER and day.weekday() >= SATURDAY for day in worked)

    def _walk(self, day: date, n: int, direction: int) -> date:
        if n < 0:
            raise ValueError(f"a number of working days cannot be negative: {n}")
        while n > 0:
            day += ONE_DAY * direction
            n -= self.is_workday(day)
        return day


def work_calendar(extra_days_off: Iterable[str] = (), extra_workdays: Iterable[str] = ()) -> WorkCalendar:
    """The calendar with the configuration's dates (`YYYY-MM-DD`). Raises ValueError naming what is wrong."""
    off = _dates("extra_days_off", extra_days_off)
    worked = _dates("extra_workdays", extra_workdays)
    if both := sorted(off & worked):
        raise ValueError(f"{both[0]} is in extra_days_off and in extra_workdays")
    return WorkCalendar(off, worked)


def _dates(key: str, texts: Iterable[str]) -> frozenset[date]:
    return frozenset(_date(key, text) for text in texts)


def _date(key: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise ValueError(f"{key}: {text!r} is not a date (YYYY-MM-DD)") from wrong
