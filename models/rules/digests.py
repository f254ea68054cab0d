"""When a digest is due: on working days, never at night; what a sleeping server missed comes once, not day by day."""

from datetime import date, datetime, time, timedelta

from models.rules.local_time import local
from models.rules.quiet import QuietHours
from models.rules.workdays import WorkCalendar


def daily_on(now: datetime, at: time, calendar: WorkCalendar, quiet: QuietHours) -> date | None:
    """The day whose digest is due at `now`; None when none is."""
    here = local(now, quiet.zone)
    if here.time() < at or quiet.contains(now) or not calendar.is_workday(here.date()):
        return None
    return here.date()


def weekly_on(
    now: datetime, at: time, weekday: int, calendar: WorkCalendar, quiet: QuietHours
) -> date | None:
    """The week's day (1 = Monday) whose digest is due; when that is a day off, it comes on the next working day."""
    today = daily_on(now, at, calendar, quiet)
    if today is None:
        return None
    on = today - timedelta(days=(today.isoweekday() - weekday) % 7)
    return on if today >= calendar.first_workday_on_or_after(on) else None
