"""What somebody said is cut out of a list that quotes it, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.redacting import SHORTEST, redacted

SAID = "莲花村东头大槐树下的路灯坏了，晚上黑"
GONE = "（本人要求删除）"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"№ 1001 {SAID}〔待确认〕\n№ 1002 水渠堵了", f"№ 1001 {GONE}〔待确认〕\n№ 1002 水渠堵了"),
        (f"№ 1001 {SAID[:15]}…", f"№ 1001 {GONE}…"),
        (f"{SAID}；{SAID[:13]}…", f"{GONE}；{GONE}…"),
        ("莲花村东头的水渠堵了", "莲花村东头的水渠堵了"),
        (SAID[: SHORTEST - 1], SAID[: SHORTEST - 1]),
    ],
)
def test_from_its_beginning_as_far_as_it_is_quoted(text: str, left: str) -> None:
    assert redacted(text, SAID, GONE) == left


def test_what_is_short_is_cut_out_as_a_whole_or_not_at_all() -> None:
    assert redacted("№ 7 我家水管坏了", "我家水管坏了", GONE) == f"№ 7 {GONE}"
    assert redacted("№ 7 我家水管好了", "我家水管坏了", GONE) == "№ 7 我家水管好了"
    assert redacted("№ 7 路灯坏了", "路灯坏了", GONE) == "№ 7 路灯坏了"


@given(st.text("甲乙丙", max_size=40), st.text("甲乙丙", max_size=30))
def test_nothing_that_could_be_found_is_left(text: str, said: str) -> None:
    left = redacted(text, said, "—")
    assert len(said) < 6 or said not in left
    assert len(said) >= 6 or left == text
