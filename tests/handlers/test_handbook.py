"""The handbook writes itself and settles the duties: what counts, when, and what the deputy is told of it."""

import pytest
from sqlalchemy import select

from handlers import handbook
from handlers.duty_tasks import evidence_for, summary_wanted
from handlers.duty_wording import met_in_words
from models.db import Database
from models.duty import EntryKind, HandbookEntry
from models.outbox import OutboxNotice, OutboxState
from models.people import Capacity, Deputy
from models.rules.periods import DutyKind, period_at
from scheduler.duties import close_due, nudge_due, open_due
from tests.builders import RULES, a_deputy, a_grid, an_issue, local_time


def a_bound_deputy(db: Database, *capacities: Capacity) -> int:
    with db.transaction() as session:
        return a_deputy(
            session, a_grid(session), name="王建国", capacities=capacities or [Capacity.COUNTY]
        ).id


def does(db: Database, deputy_id: int, kind: EntryKind, when: str, text: str = "") -> tuple[DutyKind, ...]:
    with db.transaction() as session:
        deputy = session.get_one(Deputy, deputy_id)
        return handbook.enter(session, RULES, deputy, kind, text, local_time(when))


def lines(db: Database, deputy_id: int, when: str) -> list[str]:
    with db.reading() as session:
        return [one.sentence for one in handbook.status(session, RULES, deputy_id, local_time(when))]


@pytest.mark.parametrize(
    ("kind", "met"),
    [
        (EntryKind.VISIT, (DutyKind.COLLECT,)),
        (EntryKind.RECEIPT, (DutyKind.COLLECT,)),
        (EntryKind.SOLVED, (DutyKind.SOLVE,)),
        (EntryKind.SUMMARY, ()),  # no summary is open in the middle of June
        (EntryKind.EXPLAIN, ()),
        (EntryKind.DEED, ()),
        (EntryKind.ANSWER, ()),
        (EntryKind.REPORT_UP, ()),
    ],
)
def test_which_acts_meet_which_duty(db: Database, kind: EntryKind, met: tuple[DutyKind, ...]) -> None:
    deputy = a_bound_deputy(db)
    open_due(db, RULES, local_time("2026-06-01 09:00"))
    assert does(db, deputy, kind, "2026-06-11 10:00") == met
    assert does(db, deputy, kind, "2026-06-11 10:01") == ()  # told once


def test_the_years_account_comes_first_and_the_quarter_wants_its_own(db: Database) -> None:
    deputy = a_bound_deputy(db)
    open_due(db, RULES, local_time("2026-12-24 09:00"))
    with db.reading() as session:
        wanted = summary_wanted(session, RULES, deputy, local_time("2026-12-28 10:00"))
        assert wanted.kind is DutyKind.APPRAISAL
    assert does(db, deputy, EntryKind.SUMMARY, "2026-12-28 10:00") == (DutyKind.APPRAISAL,)
    with db.reading() as session:
        wanted = summary_wanted(session, RULES, deputy, local_time("2026-12-28 10:01"))
        assert wanted.in_words == "2026年第四季度"
    assert does(db, deputy, EntryKind.SUMMARY, "2026-12-28 10:05") == (DutyKind.SUMMARY,)


def test_an_account_given_early_in_december_is_not_the_quarters_summary(db: Database) -> None:
    deputy = a_bound_deputy(db)
    open_due(db, RULES, local_time("2026-12-01 09:00"))
    assert does(db, deputy, EntryKind.SUMMARY, "2026-12-10 10:00") == (DutyKind.APPRAISAL,)
    open_due(db, RULES, local_time("2026-12-24 09:00"))
    assert does(db, deputy, EntryKind.VISIT, "2026-12-24 10:00") == (DutyKind.COLLECT,)
    assert does(db, deputy, EntryKind.SUMMARY, "2027-01-05 10:00") == (DutyKind.SUMMARY,)


def test_an_ordinary_quarter_knows_no_other_summary() -> None:
    june = period_at(DutyKind.SUMMARY, local_time("2026-06-28 10:00"), RULES.duties, RULES.calendar)
    assert evidence_for(june, RULES).elsewhere is None


def test_after_the_end_it_counts_for_the_next_period(db: Database) -> None:
    deputy = a_bound_deputy(db)
    open_due(db, RULES, local_time("2026-06-01 09:00"))
    assert does(db, deputy, EntryKind.VISIT, "2026-06-16 00:00") == ()
    close_due(db, RULES, local_time("2026-06-16 00:01"))
    open_due(db, RULES, local_time("2026-06-16 09:00"))
    assert "半月收集（2026年6月下半月）：已完成" in lines(db, deputy, "2026-06-16 09:01")


