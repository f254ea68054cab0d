"""With several matters, several roles and half a sentence: the right one is meant, or the bot asks which."""

import pytest

from handlers import staff
from handlers.invitations import hashed
from models.outbox import OutboxNotice, OutboxState
from models.people import Deputy, Invitation
from models.rules.issue_state import IssueState
from tests.builders import a_deputy
from tests.town import RISKY, Town


@pytest.fixture
def two(town: Town) -> Town:
    """马大娘 told of a lamp (1001, answered) and of rubbish (1002, only confirmed)."""
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.writes("o-ma", "新 莲花村的垃圾没人拉")
    town.settles()
    town.writes("o-zhang", "收到 1001、1002")
    town.writes("o-zhang", "答复 1001 换了新灯泡")
    town.passes(days=1)
    return town


def states(town: Town) -> list[IssueState]:
    return [issue.state for issue in town.issues()]


def test_solved_without_a_number_means_the_one_that_was_answered(two: Town) -> None:
    assert "№ 1001 已办结" in two.writes("o-ma", "解决了")[0]
    assert "№ 1001 已记下您的评价：满意" in two.writes("o-ma", "满意")[0]
    assert states(two) == [IssueState.CLOSED, IssueState.RECEIVED]


def test_solved_without_a_number_is_never_guessed(two: Town) -> None:
    two.writes("o-zhang", "答复 1002 已联系清运")
    assert "您说的是哪一件？1002、1001" in two.writes("o-ma", "解决了")[0]
    assert "您说的是哪一件？1002、1001" in two.writes("o-ma", "不满意")[0]
    assert states(two) == [IssueState.ANSWERED] * 2


def test_withdrawing_without_a_number_a_day_later_asks_which(two: Town) -> None:
    assert "您要撤回哪一件？1002、1001" in two.writes("o-ma", "撤回")[0]
    assert IssueState.WITHDRAWN not in states(two)


def test_each_is_told_only_what_they_may_do_now(two: Town) -> None:
    two.writes("o-ma", "解决 1001 是")
    assert two.writes("o-ma", "撤回 1001") == ["№ 1001 现在是「已办结」，不能撤回。现在可以：说没解决。"]
    assert two.writes("o-zhang", "答复 1001 再看看") == ["№ 1001 现在是「已办结」，不能答复。"]


def test_a_resident_who_writes_back_with_the_number_adds_to_it(two: Town) -> None:
    assert "已补充到 № 1001" in two.writes("o-ma", "回复 1001 灯换了还是不亮")[0]
    assert "解决 1001 是（或 部分、否）" in two.writes("o-ma", "解决 1001 好像亮了")[0]
    assert len(two.issues()) == 2
    assert [m.text for m in two.issue(1001).messages][1:] == ["灯换了还是不亮", "好像亮了"]


def test_what_is_said_along_with_a_chat_word_is_kept(two: Town) -> None:
    two.writes("o-ma", "解决 1001 否 又坏了")
    two.writes("o-ma", "撤回 1002 不用了，已经拉走了")
    assert two.issue(1001).messages[-1].text == "解决 1001 否 又坏了"
    assert two.issue(1002).messages[-1].text == "撤回 1002 不用了，已经拉走了"


def test_an_addition_with_the_village_completes_a_half_told_matter(town: Town) -> None:
    town.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    assert "已登记，编号 № 1001" in town.writes("o-ma", "补充 1001 在莲花村")[0]


def test_anonymous_covers_every_matter_however_many(town: Town) -> None:
    for n in range(12):
        town.writes("o-ma", f"新 莲花村第{n}个路口的路灯不亮")
    town.writes("o-ma", "撤回 1001")
    town.passes(minutes=20)
    town.writes("o-ma", "匿名")
    assert all(issue.anonymous for issue in town.issues())


def test_a_deputy_who_says_solved_is_asked_how(two: Town) -> None:
    for words in ("解决了 1001", "解决 1001 已解决"):
        assert "请写上是怎样解决的" in two.writes("o-zhang", words)[0]
    assert two.issue(1001).state is IssueState.ANSWERED


