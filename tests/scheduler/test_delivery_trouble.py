"""Delivery when WeChat does not simply take it: every outcome, what it costs, and what becomes of the notice."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from models import outbox_queue
from models.db import Database
from models.outbox import NoticeKind, OutboxState
from scheduler.gateway import Channel, Notice, NotReachable, Outcome, Sent, TryLater, Unknown, Wrong
from tests.scheduler.post_office import PostOffice

PROGRESS, NEW_ISSUE, DIGEST, REMINDER = (
    NoticeKind.PROGRESS,
    NoticeKind.NEW_ISSUE,
    NoticeKind.DIGEST,
    NoticeKind.REMINDER,
)


@pytest.fixture
def post(db: Database) -> PostOffice:
    office = PostOffice(db)
    office.person("wang", wrote=True)
    return office


def test_when_wechat_is_busy_it_is_tried_again_later(post: PostOffice) -> None:
    answer = post.tell("wang", "收到了")
    post.wechat.script("wang", TryLater("busy", 30))
    post.deliver()
    waiting = post.notice(answer)
    assert (waiting.state, waiting.attempts, waiting.channel) == (OutboxState.PENDING, 1, "")
    assert waiting.not_before == post.clock() + timedelta(seconds=30)
    assert post.left("wang") == 5
    post.clock.turn(seconds=30)
    post.deliver()
    assert post.wechat.texts("wang") == ["收到了"]


def test_what_follows_waits_for_the_one_before(post: PostOffice) -> None:
    first, second = (post.tell("wang", word * 400) for word in "甲乙")
    post.wechat.script("wang", TryLater("busy", 30))
    post.deliver()
    assert len(post.wechat.tried) == 1
    assert post.left("wang") == 5
    assert post.notice(first).not_before == post.notice(second).not_before
    post.clock.turn(seconds=30)
    post.deliver()
    assert [text[0] for text in post.wechat.texts("wang")] == ["甲", "乙"]


def test_but_one_that_never_goes_does_not_block_the_others_for_ever(post: PostOffice) -> None:
    post.tell("wang", "甲" * 400)
    second = post.tell("wang", "乙" * 400)
    for _ in range(4):
        post.wechat.script("wang", TryLater("busy", 60))
        post.deliver()
        post.clock.turn(minutes=60)
    assert post.state(second) is OutboxState.SENT


def test_after_twelve_attempts_it_is_given_up_with_the_reason(post: PostOffice) -> None:
    answer = post.tell("wang", "收到了")
    post.wechat.script("wang", *[TryLater("system busy", 1)] * 12)
    for _ in range(12):
        post.deliver()
        post.clock.turn(hours=1)
    given_up = post.notice(answer)
    assert given_up.state is OutboxState.DEAD
    assert "12" in given_up.reason
    assert "system busy" in given_up.reason
    assert post.deliver() == 0


@pytest.mark.parametrize("code", [45015, 45047])
def test_a_chat_that_proves_shut_falls_back_to_the_template_at_once(post: PostOffice, code: int) -> None:
    post.granted("wang", PROGRESS)
    news = post.tell("wang", "路灯修好了", PROGRESS)
    post.wechat.script("wang", NotReachable(f"WeChat {code}", code))
    post.deliver()
    assert [notice.channel for notice in post.wechat.tried] == [Channel.CHAT, Channel.TEMPLATE]
    assert (post.state(news), post.notice(news).channel) == (OutboxState.SENT, "template")
    assert post.left("wang") == 0


def test_a_chat_that_proves_shut_without_a_grant_parks(post: PostOffice) -> None:
    told = [post.tell("wang", word * 400, PROGRESS) for word in "甲乙"]
    post.wechat.accounts.clear()
    post.deliver()
    assert len(post.wechat.tried) == 1
    assert {post.state(one) for one in told} == {OutboxState.PARKED}
    assert post.contact("wang").unreachable_since == post.clock()


def test_whose_news_must_wait_is_not_cut_off_while_a_call_would_reach_them(post: PostOffice) -> None:
    """A deputy who used up the chat's five: their news waits, and new matters still go to them."""
    post.person("deputy")
    post.granted("deputy", NEW_ISSUE)
    news = post.tell("deputy", "№ 1023 承办单位答复了", PROGRESS)
    post.deliver()
    assert post.state(news) is OutboxState.PARKED
    assert post.contact("deputy").unreachable_since is None


