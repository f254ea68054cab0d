"""While the bot waits to hear where: what else people say then is their story, and no word of it is lost."""

from datetime import timedelta

from models.outbox import OutboxNotice
from models.rules.issue_state import IssueState
from tests.town import Town

LAMP = "路灯坏了半个月了，晚上看不见路"


def test_a_story_in_short_pieces_reaches_the_deputy_whole(town: Town) -> None:
    town.writes("o-ma", LAMP)
    for piece in ("我家老人前天摔了一跤", "就在学校门口那里", "打过电话没有人管", "你们快来看看吧"):
        town.writes("o-ma", piece)
        town.now += timedelta(seconds=20)
    assert town.issue().state is IssueState.DRAFT
    town.writes("o-ma", "莲花村")
    town.settles()
    assert "我家老人前天摔了一跤 就在学校门口那里 打过电话没有人管 你们快来看看吧" in town.told("o-zhang")[-1]


def test_the_words_to_a_photo_are_no_village(town: Town) -> None:
    town.sends_photo("o-ma")
    assert "没找到" not in town.writes("o-ma", "路灯坏了")[0]
    town.writes("o-ma", "莲花村")
    town.settles()
    assert "「路灯坏了」（附1张照片）" in town.told("o-zhang")[-1]


def test_what_an_answer_says_besides_the_village_is_told_on(town: Town) -> None:
    town.writes("o-ma", LAMP)
    town.writes("o-ma", "莲花村学校门口那一盏，第三根杆子")
    town.settles()
    assert "第三根杆子" in town.told("o-zhang")[-1]


def test_another_short_matter_days_later_is_no_answer_to_the_old_question(town: Town) -> None:
    town.writes("o-ma", LAMP)
    town.passes(days=3)
    assert "№ 1002" in town.writes("o-ma", "村口的桥断了一截")[0]
    first, second = town.issues()
    assert (len(first.messages), len(second.messages)) == (1, 1)


def test_who_does_not_know_is_not_asked_again(town: Town) -> None:
    town.writes("o-ma", LAMP)
    assert "工作人员" in town.writes("o-ma", "不知道")[0]
    assert town.issue().state is IssueState.UNFINISHED
    town.passes(days=1)
    assert "已登记，编号 № 1001" in town.writes("o-ma", "莲花村")[0]
    assert len(town.issues()) == 1


def test_thanks_are_no_failed_answer(town: Town) -> None:
    town.writes("o-ma", LAMP)
    for _ in range(5):
        town.writes("o-ma", "谢谢")
    assert town.issue().state is IssueState.DRAFT
    assert not any("没找到" in text for text in town.told("o-ma"))


def test_a_number_that_is_not_on_the_list_is_asked_again(town: Town) -> None:
    town.writes("o-ma", LAMP)
    town.writes("o-ma", "丹水镇")
    for wrong in ("0", "21", "第三个"):
        assert "请回复 1 到 2 的数字" in town.writes("o-ma", wrong)[0]
    assert "请直接说镇名和村名" in town.writes("o-ma", "都不是")[0]
    assert "石龙堰村" in town.writes("o-ma", "「第二个。」")[0]
    assert town.issue().state is IssueState.SUBMITTED


def test_of_two_half_told_matters_the_nudged_one_is_completed(town: Town) -> None:
    town.writes("o-ma", LAMP)
    town.writes("o-ma", "新 井水发黄不能吃了怎么办")
    town.writes("o-ma", "石龙堰村")
    town.passes(minutes=31)
    assert "№ 1001" in town.told("o-ma")[-1]
    town.writes("o-ma", "莲花村")
    assert [issue.grid.code for issue in town.issues() if issue.grid] == ["LH01", "SL01"]


def test_a_nudge_that_waited_for_the_morning_is_not_sent_once_the_place_is_known(town: Town) -> None:
    town.until("2026-03-10 20:50")
    town.writes("o-ma", LAMP)
    town.passes(minutes=31)
    with town.db.reading() as session:
        [nudge] = session.query(OutboxNotice).where(OutboxNotice.key == "nudge:1001").all()
    assert nudge.fields["while"] == "draft,unfinished"


def test_a_location_before_any_words_is_the_place_of_what_follows(town: Town) -> None:
    answer = town.sends_location("o-ma", 33.3001, 111.5001)
    assert answer == ["位置收到了：丹水镇 石龙堰村。请说说是什么事，也可以发照片。"]
    assert town.issues() == []
    assert "地点：丹水镇 石龙堰村" in town.writes("o-ma", LAMP)[0]


def test_a_spoken_answer_names_the_place_too(town: Town) -> None:
    town.writes("o-ma", LAMP)
    town.now += timedelta(minutes=40)
    town.push("o-ma", {"MsgType": "voice", "MediaId": "v-1", "Recognition": "在莲花村", "MsgId": "700001"})
    assert "已登记，编号 № 1001" in town.told("o-ma")[-1]


def test_after_new_a_photo_begins_another_matter(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.writes("o-ma", "新")
    town.sends_photo("o-ma")
    assert [len(issue.attachments) for issue in town.issues()] == [0, 1]


def test_chasing_a_matter_without_a_place_does_not_claim_anyone_was_told(town: Town) -> None:
    town.writes("o-ma", LAMP)
    town.passes(days=1)
    answer = town.writes("o-ma", "怎么还没修好")[0]
    assert answer == "№ 1001 还没有转给代表。请再告诉我问题在哪个村（社区）。"


def test_a_deputy_may_send_new_first_and_the_matter_then(town: Town) -> None:
    town.writes("o-wang", "新")
    assert "№ 1001" in town.writes("o-wang", "石龙堰村的井水发黄")[0]


def test_a_deputys_photo_is_no_residents_matter(town: Town) -> None:
    assert "没有记下" in town.sends_photo("o-zhang")[0]
    assert town.issues() == []
