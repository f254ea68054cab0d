"""A lease that lapsed: the slow worker's word no longer counts against its successor's."""

from models.outbox import NoticeKind, OutboxState
from models.people import Contact
from scheduler.delivery import deliver_due
from scheduler.gateway import Notice, NotReachable, TryLater, Wrong
from tests.scheduler.post_office import PostOffice


def deliver_once(post: PostOffice) -> None:
    deliver_due(post.db, post.wechat, post.rules, post.clock, 1, lambda: 0.5)


def test_a_slow_worker_cannot_kill_what_its_successor_will_try_again(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    told = post.tell("wang", "请看")
    again = TryLater("busy", 60)
    post.wechat.script("wang", again, Wrong("late and wrong", 87014))

    def successor(_: Notice) -> None:
        post.wechat.on_send = lambda _: None
        post.clock.turn(minutes=3)
        post.wechat.forget()
        deliver_once(post)

    post.wechat.on_send = successor
    deliver_once(post)
    waiting = post.notice(told)
    assert (waiting.state, waiting.attempts, waiting.reason) == (OutboxState.PENDING, 2, "busy")


def test_a_slow_worker_does_not_end_its_successors_lease(post: PostOffice) -> None:
    """While the successor is sending, the slow worker comes back and records: the person stays taken."""
    contact_id = post.person("wang", wrote=True)
    post.tell("wang", "请看")
    seen: list[bool] = []

    def slow(_: Notice) -> None:
        post.wechat.on_send = lambda _: None
        post.clock.turn(minutes=3)
        with post.db.transaction() as session:
            wang = session.get_one(Contact, contact_id)
            wang.sending_until = post.clock.turn(minutes=2)
        seen.append(True)

    post.wechat.on_send = slow
    deliver_once(post)
    assert seen == [True]
    assert post.contact("wang").sending_until == post.clock()


def test_a_card_refused_while_they_write_goes_by_chat_instead(post: PostOffice) -> None:
    post.person("wang")
    post.granted("wang", NoticeKind.PROGRESS)
    news = post.tell("wang", "路灯修好了", NoticeKind.PROGRESS)
    post.wechat.script("wang", NotReachable("WeChat 43101", 43101))

    def writes_meanwhile(_: Notice) -> None:
        post.wechat.on_send = lambda _: None
        post.clock.turn(seconds=1)
        post.wrote("wang")

    post.wechat.on_send = writes_meanwhile
    post.deliver()
    assert (post.state(news), post.notice(news).channel) == (OutboxState.SENT, "chat")
