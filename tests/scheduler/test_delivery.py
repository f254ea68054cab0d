"""Delivery: which channel, in what order, in how many messages."""

from datetime import timedelta

from models.issue import Issue
from models.outbox import NoticeKind, OutboxState
from models.rules.issue_state import IssueState
from scheduler.gateway import Channel
from tests.builders import an_issue
from tests.scheduler.post_office import PostOffice

REMINDER, DUTY, NEW_ISSUE, DIGEST = (
    NoticeKind.REMINDER,
    NoticeKind.DUTY,
    NoticeKind.NEW_ISSUE,
    NoticeKind.DIGEST,
)


def test_an_answer_goes_out_and_is_recorded(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    answer = post.tell("wang", "收到了，马上转给代表")
    assert post.deliver() == 1
    assert post.wechat.texts("wang") == ["收到了，马上转给代表"]
    sent = post.notice(answer)
    assert (sent.state, sent.channel, sent.wechat_id, sent.attempts) == (OutboxState.SENT, "chat", "1", 1)
    assert sent.ended_at == post.clock()
    assert post.contact("wang").sending_until is None
    assert post.left("wang") == 4
    assert post.deliver() == 0


def test_what_is_not_due_waits(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    post.tell("wang", "早上好", not_before=post.clock() + timedelta(hours=9))
    assert post.deliver() == 0
    post.clock.turn(hours=9)
    post.deliver()
    assert post.wechat.texts("wang") == ["早上好"]


def test_short_texts_go_in_order_as_one_message(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    for text in ("第一句", "第二句", "第三句"):
        post.tell("wang", text)
    post.deliver()
    assert post.wechat.texts("wang") == ["第一句\n\n第二句\n\n第三句"]
    assert post.left("wang") == 4


def test_long_texts_are_not_merged(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    for word in ("甲", "乙", "丙"):
        post.tell("wang", word * 320)
    post.deliver()
    assert [text[0] for text in post.wechat.texts("wang")] == ["甲", "乙", "丙"]


def test_two_links_never_share_a_message(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    post.tell("wang", "先说一句")
    post.tell("wang", "看这件", page="/m/1001")
    post.tell("wang", "再看这件", page="/m/1002")
    post.deliver()
    sent = [(notice.text, notice.page) for notice in post.wechat.arrived]
    assert sent == [("先说一句\n\n看这件", "/m/1001"), ("再看这件", "/m/1002")]


def test_all_reminders_of_a_person_are_one_message(post: PostOffice) -> None:
    post.person("li", wrote=True)
    post.clock.turn(minutes=11)
    post.tell("li", "№ 1001 快到期了", REMINDER, page="/m/1001")
    post.tell("li", "辛苦了" * 180)
    post.tell("li", "№ 1002 今天到期", REMINDER, page="/m/1002")
    post.deliver()
    assert post.wechat.texts("li") == ["№ 1001 快到期了\n\n№ 1002 今天到期", "辛苦了" * 180]
    assert post.wechat.arrived[0].page == ""


def test_after_48_hours_a_granted_template_stands_in(post: PostOffice) -> None:
    post.person("li", wrote=True)
    post.granted("li", NEW_ISSUE)
    post.clock.turn(hours=48)
    called = post.tell(
        "li", "您的网格有新反映", NEW_ISSUE, fields={"number": "1001", "while": "submitted"}, page="/m/1001"
    )
    again = post.tell("li", "又有一件", NEW_ISSUE)
    post.deliver()
    assert [notice.channel for notice in post.wechat.arrived] == [Channel.TEMPLATE]
    card = post.wechat.arrived[0]
    assert (card.template, card.page, dict(card.fields)) == (
        "new_issue",
        "/m/1001",
        {"number": "1001", "count": "1"},
    )
    assert post.state(called) is OutboxState.SENT
    assert post.state(again) is OutboxState.PARKED
    assert "授权" in post.notice(again).reason


def test_one_card_stands_for_all_reminders(post: PostOffice) -> None:
    post.person("li")
    post.granted("li", REMINDER)
    told = [post.tell("li", f"№ {number} 快到期了", REMINDER) for number in range(1001, 1004)]
    post.deliver()
    assert [dict(notice.fields) for notice in post.wechat.arrived] == [{"count": "3"}]
    assert {post.state(one) for one in told} == {OutboxState.SENT}


def test_a_long_term_grant_is_not_used_up(post: PostOffice) -> None:
    post.person("li")
    post.granted("li", DIGEST)
    post.wechat.account("li").credits[DIGEST.value] = 99
    for week in range(3):
        post.tell("li", f"第{week}周", DIGEST)
        post.deliver()
    assert len(post.wechat.arrived) == 3


def test_what_cannot_be_sent_is_parked_and_goes_when_they_write(post: PostOffice) -> None:
    post.person("wang")
    news = post.tell("wang", "您反映的路灯修好了", NoticeKind.PROGRESS)
    post.deliver()
    assert post.state(news) is OutboxState.PARKED
    wang = post.contact("wang")
    assert wang.unreachable_since == post.clock()
    assert "没有来信" in wang.unreachable_reason
    assert post.wechat.tried == []
    post.clock.turn(days=3)
    post.wrote("wang")
    post.deliver()
    assert post.wechat.texts("wang") == ["您反映的路灯修好了"]
    assert post.contact("wang").unreachable_since is None


def test_entering_the_chat_lets_two_messages_out(post: PostOffice) -> None:
    post.person("wang")
    parked = [post.tell("wang", word * 400, NoticeKind.PROGRESS) for word in "甲乙丙"]
    post.deliver()
    post.entered("wang")
    post.deliver()
    assert [text[0] for text in post.wechat.texts("wang")] == ["甲", "乙"]
    assert [post.state(one) for one in parked] == ["sent", "sent", "parked"]


def test_what_has_expired_is_dropped(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    soon = post.clock() + timedelta(minutes=5)
    late = post.tell("wang", "请五分钟内回答", expires_at=soon)
    post.person("li")
    parked = post.tell("li", "请五分钟内回答", NoticeKind.PROGRESS, expires_at=soon)
    post.clock.turn(minutes=5)
    post.deliver()
    assert (post.state(late), post.state(parked)) == (OutboxState.DROPPED, OutboxState.DROPPED)
    assert post.notice(late).reason
    assert post.wechat.tried == []


def test_what_expired_while_it_was_parked_is_not_told_any_more(post: PostOffice) -> None:
    post.person("li")
    parked = post.tell("li", "明天来开会", NoticeKind.PROGRESS, expires_at=post.clock() + timedelta(days=1))
    post.deliver()
    assert post.state(parked) is OutboxState.PARKED
    post.clock.turn(days=2)
    post.wrote("li")
    post.deliver()
    assert post.state(parked) is OutboxState.DROPPED
    assert post.wechat.texts("li") == []


def test_a_call_for_a_matter_that_has_moved_on_is_dropped(post: PostOffice) -> None:
    post.person("li", wrote=True)
    with post.db.transaction() as session:
        issue_id = an_issue(session).id
    told = {"fields": {"while": "submitted"}, "issue_id": issue_id}
    first = post.tell("li", "有新反映", NEW_ISSUE, **told)
    post.deliver()
    with post.db.transaction() as session:
        session.get_one(Issue, issue_id).state = IssueState.WITHDRAWN
    second = post.tell("li", "还没有确认", NEW_ISSUE, **told)
    post.deliver()
    assert (post.state(first), post.state(second)) == (OutboxState.SENT, OutboxState.DROPPED)
    assert post.wechat.texts("li") == ["有新反映"]


def test_a_nudge_does_not_interrupt_a_chat_but_an_answer_goes(post: PostOffice) -> None:
    post.person("li", wrote=True)
    post.tell("li", "本月小结还没交", DUTY)
    post.tell("li", "№ 1001 快到期了", REMINDER)
    post.tell("li", "好的，记下了")
    assert post.deliver() == 1
    assert post.wechat.texts("li") == ["好的，记下了"]
    post.clock.turn(minutes=9)
    assert post.deliver() == 0
    post.clock.turn(minutes=1)
    assert post.deliver() == 2
    assert post.wechat.texts("li")[1:] == ["本月小结还没交\n\n№ 1001 快到期了"]


def test_people_in_a_chat_do_not_keep_others_waiting(post: PostOffice) -> None:
    for number in range(300):
        post.person(f"busy-{number}", last_wrote_at=post.clock())
        post.tell(f"busy-{number}", "提醒", DUTY, not_before=post.clock() - timedelta(hours=1))
    post.person("wang", wrote=True)
    post.tell("wang", "您好")
    assert post.deliver() == 1
    assert post.wechat.texts("wang") == ["您好"]


def test_nothing_goes_out_beyond_the_five(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    told = [post.tell("wang", word * 400) for word in "甲乙丙丁戊己"]
    post.deliver()
    assert len(post.wechat.tried) == 5
    assert [post.state(one) for one in told] == ["sent"] * 5 + ["parked"]
    assert post.left("wang") == 0
