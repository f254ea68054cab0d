"""Several workers, workers that die, and handlers at work meanwhile: each notice still goes out exactly once."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from handlers.notices import reply, reply_once
from models import outbox_queue
from models.db import Database
from models.outbox import NoticeKind, OutboxNotice, OutboxState
from models.people import Contact
from scheduler.delivery import deliver_due
from scheduler.gateway import Notice, Outcome, Sent, Unknown
from tests.fakes import FakeWeChat
from tests.scheduler.post_office import PostOffice


class PowerCut(BaseException):
    """The process dies."""


def fill(post: PostOffice, people: int, notices: int = 1) -> None:
    """People who have just written, each with some answers too long to be merged."""
    for number in range(people):
        post.person(f"resident-{number}", wrote=True)
    with post.db.transaction() as session:
        for contact_id in session.scalars(select(Contact.id)).all():
            for number in range(notices):
                text = f"{contact_id}-{number} " + "好" * 320
                reply(session, contact_id, text, post.clock())


def states(db: Database) -> dict[OutboxState, int]:
    with db.reading() as session:
        rows = session.execute(select(OutboxNotice.state, func.count()).group_by(OutboxNotice.state))
        return {row[0]: row[1] for row in rows}


def a_worker(
    post: PostOffice, url: str, wechat: FakeWeChat, quiet: threading.Event | None = None
) -> Callable[[], None]:
    """Another process, as far as the database can tell: it delivers until all is quiet and nothing is due."""

    def work() -> None:
        db, over = Database(url), False
        while not over:
            over = quiet is None or quiet.is_set()
            while deliver_due(db, wechat, post.rules, post.clock, 3, lambda: 0.5):
                pass
        db.close()

    return work


def at_once(*jobs: Callable[[], object]) -> None:
    """All jobs in threads of their own, started together; the first error is raised."""
    start, errors = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        start.wait()
        try:
            job()
        except Exception as error:  # noqa: BLE001  it is raised below, in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


def test_two_deliverers_send_each_notice_exactly_once(post: PostOffice, database_url: str) -> None:
    fill(post, people=200, notices=2)
    wechat = FakeWeChat(post.clock, latency=0.002)
    wechat.accounts = post.wechat.accounts
    at_once(*(a_worker(post, database_url, wechat) for _ in range(2)))
    assert wechat.collisions == 0
    assert Counter(notice.text for notice in wechat.arrived).most_common(1)[0][1] == 1
    assert len(wechat.arrived) == 400
    assert states(post.db) == {OutboxState.SENT: 400}
    for openid in wechat.accounts:
        first, second = wechat.texts(openid)
        assert first.split()[0] < second.split()[0]
        assert post.left(openid) == 3


def test_people_who_write_while_we_deliver_lose_nothing(post: PostOffice, database_url: str) -> None:
    """Windows open, parked notices wake and answers are written while two workers claim, send and record."""
    openids = [f"resident-{number}" for number in range(10)]
    for openid in openids:
        post.person(openid)
    quiet = threading.Event()

    def people_write() -> None:
        for turn in range(6):
            for openid in openids:
                post.wrote(openid)
                post.tell(openid, f"{openid} 第{turn}次")
        quiet.set()

    at_once(people_write, *(a_worker(post, database_url, post.wechat, quiet) for _ in range(2)))
    post.deliver()
    for openid in openids:
        said = "\n\n".join(post.wechat.texts(openid)).split("\n\n")
        assert said == [f"{openid} 第{turn}次" for turn in range(6)]
    assert states(post.db) == {OutboxState.SENT: 60}


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_on_postgresql_two_claims_at_once_share_the_people(post: PostOffice, database_url: str) -> None:
    """The second does not wait for the first, and finds other people: SKIP LOCKED."""
    fill(post, people=12)
    second = Database(database_url)
    with post.db.transaction() as one, second.transaction() as two:
        two.execute(select(func.set_config("lock_timeout", "5s", True)))  # noqa: FBT003  set_config's is_local
        mine, _ = outbox_queue.claim(one, post.clock(), 4)
        theirs, _ = outbox_queue.claim(two, post.clock(), 4)
    second.close()
    assert (len(mine), len(theirs)) == (4, 4)
    assert not {person.contact_id for person in mine} & {person.contact_id for person in theirs}


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_on_postgresql_a_claim_holds_up_no_handler(post: PostOffice, database_url: str) -> None:
    """A new notice for a claimed person is written at once: NO KEY UPDATE lets KEY SHARE pass."""
    fill(post, people=1)
    second = Database(database_url)
    with post.db.transaction() as one:
        people, _ = outbox_queue.claim(one, post.clock(), 4)
        with second.transaction() as two:
            two.execute(select(func.set_config("lock_timeout", "2s", True)))  # noqa: FBT003  set_config's is_local
            reply(two, people[0].contact_id, "还有一句", post.clock())
    second.close()
    assert states(post.db) == {OutboxState.PENDING: 2}


def test_a_claimed_person_is_nobody_elses_until_the_lease_lapses(post: PostOffice) -> None:
    fill(post, people=1)
    _take(post)
    assert post.deliver() == 0
    post.clock.turn(seconds=outbox_queue.LEASE.total_seconds() - 1)
    assert post.deliver() == 0
    post.clock.turn(seconds=1)
    assert post.deliver() == 1


def test_what_comes_for_a_claimed_person_waits_its_turn(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    post.tell("wang", "甲")

    def another_comes(_: Notice) -> None:
        post.wechat.on_send = lambda _: None
        post.tell("wang", "乙")
        assert deliver_due(post.db, post.wechat, post.rules, post.clock, 4, lambda: 0.5) == 0

    post.wechat.on_send = another_comes
    post.deliver()
    assert post.wechat.texts("wang") == ["甲", "乙"]


def test_an_answer_on_its_way_is_not_renewed_but_followed_by_the_new_one(post: PostOffice) -> None:
    contact_id = post.person("wang", wrote=True)
    soon = {"topic": "where", "wait": timedelta(0)}
    with post.db.transaction() as session:
        reply_once(session, contact_id, "请问在哪里？", post.clock(), **soon)

    def they_write_again(_: Notice) -> None:
        post.wechat.on_send = lambda _: None
        with post.db.transaction() as session:
            reply_once(session, contact_id, "请问在哪个村？", post.clock.turn(seconds=1), **soon)

    post.wechat.on_send = they_write_again
    post.deliver()
    assert post.wechat.texts("wang") == ["请问在哪里？", "请问在哪个村？"]


@pytest.mark.parametrize(
    ("kind", "end", "times"),
    [
        (NoticeKind.REPLY, OutboxState.SENT, 2),
        (NoticeKind.NEW_ISSUE, OutboxState.SENT, 2),
        (NoticeKind.DIGEST, OutboxState.UNKNOWN, 1),
        (NoticeKind.REMINDER, OutboxState.UNKNOWN, 1),
    ],
)
def test_a_worker_that_dies_between_send_and_record(
    post: PostOffice, kind: NoticeKind, end: OutboxState, times: int
) -> None:
    """Nobody knows whether it arrived: repeated once where that does no harm, else shown to staff."""
    post.person("wang", wrote=True)
    post.clock.turn(minutes=11)
    told = post.tell("wang", "请看", kind)
    _die_before_the_record(post)
    assert post.state(told) is OutboxState.PENDING
    post.clock.turn(minutes=3)
    post.deliver()
    assert (post.state(told), len(post.wechat.arrived)) == (end, times)
    assert post.deliver() == 0


def test_workers_that_die_again_and_again_do_not_repeat_for_ever(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    told = post.tell("wang", "请看")
    for _ in range(2):
        _die_before_the_record(post)
        post.clock.turn(minutes=3)
    post.deliver()
    assert len(post.wechat.arrived) == 2
    assert (post.state(told), post.notice(told).reason) == (OutboxState.UNKNOWN, outbox_queue.UNSURE)


def test_a_death_and_a_doubt_are_two_doubts(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    told = post.tell("wang", "请看")
    _die_before_the_record(post)
    post.clock.turn(minutes=3)
    post.wechat.script("wang", Unknown("no clean answer"))
    post.deliver()
    assert (post.state(told), post.notice(told).unclear) == (OutboxState.UNKNOWN, 2)


def test_a_slow_worker_does_not_record_over_its_successor(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    told = post.tell("wang", "请看")
    slow, go_on = threading.Event(), threading.Event()

    class Slow(FakeWeChat):
        def notify(self, notice: Notice) -> Outcome:
            assert notice.text == "请看"
            slow.set()
            assert go_on.wait(30)
            return Sent("late")

    def too_slow() -> None:
        deliver_due(post.db, Slow(post.clock), post.rules, post.clock, 1, lambda: 0.5)

    def successor() -> None:
        assert slow.wait(30)
        post.clock.turn(minutes=3)
        post.deliver()
        go_on.set()

    at_once(too_slow, successor)
    assert (post.state(told), post.notice(told).wechat_id) == (OutboxState.SENT, "1")


def test_the_truth_that_comes_late_still_counts(post: PostOffice) -> None:
    """The successor could only say "unknown"; then the slow worker returns and knows that it arrived."""
    post.person("wang", wrote=True)
    told = post.tell("wang", "本周情况", NoticeKind.DIGEST)

    def meanwhile(_: Notice) -> None:
        post.wechat.on_send = lambda _: None
        post.clock.turn(minutes=3)
        post.deliver()
        assert post.state(told) is OutboxState.UNKNOWN

    post.wechat.on_send = meanwhile
    post.deliver()
    assert post.state(told) is OutboxState.SENT


def test_when_wechat_is_slow_nothing_more_is_begun_and_nothing_is_lost(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    told = [post.tell("wang", word * 400) for word in "甲乙丙"]
    post.wechat.on_send = lambda _: post.clock.turn(seconds=8) and None
    deliver_due(post.db, post.wechat, post.rules, post.clock, 1, lambda: 0.5)
    assert [post.state(one) for one in told] == ["sent", "sent", "pending"]
    assert post.notice(told[2]).attempts == 0
    assert post.left("wang") == 3
    post.deliver()
    assert [text[0] for text in post.wechat.texts("wang")] == ["甲", "乙", "丙"]


def test_the_wechat_that_breaks_its_promise_and_raises_spoils_no_other(post: PostOffice) -> None:
    post.person("wang", wrote=True)
    post.person("li", wrote=True)
    mine, theirs = post.tell("wang", "甲"), post.tell("li", "乙")

    def raises(notice: Notice) -> None:
        if notice.openid == "wang":
            raise RuntimeError("a bug")

    post.wechat.on_send = raises
    post.deliver()
    assert (post.state(mine), post.state(theirs)) == (OutboxState.PENDING, OutboxState.SENT)
    post.wechat.on_send = lambda _: None
    post.clock.turn(minutes=3)
    post.deliver()
    assert post.state(mine) is OutboxState.SENT


def _take(post: PostOffice) -> None:
    """A worker claims everybody and is never heard of again, before it has sent anything."""
    with post.db.transaction() as session:
        people, _ = outbox_queue.claim(session, post.clock(), 100)
        lease = post.clock() + outbox_queue.LEASE
        ids = [person.contact_id for person in people]
        session.execute(update(Contact).where(Contact.id.in_(ids)).values(sending_until=lease))


def _die_before_the_record(post: PostOffice) -> None:
    """The message leaves, and the power with it: drawing the jitter is the first thing after sending."""

    def dies() -> float:
        raise PowerCut

    with pytest.raises(PowerCut):
        deliver_due(post.db, post.wechat, post.rules, post.clock, 4, dies)
