"""「部分」 while the loop lives is an answer, no end: the matter stays open in the loop, and its resident hears the rest."""

import pytest

from handlers import linking, promises
from models.issue import ClockKind, Result
from models.reply import AnswerState, ResidentAnswer
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from tests.handlers.loop.evaluation import all_of, closed_out, handled, rated, seen_on_the_spot
from tests.handlers.loop.office import Office

GOES_ON = "谢谢，№ 1001 记下了：部分解决。这件事还在继续办，有进展告诉您。"


def test_before_the_reply_it_goes_on_and_the_resident_hears_the_rest(assigned: Office) -> None:
    assert assigned.writes("o-ma", "解决 1001 部分 修了一头") == [GOES_ON]
    assert (assigned.issue().state, assigned.issue().result) == (IssueState.REPORTED, None)
    assert "您说：部分解决" in assigned.writes("o-ma", "进度 1001")[-1]
    assert any("部分解决 修了一头" in event.note for event in assigned.assignment().events)
    handled(assigned)
    assert "真的解决了吗？请回复：解决 1001 是" in assigned.told("o-ma")[-1]
    assigned.writes("o-ma", "解决 1001 部分")
    rated(assigned)
    seen_on_the_spot(assigned)
    closed_out(assigned)
    assert "№ 1001 已办结：部分解决" in assigned.told("o-ma")[-1]
    assert (assigned.issue().state, assigned.issue().result) == (IssueState.CLOSED, Result.PARTLY)
    assert [clock.stopped_at for clock in assigned.issue().clocks if clock.kind is ClockKind.RECHECK] == [
        None
    ]


def test_said_of_a_plan_it_is_asked_again_once_the_promise_is_kept(assigned: Office) -> None:
    handled(assigned, Result.PLANNED)
    first, grade = assigned.writes("o-ma", "解决 1001 部分")[-1].split("\n")
    assert first == GOES_ON
    assert "评价 1001 满意" in grade
    rated(assigned)
    assigned.clerk(promises.promise, "S1", 1)
    assigned.clerk(promises.confirm_kept, "S1", 1, "陈晓去看过，灯亮了")
    assert "经核实已经办好" in assigned.told("o-ma")[-1]
    [answer] = all_of(assigned, ResidentAnswer)
    assert (answer.state, answer.solved) == (AnswerState.ASKED, None)
    assigned.writes("o-ma", "解决 1001 是")
    assert assigned.issue().result is Result.SOLVED


def test_a_plan_that_came_to_nothing_was_not_possible_whatever_was_said_of_it(assigned: Office) -> None:
    handled(assigned, Result.PLANNED)
    assigned.writes("o-ma", "解决 1001 部分")
    rated(assigned)
    assigned.clerk(promises.promise, "S1", 1)
    assigned.clerk(promises.explain, "S1", 1, "省里没有批下来，已向群众说明")
    assert "原来列入计划的事现在办不了" in assigned.told("o-ma")[-1]
    closed_out(assigned)
    assert assigned.issue().result is Result.NOT_POSSIBLE


def test_said_twice_it_is_on_record_once_until_asked_anew(assigned: Office) -> None:
    assigned.writes("o-ma", "解决 1001 部分")
    assert assigned.writes("o-ma", "解决 1001 部分") == [GOES_ON]
    assert [event.act for event in assigned.issue().events].count("partly") == 1
    handled(assigned)
    assigned.writes("o-ma", "解决 1001 部分")
    assert [event.act for event in assigned.issue().events].count("partly") == 2


@pytest.mark.parametrize("word", ["是", "否"])
def test_the_resident_may_still_say_more(assigned: Office, word: str) -> None:
    handled(assigned)
    assigned.writes("o-ma", "解决 1001 部分")
    assigned.writes("o-ma", f"解决 1001 {word}")
    if word == "是":
        assert (assigned.issue().state, assigned.issue().result) == (IssueState.CLOSED, Result.SOLVED)
    else:
        assert (assigned.assignment().state, assigned.assignment().round) == (AssignmentState.HANDLING, 2)
        assert "重新办理" in assigned.told("o-ma")[-1] + assigned.told("o-ma")[-2]


def test_a_neighbour_in_the_grid_who_says_partly_follows_the_loop(assigned: Office) -> None:
    assigned.tells("o-sun", "莲花村的灯不亮，黑得很")
    assigned.writes("o-zhang", "答复 1002 已经在修了")
    assigned.clerk(linking.link, "S1", 1002, 1001, "同一盏灯")
    assert "还在继续办" in assigned.writes("o-sun", "解决 1002 部分")[-1]
    assert assigned.issue(1002).state is IssueState.REPORTED
    handled(assigned)
    assert "真的解决了吗？请回复：解决 1002 是" in assigned.told("o-sun")[-1]


def test_without_a_loop_partly_ends_it_as_before(office: Office) -> None:
    office.tells("o-ma", "莲花村东头的路灯坏了")
    office.writes("o-zhang", "答复 1001 修好了一盏")
    office.writes("o-ma", "解决 1001 部分")
    assert (office.issue().state, office.issue().result) == (IssueState.CLOSED, Result.PARTLY)


def test_who_closed_theirs_before_the_reply_still_hears_of_it(studied: Office) -> None:
    """Of two neighbours one says solved: the loop goes on for the other, and both hear how it went."""
    studied.reported("o-sun", "莲花村的灯不亮，黑得很")
    studied.clerk(linking.link, "S1", 1002, 1001, "同一盏灯")
    studied.assigned()
    studied.writes("o-ma", "解决 1001 是")
    handled(studied, Result.PLANNED)
    assert "县交通局答复：\n路灯换好了，今晚就亮。" in studied.told("o-ma")[-1]
    assert "真的解决了吗" not in studied.told("o-ma")[-1]
    studied.writes("o-sun", "解决 1002 部分")
    rated(studied)
    studied.clerk(promises.promise, "S1", 1)
    studied.clerk(promises.confirm_kept, "S1", 1, "陈晓去看过，灯亮了")
    assert studied.told("o-ma")[-1].startswith("№ 1001 县交通局答应的事，经核实已经办好")
    assert "真的解决了吗" not in studied.told("o-ma")[-1]
    studied.writes("o-sun", "解决 1002 是")
    rated(studied)
    closed_out(studied)
    assert studied.told("o-ma")[-1] == "№ 1001 已办结：已解决，工作人员核对后已销号。"
