"""What a text is about, in words; and what somebody looks for."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.bigrams import tokens
from models.rules.seeking import MOST_TOKENS, number_sought, sought
from models.rules.words import cut, is_known, keywords, rarity

STORY = "丹水镇莲花村三组的路灯坏了半个月，一直不亮，老人孩子晚上出门看不清！"


def test_keywords_say_what_it_is_about() -> None:
    words = keywords(STORY)
    assert {"路灯", "不亮", "老人", "孩子"} <= set(words)
    assert not {"一直", "的", "晚上", "了"} & set(words)


def test_full_width_and_other_scripts_of_the_same_word_are_one() -> None:
    assert keywords("路灯　路灯，ＬＥＤ") == ("路灯",)
    assert "led" in cut("ＬＥＤ路灯")


def test_the_residents_own_words_are_not_cut_apart() -> None:
    assert cut("路灯不亮") == ("路灯", "不亮")
    assert "宅基地" in cut("宅基地被占")
    assert is_known("猕猴桃")


def test_a_rare_word_tells_more() -> None:
    assert rarity("问题") < rarity("学校") < rarity("猕猴桃") < rarity("丽发新城")


def test_threads_that_come_first_together_read_one_dictionary() -> None:
    found: list[tuple[str, ...]] = []
    threads = [threading.Thread(target=lambda: found.append(keywords(STORY))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [keywords(STORY)] * 6


@given(st.text(max_size=200))
def test_tokens_are_words_of_no_query_language(text: str) -> None:
    for token in tokens(text):
        assert token.isalnum()
        assert token == token.lower()
    for token in (*sought(text).tokens, *sought(text).beginnings):
        assert token.isalnum()


@given(st.text(alphabet="路灯坏了三桥噪音大a1 ，。", min_size=1, max_size=30), st.text(max_size=20))
def test_every_part_of_a_text_is_found_in_it(part: str, before: str) -> None:
    """Whatever was typed, its tokens are among those of a text that contains it with other words around."""
    whole = set(tokens(f"{before} {part} {before}"))
    wanted = sought(part)
    assert set(wanted.tokens) <= whole
    assert all(any(token.startswith(begin) for token in whole) for begin in wanted.beginnings)


def test_ten_thousand_characters_are_a_short_query() -> None:
    wanted = sought("路灯三桥噪音" * 2_000 + "水渠")
    assert len(wanted.tokens) + len(wanted.beginnings) <= MOST_TOKENS


@pytest.mark.parametrize(
    ("typed", "number"), [("1023", 1023), ("№ 1023", 1023), ("＃1023号", 1023), ("No.7", 7)]
)
def test_a_number_is_the_number_of_a_matter(typed: str, number: int) -> None:
    assert number_sought(typed) == number


@pytest.mark.parametrize("typed", ["1023路", "", "0", "三", "10 23", "1" * 30])
def test_anything_else_is_words(typed: str) -> None:
    assert number_sought(typed) is None
