"""The clocks of domain §6: by when something is owed, when to remind, how late it is, and where the limit comes from.

A deadline is the first instant that is too late: 18:00 of a working day for limits in working days, 24:00 for limits in months.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models.rules.local_time import ONE_DAY, at, end_of, last_day_before, local, local_date
from models.rules.workdays import WorkCalendar

END_OF_WORK = time(18, 0)
REMIND_AT = time(9, 0)

_COUNTY = "本县默认期限，可调整"
_ONE_MONTH = "参照地方法规中「一个月内答复」的做法，本县默认期限，可调整"
_LAW = "《中华人民共和国全国人民代表大会和地方各级人民代表大会代表法》"
_HENAN = "参照《河南省人民代表大会代表建议、批评和意见办理办法》"


class Clock(StrEnum):
    """Every limit of domain §6, by the step it limits."""

    RECEIPT = "receipt"
    ANSWER = "answer"
    CONFIRM = "confirm"
    ASSIGN = "assign"
    OBJECT = "object"
    REASSIGN = "reassign"
    ANSWER_REQUEST = "answer_request"
    ASSIST_SUGGESTION = "assist_suggestion"
    ASSIST_ISSUE = "assist_issue"
    REPLY = "reply"
    RATE = "rate"
    HANDLE_AGAIN = "handle_again"
    PROMISE = "promise"
    YEARLY_REPORT = "yearly_report"

    @property
    def source(self) -> str:
        """Where the limit comes from, in words to show beside it."""
        return _SOURCES[self]


_SOURCES = {
    Clock.RECEIPT: _COUNTY,
    Clock.ANSWER: _ONE_MONTH,
    Clock.CONFIRM: _COUNTY,
    Clock.ASSIGN: _COUNTY,
    Clock.OBJECT: _HENAN,
    Clock.REASSIGN: _HENAN,
    Clock.ANSWER_REQUEST: _COUNTY,
    Clock.ASSIST_SUGGESTION: _HENAN,
    Clock.ASSIST_ISSUE: _COUNTY,
    Clock.REPLY: _LAW,
    Clock.RATE: _HENAN,
    Clock.HANDLE_AGAIN: _HENAN,
    Clock.PROMISE: "承办单位自己承诺的日期",
    Clock.YEARLY_REPORT: _HENAN,
}


class Lateness(StrEnum):
    ON_TIME = "on_time"
    DUE_TODAY = "due_today"
    LATE = "late"
    VERY_LATE = "very_late"


class Reminders(NamedTuple):
    """The three reminders, in order. One that lies before the matter itself began is not due."""

    before_at: datetime
    day_at: datetime
    after_at: datetime


def receipt_due(moment: datetime, working_days: int, calendar: WorkCalendar, zone: ZoneInfo) -> datetime:
    """18:00 of the n-th working day after the day it was asked for; that day itself never counts."""
    return at(calendar.add(local_date(moment, zone), working_days), END_OF_WORK, zone)


def answer_due(moment: datetime, months: int, zone: ZoneInfo) -> datetime:
    """24:00 of the same day `months` later; where that month is too short, of its last day."""
    return end_of(months_later(local_date(moment, zone), months), zone)


def due_on(due_at: datetime, zone: ZoneInfo) -> date:
    """The date to show to people: the last day on which it is still in time."""
    return last_day_before(due_at, zone)


def lateness(due_at: datetime, now: datetime, very_late_days: int, zone: ZoneInfo) -> Lateness:
    """Late from the deadline itself on; very late once that many whole days have passed since."""
    if local(now, zone) >= local(due_at, zone) + ONE_DAY * very_late_days:
        return Lateness.VERY_LATE
    if now >= due_at:
        return Lateness.LATE
    return Lateness.DUE_TODAY if local_date(now, zone) == due_on(due_at, zone) else Lateness.ON_TIME


def reminders(
    due_at: datetime, calendar: WorkCalendar, zone: ZoneInfo, remind_at: time = REMIND_AT
) -> Reminders:
    """The working day before the due day, the due day itself, and the first working day after it."""
    day = due_on(due_at, zone)
    return Reminders(
        before_at=at(calendar.before(day, 1), remind_at, zone),
        day_at=at(day, remind_at, zone),
        after_at=at(calendar.add(day, 1), remind_at, zone),
    )


def moved(due_at: datetime, paused_from: datetime, paused_until: datetime) -> datetime:
    """The deadline after a recorded stop: later by the length of the stop, each day begun counted whole.

    So the deadline keeps its time of day and the rounding is in favour of who owes. A stop that begins after the
    deadline moves nothing: what was late before stays late. Raises ValueError for a stop that ends before it begins.
    """
    if paused_until < paused_from:
        raise ValueError("a stop cannot end before it begins")
    if paused_from >= due_at:
        return due_at
    return due_at + _days_begun(paused_until - paused_from)


def _days_begun(stop: timedelta) -> timedelta:
    return -(-stop // ONE_DAY) * ONE_DAY


def months_later(day: date, months: int) -> date:
    if months < 1:
        raise ValueError(f"a limit in months is at least one, not {months}")
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
