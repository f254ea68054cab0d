"""The calendar of duties, read off real months: feasts, leap days, month and year ends."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from models.rules.periods import (
    DutyKind,
    DutyRules,
    Period,
    next_period,
    open_periods,
    period_at,
    periods_between,
)
from models.rules.workdays import work_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = work_calendar()
RULES = DutyRules(
    zone=SHANGHAI,
    opens_at=time(9),
    collect_nudge_working_days=3,
    solve_nudge_day=20,
    summary_opens_working_days=5,
    summary_nudge_working_days=2,
    summary_closes_day=10,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def period(key: str) -> Period:
    """The period of that key, as the rules make it."""
    kind, starts_on = key.split(":")
    found = period_at(DutyKind(kind), at(f"{starts_on} 12:00"), RULES, CALENDAR)
    assert found.key == key
    return found


@pytest.mark.parametrize(
    ("key", "ends_on", "opens_on", "nudge_on"),
    [
        ("collect:2026-12-01", "2026-12-15", "2026-12-01", "2026-12-10"),
        ("collect:2026-11-01", "2026-11-15", "2026-11-02", "2026-11-11"),  # starts and ends on a Sunday
        ("collect:2026-11-16", "2026-11-30", "2026-11-16", "2026-11-25"),
        ("collect:2026-02-16", "2026-02-28", "2026-02-24", "2026-02-25"),  # Spring Festival; 28 is worked
        ("collect:2026-02-01", "2026-02-15", "2026-02-02", "2026-02-12"),  # 14 is worked
        ("collect:2026-10-01", "2026-10-15", "2026-10-08", "2026-10-12"),  # National Day
        ("collect:2025-10-01", "2025-10-15", "2025-10-09", "2025-10-11"),  # eight days off, 11 is worked
        ("collect:2028-02-16", "2028-02-29", "2028-02-16", "2028-02-24"),  # leap day
        ("collect:2025-01-16", "2025-01-31", "2025-01-16", "2025-01-24"),  # ends inside Spring Festival
        ("solve:2026-01-01", "2026-01-31", "2026-01-04", "2026-01-20"),  # Sunday 4 January is worked
        ("solve:2026-02-01", "2026-02-28", "2026-02-02", "2026-02-14"),  # the 20th is off
        ("solve:2026-06-01", "2026-06-30", "2026-06-01", "2026-06-18"),  # the 20th is in Dragon Boat
        ("solve:2026-09-01", "2026-09-30", "2026-09-01", "2026-09-20"),  # a Sunday worked
        ("summary:2026-07-01", "2026-09-30", "2026-09-22", "2026-09-28"),  # over Mid-Autumn
        ("summary:2026-10-01", "2026-12-31", "2026-12-24", "2026-12-29"),
        ("summary:2026-01-01", "2026-03-31", "2026-03-24", "2026-03-27"),
        ("appraisal:2026-01-01", "2026-12-31", "2026-12-01", "2026-12-15"),
        ("appraisal:2024-01-01", "2024-12-31", "2024-12-02", "2024-12-13"),  # both days are Sundays
    ],
)
def test_a_period_runs_as_the_table_of_duties_says(
    key: str, ends_on: str, opens_on: str, nudge_on: str
) -> None:
    found = period(key)
    assert found.ends_on == date.fromisoformat(ends_on)
    assert found.opens_at == at(f"{opens_on} 09:00")
    assert found.nudge_at == at(f"{nudge_on} 09:00")


@pytest.mark.parametrize(
    ("key", "closes"),
    [
        ("collect:2026-12-01", "2026-12-16 00:00"),
        ("collect:2026-12-16", "2027-01-01 00:00"),
        ("solve:2028-02-01", "2028-03-01 00:00"),
        ("summary:2026-07-01", "2026-10-11 00:00"),
        ("summary:2026-10-01", "2027-01-11 00:00"),
        ("appraisal:2026-01-01", "2027-01-01 00:00"),
    ],
)
def test_it_closes_at_midnight_and_a_summary_on_the_tenth_of_the_next_month(key: str, closes: str) -> None:
    assert period(key).closes_at == at(closes)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("collect:2026-02-01", "2026年2月上半月"),
        ("collect:2026-02-16", "2026年2月下半月"),
        ("solve:2026-02-01", "2026年2月"),
        ("summary:2026-01-01", "2026年第一季度"),
        ("summary:2026-10-01", "2026年第四季度"),
        ("appraisal:2026-01-01", "2026年度"),
    ],
)
def test_a_period_has_a_name_people_say(key: str, words: str) -> None:
    assert period(key).in_words == words


def test_the_duties_have_their_names() -> None:
    assert [kind.in_words for kind in DutyKind] == ["半月收集", "每月解难", "季度总结", "年度考评"]


def test_an_instant_before_midnight_here_is_another_period_than_an_instant_after() -> None:
    new_year_here = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert period_at(DutyKind.APPRAISAL, new_year_here, RULES, CALENDAR).key == "appraisal:2027-01-01"
    last_minute = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    assert period_at(DutyKind.APPRAISAL, last_minute, RULES, CALENDAR).key == "appraisal:2026-01-01"


def test_a_scheduler_asleep_for_three_weeks_finds_every_period_that_opened_meanwhile() -> None:
    slept = at("2026-02-10 20:00"), at("2026-03-03 07:30")
    keys = [p.key for kind in DutyKind for p in periods_between(kind, *slept, RULES, CALENDAR)]
    assert keys == ["collect:2026-02-16", "collect:2026-03-01", "solve:2026-03-01"]


def test_a_period_belongs_to_the_tick_at_its_very_opening_and_not_to_the_next() -> None:
    opening = at("2026-12-01 09:00")
    assert [
        p.key for p in periods_between(DutyKind.COLLECT, at("2026-12-01 08:59"), opening, RULES, CALENDAR)
    ] == ["collect:2026-12-01"]
    assert periods_between(DutyKind.COLLECT, opening, at("2026-12-15 23:00"), RULES, CALENDAR) == ()
    assert periods_between(DutyKind.COLLECT, opening, at("2026-11-01 00:00"), RULES, CALENDAR) == ()


def test_the_next_period_is_the_first_that_opens_later() -> None:
    before, opening = at("2026-12-01 08:59"), at("2026-12-01 09:00")
    assert next_period(DutyKind.SOLVE, before, RULES, CALENDAR).key == "solve:2026-12-01"
    assert next_period(DutyKind.SOLVE, opening, RULES, CALENDAR).key == "solve:2027-01-01"


def test_a_server_that_starts_in_early_october_finds_the_summary_still_open() -> None:
    def keys(moment: str) -> list[str]:
        return [p.key for kind in DutyKind for p in open_periods(kind, at(moment), RULES, CALENDAR)]

    assert keys("2026-10-08 08:59") == ["summary:2026-07-01"]
    assert keys("2026-10-10 23:59") == ["collect:2026-10-01", "solve:2026-10-01", "summary:2026-07-01"]
    assert keys("2026-10-11 00:00") == ["collect:2026-10-01", "solve:2026-10-01"]
    assert keys("2026-12-31 23:59") == [
        "collect:2026-12-16",
        "solve:2026-12-01",
        "summary:2026-10-01",
        "appraisal:2026-01-01",
    ]


def test_a_county_closed_for_a_whole_half_month_still_opens_its_period_on_the_first_day() -> None:
    flood = work_calendar(extra_days_off=[f"2026-07-{day:02}" for day in range(1, 16)])
    found = period_at(DutyKind.COLLECT, at("2026-07-03 12:00"), RULES, flood)
    assert found.opens_at == at("2026-07-01 09:00")
    assert found.nudge_at == found.opens_at  # the opening is the reminder


def test_a_nudge_never_comes_before_the_opening() -> None:
    flood = work_calendar(extra_days_off=[f"2026-07-{day:02}" for day in range(1, 14)])
    found = period_at(DutyKind.COLLECT, at("2026-07-03 12:00"), RULES, flood)
    assert found.opens_at == found.nudge_at == at("2026-07-14 09:00")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        period_at(DutyKind.SOLVE, at("2026-07-03 12:00").replace(tzinfo=None), RULES, CALENDAR)
