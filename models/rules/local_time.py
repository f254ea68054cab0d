"""Instants and the county's wall clock: the one place where a moment becomes a local date and back.

Every rule takes aware datetimes; a naive one is refused, because guessing its zone is how deadlines move by eight hours.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
_INSTANT_BEFORE = timedelta(microseconds=1)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same instant on the county's clock. Raises ValueError on a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment.isoformat()}")
    return moment.astimezone(zone)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    return local(moment, zone).date()


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """24:00 of the day, which is 00:00 of the next."""
    return at(day + ONE_DAY, time(0), zone)


def last_day_before(deadline: datetime, zone: ZoneInfo) -> date:
    """The last date on which one may still act: a deadline of 24:00 belongs to the day that ends, not the next."""
    return (local(deadline, zone) - _INSTANT_BEFORE).date()
