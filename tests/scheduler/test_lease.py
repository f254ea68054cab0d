"""Of many schedulers one acts; when it dies another takes over after a while."""

import threading
from datetime import datetime, timedelta

import pytest

from models.db import Database
from scheduler.lease import hold, let_go


def test_one_holds_it_and_renews_it(db: Database, now: datetime) -> None:
    assert hold(db, "scheduler", "a", now, 60)
    assert not hold(db, "scheduler", "b", now, 60)
    assert hold(db, "scheduler", "a", now + timedelta(seconds=50), 60)
    assert not hold(db, "scheduler", "b", now + timedelta(seconds=100), 60)


def test_it_lapses_with_its_holder(db: Database, now: datetime) -> None:
    assert hold(db, "scheduler", "a", now, 60)
    assert hold(db, "scheduler", "b", now + timedelta(seconds=60), 60)
    assert not hold(db, "scheduler", "a", now + timedelta(seconds=61), 60)


def test_let_go_it_is_free_at_once_and_only_for_its_holder_to_let_go(db: Database, now: datetime) -> None:
    assert hold(db, "scheduler", "a", now, 60)
    let_go(db, "scheduler", "b")
    assert not hold(db, "scheduler", "b", now, 60)
    let_go(db, "scheduler", "a")
    assert hold(db, "scheduler", "b", now, 60)


def test_leases_of_other_names_are_other_leases(db: Database, now: datetime) -> None:
    assert hold(db, "scheduler", "a", now, 60)
    assert hold(db, "backup", "b", now, 60)


@pytest.mark.postgres
@pytest.mark.parametrize("lapsed", [False, True])
def test_of_eight_at_the_same_moment_one_gets_it(postgres_url: str, now: datetime, lapsed: bool) -> None:
    if lapsed:
        before = Database(postgres_url)
        assert hold(before, "scheduler", "dead", now - timedelta(hours=1), 60)
        before.close()
    for turn in range(5):
        moment = now + timedelta(hours=turn)
        held: list[bool] = []
        together = threading.Barrier(8)

        def act(holder: str, moment: datetime, together: threading.Barrier, held: list[bool]) -> None:
            database = Database(postgres_url)
            together.wait()
            held.append(hold(database, "scheduler", holder, moment, 60))
            database.close()

        threads = [
            threading.Thread(target=act, args=(f"{turn}-{number}", moment, together, held))
            for number in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(held) == [False] * 7 + [True]
