"""Digests: what waits in one's own territory, once a day or week, and no push when there is nothing to say."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from handlers.digest_wording import NOTHING, digest_now, statistics_now
from models.db import Database
from models.duty import DigestRun, EntryKind
from models.inbox import InboxMessage, InboxState
from models.issue import Check, ClockKind, Result, Satisfaction
from models.outbox import NoticeKind, OutboxNotice, OutboxState
from models.people import Contact, StaffMember, StaffRole
from models.rules.issue_state import IssueState
from scheduler.digests import send_due
from scheduler.duties import close_due, open_due
from tests.builders import (
    COUNTY,
    RULES,
    a_clock,
    a_deputy,
    a_grid,
    a_handbook_entry,
    a_resident,
    a_staff_member,
    a_station,
    an_issue,
    local_time,
)

TUESDAY = local_time("2026-03-10 08:30")
MONDAY = local_time("2026-03-09 08:30")
YESTERDAY = TUESDAY - timedelta(hours=20)
HERE, THERE = "回车镇", "丹水镇"


def digests(db: Database) -> dict[int, str]:
    """Contact → what it was told."""
    with db.reading() as session:
        rows = session.execute(
            select(OutboxNotice.contact_id, OutboxNotice.text)
            .where(OutboxNotice.kind == NoticeKind.DIGEST)
            .order_by(OutboxNotice.id)
        )
        return {contact_id: text for contact_id, text in rows}  # noqa: C416  mypy sees no pair in a Row


def staff(db: Database, role: StaffRole, *territories: str) -> StaffMember:
    with db.transaction() as session:
        return a_staff_member(session, role, *territories)


def told(db: Database, member: StaffMember) -> str:
    assert member.contact_id is not None
    return digests(db).get(member.contact_id, "")


def test_nothing_to_say_is_no_push_but_is_remembered(db: Database) -> None:
    member = staff(db, StaffRole.TOWNSHIP, HERE)
    assert send_due(db, RULES, TUESDAY) == 1
    assert send_due(db, RULES, TUESDAY + timedelta(minutes=1)) == 0
    assert digests(db) == {}
    with db.reading() as session:
        run = session.scalars(select(DigestRun)).one()
        assert (run.staff_id, run.kind, run.said_something) == (member.id, "daily", False)


def test_the_township_reads_what_waits_in_its_grids(db: Database) -> None:
    member = staff(db, StaffRole.TOWNSHIP, HERE)
    with db.transaction() as session:
        grid, elsewhere = a_grid(session, township=HERE), a_grid(session, township=THERE)
        fresh = an_issue(session, grid, created_at=YESTERDAY)
        old = an_issue(session, grid, state=IssueState.RECEIVED)
        late = an_issue(session, grid, state=IssueState.SUBMITTED)
        a_clock(session, late, local_time("2026-03-06 18:00"))
        a_clock(session, old, local_time("2026-02-06 00:00"), kind=ClockKind.ANSWER)
        half = an_issue(session, None, state=IssueState.UNFINISHED)
        risky = an_issue(session, grid, check=Check.RISKY)
        an_issue(session, elsewhere, created_at=YESTERDAY)
        a_clock(session, an_issue(session, elsewhere), local_time("2026-02-06 00:00"))
    send_due(db, RULES, TUESDAY)
    assert told(db, member).split("\n") == [
        "【摘要】回车镇（3月9日 08:30以来）",
        "新反映 1 件",
        f"还没有代表确认 2 件：№ {fresh.id}、№ {late.id}",
        f"超过期限 1 件：№ {late.id}（4天）",
        f"严重超期 1 件：№ {old.id}（33天）",
        f"没说完、留着的 1 件：№ {half.id}",
        f"内容要您先看 1 件：№ {risky.id}",
    ]


def test_what_is_over_or_stopped_is_not_late(db: Database) -> None:
    member = staff(db, StaffRole.TOWNSHIP, HERE)
    with db.transaction() as session:
        grid = a_grid(session, township=HERE)
        closed = an_issue(session, grid, state=IssueState.CLOSED)
        answered = an_issue(session, grid, state=IssueState.ANSWERED)
        a_clock(session, closed, local_time("2026-03-01 00:00"))
        a_clock(session, answered, local_time("2026-03-01 00:00"), stopped_at=local_time("2026-02-27 10:00"))
        a_clock(session, answered, local_time("2026-03-20 00:00"), kind=ClockKind.ANSWER)
        a_clock(session, answered, local_time("2026-03-01 00:00"), kind=ClockKind.RECHECK)
    send_due(db, RULES, TUESDAY)
    assert told(db, member) == ""


def test_a_leader_reads_of_own_townships_only(db: Database) -> None:
    leader = staff(db, StaffRole.LEADER, HERE)
    whole, none = staff(db, StaffRole.LEADER, COUNTY), staff(db, StaffRole.LEADER)
    county = staff(db, StaffRole.COUNTY)
    with db.transaction() as session:
        an_issue(session, a_grid(session, township=HERE), created_at=YESTERDAY - timedelta(days=1))
        an_issue(session, a_grid(session, township=THERE), created_at=YESTERDAY - timedelta(days=1))
        an_issue(session, None, state=IssueState.UNFINISHED)
    assert send_due(db, RULES, MONDAY) == 4
    assert "新反映 1 件" in told(db, leader)
    assert "没说完" not in told(db, leader)
    assert "新反映 2 件" in told(db, whole)
    assert told(db, none) == ""
    assert "【摘要】全县" in told(db, county)
    assert "没说完、留着的 1 件" in told(db, county)


def test_a_station_head_without_a_territory_reads_of_the_stations_township(db: Database) -> None:
    with db.transaction() as session:
        head = a_staff_member(session, StaffRole.STATION_HEAD)
        a_station(session, THERE, head_code=head.code)
        an_issue(session, a_grid(session, township=THERE), created_at=YESTERDAY)
        an_issue(session, a_grid(session, township=HERE), created_at=YESTERDAY)
    send_due(db, RULES, TUESDAY)
    assert told(db, head).startswith("【摘要】丹水镇")
    assert "新反映 1 件" in told(db, head)


def test_who_cannot_be_reached_is_named(db: Database) -> None:
    member, county = staff(db, StaffRole.TOWNSHIP, HERE), staff(db, StaffRole.COUNTY)
    with db.transaction() as session:
        grid = a_grid(session, township=HERE)
        deputy, resident = a_deputy(session, grid, name="王建国"), a_resident(session, grid)
        for contact_id in (deputy.contact_id, resident.contact_id):
            session.execute(
                update(Contact).where(Contact.id == contact_id).values(unreachable_since=YESTERDAY)
            )
            session.add(
                OutboxNotice(
                    contact_id=contact_id,
                    kind=NoticeKind.DUTY,
                    text="…",
                    state=OutboxState.PARKED,
                    created_at=YESTERDAY,
                    not_before=YESTERDAY,
                )
            )
        session.add(
            InboxMessage(key="k", sender="s", payload="{}", received_at=YESTERDAY, state=InboxState.FAILED)
        )
    send_due(db, RULES, TUESDAY)
    assert told(db, member).split("\n")[1:] == [
        "联系不上的代表 1 人：王建国",
        "联系不上的群众 1 人",
        "没送到的通知 2 条",
    ]
    assert "没处理成的消息 1 条" in told(db, county)


def test_duties_that_ended_are_counted_by_township(db: Database) -> None:
    member = staff(db, StaffRole.TOWNSHIP, HERE)
    with db.transaction() as session:
        here, there = a_grid(session, township=HERE), a_grid(session, township=THERE)
        busy = a_deputy(session, here)
        a_deputy(session, here)
        a_deputy(session, there)
        a_handbook_entry(session, busy, EntryKind.VISIT, local_time("2026-03-03 10:00"))
    open_due(db, RULES, local_time("2026-03-02 09:00"))
    close_due(db, RULES, local_time("2026-03-16 00:00"))
    send_due(db, RULES, local_time("2026-03-16 08:30"))
    assert "半月收集（2026年3月上半月）结束：完成 1 人，没完成 1 人" in told(db, member)
    with db.reading() as session:
        words = statistics_now(session, RULES, session.get_one(StaffMember, member.id), TUESDAY)
    assert "代表 2 人，已绑定微信 2 人" in words
    assert "每月解难（2026年3月）：完成 0 人，共 2 人" in words


def test_after_a_long_sleep_one_digest_covers_it_all(db: Database) -> None:
    member = staff(db, StaffRole.TOWNSHIP, HERE)
    send_due(db, RULES, TUESDAY)
    with db.transaction() as session:
        grid = a_grid(session, township=HERE)
        for days in (1, 5, 10):
            an_issue(session, grid, created_at=TUESDAY + timedelta(days=days))
    woke = local_time("2026-03-23 15:00")  # a Monday, thirteen days later
    assert send_due(db, RULES, woke) == 1
    assert "（3月10日 08:30以来）" in told(db, member)
    assert "新反映 3 件" in told(db, member)
    assert send_due(db, RULES, woke + timedelta(hours=1)) == 0


def test_who_binds_later_gets_the_days_digest_then(db: Database) -> None:
    with db.transaction() as session:
        member = a_staff_member(session, StaffRole.TOWNSHIP, HERE, bound=False)
        an_issue(session, a_grid(session, township=HERE), created_at=YESTERDAY)
    assert send_due(db, RULES, TUESDAY) == 0
    with db.transaction() as session:
        contact = Contact(openid="late", created_at=TUESDAY)
        session.add(contact)
        session.flush()
        session.get_one(StaffMember, member.id).contact_id = contact.id
    assert send_due(db, RULES, TUESDAY + timedelta(hours=1)) == 1
    assert len(digests(db)) == 1


def test_a_very_bad_week_still_fits_a_chat_message(db: Database) -> None:
    member = staff(db, StaffRole.COUNTY)
    with db.transaction() as session:
        grid = a_grid(session)
        for _ in range(12):
            late = an_issue(session, grid)
            a_clock(session, late, local_time("2026-03-05 18:00"))
            a_clock(session, late, local_time("2026-01-05 18:00"), kind=ClockKind.ANSWER)
            an_issue(session, grid, state=IssueState.UNFINISHED)
            an_issue(session, grid, check=Check.RISKY)
            a_deputy(session, grid)
        session.execute(update(Contact).values(unreachable_since=YESTERDAY))
        own = session.get_one(StaffMember, member.id)
        session.execute(update(Contact).where(Contact.id == own.contact_id).values(unreachable_since=None))
    open_due(db, RULES, local_time("2026-01-01 10:00"))
    open_due(db, RULES, local_time("2026-01-05 10:00"))
    open_due(db, RULES, MONDAY)
    close_due(db, RULES, MONDAY)
    with db.transaction() as session:
        session.execute(update(DigestRun).values(made_at=local_time("2026-01-01 10:00")))
    send_due(db, RULES, MONDAY)
    assert 200 < len(told(db, member)) <= 500
    assert "等" in told(db, member)


def test_the_chat_words_answer_now(db: Database) -> None:
    member = staff(db, StaffRole.TOWNSHIP, HERE)
    with db.reading() as session:
        assert digest_now(session, RULES, session.get_one(StaffMember, member.id), TUESDAY) == NOTHING
    with db.transaction() as session:
        grid = a_grid(session, township=HERE)
        ended = an_issue(session, grid, created_at=YESTERDAY, state=IssueState.CLOSED)
        ended.result, ended.satisfaction = Result.PLANNED, Satisfaction.FAIR
        an_issue(session, grid, created_at=YESTERDAY)
        an_issue(session, grid, created_at=local_time("2026-02-27 10:00"))
    with db.reading() as session:
        own = session.get_one(StaffMember, member.id)
        assert "新反映 2 件" in digest_now(session, RULES, own, TUESDAY)
        assert statistics_now(session, RULES, own, TUESDAY).split("\n") == [
            "【统计】回车镇 2026年3月",
            "反映 2 件：待确认 1，已办结 1",
            "办结 1 件：列入计划 1",
            "评价：满意 0，基本满意 1，不满意 0",
            "代表 0 人，已绑定微信 0 人",
        ]


def test_the_notice_can_also_travel_as_a_subscription_message(db: Database) -> None:
    staff(db, StaffRole.TOWNSHIP, HERE)
    with db.transaction() as session:
        an_issue(session, a_grid(session, township=HERE), created_at=YESTERDAY)
    send_due(db, RULES, TUESDAY)
    with db.reading() as session:
        notice = session.scalars(select(OutboxNotice)).one()
        assert notice.fields == {
            "area": HERE,
            "summary": "新反映1件，还没有代表确认1件",
            "when": "2026-03-10T08:30+08:00",
        }
        assert (notice.page, notice.expires_at) == ("/m/staff", TUESDAY + timedelta(days=1))


@pytest.mark.postgres
def test_two_schedulers_make_one_digest(postgres_url: str) -> None:
    db = Database(postgres_url)
    with db.transaction() as session:
        for _ in range(8):
            a_staff_member(session, StaffRole.TOWNSHIP, HERE)
        an_issue(session, a_grid(session, township=HERE), created_at=YESTERDAY)
    counts = _at_once(3, postgres_url, TUESDAY)
    assert sum(counts) == 8
    assert len(digests(db)) == 8
    db.close()


def _at_once(count: int, url: str, now: datetime) -> list[int]:
    made: list[int] = []
    together = threading.Barrier(count)

    def act() -> None:
        database = Database(url)
        together.wait()
        made.append(send_due(database, RULES, now))
        database.close()

    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return made
