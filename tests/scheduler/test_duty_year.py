"""A year of the calendar through the scheduler: whatever the ticks, each duty is opened, nudged and closed once."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from models.db import Database
from models.duty import DutyPeriod, DutyState, DutyTask
from models.outbox import OutboxNotice
from models.rules.periods import DutyKind, open_periods, period_at, periods_between
from scheduler import duties
from scheduler.duties import close_due, nudge_due, open_due
from tests.builders import RULES, a_deputy, a_grid, local_time

BEGIN, END = local_time("2027-07-01 09:00"), local_time("2028-07-01 08:00")


def months() -> list[date]:
    return [date(2027 + n // 12, n % 12 + 1, 1) for n in range(6, 18)]


def expected() -> dict[DutyKind, list[date]]:
    """Written down by hand from domain §7, not by the rules under test."""
    return {
        DutyKind.COLLECT: sorted([*months(), *(day.replace(day=16) for day in months())]),
        DutyKind.SOLVE: months(),
        DutyKind.SUMMARY: [date(2027, 7, 1), date(2027, 10, 1), date(2028, 1, 1), date(2028, 4, 1)],
        DutyKind.APPRAISAL: [date(2027, 1, 1)],
    }


def opened(db: Database) -> dict[DutyKind, list[date]]:
    with db.reading() as session:
        rows = session.execute(select(DutyPeriod.kind, DutyPeriod.starts_on).order_by(DutyPeriod.starts_on))
        found = [(kind, starts_on) for kind, starts_on in rows]
    return {kind: [starts_on for is_kind, starts_on in found if is_kind is kind] for kind in DutyKind}


def tick(db: Database, now: datetime) -> None:
    open_due(db, RULES, now)
    nudge_due(db, RULES, now)
    close_due(db, RULES, now)


def two_deputies(db: Database) -> None:
    with db.transaction() as session:
        grid = a_grid(session)
        a_deputy(session, grid)
        a_deputy(session, grid)


def keys(db: Database) -> Counter[str]:
    """How often each occasion of each period was told, both deputies together."""
    with db.reading() as session:
        found = session.scalars(select(OutboxNotice.key)).all()
    return Counter(key.rpartition(":")[0] for key in found if key)


def test_a_whole_year_with_a_tick_each_morning_and_each_midnight(db: Database) -> None:
    two_deputies(db)
    now = BEGIN
    while now <= END:
        tick(db, now)
        now += timedelta(hours=9 if now.astimezone(RULES.zone).hour == 0 else 15)
    # On 1 July 2027 the second quarter's summary is still open, too.
    assert opened(db) == {**expected(), DutyKind.SUMMARY: [date(2027, 4, 1), *expected()[DutyKind.SUMMARY]]}
    told = keys(db)
    for kind, days in expected().items():
        for day in days:
            assert told[f"duty:{kind}:{day}:open"] == 2, (kind, day)
            assert told[f"duty:{kind}:{day}:nudge"] in {0, 2}, (kind, day)
    nudges = Counter(key.split(":")[1] for key in told if key.endswith("nudge"))
    assert nudges == {
        "collect": 24,
        "solve": 12,
        "summary": 4,
        "appraisal": 1,
    }  # on 1 July it is late for the second quarter's
    with db.reading() as session:
        in_time = select(func.count()).select_from(DutyPeriod)
        assert session.scalar(in_time.where(DutyPeriod.opened_at != DutyPeriod.opens_at)) == 1
        left = session.scalars(select(DutyPeriod.kind).where(DutyPeriod.closed_at.is_(None))).all()
        ended = session.scalars(
            select(DutyTask.state)
            .join(DutyPeriod, DutyPeriod.id == DutyTask.period_id)
            .where(DutyPeriod.closed_at.is_not(None))
        ).all()
    assert left == [DutyKind.SUMMARY]  # the second quarter of 2028, until 10 July
    assert set(ended) == {DutyState.MISSED}


@pytest.fixture
def quick(sqlite_url: str) -> Iterator[Database]:
    """The calendar's promises do not depend on the kind of database; how fast they are tried does."""
    database = Database(sqlite_url)
    two_deputies(database)
    yield database
    database.close()


def start_again(db: Database) -> None:
    with db.transaction() as session:
        for table in (OutboxNotice, DutyTask, DutyPeriod):
            session.execute(delete(table))


moments = st.lists(st.integers(0, 366 * 24 * 4), min_size=1, max_size=12).map(
    lambda quarters: [BEGIN + timedelta(minutes=15 * quarter) for quarter in sorted(quarters)]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moments=moments)
def test_at_whatever_moments_the_clock_ticks(quick: Database, moments: Sequence[datetime]) -> None:
    start_again(quick)
    for now in (BEGIN, *moments):
        tick(quick, now)
    now = max(moments)
    for kind in DutyKind:
        calendar = RULES.duties, RULES.calendar
        due = (*open_periods(kind, BEGIN, *calendar), *periods_between(kind, BEGIN, now, *calendar))
        assert opened(quick)[kind] == [period.starts_on for period in due]
    assert set(keys(quick).values()) <= {2}
    with quick.reading() as session:
        rows = session.execute(
            select(DutyPeriod.kind, DutyPeriod.starts_on, DutyPeriod.opened_at, DutyTask.state).join(
                DutyTask, DutyTask.period_id == DutyPeriod.id
            )
        ).all()
    assert len(rows) == 2 * sum(map(len, opened(quick).values()))  # nobody skipped, nobody twice
    for kind, starts_on, opened_at, state in rows:
        noon = datetime.combine(starts_on, datetime.min.time(), RULES.zone) + timedelta(hours=12)
        closes_at = period_at(kind, noon, RULES.duties, RULES.calendar).closes_at
        told_in_time = RULES.quiet.earliest(opened_at) < closes_at
        ended = DutyState.MISSED if closes_at <= now else DutyState.OPEN
        assert state is (ended if told_in_time else DutyState.EXCUSED)


@pytest.mark.postgres
def test_two_schedulers_at_the_same_moment_are_as_one(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "RUN", 5)
    db = Database(postgres_url)
    with db.transaction() as session:
        grid = a_grid(session)
        for _ in range(23):
            a_deputy(session, grid)
    days = ["2027-07-01 09:00", "2027-07-20 09:00", "2027-07-28 09:00", "2027-08-01 00:00"]
    for day in days:
        results = _at_once(4, postgres_url, local_time(day))
        assert not [result for result in results if isinstance(result, Exception)]
    with db.reading() as session:
        periods = session.scalars(select(DutyPeriod.id)).all()
        tasks = session.execute(select(DutyTask.period_id, DutyTask.deputy_id)).all()
    assert len(tasks) == len(set(tasks)) == 23 * len(periods)
    assert set(keys(db).values()) == {23}
    assert opened(db)[DutyKind.COLLECT] == [date(2027, 7, 1), date(2027, 7, 16)]
    db.close()


def _at_once(count: int, url: str, now: datetime) -> list[int | Exception]:
    results: list[int | Exception] = []
    together = threading.Barrier(count)

    def act() -> None:
        database = Database(url)
        try:
            together.wait()
            results.append(open_due(database, RULES, now))
            nudge_due(database, RULES, now)
            close_due(database, RULES, now)
        except Exception as error:  # noqa: BLE001  it is the result that the test judges
            results.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
