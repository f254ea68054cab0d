"""The clocks of the loop: three reminders to who owes it, late and very late on record, each said once."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers import promises, requests
from handlers.digest_wording import digest_now
from handlers.issue_life import find_issue
from models.assignment import LoopClock, RequestKind
from models.db import Database
from models.issue import Result
from models.outbox import OutboxNotice
from models.people import Organ, StaffMember
from models.rules.assignment_state import AssignmentState
from models.supervision import Escalation
from scheduler.clocks import Clockwork, move_clocks
from tests.builders import local_time
from tests.handlers.loop.evaluation import all_of, handled, rated
from tests.handlers.loop.office import Office


@pytest.fixture
def office(db: Database) -> Office:
    office = Office(db)
    office.reported()
    return office


def new_words(office: Office, openid: str, before: list[str]) -> list[str]:
    return office.told(openid)[len(before) :]


def days(office: Office, until: str) -> None:
    """Day by day at ten, as a running server would."""
    while office.now < local_time(until):
        office.passes(days=1)


def test_the_townships_staff_are_reminded_to_study(office: Office) -> None:
    before = office.told("o-staff")
    days(office, "2026-03-18 12:00")
    assert new_words(office, "o-staff", before) == [
        "№ 1001「莲花村东头的路灯坏了」 请在3月17日（周二）前研处交办。",
        "№ 1001「莲花村东头的路灯坏了」 请在3月17日（周二）前研处交办。",
        "超期：№ 1001「莲花村东头的路灯坏了」 应在3月17日（周二）前研处交办。",
    ]
    assert office.assignment().clocks[0].late_at is not None
    assert office.assignment().supervised_since is None


def test_very_late_is_recorded_apart_and_supervised(office: Office) -> None:
    days(office, "2026-04-02 12:00")
    one = office.assignment()
    assert [event.act for event in one.events if "late" in event.act] == ["late", "very_late"]
    assert one.supervised_for == "研处交办严重超期"
    assert "严重超期，工作人员正在督促" in "\n".join(office.writes("o-ma", "进度 1001"))


def test_the_organ_owes_the_reply_and_the_staff_hear_when_it_is_late(office: Office) -> None:
    office.assigned()
    organ, staff = office.told("o-JT"), office.told("o-staff")
    days(office, "2026-04-10 09:00")
    assert [text[:8] for text in new_words(office, "o-JT", organ)] == ["№ 1001「莲"] * 2
    assert new_words(office, "o-staff", staff) == []
    office.passes(days=1)
    assert "超期：№ 1001" in office.told("o-JT")[-1]
    assert office.told("o-staff")[-1].endswith("前答复。（县交通局）")


def test_nobody_is_late_with_an_objection_they_need_not_make(office: Office) -> None:
    office.assigned()
    organ = office.told("o-JT")
    days(office, "2026-03-28 12:00")
    assert new_words(office, "o-JT", organ) == []
    assert office.clock(LoopClock.OBJECT) is None


def test_a_server_asleep_for_weeks_says_it_once(office: Office) -> None:
    office.assigned()
    organ, staff = office.told("o-JT"), office.told("o-staff")
    office.passes(days=60)
    assert len(new_words(office, "o-JT", organ)) == 1
    assert "严重超期" in office.told("o-JT")[-1]
    assert len(new_words(office, "o-staff", staff)) == 1
    acts = Counter(event.act for event in office.assignment().events)
    assert (acts["late"], acts["very_late"]) == (1, 1)
    office.passes(days=1)
    assert len(new_words(office, "o-JT", organ)) == 1


def test_asleep_past_the_time_for_marks_it_is_evaluated(office: Office) -> None:
    office.assigned()
    handled(office)
    office.passes(days=60)
    assert office.assignment().state is AssignmentState.EVALUATED


def test_a_promise_reminds_the_organ_and_the_staff(office: Office) -> None:
    office.assigned()
    handled(office, Result.PLANNED)
    office.writes("o-ma", "评价 1001 满意")
    rated(office)
    office.clerk(promises.promise, "S1", 1)
    days(office, "2026-05-08 12:00")
    assert "请在5月9日（周六）前兑现承诺" in office.told("o-JT")[-1]
    assert "请在5月9日（周六）前兑现承诺" in office.told("o-staff")[-1]


def test_a_clock_that_stands_still_reminds_nobody(office: Office) -> None:
    office.assigned()
    office.bureau(requests.ask, "JT", 1, RequestKind.CLARIFICATION, "哪一盏灯？", None)
    organ = office.told("o-JT")
    office.passes(days=60)
    assert new_words(office, "o-JT", organ) == []
    assert office.clock(LoopClock.REPLY).late_at is None  # type: ignore[union-attr]  it runs, standing still


def test_two_schedulers_at_once_say_it_once(office: Office) -> None:
    for number in range(2, 8):
        office.reported(f"o-r{number}", f"莲花村第{number}组的水管漏了，路面全是水")
    office.now += timedelta(days=60)
    before = len(all_of(office, OutboxNotice))
    gate = threading.Barrier(2)

    def tick() -> None:
        gate.wait()
        move_clocks(Clockwork(office.db, office.rules, office.places), office.now)

    threads = [threading.Thread(target=tick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    late = [text for text in office.told("o-staff") if text.startswith("严重超期：№") and "研处交办" in text]
    assert len(late) == len(set(late)) == 7
    assert len(all_of(office, OutboxNotice)) > before
    for one in office.assignments():
        assert [event.act for event in one.events].count("very_late") == 1


def digest(office: Office, code: str = "S1") -> str:
    with office.db.reading() as session:
        member = session.scalars(select(StaffMember).where(StaffMember.code == code)).one()
        return digest_now(session, office.rules, member, office.now)


def test_the_digest_counts_the_loop_and_says_nothing_of_what_is_not(office: Office) -> None:
    assert "等研处交办 1 件：交办件 1" in digest(office)
    assert "交办件" not in digest(office, "S2")
    office.passes(days=8)
    assert "交办件超期 1 件：1号（1天）" in digest(office)
    office.assigned()
    assert "交办件" not in digest(office)
    for _ in range(2):
        handled(office)
        rated(office, "态度满意 结果不满意")
    assert all_of(office, Escalation)
    assert "约谈等监督措施待办 1 件：交办件 1" in digest(office, "S9")


def test_the_digest_says_who_waits_for_a_telephone_call(office: Office) -> None:
    with office.db.transaction() as session:
        session.scalars(select(Organ).where(Organ.code == "JT")).one().contact_id = None
    assert "要打电话告知" not in digest(office)
    office.assigned()
    assert "要打电话告知（没有绑定微信） 1 件：交办件 1" in digest(office)


@pytest.mark.postgres
def test_a_matter_somebody_acts_on_is_left_to_the_next_tick(postgres_url: str) -> None:
    """The matter is locked before its clocks, as the deputy who confirms it locks them: nobody waits in a circle."""
    database = Database(postgres_url)
    office = Office(database)
    office.tells("o-ma", "莲花村东头的路灯坏了")
    office.now += timedelta(days=10)
    work = Clockwork(database, office.rules, office.places)
    with database.transaction() as session:
        assert find_issue(office.desk(session), 1001) is not None
        assert in_time(lambda: move_clocks(work, office.now)) == 0
    assert move_clocks(work, office.now) > 0
    database.close()


def in_time(act: Callable[[], int]) -> int:
    """In a thread of its own, so that waiting for the lock would be seen."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(act).result(timeout=20)
