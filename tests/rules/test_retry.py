"""Back-off: patient, random, and with an end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.retry import Backoff, next_attempt

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALMOST_ONE = 1 - 1e-12


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 5), (2, 15), (3, 45), (4, 135), (5, 405), (6, 1215), (7, 3600), (11, 3600)]
)
def test_the_longest_wait_triples_up_to_an_hour(attempts: int, seconds: int) -> None:
    after = next_attempt(attempts, NOW, ALMOST_ONE)
    assert after == NOW + timedelta(seconds=seconds)


def test_full_jitter_reaches_from_at_once_to_the_longest_wait() -> None:
    assert next_attempt(3, NOW, 0.0) == NOW
    assert next_attempt(3, NOW, 0.2) == NOW + timedelta(seconds=9)


def test_after_twelve_attempts_it_is_given_up() -> None:
    assert next_attempt(11, NOW, 0.5) is not None
    assert next_attempt(12, NOW, 0.5) is None
    assert next_attempt(13, NOW, 0.5) is None


def test_another_patience_can_be_asked_for() -> None:
    hasty = Backoff(base=timedelta(seconds=1), factor=2, cap=timedelta(seconds=3), limit=4)
    waits = [hasty.longest_wait(attempts).total_seconds() for attempts in (1, 2, 3)]
    assert waits == [1, 2, 3]
    assert next_attempt(4, NOW, 0.5, hasty) is None


def test_the_wait_wechat_asked_for_is_kept_even_beyond_the_cap() -> None:
    two_hours = timedelta(hours=2)
    assert next_attempt(1, NOW, 0.9, at_least=two_hours) == NOW + two_hours
    assert next_attempt(12, NOW, 0.9, at_least=two_hours) is None


@pytest.mark.parametrize(
    ("attempts", "jitter"), [(0, 0.5), (-1, 0.5), (1, 1.0), (1, -0.1), (1, float("nan"))]
)
def test_what_makes_no_sense_is_refused(attempts: int, jitter: float) -> None:
    with pytest.raises(ValueError, match=r"attempts|jitter"):
        next_attempt(attempts, NOW, jitter)


@given(st.integers(1, 40), st.floats(0, 1, exclude_max=True))
def test_the_next_attempt_is_never_in_the_past_and_never_beyond_the_cap(attempts: int, jitter: float) -> None:
    after = next_attempt(attempts, NOW, jitter)
    assert (after is None) == (attempts >= 12)
    if after is not None:
        assert NOW <= after <= NOW + timedelta(hours=1)
