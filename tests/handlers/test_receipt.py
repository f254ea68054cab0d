"""The deputy is called once, confirms, answers; a substitute stands in; no deputy ever closes a matter."""

import pytest

from handlers import deputy
from handlers.desk import NotFound
from models.issue import AskingState, ClockKind
from models.rules.issue_state import IssueState
from scheduler.duties import open_due
from tests.town import Town


@pytest.fixture
def told(town: Town) -> Town:
    """马大娘 has told of a street lamp, and the story has settled."""
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.writes("o-ma", "就在学校门口")
    town.settles()
    return town


def test_one_push_per_matter_after_the_story_has_settled(told: Town) -> None:
    [push] = told.told("o-zhang")
    assert "【新反映】№ 1001" in push
    assert "东头的路灯坏了 就在学校门口" in push
    assert push.endswith("请在3月12日 18:00前回复：收到 1001")
    assert told.told("o-li") == []


def test_the_resident_is_told_of_the_receipt_at_once(told: Town) -> None:
    answer = told.writes("o-zhang", "收到 1001")
    assert "已确认收到 № 1001" in answer[0]
    assert "张广民（县人大代表）已确认收到，会在4月10日（周五）前给您答复" in told.told("o-ma")[-1]
    assert told.issue().state is IssueState.RECEIVED


def test_receipt_without_number_means_the_one_that_waits(told: Town) -> None:
    assert "已确认收到 № 1001" in told.writes("o-zhang", "收到。")[0]
    assert "没有等您确认" in told.writes("o-zhang", "收到")[0]


def test_with_several_waiting_the_bot_asks_which(told: Town) -> None:
    told.writes("o-ma", "新 村口垃圾没人拉，臭得很")
    told.settles()
    assert "有 2 件等您确认：1001、1002" in told.writes("o-zhang", "收到")[0]
    told.writes("o-zhang", "收到 1001、1002")
    assert [issue.state for issue in told.issues()] == [IssueState.RECEIVED] * 2


def test_confirming_twice_changes_nothing(told: Town) -> None:
    told.writes("o-zhang", "收到1001")
    before = told.issue()
    assert "已经确认过" in told.writes("o-zhang", "收到1001")[0]
    after = told.issue()
    assert len(after.events) == len(before.events)
    assert after.receipt_at == before.receipt_at
    assert len([text for text in told.told("o-ma") if "已确认收到" in text]) == 1


def test_nobody_confirms_in_time_so_the_next_deputy_is_asked(told: Town) -> None:
    told.until("2026-03-12 18:01")
    assert "【新反映】№ 1001" in told.told("o-li")[-1]
    issue = told.issue()
    assert [asking.state for asking in issue.askings] == [AskingState.PASSED_ON, AskingState.WAITING]
    assert issue.deputy is not None
    assert issue.deputy.name == "李秀英"


def test_after_the_last_deputy_the_townships_staff_are_told_once(told: Town) -> None:
    told.until("2026-03-12 18:01")
    told.until("2026-03-16 18:01")
    told.until("2026-03-20 18:01")
    assert len([text for text in told.told("o-staff") if "没有代表确认收到" in text]) == 1


def test_a_substitute_may_confirm_before_being_asked(told: Town) -> None:
    told.writes("o-li", "收到 1001")
    issue = told.issue()
    assert issue.deputy is not None
    assert issue.deputy.name == "李秀英"
    assert issue.askings[0].state is AskingState.PASSED_ON


def test_a_deputy_reminded_on_the_way(told: Town) -> None:
    told.until("2026-03-11 09:01")
    assert "还没有确认" in told.told("o-zhang")[-1]
    told.writes("o-zhang", "收到 1001")
    told.until("2026-03-12 19:00")
    assert told.told("o-li") == []


def test_a_deputy_who_cannot_be_reached_is_passed_over(town: Town) -> None:
    town.push("o-zhang", {"MsgType": "event", "Event": "unsubscribe"})
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    assert "【新反映】" in town.told("o-li")[-1]


def test_a_matter_of_another_grid_is_not_there_for_this_deputy(told: Town) -> None:
    assert "没有找到 № 1001" in told.writes("o-wang", "收到 1001")[0]
    assert "没有找到 № 9999" in told.writes("o-wang", "收到 9999")[0]
    assert told.issue().state is IssueState.SUBMITTED
    with told.db.transaction() as session:
        stranger = session.merge(told.deputy("D3"))
        with pytest.raises(NotFound):
            deputy.answer(told.desk(session), stranger, 1001, "您好")


