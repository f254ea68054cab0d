"""Subscription grants: one accept, one message; a long-term one until it is refused."""

import threading
from datetime import datetime, timedelta

import pytest

from models import grants
from models.db import Database
from tests.builders import a_contact

RECEIPT, MONTHLY = "template-receipt", "template-monthly"


@pytest.fixture
def li(db: Database) -> int:
    with db.transaction() as session:
        return a_contact(session).id


def accept(db: Database, contact_id: int, template: str, now: datetime, *, long_term: bool = False) -> None:
    with db.transaction() as session:
        grants.answered(session, contact_id, template, accepted=True, long_term=long_term, now=now)


def refuse(db: Database, contact_id: int, template: str, now: datetime, *, long_term: bool = False) -> None:
    with db.transaction() as session:
        grants.answered(session, contact_id, template, accepted=False, long_term=long_term, now=now)


def can_send(db: Database, contact_id: int, template: str, *, long_term: bool = False) -> bool:
    with db.reading() as session:
        return grants.can_send(session, contact_id, template, long_term=long_term)


def spend(db: Database, contact_id: int, template: str, *, long_term: bool = False) -> bool:
    with db.transaction() as session:
        return grants.spend(session, contact_id, template, long_term=long_term)


def test_who_was_never_asked_has_granted_nothing(db: Database, li: int) -> None:
    assert not can_send(db, li, RECEIPT)
    assert not can_send(db, li, MONTHLY, long_term=True)
    assert not spend(db, li, RECEIPT)


def test_accepts_of_a_one_time_template_add_up(db: Database, li: int, now: datetime) -> None:
    for _ in range(3):
        accept(db, li, RECEIPT, now)
    assert [spend(db, li, RECEIPT) for _ in range(4)] == [True, True, True, False]
    assert not can_send(db, li, RECEIPT)


def test_a_refusal_takes_back_everything(db: Database, li: int, now: datetime) -> None:
    accept(db, li, RECEIPT, now)
    accept(db, li, RECEIPT, now)
    refuse(db, li, RECEIPT, now)
    assert not spend(db, li, RECEIPT)
    accept(db, li, RECEIPT, now)
    assert [spend(db, li, RECEIPT) for _ in range(2)] == [True, False]


def test_a_long_term_grant_lasts_until_it_is_refused(db: Database, li: int, now: datetime) -> None:
    accept(db, li, MONTHLY, now, long_term=True)
    assert all(spend(db, li, MONTHLY, long_term=True) for _ in range(12))
    refuse(db, li, MONTHLY, now, long_term=True)
    assert not spend(db, li, MONTHLY, long_term=True)


def test_when_wechat_says_43101_nothing_is_left(db: Database, li: int, now: datetime) -> None:
    accept(db, li, RECEIPT, now)
    accept(db, li, MONTHLY, now, long_term=True)
    with db.transaction() as session:
        grants.used_up(session, li, RECEIPT, now)
        grants.used_up(session, li, MONTHLY, now)
    assert not can_send(db, li, RECEIPT)
    assert not can_send(db, li, MONTHLY, long_term=True)


def test_a_yes_given_while_we_were_being_refused_still_counts(db: Database, li: int, now: datetime) -> None:
    accept(db, li, RECEIPT, now + timedelta(seconds=2))
    with db.transaction() as session:
        grants.used_up(session, li, RECEIPT, now)
    assert can_send(db, li, RECEIPT)


def test_what_was_not_sent_comes_back_unless_it_was_refused_meanwhile(
    db: Database, li: int, now: datetime
) -> None:
    accept(db, li, RECEIPT, now)
    assert spend(db, li, RECEIPT)
    with db.transaction() as session:
        grants.change(session, li, RECEIPT, 1)
    assert spend(db, li, RECEIPT)
    refuse(db, li, RECEIPT, now)
    with db.transaction() as session:
        grants.change(session, li, RECEIPT, 1)
    assert not can_send(db, li, RECEIPT)


def test_ten_workers_spend_one_grant_once(db: Database, li: int, now: datetime) -> None:
    accept(db, li, RECEIPT, now)
    spent: list[bool] = []
    start = threading.Barrier(10)

    def worker() -> None:
        start.wait()
        spent.append(spend(db, li, RECEIPT))

    threads = [threading.Thread(target=worker) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(spent) == [False] * 9 + [True]
