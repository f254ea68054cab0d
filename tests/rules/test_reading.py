"""Is it a matter, a chase-up, small talk, a choice, a yes?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.reading import (
    Kind,
    follow_up,
    is_matter,
    number_choice,
    read,
    same_text_key,
)

NOTHING_SAID = [
    *("", " ", "。。。", "??", "1", "1023", "１３", "a", "ok", "OK!", "666", "13800000000"),
    *(
        "你好",
        "您好，代表",
        "大家好[微笑]",
        "谢谢",
        "谢谢您代表",
        "好的",
        "收到",
        "收到，谢谢！",
        "嗯嗯",
        "哈哈哈",
    ),
    *(
        "👍👍",
        "[微笑][强]",
        "/::)",
        "测试",
        "test",
        "在吗",
        "急",
        "新年快乐",
        "不好意思打扰了",
        "aaaaaa",
        "好好好好",
    ),
]
SOMETHING_SAID = [
    *("水", "没水", "停电了", "路灯坏了", "白羽街道", "东湖社区", "lu deng huai le", "我要反映", "没人管"),
    *("谢谢你们，路还是没修", "你好，桥塌了", "好的路怎么又坏", "测试井盖丢了", "3组没水", "噪音"),
]


@pytest.mark.parametrize("text", NOTHING_SAID)
def test_politeness_and_stray_signs_open_no_matter(text: str) -> None:
    assert not is_matter(text)


@pytest.mark.parametrize("text", SOMETHING_SAID)
def test_whatever_has_content_is_a_matter(text: str) -> None:
    assert is_matter(text)


@given(st.text(), st.sampled_from(["路灯坏了", "三组没水", "桥塌了"]))
def test_content_is_never_lost_among_politeness(around: str, content: str) -> None:
    assert is_matter("您好，" + content + around.replace("[", "").replace("/", ""))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "怎么还没修",
            "有消息吗",
            "什么时候能好",
            "急",
            "在吗",
            "你好，在吗？",
            "催一下",
            "请尽快处理",
            "修好了没",
        ),
        *(
            "我反映的问题怎么样了",
            "上次说的事处理好了吗",
            "到底什么时候能修好啊",
            "进展如何",
            "怎么还没有人来",
        ),
    ],
)
def test_chasing_words_tell_nothing_new(text: str) -> None:
    assert follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了怎么还没修",
        "村口没水了",
        "谢谢",
        "好的",
        "井盖丢了，急",
        "三组又停电了什么时候好",
        "",
        "急" * 31,
    ],
)
def test_chasing_words_with_something_new_are_no_chase(text: str) -> None:
    assert not follow_up(text)


def test_a_text_is_read_as_one_kind() -> None:
    assert read("您好").kind is Kind.SMALL_TALK
    assert read("怎么还没修").kind is Kind.FOLLOW_UP
    assert read("路灯坏了").kind is Kind.MATTER
    assert read("路灯坏了").door is None


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        *[
            ("1", 1),
            ("１", 1),
            ("第一个", 1),
            ("选2", 2),
            ("2、", 2),
            ("二", 2),
            ("③", 3),
            ("1️⃣", 1),
            ("第3个吧", 3),
        ],
        *[("十", 10), ("十二", 12), ("二十", 20), ("两", 2), ("三号", 3), ("第2个村", 2)],
        *[
            ("0", None),
            ("100", None),
            ("二三", None),
            ("2组", None),
            ("东湖", None),
            ("", None),
            ("第", None),
        ],
    ],
)
def test_a_choice_from_a_list(text: str, choice: int | None) -> None:
    assert number_choice(text) == choice


def test_the_same_text_sent_again_has_the_same_key() -> None:
    assert same_text_key("路灯 坏了！！") == same_text_key("路灯坏了[流泪]。")
    assert same_text_key("路灯坏了") != same_text_key("路灯没坏")
    assert same_text_key("👍") != same_text_key("👎")


@given(st.text())
def test_whatever_is_typed_is_read(text: str) -> None:
    read(text)
    assert number_choice(text) in {None, *range(1, 100)}
    assert len(same_text_key(text)) == 32
