"""Names as compared, which passwords are refused, and how wrong tries are counted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.rules.sign_in import Tries, complaint, folded, is_worth_a_line

OWN = ("ST01A", "陈晓")


@pytest.mark.parametrize("typed", ["st01a", " ST01A ", "ＳＴ０１Ａ", "st 01 a"])
def test_a_name_is_read_however_it_is_typed(typed: str) -> None:
    assert folded(typed) == "ST01A"


FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@given(some.text(alphabet=some.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=32))
def test_width_and_case_make_no_difference(name: str) -> None:
    assert folded(name.lower()) == folded(name) == folded(name.translate(FULL_WIDTH))


@given(some.text(max_size=60))
def test_whatever_is_typed_fits_the_column(name: str) -> None:
    assert len(folded(name)) <= 32


EASY = (
    "1234567890", "0987654321", "abcdefghij", "qwertyuiop", "qwerasdfzxcv", "1111111111111", "ababababab", "password123",
    "Password!!", "123456-123456", "st01a-st01a", "ST01A12345", "陈晓陈晓陈晓陈晓陈晓", "woaini1314", "admin20262026",
)  # fmt: skip


@pytest.mark.parametrize("password", EASY)
def test_what_people_choose_first_is_refused(password: str) -> None:
    assert "太容易猜到" in complaint(password, password, OWN, 10)


@pytest.mark.parametrize(
    "password", ["old-well-at-shimen", "k3m9-x2p7-q8", "灌河边上有三棵老槐树", "Tr0ubador&3"]
)
def test_a_good_one_is_taken(password: str) -> None:
    assert complaint(password, password, OWN, 10) == ""


@pytest.mark.parametrize("length", [0, 1, 9])
def test_a_short_one_is_told_how_long_it_must_be(length: int) -> None:
    password = "k3m9x2p7q"[:length]
    assert complaint(password, password, OWN, 10) == f"密码至少要 10 个字符，现在只有 {length} 个。"


@given(some.text(max_size=60), some.text(max_size=60))
def test_nothing_typed_makes_it_fail(password: str, again: str) -> None:
    said = complaint(password, again, OWN, 10)
    assert said or password == again


def test_the_fifth_wrong_try_locks_and_then_nothing_is_counted() -> None:
    now, lock = datetime(2026, 3, 12, 1, 0, tzinfo=UTC), timedelta(minutes=15)
    tries = Tries()
    for _ in range(4):
        tries = tries.after_failure(now, 5, lock)
        assert not tries.is_locked(now)
    tries = tries.after_failure(now, 5, lock)
    assert tries.is_locked(now)
    assert tries.after_failure(now, 5, lock) == tries
    assert not tries.is_locked(now + lock)
    assert tries.after_failure(now + lock, 5, lock).failures == 1


def test_a_thousand_guesses_are_four_lines() -> None:
    assert [count for count in range(1, 1001) if is_worth_a_line(count)] == [1, 10, 100, 1000]
