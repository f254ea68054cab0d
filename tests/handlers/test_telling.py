"""A villager tells something: the first words are enough, only what is missing is asked, nothing said is lost."""

from datetime import timedelta

from models.issue import Check
from models.rules.issue_state import IssueState
from tests.town import RISKY, Town


def test_the_first_words_with_the_village_are_enough(town: Town) -> None:
    answers = town.writes("o-ma", "莲花村东头的路灯坏了半个月了，晚上看不见路")
    issue = town.issue()
    assert issue.state is IssueState.SUBMITTED
    assert issue.grid is not None
    assert issue.grid.code == "LH01"
    [answer] = answers
    assert answer.startswith("已登记，编号 № 1001，地点：丹水镇 莲花村。")
    assert "张广民（县人大代表）会在3月12日（周四）前确认收到" in answer


def test_a_grid_code_scene_spares_the_question(town: Town) -> None:
    town.enters("o-ma", "SL01")
    town.writes("o-ma", "自来水又停了，三天没水吃")
    issue = town.issue()
    assert issue.grid is not None
    assert (issue.grid.code, issue.place_source) == ("SL01", "scene")


def test_without_a_place_only_the_place_is_asked(town: Town) -> None:
    first = town.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    assert "№ 1001" in first[0]
    assert "哪个村" in first[0]
    second = town.writes("o-ma", "连花村")
    assert "地点：丹水镇 莲花村" in second[0]
    assert town.issue().state is IssueState.SUBMITTED


def test_a_township_alone_leads_to_a_short_list(town: Town) -> None:
    town.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    listed = town.writes("o-ma", "丹水镇")
    assert "1 丹水镇 莲花村" in listed[0]
    assert "2 丹水镇 石龙堰村" in listed[0]
    answer = town.writes("o-ma", "2")
    assert "石龙堰村" in answer[0]


def test_a_location_message_answers_where(town: Town) -> None:
    town.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    answer = town.sends_location("o-ma", 33.3001, 111.5001)
    assert "石龙堰村" in answer[0]


def test_a_location_far_away_is_asked_again(town: Town) -> None:
    town.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    answer = town.sends_location("o-ma", 39.9, 116.4)
    assert "不在本县" in answer[0]
    assert town.issue().state is IssueState.DRAFT


