"""The clocks: by when a deputy owes a receipt or an answer, and how late they are."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.clocks import (
    Clock,
    Lateness,
    answer_due,
    due_on,
    lateness,
    moved,
    receipt_due,
    reminders,
)
from models.rules.workdays import work_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = work_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ("2026-11-23 09:00", "2026-11-25 18:00"),  # Monday → Wednesday
        ("2026-11-23 23:59", "2026-11-25 18:00"),  # the evening counts as its day
        ("2026-11-27 10:00", "2026-12-01 18:00"),  # over a weekend
        ("2026-11-28 10:00", "2026-12-01 18:00"),  # told on a Saturday
        ("2026-02-13 10:00", "2026-02-24 18:00"),  # over Spring Festival, one Saturday worked
        ("2026-12-31 10:00", "2027-01-05 18:00"),  # over the year's end
    ],
)
def test_a_receipt_is_due_at_six_on_the_second_working_day_after(told: str, due: str) -> None:
    assert receipt_due(at(told), 2, CALENDAR, SHANGHAI) == at(due)


def test_the_day_is_the_countys_and_not_the_servers() -> None:
    tuesday_here = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert receipt_due(tuesday_here, 1, CALENDAR, SHANGHAI) == at("2026-11-25 18:00")
    assert due_on(answer_due(tuesday_here, 1, SHANGHAI), SHANGHAI) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("told", "months", "last_day"),
    [
        ("2026-11-23", 1, "2026-12-23"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-10-15", 6, "2027-04-15"),
    ],
)
def test_an_answer_is_due_at_midnight_ending_the_same_day_months_later(
    told: str, months: int, last_day: str
) -> None:
    due = answer_due(at(f"{told} 10:00"), months, SHANGHAI)
    assert due_on(due, SHANGHAI) == date.fromisoformat(last_day)
    assert due == at(f"{last_day} 00:00") + timedelta(days=1)


def test_a_limit_of_no_month_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        answer_due(at("2026-11-23 10:00"), 0, SHANGHAI)


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ("2026-11-24 23:59:59", Lateness.ON_TIME),
        ("2026-11-25 00:00:00", Lateness.DUE_TODAY),
        ("2026-11-25 17:59:59", Lateness.DUE_TODAY),
        ("2026-11-25 18:00:00", Lateness.LATE),
        ("2026-12-09 17:59:59", Lateness.LATE),
        ("2026-12-09 18:00:00", Lateness.VERY_LATE),
    ],
)
def test_on_time_due_today_late_and_very_late(now: str, verdict: Lateness) -> None:
    due = at("2026-11-25 18:00")
    assert lateness(due, at(now), 14, SHANGHAI) is verdict
    assert lateness(due.astimezone(UTC), at(now).astimezone(UTC), 14, SHANGHAI) is verdict


def test_a_deadline_of_midnight_belongs_to_the_day_that_ends() -> None:
    due = answer_due(at("2026-10-25 10:00"), 1, SHANGHAI)
    assert lateness(due, at("2026-11-25 23:59:59"), 14, SHANGHAI) is Lateness.DUE_TODAY
    assert lateness(due, at("2026-11-26 00:00:00"), 14, SHANGHAI) is Lateness.LATE


def test_the_reminders_stand_on_the_day_before_the_day_and_the_day_after() -> None:
    assert reminders(at("2026-11-25 18:00"), CALENDAR, SHANGHAI) == (
        at("2026-11-24 09:00"),
        at("2026-11-25 09:00"),
        at("2026-11-26 09:00"),
    )


def test_a_sunday_deadline_is_announced_on_friday_and_followed_up_on_monday() -> None:
    due = answer_due(at("2026-10-29 10:00"), 1, SHANGHAI)  # until Sunday 29 November, 24:00
    assert reminders(due, CALENDAR, SHANGHAI, time(8, 30)) == (
        at("2026-11-27 08:30"),
        at("2026-11-29 08:30"),
        at("2026-11-30 08:30"),
    )


def test_a_stop_of_three_days_moves_the_deadline_three_days() -> None:
    due = at("2026-11-25 18:00")
    assert moved(due, at("2026-11-20 10:00"), at("2026-11-23 10:00")) == at("2026-11-28 18:00")


def test_a_day_begun_counts_whole_so_that_the_deadline_keeps_its_hour() -> None:
    due = at("2026-11-25 18:00")
    assert moved(due, at("2026-11-25 10:00"), at("2026-11-25 17:00")) == at("2026-11-26 18:00")
    assert moved(due, at("2026-11-20 10:00"), at("2026-11-20 10:00")) == due


def test_what_was_late_before_the_stop_stays_late() -> None:
    due = at("2026-11-25 18:00")
    assert moved(due, at("2026-11-25 18:00"), at("2026-11-30 10:00")) == due


def test_a_stop_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        moved(at("2026-11-25 18:00"), at("2026-11-21 10:00"), at("2026-11-20 10:00"))


def test_every_clock_says_where_its_limit_comes_from() -> None:
    by_law = {clock for clock in Clock if "《" in clock.source}
    by_county = {clock for clock in Clock if "本县默认" in clock.source}
    assert by_law | by_county | {Clock.PROMISE} == set(Clock)
    assert "自己承诺" in Clock.PROMISE.source
    assert by_county == {
        Clock.RECEIPT,
        Clock.ANSWER,
        Clock.CONFIRM,
        Clock.ASSIGN,
        Clock.ASSIST_ISSUE,
        Clock.ANSWER_REQUEST,
    }
    assert "河南省" not in Clock.REPLY.source


EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=36_450)).map(EPOCH.__add__)


@given(moments, st.integers(1, 20))
def test_reminders_come_in_order_and_a_receipt_is_due_on_a_working_day(moment: datetime, n: int) -> None:
    due = receipt_due(moment, n, CALENDAR, SHANGHAI)
    before_at, day_at, after_at = reminders(due, CALENDAR, SHANGHAI)
    assert before_at < day_at < due < after_at
    assert moment < due
    assert all(CALENDAR.is_workday(each.date()) for each in (before_at, due, after_at))


@given(moments, st.integers(1, 12))
def test_an_answer_is_never_due_later_than_the_same_day_of_the_month(moment: datetime, months: int) -> None:
    told = moment.astimezone(SHANGHAI).date()
    last = due_on(answer_due(moment, months, SHANGHAI), SHANGHAI)
    assert (last.year - told.year) * 12 + last.month - told.month == months
    assert last.day == told.day or (last.day < told.day and (last + timedelta(days=1)).day == 1)


@given(
    moments, st.timedeltas(timedelta(0), timedelta(days=400)), st.timedeltas(timedelta(0), timedelta(days=90))
)
def test_a_stop_gives_back_at_least_what_it_took_and_less_than_a_day_more(
    stop: datetime, until_due: timedelta, length: timedelta
) -> None:
    due = stop + until_due + timedelta(seconds=1)
    later = moved(due, stop, stop + length) - due
    assert length <= later < length + timedelta(days=1)
