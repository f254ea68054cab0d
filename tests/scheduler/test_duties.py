"""A duty's life: opened for every deputy in office, nudged for those alone who have not met it, closed once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from handlers import handbook
from models.db import Database
from models.duty import DutyPeriod, DutyState, DutyTask, EntryKind
from models.issue import Check
from models.outbox import NoticeKind, OutboxNotice
from models.people import Capacity, Deputy
from models.queries import duties as bulk
from models.rules.issue_state import IssueState
from models.rules.periods import DutyKind
from scheduler import duties
from scheduler.duties import close_due, nudge_due, open_due
from tests.builders import RULES, a_deputy, a_grid, a_handbook_entry, an_issue, local_time, rulebook

MONDAY_1_JUNE = local_time("2026-06-01 09:00")  # first half of June: nudge on the 10th, closes on the 15th


def tick(db: Database, now: datetime) -> tuple[int, int, int]:
    return open_due(db, RULES, now), nudge_due(db, RULES, now), close_due(db, RULES, now)


def states(db: Database, kind: DutyKind, month: int, day: int = 1) -> dict[int, DutyState]:
    """Deputy → what became of the task."""
    with db.reading() as session:
        rows = session.execute(
            select(DutyTask.deputy_id, DutyTask.state)
            .join(DutyPeriod, DutyPeriod.id == DutyTask.period_id)
            .where(DutyPeriod.kind == kind, func.extract("month", DutyPeriod.starts_on) == month)
            .where(func.extract("day", DutyPeriod.starts_on) == day)
        )
        return {deputy_id: state for deputy_id, state in rows}  # noqa: C416  mypy does not see a pair in a Row


def pushes(db: Database, key: str) -> list[OutboxNotice]:
    with db.reading() as session:
        found = session.scalars(select(OutboxNotice).where(OutboxNotice.key.startswith(f"duty:{key}"))).all()
        session.expunge_all()
        return list(found)


def deputies(db: Database, count: int) -> list[int]:
    with db.transaction() as session:
        grid = a_grid(session)
        return [a_deputy(session, grid).id for _ in range(count)]


def visits(db: Database, deputy_id: int, now: datetime) -> tuple[DutyKind, ...]:
    with db.transaction() as session:
        deputy = session.get_one(Deputy, deputy_id)
        return handbook.enter(session, RULES, deputy, EntryKind.VISIT, "走访三户", now)


def test_everyone_in_office_gets_the_task_and_everyone_bound_a_push(db: Database) -> None:
    with db.transaction() as session:
        grid = a_grid(session)
        county = a_deputy(session, grid)
        consultative = a_deputy(session, grid, capacities=[Capacity.CONSULTATIVE])
        unbound = a_deputy(session, grid, bound=False)
        gone = a_deputy(session, grid, active=False)
    assert open_due(db, RULES, MONDAY_1_JUNE) == 2  # 半月收集 and 每月解难
    given = states(db, DutyKind.COLLECT, 6)
    assert given == dict.fromkeys([county.id, consultative.id, unbound.id], DutyState.OPEN)
    assert gone.id not in given
    told = pushes(db, "collect:2026-06-01:open")
    assert {notice.contact_id for notice in told} == {county.contact_id, consultative.contact_id}
    notice = told[0]
    assert (notice.kind, notice.page) == (NoticeKind.DUTY, "/m/deputy")
    assert notice.not_before == MONDAY_1_JUNE
    assert notice.expires_at == local_time("2026-06-16 00:00")
    assert "半月收集" in notice.text
    assert "6月15日（周一）" in notice.text


def test_who_already_met_it_is_not_called(db: Database) -> None:
    early, other = deputies(db, 2)
    visits(db, early, MONDAY_1_JUNE - timedelta(hours=2))
    open_due(db, RULES, MONDAY_1_JUNE)
    assert states(db, DutyKind.COLLECT, 6) == {early: DutyState.MET, other: DutyState.OPEN}
    assert [notice.key for notice in pushes(db, "collect:2026-06-01:open")] == [
        f"duty:collect:2026-06-01:open:{other}"
    ]


def test_the_nudge_reaches_only_those_who_have_not(db: Database) -> None:
    busy, idle = deputies(db, 2)
    open_due(db, RULES, MONDAY_1_JUNE)
    assert visits(db, busy, local_time("2026-06-03 15:00")) == (DutyKind.COLLECT,)
    assert nudge_due(db, RULES, local_time("2026-06-10 08:59")) == 0
    assert nudge_due(db, RULES, local_time("2026-06-10 09:00")) == 1
    assert nudge_due(db, RULES, local_time("2026-06-10 09:05")) == 0
    told = pushes(db, "collect:2026-06-01:nudge")
    assert [notice.key for notice in told] == [f"duty:collect:2026-06-01:nudge:{idle}"]
    assert "还有5天" in told[0].text


def test_what_was_written_without_being_settled_is_seen_before_the_nudge(db: Database) -> None:
    (busy,) = deputies(db, 1)
    open_due(db, RULES, MONDAY_1_JUNE)
    with db.transaction() as session:
        a_handbook_entry(session, session.get_one(Deputy, busy), EntryKind.RECEIPT, MONDAY_1_JUNE)
    nudge_due(db, RULES, local_time("2026-06-10 09:00"))
    assert states(db, DutyKind.COLLECT, 6) == {busy: DutyState.MET}
    assert pushes(db, "collect:2026-06-01:nudge") == []


def test_at_the_end_met_or_missed_once(db: Database) -> None:
    busy, idle, gone = deputies(db, 3)
    open_due(db, RULES, MONDAY_1_JUNE)
    visits(db, busy, local_time("2026-06-15 23:59"))
    with db.transaction() as session:
        session.get_one(Deputy, gone).active = False
    assert close_due(db, RULES, local_time("2026-06-15 23:59")) == 0
    assert close_due(db, RULES, local_time("2026-06-16 00:00")) == 1
    assert visits(db, idle, local_time("2026-06-16 00:01")) == ()  # counts for the second half
    assert close_due(db, RULES, local_time("2026-06-16 00:05")) == 0
    assert states(db, DutyKind.COLLECT, 6) == {
        busy: DutyState.MET,
        idle: DutyState.MISSED,
        gone: DutyState.EXCUSED,
    }


def test_a_minimum_of_three_wants_three(db: Database) -> None:
    rules = rulebook(collect_minimum=3)
    (busy,) = deputies(db, 1)
    open_due(db, rules, MONDAY_1_JUNE)
    with db.transaction() as session:
        deputy = session.get_one(Deputy, busy)
        done = [
            handbook.enter(
                session, rules, deputy, EntryKind.VISIT, "走访", MONDAY_1_JUNE + timedelta(hours=n)
            )
            for n in range(4)
        ]
    assert done == [(), (), (DutyKind.COLLECT,), ()]


def test_the_grid_problem_proposed_is_the_oldest_open_one(db: Database) -> None:
    with db.transaction() as session:
        grid, elsewhere = a_grid(session), a_grid(session)
        held = an_issue(session, grid, check=Check.RISKY)
        closed = an_issue(session, grid, state=IssueState.CLOSED)
        oldest, newer = an_issue(session, grid), an_issue(session, grid)
        an_issue(session, elsewhere)
        deputy, idle = a_deputy(session, grid), a_deputy(session, a_grid(session))
        own = a_deputy(session, grid)
        newer.deputy_id = own.id
    open_due(db, RULES, MONDAY_1_JUNE)
    texts: dict[int | None, OutboxNotice] = {
        notice.contact_id: notice for notice in pushes(db, "solve:2026-06-01:open")
    }
    assert f"您的网格有2件没办完，建议先办 № {oldest.id}" in texts[deputy.contact_id].text
    assert texts[deputy.contact_id].fields["number"] == str(oldest.id)
    assert f"建议先办 № {newer.id}" in texts[own.contact_id].text
    assert "眼下没有没办完的反映" in texts[idle.contact_id].text
    with db.reading() as session:
        proposed = set(session.scalars(select(DutyTask.issue_id).where(DutyTask.deputy_id == deputy.id)))
    assert proposed == {None, oldest.id}
    assert {held.id, closed.id}.isdisjoint(proposed)


@pytest.mark.parametrize(
    ("woke", "not_before"),
    [("2026-06-02 22:30", "2026-06-03 08:00"), ("2026-06-02 05:00", "2026-06-02 08:00")],
)
def test_nobodys_phone_rings_at_night(db: Database, woke: str, not_before: str) -> None:
    deputies(db, 1)
    open_due(db, RULES, local_time(woke))
    assert pushes(db, "collect")[0].not_before == local_time(not_before)


def test_opened_so_late_that_nobody_can_be_told_nobody_is_held_to_it(db: Database) -> None:
    sleeper, busy = deputies(db, 2)
    open_due(db, RULES, local_time("2026-05-20 10:00"))
    visits(db, busy, local_time("2026-06-15 20:00"))
    tick(db, local_time("2026-06-15 22:00"))
    tick(db, local_time("2026-06-16 08:00"))
    assert states(db, DutyKind.COLLECT, 6) == {sleeper: DutyState.EXCUSED, busy: DutyState.MET}
    assert pushes(db, "collect:2026-06-01") == []


def test_a_server_asleep_for_three_weeks_brands_nobody(db: Database) -> None:
    sleeper, busy = deputies(db, 2)
    tick(db, local_time("2026-05-20 10:00"))
    visits(db, busy, local_time("2026-06-05 10:00"))  # recorded, though no scheduler ran
    opened, _, closed = tick(db, local_time("2026-06-18 10:00"))
    assert (opened, closed) == (3, 2)  # both halves of June and the month; May's two are closed
    assert states(db, DutyKind.COLLECT, 6) == {sleeper: DutyState.EXCUSED, busy: DutyState.MET}
    assert pushes(db, "collect:2026-06-01") == []
    assert states(db, DutyKind.COLLECT, 6, 16) == {sleeper: DutyState.OPEN, busy: DutyState.OPEN}
    assert len(pushes(db, "collect:2026-06-16:open")) == 2
    assert states(db, DutyKind.COLLECT, 5, 16) == {sleeper: DutyState.MISSED, busy: DutyState.MISSED}


def test_a_late_nudge_comes_while_the_period_is_open_and_not_after(db: Database) -> None:
    deputies(db, 1)
    tick(db, MONDAY_1_JUNE)
    nudge_due(db, RULES, local_time("2026-06-15 11:00"))  # five days late
    assert "今天是最后一天" in pushes(db, "collect:2026-06-01:nudge")[0].text
    assert nudge_due(db, RULES, local_time("2026-07-02 11:00")) == 0
    assert pushes(db, "solve:2026-06-01:nudge") == []


def test_opened_on_the_day_of_the_nudge_is_reminder_enough(db: Database) -> None:
    deputies(db, 1)
    tick(db, local_time("2026-06-10 11:00"))
    tick(db, local_time("2026-06-10 11:05"))
    assert len(pushes(db, "collect:2026-06-01:open")) == 1
    assert pushes(db, "collect:2026-06-01:nudge") == []


class PowerCutError(Exception):
    pass


@pytest.mark.parametrize("dies_in", ["assign", "tell", "settle"])
def test_killed_in_the_middle_of_opening_it_goes_on_where_it_was(
    db: Database, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    monkeypatch.setattr(duties, "RUN", 3)
    everyone = deputies(db, 8)
    real, calls = getattr(bulk, dies_in), Counter[str]()

    def dies_in_the_second_run(*arguments: object) -> object:
        calls[dies_in] += 1
        if calls[dies_in] == 2:
            raise PowerCutError
        return real(*arguments)

    monkeypatch.setattr(bulk, dies_in, dies_in_the_second_run)
    with pytest.raises(PowerCutError):
        open_due(db, RULES, MONDAY_1_JUNE)
    assert len(states(db, DutyKind.COLLECT, 6)) == 3
    assert close_due(db, RULES, local_time("2026-06-16 00:00")) == 0  # not before it is opened to the end
    assert open_due(db, RULES, MONDAY_1_JUNE + timedelta(minutes=5)) == 2
    assert states(db, DutyKind.COLLECT, 6) == dict.fromkeys(everyone, DutyState.OPEN)
    assert len(pushes(db, "collect:2026-06-01:open")) == 8
    assert open_due(db, RULES, MONDAY_1_JUNE + timedelta(minutes=10)) == 0


def test_an_extra_day_off_entered_later_opens_nothing_twice(db: Database) -> None:
    deputies(db, 1)
    tick(db, MONDAY_1_JUNE)
    moved = rulebook(
        calendar=type(RULES.calendar)(extra_days_off=frozenset({MONDAY_1_JUNE.date()})),
    )
    assert open_due(db, moved, local_time("2026-06-02 10:00")) == 0


def test_matters_of_other_people_do_not_count(db: Database) -> None:
    first, second = deputies(db, 2)
    open_due(db, RULES, MONDAY_1_JUNE)
    visits(db, first, MONDAY_1_JUNE)
    assert states(db, DutyKind.COLLECT, 6) == {first: DutyState.MET, second: DutyState.OPEN}
    assert states(db, DutyKind.SOLVE, 6) == {first: DutyState.OPEN, second: DutyState.OPEN}