def test_what_is_parked_while_they_write_goes_out_after_all(post: PostOffice) -> None:
    """They write between our send and our record: the refusal must not wipe the new window."""
    news = post.tell("wang", "路灯修好了", PROGRESS)
    post.wechat.script("wang", NotReachable("WeChat 45015", 45015))

    def writes_meanwhile(_: Notice) -> None:
        post.wechat.on_send = lambda _: None
        post.clock.turn(seconds=1)
        post.wrote("wang")

    post.wechat.on_send = writes_meanwhile
    post.deliver()
    assert post.state(news) is OutboxState.SENT
    assert post.left("wang") == 4


def test_a_grant_that_proves_used_up_is_zeroed_and_the_notice_parked(post: PostOffice) -> None:
    post.clock.turn(hours=48)
    post.granted("wang", PROGRESS, times=2)
    post.wechat.account("wang").credits.clear()
    news = post.tell("wang", "路灯修好了", PROGRESS)
    post.deliver()
    assert post.state(news) is OutboxState.PARKED
    later = post.tell("wang", "路又坏了", PROGRESS)
    post.deliver()
    assert post.state(later) is OutboxState.PARKED
    assert len(post.wechat.tried) == 1


def test_a_refused_text_is_dead_at_once_and_staff_are_told(post: PostOffice) -> None:
    answer = post.tell("wang", "不合规的话")
    post.wechat.script("wang", Wrong("WeChat 87014: risky content", 87014))
    with capture_logs() as logs:
        post.deliver()
    assert (post.state(answer), post.notice(answer).reason) == (
        OutboxState.DEAD,
        "WeChat 87014: risky content",
    )
    assert [(line["log_level"], line["code"]) for line in logs] == [("error", 87014)]
    assert "不合规的话" not in str(logs)
    assert "wang" not in str(logs)
    assert post.left("wang") == 5


def test_one_bad_text_does_not_spoil_what_it_was_merged_with(post: PostOffice) -> None:
    good, bad, last = (post.tell("wang", text) for text in ("您好", "不合规的话", "再见"))
    risky = Wrong("WeChat 87014", 87014)
    post.wechat.script("wang", risky, Sent("1"), risky, Sent("2"))
    post.deliver()
    assert post.wechat.texts("wang") == ["您好", "再见"]
    assert [post.state(one) for one in (good, bad, last)] == ["sent", "dead", "sent"]
    assert post.left("wang") == 3


@pytest.mark.parametrize("code", [43107, 47003, 40037, 0])
def test_a_broken_template_leaves_the_chat_alone(post: PostOffice, code: int) -> None:
    post.clock.turn(hours=48)
    post.granted("wang", DIGEST)
    post.granted("wang", PROGRESS)
    digest = post.tell("wang", "本周情况", DIGEST)
    post.wechat.script("wang", Wrong(f"WeChat {code}", code))
    news = post.tell("wang", "路灯修好了", PROGRESS)
    post.deliver()
    assert (post.state(digest), post.state(news)) == (OutboxState.PARKED, OutboxState.SENT)
    post.wrote("wang")
    post.deliver()
    assert post.wechat.texts("wang")[-1] == "本周情况"


def test_a_grant_comes_back_when_its_message_was_not_taken(post: PostOffice) -> None:
    post.clock.turn(hours=48)
    post.granted("wang", PROGRESS)
    news = post.tell("wang", "路灯修好了", PROGRESS)
    post.wechat.script("wang", TryLater("busy", 30))
    post.deliver()
    post.clock.turn(seconds=30)
    post.deliver()
    assert (post.state(news), post.wechat.texts("wang")) == (OutboxState.SENT, ["路灯修好了"])