def test_the_answer_reaches_the_resident_who_is_asked_whether_it_is_solved(told: Town) -> None:
    told.writes("o-zhang", "答复 1001 已联系供电所，周五前修好")
    news = told.told("o-ma")[-1]
    assert "张广民（县人大代表）答复您：\n已联系供电所，周五前修好" in news
    assert "真的解决了吗" in news
    issue = told.issue()
    assert issue.state is IssueState.ANSWERED
    assert issue.receipt_at is not None
    assert issue.closed_at is None


def test_an_answer_without_words_is_explained_with_an_example(told: Town) -> None:
    assert "比如：答复 1023" in told.writes("o-zhang", "答复 1001")[0]
    assert told.issue().state is IssueState.SUBMITTED


def test_reporting_up_tells_the_township(told: Town) -> None:
    told.writes("o-zhang", "上报 1001 变压器要镇里协调")
    assert "【代表上报】№ 1001" in told.told("o-staff")[-1]
    assert told.issue().state is IssueState.REPORTED


def test_reporting_up_with_words_that_begin_with_a_quantity(told: Town) -> None:
    told.writes("o-zhang", "上报 1001 多户反映，要镇里协调")
    assert told.issue().state is IssueState.REPORTED


def test_a_late_answer_is_recorded_and_told_to_both_sides(told: Town) -> None:
    told.writes("o-zhang", "收到 1001")
    told.until("2026-04-11 09:00")
    assert any("已经超期" in text for text in told.told("o-zhang"))
    assert any("超期：№ 1001" in text for text in told.told("o-staff"))
    [clock] = [clock for clock in told.issue().clocks if clock.kind is ClockKind.ANSWER]
    assert clock.late_at is not None
    assert clock.very_late_at is None
    told.until("2026-04-26 09:00")
    assert any("严重超期" in text for text in told.told("o-staff"))


def test_a_long_sleep_says_only_the_last_of_several_reminders(told: Town) -> None:
    told.writes("o-zhang", "收到 1001")
    before = len(told.told("o-zhang"))
    told.until("2026-05-20 10:00")
    assert len(told.told("o-zhang")) == before + 1


def test_todo_lists_what_waits(told: Town) -> None:
    assert "等您确认收到：\n№ 1001" in told.writes("o-zhang", "待办")[0]
    told.writes("o-zhang", "收到 1001")
    assert "等您答复：\n№ 1001" in told.writes("o-zhang", "待办")[0]
    assert "没有待办" in told.writes("o-wang", "待办")[0]


def test_visits_and_deeds_go_into_the_handbook(town: Town) -> None:
    for word in ("走访 到三组看了五户老人", "宣讲 讲了医保新政策", "实事 修好了水井"):
        assert "已记入履职手册" in town.writes("o-zhang", word)[0]


def test_a_resident_cannot_use_a_deputys_words(told: Town) -> None:
    told.writes("o-ma", "收到 1001")
    told.writes("o-other", "答复 1001 我来说两句")
    assert told.issue().state is IssueState.SUBMITTED


def test_a_deputys_plain_words_are_asked_about_not_lost_in_silence(town: Town) -> None:
    assert "走访" in town.writes("o-zhang", "今天去村里看了看，路修得不错")[0]


def test_a_deputy_may_report_a_matter_as_a_resident(town: Town) -> None:
    answer = town.writes("o-wang", "新 石龙堰村的井水发黄")
    assert "№ 1001" in answer[0]
    town.writes("o-wang", "已经一个星期了")
    assert len(town.issue().messages) == 2


def test_many_matters_of_one_resident_do_not_flood_the_deputy(town: Town) -> None:
    for n in range(12):
        town.writes("o-ma", f"新 莲花村第{n}个路口的路灯不亮，晚上看不见")
    town.settles()
    pushes = town.told("o-zhang")
    assert len([text for text in pushes if "【新反映】" in text]) == 5
    assert len([text for text in pushes if "反映的事比较多" in text]) == 1
    assert len(town.issues()) == 12


def test_the_visit_that_meets_a_duty_is_told_so(town: Town) -> None:
    open_due(town.db, town.rules, town.now)
    for group in ("三", "四"):
        town.writes("o-zhang", f"走访 到{group}组看了五户老人")
    told = town.told("o-zhang")
    assert "已记入履职手册：走访。本半月的收集任务完成了。" in told
    assert told[-1] == "已记入履职手册：走访。"
