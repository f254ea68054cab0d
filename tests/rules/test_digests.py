"""The days of a digest: working days, the feast's long week, make-up days, and nothing at night."""

from datetime import date, time

import pytest

from models.rules.digests import daily_on, weekly_on
from tests.builders import RULES, local_time

AT, MONDAY = time(8, 30), 1


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-03-10 08:29", None),
        ("2026-03-10 08:30", date(2026, 3, 10)),
        ("2026-03-10 20:59", date(2026, 3, 10)),
        ("2026-03-10 21:00", None),  # quiet hours: tomorrow's covers it
        ("2026-03-14 10:00", None),  # a Saturday
        ("2026-02-17 10:00", None),  # Spring Festival
        ("2026-02-14 10:00", date(2026, 2, 14)),  # a Saturday that is worked
    ],
)
def test_daily(moment: str, due: date | None) -> None:
    assert daily_on(local_time(moment), AT, RULES.calendar, RULES.quiet) == due


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-03-09 08:29", None),
        ("2026-03-09 08:30", date(2026, 3, 9)),
        ("2026-03-12 10:00", date(2026, 3, 9)),  # the server slept on Monday
        ("2026-03-15 10:00", None),
        ("2026-02-16 10:00", None),
        ("2026-02-24 09:00", date(2026, 2, 23)),  # Monday the 23rd still belongs to the feast
        ("2026-10-08 09:00", date(2026, 10, 5)),
    ],
)
def test_weekly(moment: str, due: date | None) -> None:
    assert weekly_on(local_time(moment), AT, MONDAY, RULES.calendar, RULES.quiet) == due
