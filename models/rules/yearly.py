"""The organs' yearly report (年度办理情况报告): by when it is owed, which twelve months it tells of, when it is asked for.

Its months end where the asking begins: so they are whole when the organ writes, nothing is told twice, and nothing is left out.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.rules.local_time import ONE_DAY, at, end_of, local_date
from models.rules.workdays import WorkCalendar

ASKED_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class YearlyRules:
    """The county's day for it (its 24:00), and the hour of the first working day at which it is asked for."""

    zone: ZoneInfo
    month: int = 8
    day: int = 31
    opens_at: time = time(9)


@dataclass(frozen=True)
class ReportYear:
    """One year's report; `first` and `last` are the days it tells of. `due_at` is the first instant that is too late."""

    year: int
    first: date
    last: date
    opens_at: datetime
    due_at: datetime


def check_day(month: int, day: int) -> None:
    """Raises ValueError unless every year has that day."""
    date(2001, month, day)


def report_year(year: int, rules: YearlyRules, calendar: WorkCalendar) -> ReportYear:
    """The report owed by that year's day."""
    due_on, due_before = (date(of, rules.month, rules.day) for of in (year, year - 1))
    asked_on = due_on - ASKED_BEFORE
    return ReportYear(
        year=year,
        first=due_before - ASKED_BEFORE,
        last=asked_on - ONE_DAY,
        opens_at=at(calendar.first_workday_on_or_after(asked_on), rules.opens_at, rules.zone),
        due_at=end_of(due_on, rules.zone),
    )


def newest_asked_for(now: datetime, rules: YearlyRules, calendar: WorkCalendar) -> ReportYear:
    """The last year whose report has been asked for by `now`, or ought to have been."""
    next_year = local_date(now, rules.zone).year + 1
    years = (report_year(year, rules, calendar) for year in range(next_year, next_year - 3, -1))
    return next(found for found in years if found.opens_at <= now)


def with_notice(
    due_at: datetime, now: datetime, days: int, calendar: WorkCalendar, zone: ZoneInfo
) -> datetime:
    """The deadline of somebody who is asked only `now`: they have that many working days at least."""
    return max(due_at, end_of(calendar.add(local_date(now, zone), days), zone))
