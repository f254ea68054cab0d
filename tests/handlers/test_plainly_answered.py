"""「真的解决了吗？」 is answered as people talk: 「修好了」「还是不亮」「是的」, and nothing else is taken for an answer."""

import pytest

from models.issue import Result, Satisfaction
from models.rules.issue_state import IssueState
from tests.town import Town


@pytest.fixture
def answered(town: Town) -> Town:
    """马大娘's lamp has been answered by 张代表."""
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    town.writes("o-zhang", "答复 1001 已换了新灯泡")
    town.passes(hours=1)
    return town


@pytest.fixture
def asked_again(answered: Town) -> Town:
    """Solved, and four weeks later."""
    answered.writes("o-ma", "解决 1001 是")
    answered.passes(days=29)
    answered.passes(days=1)
    return answered


def turns(town: Town) -> list[str]:
    return [event.act for event in town.issue().events if event.act in {"solved", "partly", "unsolved"}]


@pytest.mark.parametrize("words", ["是", "是的", "修好了", "灯亮了，谢谢", "1001 是", "没再坏"])
def test_yes_closes_it(answered: Town, words: str) -> None:
    assert "已办结：已解决" in answered.writes("o-ma", words)[0]
    assert answered.issue().state is IssueState.CLOSED
    assert len(answered.issues()) == 1


@pytest.mark.parametrize("words", ["否", "没有", "还没有", "没修好", "还是不亮", "又坏了", "1001没修好"])
def test_no_reopens_it(answered: Town, words: str) -> None:
    assert "没有解决，已告诉代表和工作人员" in answered.writes("o-ma", words)[0]
    assert answered.issue().state is IssueState.RECEIVED
    assert len(answered.issues()) == 1


def test_partly_is_counted_apart(answered: Town) -> None:
    answered.writes("o-ma", "只修了一半")
    assert answered.issue().result is Result.PARTLY


def test_what_was_said_is_kept_with_the_matter(answered: Town) -> None:
    answered.writes("o-ma", "还是不亮")
    assert "还是不亮" in [message.text for message in answered.issue().messages]
    assert answered.issue().events[-1].note == "还是不亮"


def test_of_two_it_is_asked_which(answered: Town) -> None:
    answered.writes("o-ma", "新 莲花村的水管漏水")
    answered.settles()
    answered.writes("o-zhang", "答复 1002 接好了")
    answered.passes(hours=1)
    assert "您说的是哪一件？1002、1001" in answered.writes("o-ma", "修好了")[0]
    assert answered.writes("o-ma", "1002 修好了")[0].startswith("好的，№ 1002")
    assert [issue.state for issue in answered.issues()] == [IssueState.ANSWERED, IssueState.CLOSED]


def test_whom_nobody_asked_goes_on_as_before(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    town.passes(hours=1)
    assert "要是已经好了、不用办了，请发：撤回 1001" in town.writes("o-ma", "修好了")[0]
    town.writes("o-zhang", "收到 1001")
    assert "请发：解决 1001 是" in town.writes("o-ma", "亮了")[0]
    assert town.writes("o-ma", "是的") != []
    assert [issue.state for issue in town.issues()] == [IssueState.RECEIVED]


def test_the_place_that_was_asked_for_comes_first(answered: Town) -> None:
    answered.writes("o-ma", "新 水管又漏水了")
    answered.writes("o-ma", "不亮")
    assert answered.issue().state is IssueState.ANSWERED


def test_what_goes_on_with_another_story_is_no_answer(answered: Town) -> None:
    answered.writes("o-ma", "新 莲花村二组的灯坏了三盏")
    answered.writes("o-ma", "又不亮了")
    assert answered.issue(1001).state is IssueState.ANSWERED
    assert "又不亮了" in [message.text for message in answered.issue(1002).messages]


def test_a_stranger_who_says_yes_is_greeted(answered: Town) -> None:
    assert "直接说就行" in answered.writes("o-other", "是的")[0]


@pytest.mark.parametrize("words", ["亮着呢", "没坏", "解决 1001 是", "还好"])
def test_still_well_after_four_weeks_is_on_record(asked_again: Town, words: str) -> None:
    asked_again.writes("o-ma", words)
    assert turns(asked_again) == ["solved", "solved"]
    assert asked_again.issue().result is Result.SOLVED
    assert len(asked_again.issues()) == 1


def test_broken_again_after_four_weeks_reopens(asked_again: Town) -> None:
    asked_again.writes("o-ma", "又坏了")
    assert asked_again.issue().state is IssueState.RECEIVED


def test_after_the_second_answer_the_question_is_closed(asked_again: Town) -> None:
    assert "评价 1001 满意" in asked_again.writes("o-ma", "亮着呢")[0]
    asked_again.writes("o-ma", "基本满意")
    assert asked_again.issue().satisfaction is Satisfaction.FAIR
    asked_again.writes("o-ma", "解决 1001 是")
    assert turns(asked_again) == ["solved", "solved"]


def test_the_question_of_four_weeks_does_not_stay_for_ever(asked_again: Town) -> None:
    asked_again.passes(days=40)
    asked_again.writes("o-ma", "又坏了")
    assert asked_again.issue().state is IssueState.CLOSED