def test_the_chat_says_what_is_done() -> None:
    assert met_in_words([]) == ""
    assert met_in_words([DutyKind.COLLECT]) == "本半月的收集任务完成了。"


def test_nobody_is_asked_any_more_for_what_they_have_done(db: Database) -> None:
    deputy, idle = a_bound_deputy(db), a_bound_deputy(db)
    open_due(db, RULES, local_time("2026-06-01 09:00"))
    nudge_due(db, RULES, local_time("2026-06-10 09:00"))
    does(db, deputy, EntryKind.VISIT, "2026-06-10 09:30")
    with db.reading() as session:
        waiting = session.scalars(
            select(OutboxNotice.key).where(
                OutboxNotice.key.startswith("duty:collect"), OutboxNotice.state == OutboxState.PENDING
            )
        ).all()
    assert sorted(key or "" for key in waiting) == [
        f"duty:collect:2026-06-01:nudge:{idle}",
        f"duty:collect:2026-06-01:open:{idle}",
    ]


def test_where_one_stands_in_words(db: Database) -> None:
    deputy = a_bound_deputy(db)
    open_due(db, RULES, local_time("2026-06-01 09:00"))
    assert lines(db, deputy, "2026-06-11 10:00") == [
        "半月收集（2026年6月上半月）：未完成，最晚6月15日（周一），还有4天",
        "每月解难（2026年6月）：未完成，最晚6月30日（周二），还有19天",
    ]
    assert lines(db, deputy, "2026-06-15 23:00")[0] == "半月收集（2026年6月上半月）：未完成，今天截止"
    does(db, deputy, EntryKind.VISIT, "2026-06-15 23:01")
    assert lines(db, deputy, "2026-06-15 23:02")[0] == "半月收集（2026年6月上半月）：已完成"


def test_the_capacity_is_known_when_there_is_but_one(db: Database) -> None:
    single, double = a_bound_deputy(db), a_bound_deputy(db, Capacity.COUNTY, Capacity.TOWNSHIP)
    for deputy in (single, double):
        does(db, deputy, EntryKind.DEED, "2026-06-11 10:00", "帮独居老人买药")
    with db.reading() as session:
        entries = session.scalars(select(HandbookEntry).order_by(HandbookEntry.id)).all()
        assert [entry.capacity for entry in entries] == [Capacity.COUNTY, None]


def test_the_drafted_summary_has_numbers_and_matters(db: Database) -> None:
    deputy = a_bound_deputy(db)
    does(db, deputy, EntryKind.VISIT, "2026-03-31 23:59", "上季度的事")
    does(db, deputy, EntryKind.VISIT, "2026-04-01 00:00", "走访莲花社区三户，\n听说停水")
    does(db, deputy, EntryKind.VISIT, "2026-05-06 10:00")
    does(db, deputy, EntryKind.EXPLAIN, "2026-05-07 10:00", "讲" * 80)
    with db.transaction() as session:
        person = session.get_one(Deputy, deputy)
        number = an_issue(session, a_grid(session)).id
        handbook.enter(
            session,
            RULES,
            person,
            EntryKind.SOLVED,
            "路灯修好了",
            local_time("2026-06-02 10:00"),
            issue_id=number,
        )
    quarter = period_at(DutyKind.SUMMARY, local_time("2026-06-23 10:00"), RULES.duties, RULES.calendar)
    with db.reading() as session:
        person = session.get_one(Deputy, deputy)
        draft = handbook.draft_summary(session, RULES, person, quarter, local_time("2026-06-23 10:00"))
    assert draft.split("\n") == [
        "2026年第二季度总结（王建国）",
        "走访2次，促成解决1件，政策宣讲1次。",
        f"1. 6月2日促成解决 № {number}：路灯修好了",
        "2. 4月1日走访：走访莲花社区三户， 听说停水",
        "3. 5月6日走访",
        f"4. 5月7日政策宣讲：{'讲' * 35}…",
    ]


def test_an_empty_quarter_is_said_to_be_empty(db: Database) -> None:
    deputy = a_bound_deputy(db)
    year = period_at(DutyKind.APPRAISAL, local_time("2026-12-01 10:00"), RULES.duties, RULES.calendar)
    with db.reading() as session:
        person = session.get_one(Deputy, deputy)
        draft = handbook.draft_summary(session, RULES, person, year, local_time("2026-12-02 10:00"))
    assert draft == "2026年度述职（王建国）\n这段时间还没有记录，请您补充。"
