"""The tree of categories, and what it proposes by itself and after staff have chosen."""

import pytest

from models.rules import category_tree as tree
from models.rules.category_tree import Concern
from models.rules.proposing import MOST, propose
from models.rules.words import keywords

LAMPS = "010204"


def test_every_leaf_has_a_code_of_its_own_below_one_of_three_fields() -> None:
    leaves = tree.categories()
    assert len(leaves) == 517
    assert all(len(code) == 6 and code.isdecimal() for code in leaves)
    assert {each.concern for each in leaves.values()} == set(Concern) == set(tree.CONCERN_IN_WORDS)
    assert len({each.path for each in leaves.values()}) == 517


def test_a_code_that_is_in_use_never_means_something_else() -> None:
    assert tree.in_words(LAMPS) == "城乡建设 › 城市建设和市政管理 › 城市公共设施"
    assert (tree.in_words("0102"), tree.in_words("01")) == ("城乡建设 › 城市建设和市政管理", "城乡建设")
    assert tree.in_words("") == tree.in_words("999999") == tree.in_words("010") == ""
    assert tree.categories()[max(tree.categories())].area == "劳动和社会保障"


def test_one_walks_down_the_tree() -> None:
    assert len(tree.areas()) == 15
    assert tree.topics("01")["0102"] == "城市建设和市政管理"
    assert LAMPS in {each.code for each in tree.leaves("0102")}


@pytest.mark.parametrize(
    ("typed", "leaf"),
    [("路灯", "城市公共设施"), ("低保", "农村低保"), ("噪音", "噪音污染"), ("城乡建设 自来水", "自来水供应")],
)
def test_a_picker_finds_leaves_by_everyday_words(typed: str, leaf: str) -> None:
    assert leaf in {each.leaf for each in tree.search(typed)[:3]}


@pytest.mark.parametrize("typed", ["", " › ", "没有这样的词", "\0", "(" * 500])
def test_a_picker_finds_nothing_for_nothing(typed: str) -> None:
    assert tree.search(typed) == ()


@pytest.mark.parametrize(
    ("text", "leaf", "concern"),
    [
        ("村口路灯坏了三天，晚上不亮", "城市公共设施", Concern.LIVELIHOOD),
        ("隔壁广场舞音响太吵，天天扰民", "噪音污染", Concern.LIVELIHOOD),
        ("老板拖欠工资，农民工讨薪半年", "农民工权益", Concern.LIVELIHOOD),
        ("香菇收购价太低，卖不出去", "价格质量", Concern.ECONOMY),
        ("村账不公开，集体收入去哪了", "集体财务公开", Concern.STABILITY),
        ("自来水停水三天没水吃", "自来水供应", Concern.LIVELIHOOD),
    ],
)
def test_the_tree_alone_proposes_and_says_why(text: str, leaf: str, concern: Concern) -> None:
    proposals = propose(keywords(text), {})
    first = next(each for each in proposals if each.path.endswith(leaf))
    assert first.concern is concern
    assert first.reason.startswith("因为提到：")
    assert set(first.because) <= set(keywords(text))
    assert len(proposals) <= MOST


@pytest.mark.parametrize("text", ["", "您好，请问一下", "那件事怎么样了", "啊啊啊"])
def test_without_a_hint_nothing_is_proposed(text: str) -> None:
    assert propose(keywords(text), {}) == ()


def test_what_staff_chose_outweighs_the_tree() -> None:
    words = ("路灯", "巷道")
    chosen = {"路灯": {"040101": 20}, "巷道": {"040101": 20}}
    assert propose(words, {})[0].code == LAMPS
    assert propose(words, chosen)[0].code == "040101"
    assert propose(words, {"巷道": {"no such code": 9}})[0].code == LAMPS


def test_the_same_words_always_lead_to_the_same_proposals() -> None:
    words = keywords("小区停车乱，消防通道被占，物业不管")
    assert propose(words, {}) == propose(words, {})
