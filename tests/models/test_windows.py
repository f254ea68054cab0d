"""The ledger of customer-service messages, held against a plain model of WeChat's rule."""

import threading
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from models import windows
from models.db import Database
from models.windows import Room
from tests.builders import a_contact
from tests.fakes import Account, Clock


@pytest.fixture
def wang(db: Database) -> int:
    with db.transaction() as session:
        return a_contact(session).id


def left(db: Database, contact_id: int, now: datetime) -> int:
    with db.reading() as session:
        return windows.allowance(windows.ledger_of(session, contact_id), now)


def spend(db: Database, contact_id: int, now: datetime) -> windows.Window | None:
    with db.transaction() as session:
        return windows.spend(session, contact_id, now)


def test_nothing_may_be_sent_to_someone_who_never_wrote(db: Database, wang: int, now: datetime) -> None:
    assert left(db, wang, now) == 0
    assert not spend(db, wang, now)


def test_five_within_48_hours_of_what_they_wrote(db: Database, wang: int, now: datetime) -> None:
    with db.transaction() as session:
        windows.wrote(session, wang, now)
    almost = now + timedelta(hours=48, seconds=-1)
    assert [bool(spend(db, wang, almost)) for _ in range(6)] == [True] * 5 + [False]
    with db.transaction() as session:
        windows.wrote(session, wang, now)
    assert left(db, wang, almost) == 5
    assert left(db, wang, now + timedelta(hours=48)) == 0


def test_the_two_messages_of_entering_go_first(db: Database, wang: int, now: datetime) -> None:
    with db.transaction() as session:
        windows.wrote(session, wang, now)
        windows.entered(session, wang, now)
    spent = [spend(db, wang, now + timedelta(seconds=59)) for _ in range(8)]
    assert spent == ["entered"] * 2 + ["written"] * 5 + [None]


def test_a_message_that_comes_in_late_opens_nothing_anew(db: Database, wang: int, now: datetime) -> None:
    with db.transaction() as session:
        windows.wrote(session, wang, now)
        windows.spend(session, wang, now)
        windows.wrote(session, wang, now - timedelta(hours=1))
    assert left(db, wang, now) == 4


def test_when_wechat_says_the_window_is_shut_the_ledger_believes_it(
    db: Database, wang: int, now: datetime
) -> None:
    with db.transaction() as session:
        windows.wrote(session, wang, now)
        windows.closed(session, wang)
    assert left(db, wang, now) == 0


def test_what_is_given_back_never_exceeds_what_wechat_allows(db: Database, wang: int, now: datetime) -> None:
    with db.transaction() as session:
        windows.wrote(session, wang, now)
        windows.spend_for(session, [(wang, Room(0, 3))])
        windows.wrote(session, wang, now + timedelta(seconds=1))
        windows.give_back(session, wang, Room(0, 3))
    assert left(db, wang, now) == 5


def test_writing_makes_a_person_reachable_again(db: Database, now: datetime) -> None:
    with db.transaction() as session:
        lost = a_contact(session, unreachable_since=now, unreachable_reason="没有来信")
        windows.wrote(session, lost.id, now)
        session.refresh(lost)
        assert (lost.unreachable_since, lost.unreachable_reason) == (None, "")
        assert lost.last_wrote_at == now


def test_ten_workers_never_spend_more_than_there_is(db: Database, wang: int, now: datetime) -> None:
    with db.transaction() as session:
        windows.wrote(session, wang, now)
        windows.entered(session, wang, now)
    spent: list[windows.Window | None] = []
    start = threading.Barrier(10)

    def worker() -> None:
        start.wait()
        spent.append(spend(db, wang, now))

    threads = [threading.Thread(target=worker) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one for one in spent if one) == ["entered"] * 2 + ["written"] * 5


class Ledger(RuleBasedStateMachine):
    """Whatever happens, ours and WeChat's books agree, and nothing is sent that WeChat would refuse."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.wechat = Account()
        with self.database.transaction() as session:
            self.contact_id = a_contact(session).id

    @rule()
    def writes(self) -> None:
        self.wechat.written = (self.clock() + timedelta(hours=48), 5)
        with self.database.transaction() as session:
            windows.wrote(session, self.contact_id, self.clock())

    @rule()
    def enters(self) -> None:
        self.wechat.entered = (self.clock() + timedelta(minutes=1), 2)
        with self.database.transaction() as session:
            windows.entered(session, self.contact_id, self.clock())

    @rule(seconds=st.sampled_from([0, 1, 30, 59, 60, 3600, 47 * 3600, 48 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.clock.turn(seconds=seconds)

    @rule()
    def we_send(self) -> None:
        ours = spend(self.database, self.contact_id, self.clock())
        assert bool(ours) == (self.wechat.take(self.clock()) == 0)

    @rule(number=st.integers(1, 7))
    def we_spend_beforehand_and_send(self, number: int) -> None:
        with self.database.transaction() as session:
            room = windows.room(windows.ledger_of(session, self.contact_id), self.clock())
            wanted = room.first(min(number, room.total))
            windows.spend_for(session, [(self.contact_id, wanted)])
        assert [self.wechat.take(self.clock()) for _ in range(wanted.total)] == [0] * wanted.total

    @rule()
    def we_spend_and_do_not_send(self) -> None:
        with self.database.transaction() as session:
            room = windows.room(windows.ledger_of(session, self.contact_id), self.clock()).first(2)
            windows.spend_for(session, [(self.contact_id, room)])
            windows.give_back(session, self.contact_id, room)

    @invariant()
    def both_books_agree(self) -> None:
        now = self.clock()
        held = [self.wechat.entered, self.wechat.written]
        theirs = sum(one[1] for one in held if one is not None and now < one[0])
        assert left(self.database, self.contact_id, now) == theirs


def test_our_ledger_is_wechats_ledger(db: Database) -> None:
    machine = type("LedgerOnDatabase", (Ledger,), {"database": db})
    patience = settings(
        max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    run_state_machine_as_test(machine, settings=patience)
