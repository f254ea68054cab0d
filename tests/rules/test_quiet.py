"""No phone rings between nine in the evening and eight in the morning."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.quiet import QuietHours

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = QuietHours(time(21), time(8), SHANGHAI)
NOON_REST = QuietHours(time(12), time(14, 30), SHANGHAI)


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("ready", "goes_out"),
    [
        (at(31, 20, 59, 59), at(31, 20, 59, 59)),
        (at(30, 21), at(31, 8)),
        (at(30, 23, 59, 59), at(31, 8)),
        (at(31, 0), at(31, 8)),
        (at(31, 7, 59, 59), at(31, 8)),
        (at(31, 8), at(31, 8)),
    ],
)
def test_the_night_waits_for_the_morning(ready: datetime, goes_out: datetime) -> None:
    assert NIGHT.earliest(ready) == goes_out


def test_the_last_evening_of_the_year_waits_for_the_next_year() -> None:
    assert NIGHT.earliest(at(31, 22)) == datetime(2027, 1, 1, 8, tzinfo=SHANGHAI)


def test_a_moment_in_another_zone_is_judged_by_the_countys_clock() -> None:
    evening_here = datetime(2026, 12, 1, 13, 30, tzinfo=UTC)
    assert NIGHT.earliest(evening_here) == at(2, 8)
    assert not NIGHT.contains(datetime(2026, 12, 1, 0, 0, tzinfo=UTC))


def test_a_rest_at_noon_ends_on_the_same_day() -> None:
    assert NOON_REST.earliest(at(5, 12)) == at(5, 14, 30)
    assert NOON_REST.earliest(at(5, 11, 59)) == at(5, 11, 59)
    assert NOON_REST.earliest(at(5, 14, 30)) == at(5, 14, 30)


def test_equal_ends_mean_no_quiet_hours() -> None:
    always = QuietHours(time(8), time(8), SHANGHAI)
    assert always.earliest(at(5, 3)) == at(5, 3)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        NIGHT.earliest(at(1, 22).replace(tzinfo=None))


EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
CENTURY = st.timedeltas(timedelta(0), timedelta(days=36_500))


@given(CENTURY.map(EPOCH.__add__), st.times(), st.times())
def test_never_inside_the_window_never_earlier_never_a_day_late(
    moment: datetime, from_: time, until: time
) -> None:
    quiet = QuietHours(from_, until, SHANGHAI)
    earliest = quiet.earliest(moment)
    assert moment <= earliest < moment + timedelta(days=1)
    assert not quiet.contains(earliest)
    if earliest != moment:
        assert quiet.contains(earliest - timedelta(microseconds=1))
