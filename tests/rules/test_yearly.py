"""The organs' yearly report: 31 August, asked for at the beginning of August, about the twelve months before."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.clocks import Clock, due_on
from models.rules.workdays import work_calendar
from models.rules.yearly import YearlyRules, check_day, newest_asked_for, report_year, with_notice

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = work_calendar()
RULES = YearlyRules(SHANGHAI)
ZONES = st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Auckland"]).map(ZoneInfo)


def is_a_day_of_every_year(day: date) -> bool:
    return (day.month, day.day) != (2, 29)


DAYS = st.dates(date(2001, 1, 1), date(2001, 12, 31)).filter(is_a_day_of_every_year)
YEARS = st.integers(2020, 2080)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_it_is_owed_by_the_end_of_31_august_as_henans_rules_say() -> None:
    year = report_year(2026, RULES, CALENDAR)
    assert year.due_at == at("2026-09-01 00:00")
    assert due_on(year.due_at, SHANGHAI) == date(2026, 8, 31)
    assert (year.first, year.last) == (date(2025, 8, 1), date(2026, 7, 31))
    assert year.opens_at == at("2026-08-03 09:00")  # the first of August is a Saturday
    assert "河南省" in Clock.YEARLY_REPORT.source


@pytest.mark.parametrize(
    ("now", "year"), [("2026-08-03 08:59", 2025), ("2026-08-03 09:00", 2026), ("2027-07-31 10:00", 2026)]
)
def test_a_years_report_is_asked_for_from_its_first_working_day_on(now: str, year: int) -> None:
    assert newest_asked_for(at(now), RULES, CALENDAR).year == year


def test_who_is_asked_late_has_ten_working_days() -> None:
    due = report_year(2026, RULES, CALENDAR).due_at
    assert with_notice(due, at("2026-08-03 09:00"), 10, CALENDAR, SHANGHAI) == due
    assert with_notice(due, at("2026-08-28 09:00"), 10, CALENDAR, SHANGHAI) == at("2026-09-12 00:00")


@pytest.mark.parametrize(("month", "day"), [(2, 29), (2, 30), (4, 31), (13, 1), (0, 1)])
def test_a_day_that_not_every_year_has_is_none(month: int, day: int) -> None:
    with pytest.raises(ValueError):
        check_day(month, day)


@given(YEARS, DAYS, ZONES)
def test_no_day_is_told_of_twice_or_left_out(year: int, day: date, zone: ZoneInfo) -> None:
    rules = YearlyRules(zone, day.month, day.day)
    before, after = (report_year(one, rules, CALENDAR) for one in (year, year + 1))
    assert after.first == before.last + timedelta(days=1)
    assert before.first <= before.last


@given(YEARS, DAYS, ZONES)
def test_it_is_asked_for_once_its_months_are_over_and_in_time(year: int, day: date, zone: ZoneInfo) -> None:
    found = report_year(year, YearlyRules(zone, day.month, day.day, time(9)), CALENDAR)
    assert due_on(found.due_at, zone) == date(year, day.month, day.day)
    assert found.last < found.opens_at.date() <= found.last + timedelta(days=15)
    assert found.opens_at < found.due_at
    assert CALENDAR.is_workday(found.opens_at.date())


@given(st.timedeltas(timedelta(0), timedelta(days=14_000)), DAYS)
def test_some_year_is_always_the_newest(later: timedelta, day: date) -> None:
    now, rules = at("2022-01-01 00:00") + later, YearlyRules(SHANGHAI, day.month, day.day)
    newest = newest_asked_for(now, rules, CALENDAR)
    assert newest.opens_at <= now < report_year(newest.year + 1, rules, CALENDAR).opens_at
