"""Numbers and days of a form or an address: whatever stands there, no page breaks."""

from datetime import date

import pytest

from app.web import written
from tests.web.phone_visits import PhonePages

THOUSANDS = "9" * 5000
"""More digits than Python reads (4,300)."""


@pytest.mark.parametrize(
    ("text", "number"),
    [("1023", 1023), ("0" * 5000 + "7", 7), ("0", 0), (str(2**62), 2**62), (str(2**62 + 1), None)]
    + [(text, None) for text in ("", "-1", "１２", "1.0", "十", THOUSANDS)],
)
def test_a_number_is_plain_digits_that_a_column_holds(text: str, number: int | None) -> None:
    assert written.number(text) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-05-01", date(2026, 5, 1)), ("2000-01-01", date(2000, 1, 1)), ("2999-12-31", date(2999, 12, 31))]
    + [(text, None) for text in ("", "0001-01-01", "1999-12-31", "3000-01-01", "9999-12-31", "明天")],
)
def test_a_day_is_one_of_our_time(text: str, day: date | None) -> None:
    assert written.day(text) == day


def test_a_deputys_suggestion_with_a_number_of_thousands_of_digits(phone: PhonePages) -> None:
    zhang = phone.visit("o-zhang", "/m/deputy/suggestions/new").opens(
        f"/m/deputy/suggestions/new?issues={THOUSANDS}"
    )
    assert zhang.status == 200
    zhang.posts("/m/deputy/suggestions/new", title="路灯", text="请修路灯", issues=THOUSANDS)
    assert zhang.status < 500