def test_photos_and_words_within_minutes_belong_together(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.passes(minutes=2)
    town.sends_photo("o-ma")
    town.sends_photo("o-ma")
    town.writes("o-ma", "就在学校门口，孩子放学看不见")
    [issue] = town.issues()
    assert [message.kind for message in issue.messages] == ["text", "image", "image", "text"]
    assert len(issue.attachments) == 2


def test_a_burst_of_additions_is_answered_once(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    for n in range(5):
        town.writes("o-ma", f"第{n}根杆子也不亮，已经跟村里说过了")
    assert len(town.told("o-ma")) == 2
    assert "已补充到 № 1001" in town.told("o-ma")[1]


def test_another_day_is_another_matter_at_the_remembered_place(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.passes(days=2)
    answer = town.writes("o-ma", "村口的桥栏杆断了一截，怕小孩掉下去")
    assert "№ 1002" in answer[0]
    assert "莲花村" in answer[0]


def test_new_starts_another_matter_at_once(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.writes("o-ma", "新")
    town.writes("o-ma", "村口垃圾没人拉，臭得很")
    assert [len(issue.messages) for issue in town.issues()] == [1, 1]


def test_small_talk_opens_no_matter(town: Town) -> None:
    for text in ("你好", "谢谢", "👍", "1", "[微笑]", "收到", "。。。", "好的"):
        town.writes("o-ma", text)
        town.passes(hours=1)
    assert town.issues() == []


def test_the_same_words_twenty_times_are_one_matter(town: Town) -> None:
    for _ in range(20):
        town.writes("o-ma", "莲花村东头的路灯坏了没人管")
        town.passes(minutes=11)
    [issue] = town.issues()
    assert len(issue.messages) == 20
    assert len([text for text in town.told("o-zhang") if "新反映" in text]) == 1


def test_a_bot_that_talks_without_end_is_heard_but_not_answered(town: Town) -> None:
    for n in range(60):
        town.writes("o-bot", f"感谢您的来信，您的编号是{n}，我们会尽快处理莲花村的事")
        town.now += timedelta(seconds=8)
    assert sum(len(issue.messages) for issue in town.issues()) == 60
    assert len(town.told("o-bot")) <= 14


def test_someone_who_never_stops_cannot_keep_the_deputy_from_knowing(town: Town) -> None:
    for n in range(40):
        town.writes("o-ma", f"莲花村的第{n}件烦心事，路也不好走")
        town.passes(minutes=2)
    assert len([text for text in town.told("o-zhang") if "新反映" in text]) == 1


def test_a_photo_alone_is_kept_and_placed(town: Town) -> None:
    town.enters("o-ma", "LH01")
    answer = town.sends_photo("o-ma")
    assert "№ 1001" in answer[0]
    assert len(town.issue().attachments) == 1


def test_silence_is_nudged_once_then_stands_as_unfinished(town: Town) -> None:
    town.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    town.passes(minutes=31)
    town.passes(minutes=31)
    assert len([text for text in town.told("o-ma") if "还差一点" in text]) == 1
    town.passes(hours=25)
    assert town.issue().state is IssueState.UNFINISHED
    town.passes(days=2)
    answer = town.writes("o-ma", "石龙堰村")
    assert "已登记，编号 № 1001" in answer[0]
    assert town.issue().state is IssueState.SUBMITTED


def test_a_place_nobody_can_find_goes_to_staff_after_three_tries(town: Town) -> None:
    town.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    answers = [town.writes("o-ma", "咕噜咕噜")[0] for _ in range(3)]
    assert "工作人员" in answers[-1]
    assert town.issue().state is IssueState.UNFINISHED


def test_an_emergency_is_shown_the_right_door_and_the_deputy_at_once(town: Town) -> None:
    answers = town.writes("o-ma", "莲花村着火了，房子烧起来了，快来人")
    assert "119" in answers[0]
    assert any("新反映" in text for text in town.told("o-zhang"))


def test_a_court_matter_is_shown_the_right_door_and_kept(town: Town) -> None:
    answers = town.writes("o-ma", "莲花村的宅基地案子，法院一审判了我不服，二审还没开庭")
    assert "12348" in answers[0]
    assert town.issue().door == "court"


def test_risky_words_wait_for_staff_and_no_deputy_reads_them(town: Town) -> None:
    answers = town.writes("o-ma", f"莲花村有人开{RISKY}害了好几家")
    town.settles()
    issue = town.issue()
    assert issue.check is Check.RISKY
    assert "工作人员看过" in answers[0]
    assert town.told("o-zhang") == []
    assert issue.messages[0].text.startswith("莲花村有人开")


def test_a_risky_addition_is_kept_from_the_deputy_too(town: Town) -> None:
    town.writes("o-ma", "莲花村的路灯坏了")
    town.writes("o-ma", f"还有人在开{RISKY}，就在路灯下面")
    town.settles()
    [push] = [text for text in town.told("o-zhang") if "新反映" in text]
    assert RISKY not in push


def test_unchecked_words_reach_the_deputy_marked(town: Town) -> None:
    town.check_answers = False
    town.writes("o-ma", "莲花村的路灯坏了")
    town.settles()
    assert "未经微信检查" in town.told("o-zhang")[-1]


def test_messages_that_arrive_late_keep_their_own_time(town: Town) -> None:
    """After an outage WeChat's queue comes in a rush: two matters told an hour apart are two matters."""
    first = int((town.now - timedelta(hours=5)).timestamp())
    for minutes, text in ((0, "莲花村的路灯坏了"), (60, "莲花村的桥栏杆断了一截")):
        push = {
            "MsgType": "text",
            "Content": text,
            "MsgId": minutes + 90_000,
            "CreateTime": first + minutes * 60,
        }
        town.push("o-ma", push)
    assert len(town.issues()) == 2


def test_chasing_words_go_to_the_open_matter(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.passes(days=1)
    answer = town.writes("o-ma", "怎么还没修好")
    assert "№ 1001" in answer[0]
    assert len(town.issues()) == 1


def test_what_is_no_place_is_kept_with_the_story_all_the_same(town: Town) -> None:
    town.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    town.writes("o-ma", "真急人啊")
    town.writes("o-ma", "谢谢")
    town.writes("o-ma", "莲花村")
    assert [message.text for message in town.issue().messages] == [
        "路灯坏了半个月了，晚上看不见路",
        "真急人啊",
        "谢谢",
        "莲花村",
    ]
    town.settles()
    assert "「路灯坏了半个月了，晚上看不见路 真急人啊」" in town.told("o-zhang")[-1]


def test_another_long_story_is_no_answer_to_an_old_question(town: Town) -> None:
    town.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    town.passes(days=2)
    town.writes("o-ma", "我是石龙堰村的村民，我们这里有好几处烧稻草的，烟大得睁不开眼，请来管一管")
    first, second = town.issues()
    assert first.grid is None
    assert second.grid is not None
    assert second.grid.code == "SL01"
