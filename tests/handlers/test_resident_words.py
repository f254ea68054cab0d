"""What a resident may do about their own matters, in the contract's words."""

import pytest
from sqlalchemy import select

from handlers import staff
from models.issue import Check, Result, Satisfaction
from models.outbox import NoticeKind, OutboxNotice
from models.rules.issue_state import IssueState
from tests.town import RISKY, Town


@pytest.fixture
def answered(town: Town) -> Town:
    """马大娘's lamp has been answered by 张代表."""
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    town.writes("o-zhang", "收到 1001")
    town.writes("o-zhang", "答复 1001 已换了新灯泡")
    town.passes(hours=1)
    return town


def test_progress_lists_mine_and_tells_one_in_full(answered: Town) -> None:
    assert "№ 1001 莲花村东头的路灯坏了 〔代表已答复〕" in answered.writes("o-ma", "进度")[0]
    timeline = answered.writes("o-ma", "进度 1001")[0]
    for line in ("您反映了这件事", "已通知张广民代表", "张广民代表确认收到", "张广民代表答复：已换了新灯泡"):
        assert line in timeline


def test_solved_before_any_answer_closes_by_number(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    town.writes("o-zhang", "收到 1001")
    town.writes("o-ma", "解决 1001 是")
    assert town.issue().state is IssueState.CLOSED


def test_a_foreign_number_is_not_found(answered: Town) -> None:
    assert "没有找到您的 № 1001" in answered.writes("o-other", "进度 1001")[0]
    assert "没有找到您的 № 1001" in answered.writes("o-other", "撤回 1001")[0]
    assert answered.issue().state is IssueState.ANSWERED


def test_solved_closes_and_asks_for_a_grade_without_a_default(answered: Town) -> None:
    answer = answered.writes("o-ma", "解决 1001 是")[0]
    assert "满意（或 基本满意、不满意）" in answer
    issue = answered.issue()
    assert (issue.state, issue.result, issue.satisfaction) == (IssueState.CLOSED, Result.SOLVED, None)
    answered.writes("o-ma", "评价 1001 基本满意 来得慢了点")
    issue = answered.issue()
    assert issue.satisfaction is Satisfaction.FAIR
    assert issue.satisfaction_words == "来得慢了点"


def test_not_solved_goes_back_to_the_deputy_and_the_staff(answered: Town) -> None:
    answered.writes("o-ma", "没解决")
    assert answered.issue().state is IssueState.RECEIVED
    assert "群众说没有解决" in answered.told("o-zhang")[-1]
    assert "群众说没有解决" in answered.told("o-staff")[-1]


def test_partly_is_counted_apart(answered: Town) -> None:
    answered.writes("o-ma", "解决 1001 部分")
    assert answered.issue().result is Result.PARTLY


def test_asked_again_four_weeks_later_and_reopened(answered: Town) -> None:
    answered.writes("o-ma", "解决 1001 是")
    answered.passes(days=29)
    answered.passes(days=1)
    assert len([text for text in answered.told("o-ma") if "办结四周了" in text]) == 1
    answered.writes("o-ma", "解决 1001 否")
    assert answered.issue().state is IssueState.RECEIVED


def test_risky_words_with_a_grade_are_not_kept_where_others_read(answered: Town) -> None:
    answered.writes("o-ma", f"评价 1001 不满意 我要去开{RISKY}")
    assert answered.issue().satisfaction is Satisfaction.UNSATISFIED
    assert RISKY not in answered.issue().satisfaction_words
    assert any(RISKY in message.text for message in answered.issue().messages), (
        "the words themselves are kept"
    )


def test_unsatisfied_reaches_deputy_and_staff(answered: Town) -> None:
    answered.writes("o-ma", "评价 1001 不满意 灯还是不亮")
    assert "不满意" in answered.told("o-zhang")[-1]
    assert "不满意" in answered.told("o-staff")[-1]


def test_risky_words_of_a_rating_stay_off_the_timeline(answered: Town) -> None:
    answered.writes("o-ma", f"评价 1001 不满意 不如去{RISKY}")
    assert answered.issue().satisfaction is Satisfaction.UNSATISFIED
    assert all(RISKY not in event.note for event in answered.issue().events)


def test_rating_before_an_answer_is_explained(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.writes("o-ma", "评价 1001 满意")
    assert town.issue().satisfaction is None


def test_adding_by_number(answered: Town) -> None:
    assert "已补充到 № 1001" in answered.writes("o-ma", "补充 1001 旁边那盏也坏了")[0]
    assert [message.text for message in answered.issue().messages][-1] == "旁边那盏也坏了"


def test_an_addition_with_nothing_to_add_to_is_a_matter(town: Town) -> None:
    town.writes("o-ma", "补充：莲花村的自来水昨天又停了")
    assert town.issue().state is IssueState.SUBMITTED


def test_withdrawing_keeps_the_words_and_tells_the_deputy(answered: Town) -> None:
    answered.writes("o-ma", "撤回 1001")
    issue = answered.issue()
    assert issue.state is IssueState.WITHDRAWN
    assert issue.messages[0].text == "莲花村东头的路灯坏了"
    assert "已撤回" in answered.told("o-zhang")[-1]


def test_withdrawn_while_the_deputys_call_is_on_the_wire(town: Town) -> None:
    """It can no longer be held back, so the deputy hears the end of it as well."""
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    with town.db.transaction() as session:
        call = session.scalars(select(OutboxNotice).where(OutboxNotice.kind == NoticeKind.NEW_ISSUE)).one()
        call.channel = "chat"
    town.writes("o-ma", "撤回")
    assert "已撤回" in town.told("o-zhang")[-1]


def test_a_withdrawn_matter_cannot_be_confirmed(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    town.writes("o-ma", "撤回")
    answer = town.writes("o-zhang", "收到 1001")[0]
    assert "已撤回" in answer
    assert town.issue().state is IssueState.WITHDRAWN


def test_anonymous_hides_who_it_is_from_now_on(town: Town) -> None:
    assert "看不到您是谁" in town.writes("o-ma", "匿名")[0]
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    assert "一位群众（匿名）" in town.told("o-zhang")[-1]
    assert "o-ma" not in town.told("o-zhang")[-1]
    town.writes("o-ma", "取消匿名")
    assert town.issue().anonymous is False


def test_who_is_my_deputy(town: Town) -> None:
    assert "换网格" in town.writes("o-ma", "代表")[0]
    town.enters("o-ma", "LH01")
    answer = town.writes("o-ma", "我的代表是谁")[0]
    assert "张广民（县人大代表），责任代表" in answer
    assert "李秀英" in answer


def test_changing_the_grid_moves_the_matter_in_hand(town: Town) -> None:
    town.enters("o-ma", "LH01")
    town.writes("o-ma", "自来水停了三天了")
    town.settles()
    town.writes("o-ma", "换网格")
    answer = town.writes("o-ma", "石龙堰村")[0]
    assert "№ 1001 换到丹水镇 石龙堰村" in answer
    town.settles()
    assert "【新反映】№ 1001" in town.told("o-wang")[-1]
    assert "没有找到" in town.writes("o-zhang", "收到 1001")[0]


def test_changing_the_grid_without_a_matter_is_remembered(town: Town) -> None:
    town.writes("o-ma", "换网格")
    assert "默认在丹水镇 石龙堰村" in town.writes("o-ma", "石龙堰村")[0]
    assert "石龙堰村" in town.writes("o-ma", "自来水停了三天了")[0]


def test_help_is_short_and_for_the_one_who_asks(town: Town) -> None:
    assert "换网格" in town.writes("o-ma", "帮助")[0]
    assert "上报" in town.writes("o-zhang", "帮助")[0]
    assert "摘要" in town.writes("o-staff", "？")[0]


def test_entering_from_a_grids_code_names_the_deputy_once_a_day(town: Town) -> None:
    town.enters("o-ma", "LH01")
    town.enters("o-ma", "LH01")
    [greeting] = town.told("o-ma")
    assert "丹水镇 莲花村" in greeting
    assert "张广民" in greeting


def test_staff_release_what_the_check_held_back(town: Town) -> None:
    town.writes("o-ma", f"莲花村有人开{RISKY}害了好几家")
    town.settles()
    town.released(1001)
    town.settles()
    assert town.issue().check is Check.PASSED
    assert RISKY in town.told("o-zhang")[-1]


def test_staff_give_a_place_to_an_unfinished_story(town: Town) -> None:
    town.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    town.passes(minutes=31)
    town.passes(hours=25)
    with town.db.transaction() as session:
        staff.place(town.desk(session), session.merge(town.member("S1")), 1001, "SL01")
    assert town.issue().state is IssueState.SUBMITTED
    assert "工作人员帮您对上了地点" in town.told("o-ma")[-1]


def test_staff_refuse_with_the_right_door(town: Town) -> None:
    town.writes("o-ma", "莲花村的宅基地案子，法院一审判了我不服")
    with town.db.transaction() as session:
        staff.refuse(
            town.desk(session), session.merge(town.member("S1")), 1001, "已在法院审理，请找法院 12368"
        )
    assert town.issue().state is IssueState.NOT_ACCEPTED
    assert "请找法院 12368" in town.told("o-ma")[-1]
