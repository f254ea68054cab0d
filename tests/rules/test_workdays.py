"""Working days as the State Council announced them, and what the law leaves when it has not yet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.workdays import WorkCalendar, work_calendar

CALENDAR = work_calendar()

# The notices of the General Office of the State Council for each year: every run of days off, every weekend worked.
DAYS_OFF = {
    2024: [
        "01-01/01-01",
        "02-10/02-17",
        "04-04/04-06",
        "05-01/05-05",
        "06-08/06-10",
        "09-15/09-17",
        "10-01/10-07",
    ],
    2025: ["01-01/01-01", "01-28/02-04", "04-04/04-06", "05-01/05-05", "05-31/06-02", "10-01/10-08"],
    2026: [
        "01-01/01-03",
        "02-15/02-23",
        "04-04/04-06",
        "05-01/05-05",
        "06-19/06-21",
        "09-25/09-27",
        "10-01/10-07",
    ],
}
WEEKENDS_WORKED = {
    2024: ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}


def _day(year: int, month_day: str) -> date:
    return date.fromisoformat(f"{year}-{month_day}")


def _span(year: int, span: str) -> set[date]:
    first, last = (_day(year, end) for end in span.split("/"))
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


@pytest.mark.parametrize("year", DAYS_OFF)
def test_every_day_of_a_published_year_is_as_announced(year: int) -> None:
    off = set().union(*(_span(year, span) for span in DAYS_OFF[year]))
    worked = {_day(year, day) for day in WEEKENDS_WORKED[year]}
    for day in _span(year, "01-01/12-31"):
        expected = day in worked or (day.weekday() < 5 and day not in off)
        assert CALENDAR.is_workday(day) is expected, day


@pytest.mark.parametrize(
    ("holiday", "worked_for_it"),
    [
        ("2002-01-02", "2001-12-29"),
        ("2006-01-03", "2005-12-31"),
        ("2007-01-03", "2006-12-31"),
        ("2012-01-03", "2011-12-31"),
    ],
)
def test_a_new_year_bought_with_a_december_weekend_is_seen_from_both_years(
    holiday: str, worked_for_it: str
) -> None:
    assert not CALENDAR.is_workday(date.fromisoformat(holiday))
    assert CALENDAR.is_workday(date.fromisoformat(worked_for_it))


def test_new_years_eve_of_2018_was_free_for_the_saturday_before() -> None:
    assert CALENDAR.is_workday(date(2018, 12, 29))
    assert not CALENDAR.is_workday(date(2018, 12, 31))
    assert CALENDAR.add(date(2018, 12, 29), 1) == date(2019, 1, 2)


def test_the_years_published_so_far_are_known_and_later_ones_are_not() -> None:
    assert all(CALENDAR.published(year) for year in range(2001, 2027))
    assert not any(CALENDAR.published(year) for year in (2000, 2098, 2099, 2150))


def test_an_unpublished_year_has_weekends_and_the_days_set_by_law_only() -> None:
    """2098 has 13 days by law (Decree 795); one that falls on a weekend is made good on a working day."""
    year = [date(2098, 1, 1) + timedelta(days=n) for n in range(365)]
    assert not any(CALENDAR.is_workday(day) for day in year if day.weekday() >= 5)
    assert sum(not CALENDAR.is_workday(day) for day in year if day.weekday() < 5) == 13
    assert not CALENDAR.is_workday(date(2098, 5, 1))
    assert not CALENDAR.is_workday(date(2098, 10, 1))


def test_a_county_enters_an_arrangement_by_hand_before_the_package_knows_it() -> None:
    monday, sunday = date(2098, 2, 10), date(2098, 2, 16)
    entered = work_calendar(extra_days_off=[monday.isoformat()], extra_workdays=[sunday.isoformat()])
    assert (CALENDAR.is_workday(monday), entered.is_workday(monday)) == (True, False)
    assert (CALENDAR.is_workday(sunday), entered.is_workday(sunday)) == (False, True)
    assert entered.published(2098)
    assert not entered.published(2097)


def test_one_local_day_off_does_not_make_a_year_published() -> None:
    assert not work_calendar(extra_days_off=["2098-07-01"]).published(2098)


def test_a_december_weekend_worked_for_the_next_new_year_does_not_make_its_own_year_published() -> None:
    assert not work_calendar(extra_workdays=["2098-12-28"]).published(2098)


@pytest.mark.parametrize(
    ("off", "worked", "says"),
    [
        (["2026-02-30"], [], "extra_days_off: '2026-02-30' is not a date"),
        ([], ["春节"], "extra_workdays: '春节' is not a date"),
        (["2026-07-01"], ["2026-07-01"], "2026-07-01 is in extra_days_off and in extra_workdays"),
    ],
)
def test_a_wrong_date_in_the_configuration_is_named(off: list[str], worked: list[str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        work_calendar(off, worked)


def test_two_working_days_over_spring_festival_take_eleven_days() -> None:
    friday = date(2026, 2, 13)
    assert CALENDAR.add(friday, 1) == date(2026, 2, 14)  # the Saturday worked for the feast
    assert CALENDAR.add(friday, 2) == date(2026, 2, 24)
    assert CALENDAR.before(date(2026, 2, 24), 2) == friday
    assert CALENDAR.workdays_between(friday, date(2026, 2, 24)) == 2


def test_the_first_and_last_workday_around_national_day() -> None:
    feast = date(2026, 10, 3)
    assert CALENDAR.first_workday_on_or_after(feast) == date(2026, 10, 8)
    assert CALENDAR.last_workday_on_or_before(feast) == date(2026, 9, 30)
    assert CALENDAR.first_workday_on_or_after(date(2026, 10, 10)) == date(2026, 10, 10)
    assert CALENDAR.last_workday_on_or_before(date(2026, 9, 20)) == date(2026, 9, 20)


def test_counting_leaves_out_the_first_day_and_takes_in_the_last() -> None:
    friday, sunday, monday = date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 23)
    assert CALENDAR.workdays_between(friday, sunday) == 0
    assert CALENDAR.workdays_between(sunday, monday) == 1
    assert CALENDAR.workdays_between(monday, friday) == 0


def test_a_negative_number_of_days_is_refused_both_ways() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add(date(2026, 1, 5), -1)
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.before(date(2026, 1, 5), -1)


days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
calendars = st.builds(
    WorkCalendar,
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20),
)


@given(st.one_of(days, st.dates(date(2025, 11, 1), date(2027, 1, 31))), st.integers(0, 30), calendars)
def test_add_and_before_are_inverse_on_working_days(day: date, n: int, calendar: WorkCalendar) -> None:
    start = calendar.first_workday_on_or_after(day)
    end = calendar.add(start, n)
    assert calendar.is_workday(end)
    assert calendar.before(end, n) == start
    assert calendar.workdays_between(start, end) == n


@given(days, st.integers(1, 30))
def test_from_a_day_off_the_same_distance_is_counted_from_the_last_working_day(day: date, n: int) -> None:
    assert CALENDAR.add(day, n) == CALENDAR.add(CALENDAR.last_workday_on_or_before(day), n)
    assert CALENDAR.before(day, n) == CALENDAR.before(CALENDAR.first_workday_on_or_after(day), n)
