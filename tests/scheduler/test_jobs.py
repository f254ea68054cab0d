"""The table of jobs: `tick` does all that is due and what follows from it; the scheduler acts while it has the lease."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from handlers.placebook import PlaceBook
from models.db import Database
from models.duty import DutyPeriod
from models.inbox import InboxMessage, InboxState
from models.issue import Check, ClockKind, Issue
from models.outbox import NoticeKind, OutboxNotice, OutboxState
from models.people import Contact
from models.rules.issue_state import IssueState
from scheduler import jobs
from scheduler.gateway import Fetched, Gone, Notice, Outcome, Sent, TextVerdict
from scheduler.jobs import ALONE, JOBS, LEASE, Job, Runs, World, run_once, start
from scheduler.lease import hold, let_go
from scheduler.media import Shelf
from tests.builders import RULES, a_clock, a_deputy, a_grid, an_issue, local_time

TEN = local_time("2026-06-01 10:00")
PATIENCE = 20.0


class Post:
    """A WeChat that takes everything and remembers it."""

    def __init__(self) -> None:
        self.sent: list[Notice] = []

    def notify(self, notice: Notice) -> Outcome:
        self.sent.append(notice)
        return Sent()

    def check_text(self, openid: str, text: str) -> TextVerdict:
        return TextVerdict.PASSED if openid and text else TextVerdict.UNCHECKED

    def fetch(self, media_id: str) -> Fetched | Gone:
        return Gone(f"no {media_id} here")

    def ask(self, openid: str, attachment_id: int) -> str | None:
        return None if openid else f"trace-{attachment_id}"

    def put(self, content: bytes) -> str:
        raise OSError(f"no room for {len(content)} bytes")


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def world(db: Database, post: Post) -> World:
    return World(db, RULES, PlaceBook(), post, post, post, Shelf(post, bytes), post)


def deputy_of_a_grid(db: Database) -> None:
    """Whose window is open: they wrote an hour ago."""
    with db.transaction() as session:
        deputy = a_deputy(session, a_grid(session, "莲花社区第一网格"))
        contact = session.get_one(Contact, deputy.contact_id)
        contact.last_wrote_at, contact.written_left = TEN - timedelta(hours=1), 5
        contact.written_until = TEN + timedelta(hours=48)


def test_one_tick_leads_from_the_calendar_to_the_phone(world: World, post: Post) -> None:
    deputy_of_a_grid(world.db)
    done = run_once(world, TEN)
    assert list(done) == [job.name for job in JOBS]
    assert (done["duties"], done["deliveries"]) == (2, 2)
    assert "半月收集" in post.sent[0].text
    again = run_once(world, TEN)
    assert set(again.values()) == {0}
    with world.db.reading() as session:
        assert set(session.scalars(select(OutboxNotice.state))) == {OutboxState.SENT}


def test_a_residents_words_become_a_matter_in_the_same_tick(world: World, post: Post) -> None:
    deputy_of_a_grid(world.db)
    push = (
        '{"ToUserName":"gh_1","FromUserName":"resident","CreateTime":%d,"MsgType":"text",'
        '"Content":"莲花社区第一网格的路灯坏了三天了，老人晚上不敢出门","MsgId":%d}'
    )
    with world.db.transaction() as session:
        given = {"key": "one", "sender": "resident", "payload": push % (TEN.timestamp(), 1)}
        session.add(InboxMessage(**given, received_at=TEN, state=InboxState.NEW))
    assert run_once(world, TEN)["intake"] == 1
    with world.db.reading() as session:
        assert len(session.scalars(select(Issue.id)).all()) == 1
    assert any(notice.openid == "resident" for notice in post.sent)


def test_a_job_that_never_ends_is_a_mistake_and_said_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_STEPS", 10)
    endless = Job("endless", timedelta(seconds=1), Runs.ALONE, lambda *_: 1)
    with pytest.raises(RuntimeError, match="endless does not come to an end"):
        run_once(world, TEN, [endless])


def test_parked_notices_that_lost_their_point_are_swept(world: World) -> None:
    with world.db.transaction() as session:
        deputy = a_deputy(session, a_grid(session))
        for hours in (-1, 1):
            notice = OutboxNotice(contact_id=deputy.contact_id, kind=NoticeKind.DIGEST, text="…")
            notice.state, notice.created_at = OutboxState.PARKED, TEN - timedelta(days=1)
            notice.not_before, notice.expires_at = notice.created_at, TEN + timedelta(hours=hours)
            session.add(notice)
    sweep = [job for job in JOBS if job.name == "sweep"]
    assert run_once(world, TEN, sweep) == {"sweep": 1}
    with world.db.reading() as session:
        states = session.scalars(select(OutboxNotice.state).order_by(OutboxNotice.id)).all()
    assert states == [OutboxState.DROPPED, OutboxState.PARKED]


class Counter:
    """A job that counts its runs and lets the test wait for them."""

    def __init__(self) -> None:
        self.runs = 0
        self.ran = threading.Event()

    def __call__(self, _world: World, _now: Callable[[], datetime]) -> int:
        self.runs += 1
        self.ran.set()
        return 1

    def job(self, run: Callable[[World, Callable[[], datetime]], int] | None = None) -> Job:
        return Job("count", timedelta(milliseconds=20), Runs.ALONE, run or self)


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_the_scheduler_acts_while_it_has_the_lease(world: World, counter: Counter) -> None:
    running = start(world, lambda: TEN, "me", [counter.job()])
    try:
        assert counter.ran.wait(PATIENCE)
        assert not hold(world.db, LEASE, "another", TEN, 1)
    finally:
        running.shutdown(wait=True)


def test_without_the_lease_it_stands_by_and_takes_over(world: World, counter: Counter) -> None:
    assert hold(world.db, LEASE, "another", TEN, 3600)
    asked = threading.Event()

    def clock() -> datetime:
        asked.set()
        return TEN

    running = start(world, clock, "me", [counter.job()])
    try:
        assert asked.wait(PATIENCE)
        assert counter.runs == 0
        let_go(world.db, LEASE, "another")
        assert counter.ran.wait(PATIENCE)
    finally:
        running.shutdown(wait=True)


def test_a_job_that_fails_is_logged_and_called_again(world: World, counter: Counter) -> None:
    def fails_once(the_world: World, now: Callable[[], datetime]) -> int:
        if counter.runs == 0:
            counter.runs = 1
            raise RuntimeError("the disk is full")
        return counter(the_world, now)

    with capture_logs() as logs:
        running = start(world, lambda: TEN, "me", [counter.job(fails_once)])
        try:
            assert counter.ran.wait(PATIENCE)
        finally:
            running.shutdown(wait=True)
    assert [entry["job"] for entry in logs if entry["event"] == "job failed"] == ["count"]


def test_the_schedulers_own_jobs_run_from_the_table(world: World) -> None:
    deputy_of_a_grid(world.db)
    opened = threading.Event()
    quick = [replace(job, every=timedelta(milliseconds=50), run=_telling(job, opened)) for job in ALONE]
    running = start(world, lambda: TEN, "me", quick)
    try:
        assert opened.wait(PATIENCE)
    finally:
        running.shutdown(wait=True)
    with world.db.reading() as session:
        assert len(session.scalars(select(DutyPeriod.id)).all()) == 2


def _telling(job: Job, opened: threading.Event) -> Callable[[World, Callable[[], datetime]], int]:
    def run(world: World, now: Callable[[], datetime]) -> int:
        done = job.run(world, now)
        if job.name == "duties" and done:
            opened.set()
        return done

    return run


@pytest.mark.parametrize("state", list(IssueState))
@pytest.mark.parametrize("check", list(Check))
def test_a_tick_comes_to_an_end_whatever_state_a_matter_is_in(
    world: World, state: IssueState, check: Check
) -> None:
    with world.db.transaction() as session:
        grid = a_grid(session)
        issue = an_issue(session, grid, a_deputy(session, grid), state=state, check=check)
        issue.settles_at = TEN - timedelta(minutes=1)
        for kind in ClockKind:
            a_clock(session, issue, TEN - timedelta(days=20), kind=kind, next_at=TEN - timedelta(days=21))
    run_once(world, TEN)
    assert set(run_once(world, TEN + timedelta(seconds=1)).values()) == {0}