def test_trouble_with_the_account_kills_no_answer(post: PostOffice) -> None:
    answers = [post.tell("wang", "收到了"), post.tell("wang", "转给代表了")]
    post.wechat.script("wang", Wrong("WeChat 40164: not on the white list", 40164))
    post.deliver()
    assert {post.state(one) for one in answers} == {OutboxState.PENDING}
    assert len(post.wechat.tried) == 1
    post.clock.turn(hours=1)
    post.deliver()
    assert post.wechat.texts("wang") == ["收到了\n\n转给代表了"]


@pytest.mark.parametrize("kind", [NoticeKind.REPLY, PROGRESS, NEW_ISSUE])
def test_a_doubtful_send_is_repeated_once_where_that_does_no_harm(post: PostOffice, kind: NoticeKind) -> None:
    told = post.tell("wang", "请看", kind)
    post.wechat.script("wang", Unknown("no clean answer"), Unknown("no clean answer"))
    for _ in range(3):
        post.deliver()
        post.clock.turn(minutes=10)
    assert len(post.wechat.tried) == 2
    assert (post.state(told), post.notice(told).unclear) == (OutboxState.UNKNOWN, 2)
    assert post.left("wang") == 3


@pytest.mark.parametrize("kind", [DIGEST, NoticeKind.DUTY, REMINDER])
def test_a_doubtful_nudge_or_digest_is_left_to_staff(post: PostOffice, kind: NoticeKind) -> None:
    post.clock.turn(minutes=11)
    told = post.tell("wang", "请看", kind)
    post.wechat.script("wang", Unknown("no clean answer"))
    post.deliver()
    post.clock.turn(hours=2)
    assert post.deliver() == 0
    assert (post.state(told), post.notice(told).reason) == (OutboxState.UNKNOWN, "no clean answer")


@pytest.mark.parametrize("outcome", [TryLater("busy", 1), Unknown("?"), Wrong("?", 87014)])
def test_no_trouble_of_one_person_touches_another(post: PostOffice, outcome: Outcome) -> None:
    post.person("li", wrote=True)
    post.tell("wang", "甲")
    other = post.tell("li", "乙")
    post.wechat.script("wang", outcome)
    post.deliver()
    assert post.state(other) is OutboxState.SENT


def test_wechat_reports_later_that_it_did_not_arrive(post: PostOffice) -> None:
    post.clock.turn(hours=48)
    post.granted("wang", PROGRESS)
    news = post.tell("wang", "路灯修好了", PROGRESS)
    post.deliver()
    sent = post.notice(news).wechat_id
    with post.db.transaction() as session:
        assert outbox_queue.failed_later(session, sent, "1 system failed", post.clock())
        assert not outbox_queue.failed_later(session, "unheard of", "1 system failed", post.clock())
        assert not outbox_queue.failed_later(session, "", "1 system failed", post.clock())
    assert (post.state(news), post.notice(news).reason) == (
        OutboxState.PARKED,
        "微信未能送达：1 system failed",
    )
    assert post.contact("wang").unreachable_since == post.clock()
    post.wrote("wang")
    post.deliver()
    assert post.state(news) is OutboxState.SENT


def test_a_late_report_overwrites_no_other_end(post: PostOffice) -> None:
    ends = (OutboxState.DEAD, OutboxState.UNKNOWN, OutboxState.DROPPED, OutboxState.PARKED)
    ended = [
        post.tell("wang", "旧事", PROGRESS, state=state, wechat_id="77", reason="早先") for state in ends
    ]
    expired = post.tell(
        "wang", "旧事", PROGRESS, state=OutboxState.SENT, wechat_id="77", expires_at=post.clock()
    )
    with post.db.transaction() as session:
        assert outbox_queue.failed_later(session, "77", "1 system failed", post.clock())
    assert [post.state(one) for one in ended] == list(ends)
    assert {post.notice(one).reason for one in ended} == {"早先"}
    assert post.state(expired) is OutboxState.DEAD
