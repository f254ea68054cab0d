"""What holds for every duty in every year from 2000 to 2100, whatever the county's numbers and extra days."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.periods import (
    DutyKind,
    DutyRules,
    Period,
    next_period,
    open_periods,
    period_at,
    periods_between,
)
from models.rules.workdays import WorkCalendar, work_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
DEFAULTS = DutyRules(SHANGHAI, time(9), 3, 20, 5, 2, 10)
PLAIN = work_calendar()
PER_YEAR = {DutyKind.COLLECT: 24, DutyKind.SOLVE: 12, DutyKind.SUMMARY: 4, DutyKind.APPRAISAL: 1}

kinds = st.sampled_from(list(DutyKind))
moments = st.timedeltas(timedelta(0), timedelta(days=36_500)).map(datetime(2000, 1, 1, tzinfo=UTC).__add__)
rulebooks = st.builds(
    DutyRules,
    zone=st.just(SHANGHAI),
    opens_at=st.times(),
    collect_nudge_working_days=st.integers(0, 20),
    solve_nudge_day=st.integers(1, 28),
    summary_opens_working_days=st.integers(1, 80),
    summary_nudge_working_days=st.integers(0, 80),
    summary_closes_day=st.integers(1, 28),
)


@st.composite
def stormy_calendars(draw: st.DrawFn) -> tuple[WorkCalendar, datetime]:
    """A calendar with up to forty days off in a row and some weekends worked, and a moment in that time."""
    moment = draw(moments)
    start = moment.date() - timedelta(days=draw(st.integers(0, 40)))
    off = frozenset(start + timedelta(days=n) for n in range(draw(st.integers(0, 40))))
    worked = frozenset(start + timedelta(days=n) for n in draw(st.frozensets(st.integers(0, 60), max_size=6)))
    return WorkCalendar(off - worked, worked), moment


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI)


def _all(kind: DutyKind) -> list[Period]:
    until = _midnight(LAST + timedelta(days=1))
    return list(periods_between(kind, _midnight(FIRST), until, DEFAULTS, PLAIN))


@pytest.mark.parametrize("kind", DutyKind)
def test_the_periods_of_a_century_tile_it_without_gap_or_overlap(kind: DutyKind) -> None:
    century = _all(kind)
    assert len(century) == PER_YEAR[kind] * 101
    assert (century[0].starts_on, century[-1].ends_on) == (FIRST, LAST)
    for earlier, later in pairwise(century):
        assert later.starts_on == earlier.ends_on + timedelta(days=1)
        assert later.opens_at > earlier.opens_at
    assert len({period.key for period in century}) == len(century)


@pytest.mark.parametrize("kind", DutyKind)
def test_with_the_default_numbers_a_century_calls_people_on_working_days_and_twice(kind: DutyKind) -> None:
    for period in _all(kind):
        assert PLAIN.is_workday(period.opens_at.date()), period
        assert PLAIN.is_workday(period.nudge_at.date()), period
        assert period.opens_at < period.nudge_at < period.closes_at, period


@given(kinds, stormy_calendars(), rulebooks)
def test_a_period_holds_its_moment_and_opens_is_nudged_and_closes_in_order(
    kind: DutyKind, storm: tuple[WorkCalendar, datetime], rules: DutyRules
) -> None:
    calendar, moment = storm
    period = period_at(kind, moment, rules, calendar)
    assert period.starts_on <= moment.astimezone(SHANGHAI).date() <= period.ends_on
    assert period.starts_on <= period.opens_at.date() <= period.ends_on
    assert period.opens_at <= period.nudge_at < period.closes_at
    assert period.nudge_at.date() <= period.ends_on < period.closes_at.date()


@given(kinds, stormy_calendars(), rulebooks)
def test_its_key_stays_when_days_off_are_added(
    kind: DutyKind, storm: tuple[WorkCalendar, datetime], rules: DutyRules
) -> None:
    calendar, moment = storm
    assert period_at(kind, moment, rules, calendar).key == period_at(kind, moment, DEFAULTS, PLAIN).key


@settings(max_examples=200)
@given(kinds, stormy_calendars(), st.lists(st.timedeltas(timedelta(0), timedelta(days=400)), max_size=12))
def test_each_period_is_opened_exactly_once_however_time_is_cut_into_ticks(
    kind: DutyKind, storm: tuple[WorkCalendar, datetime], steps: list[timedelta]
) -> None:
    calendar, start = storm
    ticks = [start]
    for step in steps:
        ticks.append(ticks[-1] + step)
    by_ticks = [
        period
        for after, until in pairwise(ticks)
        for period in periods_between(kind, after, until, DEFAULTS, calendar)
    ]
    assert by_ticks == list(periods_between(kind, start, ticks[-1], DEFAULTS, calendar))
    assert by_ticks == _by_walking_the_days(kind, start, ticks[-1], calendar)


def _by_walking_the_days(
    kind: DutyKind, after: datetime, until: datetime, calendar: WorkCalendar
) -> list[Period]:
    """The same list found the plain way: every period is longer than twelve days, so a day in twelve meets them all."""
    first, last = after.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    periods = {day: period_at(kind, _midnight(day), DEFAULTS, calendar) for day in days[::12]}
    periods |= {day: period_at(kind, _midnight(day), DEFAULTS, calendar) for day in days[-12:]}
    found = {period.key: period for period in periods.values()}
    return sorted(
        (period for period in found.values() if after < period.opens_at <= until),
        key=lambda period: period.opens_at,
    )


@given(kinds, stormy_calendars(), rulebooks)
def test_the_next_period_is_the_one_a_tick_at_its_opening_would_find(
    kind: DutyKind, storm: tuple[WorkCalendar, datetime], rules: DutyRules
) -> None:
    calendar, moment = storm
    coming = next_period(kind, moment, rules, calendar)
    assert coming.opens_at > moment
    assert periods_between(kind, moment, coming.opens_at, rules, calendar) == (coming,)


@given(kinds, stormy_calendars(), rulebooks)
def test_what_is_open_has_opened_within_the_last_year_and_has_not_closed(
    kind: DutyKind, storm: tuple[WorkCalendar, datetime], rules: DutyRules
) -> None:
    calendar, moment = storm
    opened = periods_between(kind, moment - timedelta(days=400), moment, rules, calendar)
    still_open = tuple(period for period in opened if period.closes_at > moment)
    assert open_periods(kind, moment, rules, calendar) == still_open
