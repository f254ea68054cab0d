"""The calendar of duties (domain §7): when each duty's period starts, opens, is nudged for and closes.

People are called on working days only: an opening waits for the next working day, a nudge comes on the working day before.
An opening never leaves its period and a nudge never comes before the opening.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import takewhile
from zoneinfo import ZoneInfo

from models.rules.local_time import ONE_DAY, at, end_of, local, local_date
from models.rules.workdays import WorkCalendar

SECOND_HALF = 16
DECEMBER = 12
APPRAISAL_OPENS_DAY = 1
APPRAISAL_NUDGE_DAY = 15


class DutyKind(StrEnum):
    COLLECT = "collect"
    SOLVE = "solve"
    SUMMARY = "summary"
    APPRAISAL = "appraisal"

    @property
    def in_words(self) -> str:
        return _KIND_IN_WORDS[self]


_KIND_IN_WORDS = {
    DutyKind.COLLECT: "半月收集",
    DutyKind.SOLVE: "每月解难",
    DutyKind.SUMMARY: "季度总结",
    DutyKind.APPRAISAL: "年度考评",
}


@dataclass(frozen=True)
class DutyRules:
    """The numbers of `[duties]` that make the calendar, and the county's time zone. Nudges come at `opens_at`, too."""

    zone: ZoneInfo
    opens_at: time
    collect_nudge_working_days: int
    solve_nudge_day: int
    summary_opens_working_days: int
    summary_nudge_working_days: int
    summary_closes_day: int


@dataclass(frozen=True)
class Period:
    """One turn of a duty. `starts_on` and `ends_on` are both inside; it is open in [opens_at, closes_at).

    When `nudge_at` equals `opens_at` the opening itself is the reminder: no second push is due.
    """

    kind: DutyKind
    starts_on: date
    ends_on: date
    opens_at: datetime
    nudge_at: datetime
    closes_at: datetime

    @property
    def key(self) -> str:
        """Stable name, one for each period ever: `collect:2026-02-16`. It does not move when the calendar does."""
        return f"{self.kind}:{self.starts_on.isoformat()}"

    @property
    def in_words(self) -> str:
        year, month = self.starts_on.year, self.starts_on.month
        match self.kind:
            case DutyKind.COLLECT:
                return f"{year}年{month}月{'上' if self.starts_on.day < SECOND_HALF else '下'}半月"
            case DutyKind.SOLVE:
                return f"{year}年{month}月"
            case DutyKind.SUMMARY:
                return f"{year}年第{'一二三四'[month // 3]}季度"
            case DutyKind.APPRAISAL:
                return f"{year}年度"


def period_at(kind: DutyKind, moment: datetime, rules: DutyRules, calendar: WorkCalendar) -> Period:
    """The period whose days contain the moment; it need not be open yet."""
    return _period_of(kind, local_date(moment, rules.zone), rules, calendar)


def periods_between(
    kind: DutyKind, after: datetime, until: datetime, rules: DutyRules, calendar: WorkCalendar
) -> tuple[Period, ...]:
    """Every period that opens in (after, until], in order: what a tick, however late, has to open."""
    start, stop = local(after, rules.zone), local(until, rules.zone)
    upcoming = takewhile(lambda period: period.opens_at <= stop, _from(kind, start.date(), rules, calendar))
    return tuple(period for period in upcoming if period.opens_at > start)


def next_period(kind: DutyKind, after: datetime, rules: DutyRules, calendar: WorkCalendar) -> Period:
    """The first period that opens later than `after`."""
    start = local(after, rules.zone)
    return next(period for period in _from(kind, start.date(), rules, calendar) if period.opens_at > start)


def open_periods(
    kind: DutyKind, moment: datetime, rules: DutyRules, calendar: WorkCalendar
) -> tuple[Period, ...]:
    """Every period open at the moment: what a server starting for the first time finds waiting."""
    now = local(moment, rules.zone)
    # A summary still open in the days after its quarter is the one before the current period.
    previous = _days(kind, now.date())[0] - ONE_DAY
    candidates = (_period_of(kind, day, rules, calendar) for day in (previous, now.date()))
    return tuple(period for period in candidates if period.opens_at <= now < period.closes_at)


def _from(kind: DutyKind, day: date, rules: DutyRules, calendar: WorkCalendar) -> Iterator[Period]:
    while True:
        period = _period_of(kind, day, rules, calendar)
        yield period
        day = period.ends_on + ONE_DAY


def _period_of(kind: DutyKind, day: date, rules: DutyRules, calendar: WorkCalendar) -> Period:
    starts_on, ends_on = _days(kind, day)
    opens_on = _opens_on(kind, (starts_on, ends_on), rules, calendar)
    nudge_on = calendar.last_workday_on_or_before(_nudge_on(kind, ends_on, rules, calendar))
    return Period(
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        opens_at=at(opens_on, rules.opens_at, rules.zone),
        nudge_at=at(max(nudge_on, opens_on), rules.opens_at, rules.zone),
        closes_at=end_of(_closes_on(kind, ends_on, rules), rules.zone),
    )


def _days(kind: DutyKind, day: date) -> tuple[date, date]:
    """First and last day of the half month, month, quarter or year that contains the day."""
    match kind:
        case DutyKind.COLLECT:
            if day.day < SECOND_HALF:
                return day.replace(day=1), day.replace(day=SECOND_HALF - 1)
            return day.replace(day=SECOND_HALF), _month_end(day)
        case DutyKind.SOLVE:
            return day.replace(day=1), _month_end(day)
        case DutyKind.SUMMARY:
            first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
            return first, _month_end(first.replace(month=first.month + 2))
        case DutyKind.APPRAISAL:
            return date(day.year, 1, 1), date(day.year, DECEMBER, 31)


def _opens_on(kind: DutyKind, span: tuple[date, date], rules: DutyRules, calendar: WorkCalendar) -> date:
    """The day it opens; the day by the table itself when no working day of the period is left for it."""
    starts_on, ends_on = span
    match kind:
        case DutyKind.COLLECT | DutyKind.SOLVE:
            by_table = starts_on
        case DutyKind.SUMMARY:
            by_table = max(calendar.before(ends_on, rules.summary_opens_working_days), starts_on)
        case DutyKind.APPRAISAL:
            by_table = ends_on.replace(day=APPRAISAL_OPENS_DAY)
    opens_on = calendar.first_workday_on_or_after(by_table)
    return opens_on if opens_on <= ends_on else by_table


def _nudge_on(kind: DutyKind, ends_on: date, rules: DutyRules, calendar: WorkCalendar) -> date:
    match kind:
        case DutyKind.COLLECT:
            return calendar.before(ends_on, rules.collect_nudge_working_days)
        case DutyKind.SOLVE:
            return ends_on.replace(day=rules.solve_nudge_day)
        case DutyKind.SUMMARY:
            return calendar.before(ends_on, rules.summary_nudge_working_days)
        case DutyKind.APPRAISAL:
            return ends_on.replace(day=APPRAISAL_NUDGE_DAY)


def _closes_on(kind: DutyKind, ends_on: date, rules: DutyRules) -> date:
    if kind is DutyKind.SUMMARY:
        return (ends_on + ONE_DAY).replace(day=rules.summary_closes_day)
    return ends_on


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