def test_words_behind_a_receipt_are_not_passed_on_and_the_deputy_knows(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    assert "答复 1001 我明天去看看" in town.writes("o-zhang", "收到 1001，我明天去看看")[0]


def test_a_busy_deputy_hears_every_answer(town: Town) -> None:
    for _ in range(20):
        assert "没有找到 № 1999" in town.writes("o-zhang", "答复 1999 已联系供电所")[0]


def test_a_resident_who_wrote_much_may_still_ask_for_the_progress(town: Town) -> None:
    for n in range(20):
        town.writes("o-ma", f"新 莲花村第{n}个路口的路灯不亮")
    assert "№ 1020" in town.writes("o-ma", "进度")[0]


def test_official_words_from_a_resident_open_no_matter(town: Town) -> None:
    for word in ("摘要", "统计", "待办", "积分"):
        assert "有难处直接说就行" in town.writes("o-ma", word)[0]
    assert town.issues() == []


def test_a_withdrawal_before_the_deputy_was_told_leaves_them_in_peace(town: Town) -> None:
    town.until("2026-03-10 21:30")
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    town.writes("o-ma", "撤回")
    assert town.told("o-zhang") == []


def test_a_matter_moved_late_names_a_day_that_is_still_to_come(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    _sent(town)
    town.passes(days=3)
    _sent(town)
    town.writes("o-ma", "换网格")
    assert "3月17日（周二）前确认" in town.writes("o-ma", "石龙堰村")[0]
    assert "不用您确认了" in town.told("o-li")[-1]


def test_the_same_village_again_is_no_move(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    assert "记下了" not in town.writes("o-ma", "换网格")[0]
    assert "不用换" in town.writes("o-ma", "莲花村")[0]
    assert len(town.issue().askings) == 1


def test_a_held_matter_that_moves_promises_no_day(town: Town) -> None:
    town.writes("o-ma", f"莲花村有人开{RISKY}害了好几家")
    town.writes("o-ma", "换网格")
    answer = town.writes("o-ma", "石龙堰村")[0]
    assert "工作人员看过后转给代表" in answer
    assert "前确认收到" not in answer


def test_a_grid_without_deputies_promises_nobody(town: Town) -> None:
    assert "先请工作人员接手" in town.writes("o-ma", "灌河社区的垃圾没人拉")[0]


def test_the_deputy_named_is_the_one_who_will_be_asked(town: Town) -> None:
    with town.db.transaction() as session:
        session.query(Deputy).where(Deputy.code == "D1").update({"contact_id": None})
    assert "李秀英" in town.writes("o-ma", "莲花村东头的路灯坏了")[0]
    town.settles()
    assert "【新反映】№ 1001" in town.told("o-li")[-1]


def test_an_emergency_calls_the_deputy_as_soon_as_the_place_is_known(town: Town) -> None:
    town.writes("o-ma", "着火了，房子烧起来了，快来人")
    town.writes("o-ma", "莲花村")
    assert "【新反映】№ 1001" in town.told("o-zhang")[-1]


def _sent(town: Town) -> None:
    """WeChat has taken everything that waited."""
    with town.db.transaction() as session:
        waiting = session.query(OutboxNotice).where(OutboxNotice.state == OutboxState.PENDING)
        waiting.update({"state": OutboxState.SENT})


def test_the_same_answer_sent_twice_is_told_once(two: Town) -> None:
    assert "已经转给群众了" in two.writes("o-zhang", "答复 1001 换了新灯泡")[0]
    assert len([text for text in two.told("o-ma") if "换了新灯泡" in text]) == 1
    two.writes("o-ma", "解决 1001 否")
    assert "已把答复转给群众" in two.writes("o-zhang", "答复 1001 换了新灯泡")[0]


def test_whoever_works_on_a_matter_hears_that_it_is_withdrawn(two: Town) -> None:
    two.writes("o-zhang", "上报 1001 要镇里协调")
    two.writes("o-ma", "撤回 1001")
    assert "№ 1001 群众已撤回" in two.told("o-zhang")[-1]
    assert "№ 1001 群众已撤回" in two.told("o-staff")[-1]


def test_the_deputy_hears_that_staff_showed_another_door(two: Town) -> None:
    with two.db.transaction() as session:
        staff.refuse(two.desk(session), session.merge(two.member("S1")), 1002, "请打 12345")
    assert "不用您办了" in two.told("o-zhang")[-1]


def test_words_that_staff_release_later_are_told_to_the_deputy_then(two: Town) -> None:
    two.writes("o-ma", f"补充 1001 那里有{RISKY}")
    assert not any("有补充" in text for text in two.told("o-zhang"))
    two.released(1001)
    assert "№ 1001（丹水镇 莲花村）群众有补充" in two.told("o-zhang")[-1]


def test_a_matter_moved_after_staff_were_told_is_told_to_staff_again(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    town.until("2026-03-20 18:01")
    town.until("2026-03-27 18:01")
    town.writes("o-ma", "换网格")
    town.writes("o-ma", "石龙堰村")
    town.settles()
    town.until("2026-04-10 18:01")
    assert len([event for event in town.issue().events if event.act == "handed_to_staff"]) == 2


def test_a_deputy_back_in_office_under_a_new_code_may_bind_again(town: Town) -> None:
    with town.db.transaction() as session:
        session.query(Deputy).where(Deputy.code == "D3").update({"active": False})
        back = a_deputy(session, session.merge(town.grid("SL01")), bound=False, name="王建国", code="D9")
        session.add(Invitation(code_hash=hashed("EEEE6666"), deputy_id=back.id, created_at=town.now))
    assert "绑定好了" in town.writes("o-wang", "绑定 EEEE6666 谢谢")[0]
    assert "待办" in town.writes("o-wang", "帮助")[0]


def test_solved_or_satisfied_before_any_answer_is_no_new_matter(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.passes(hours=2)
    assert "请发：撤回 1001" in town.writes("o-ma", "解决了")[0]
    assert "等有了答复再评价" in town.writes("o-ma", "满意")[0]
    [issue] = town.issues()
    assert [message.text for message in issue.messages][1:] == ["解决了", "满意"]
