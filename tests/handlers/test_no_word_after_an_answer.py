"""The deputy has answered and the resident says nothing: they are asked once more, then staff ask them and write it down."""

import pytest
from sqlalchemy import select, true

from handlers import confirming, studying
from handlers.desk import NotFound, NotPossible
from handlers.digest_wording import digest_now
from models.assignment import Assignment
from models.db import Database
from models.duty import EntryKind, HandbookEntry
from models.issue import ClockKind, Issue, IssueClock, Result, Satisfaction
from models.people import StaffMember
from models.queries.digest import scope_of
from models.queries.narrowing import Filters
from models.queries.search import Query, search
from models.queries.worklist import Group, Moment, View, numbers
from models.reply import Solved
from models.rules.issue_state import IssueState
from tests.handlers.loop.office import Office

CONFIRMED = ("上门问过，马大娘说亮了",)


@pytest.fixture
def answered(db: Database) -> Office:
    office = Office(db)
    office.tells("o-ma", "莲花村东头的路灯坏了")
    office.writes("o-zhang", "答复 1001 已换了新灯泡")
    return office


@pytest.fixture
def silent(answered: Office) -> Office:
    """Fifteen days later: ten working days are over."""
    for _ in range(15):
        answered.passes(days=1)
    return answered


def listed(office: Office, code: str = "S1") -> list[int]:
    """The numbers in the work list's group."""
    with office.db.reading() as session:
        member = session.scalars(select(StaffMember).where(StaffMember.code == code)).one()
        view = View(scope_of(session, member), Filters(), Moment(office.now, 14, office.now, office.now))
        return [one.number for one in numbers(session, Group.SILENT, view, None, 10).found]


def running(issue: Issue) -> IssueClock | None:
    return next((c for c in issue.clocks if c.kind is ClockKind.CONFIRM and c.stopped_at is None), None)


def test_the_resident_is_asked_once_more_and_then_staff_are(silent: Office) -> None:
    asked = [text for text in silent.told("o-ma") if "代表已经答复您，真的解决了吗" in text]
    assert len(asked) == 1
    told = [text for text in silent.told("o-staff") if "没有回音" in text]
    assert len(told) == 1
    assert "请打电话或上门问问" in told[0]
    assert silent.issue().state is IssueState.ANSWERED


@pytest.mark.parametrize(("code", "there"), [("S1", [1001]), ("S9", [1001]), ("S2", [])])
def test_it_stands_in_the_work_list_of_whose_township_it_is(
    silent: Office, code: str, there: list[int]
) -> None:
    assert listed(silent, code) == there


def test_it_stands_in_the_digest(silent: Office) -> None:
    with silent.db.reading() as session:
        member = session.scalars(select(StaffMember).where(StaffMember.code == "S1")).one()
        assert "答复后群众没有回音 1 件：№ 1001" in digest_now(session, silent.rules, member, silent.now)


def test_nobody_is_late_by_it(silent: Office) -> None:
    assert not {"late", "very_late"} & {event.act for event in silent.issue().events}


def test_before_the_time_is_over_nobody_is_bothered(answered: Office) -> None:
    answered.passes(days=5)
    assert listed(answered) == []
    assert not [text for text in answered.told("o-staff") if "没有回音" in text]


def test_a_further_answer_gives_new_time(silent: Office) -> None:
    silent.writes("o-zhang", "答复 1001 又去看过，亮着")
    assert listed(silent) == []
    clock = running(silent.issue())
    assert clock is not None
    assert (clock.round, clock.late_at) == (2, None)


@pytest.mark.parametrize("words", ["解决 1001 是", "解决 1001 否", "撤回 1001"])
def test_a_word_of_the_resident_ends_the_waiting(silent: Office, words: str) -> None:
    silent.writes("o-ma", words)
    assert running(silent.issue()) is None
    assert listed(silent) == []


def test_staff_write_down_that_it_is_solved(silent: Office) -> None:
    said = silent.clerk(confirming.check_on_spot, "S1", 1001, Solved.YES, Satisfaction.SATISFIED, *CONFIRMED)
    assert said == "已记下 № 1001 的核实情况：已解决。"
    issue = silent.issue()
    assert (issue.state, issue.result) == (IssueState.CLOSED, Result.SOLVED)
    assert issue.satisfaction is Satisfaction.SATISFIED
    assert "记的是「已解决」。要是不对，请回复：解决 1001 否" in silent.told("o-ma")[-1]
    with silent.db.reading() as session:
        [credited] = session.scalars(
            select(HandbookEntry).where(HandbookEntry.kind == EntryKind.SOLVED)
        ).all()
        assert credited.issue_id == 1001
    assert "工作人员向您核实：已解决。上门问过" in silent.writes("o-ma", "进度 1001")[0]


def test_the_resident_may_put_it_right(silent: Office) -> None:
    silent.clerk(confirming.check_on_spot, "S1", 1001, Solved.YES, None, *CONFIRMED)
    silent.writes("o-ma", "解决 1001 否")
    assert silent.issue().state is IssueState.RECEIVED


def test_staff_write_down_that_it_is_not_and_may_take_it_up(silent: Office) -> None:
    silent.clerk(confirming.check_on_spot, "S1", 1001, Solved.NO, None, "打电话问过，还黑着")
    assert silent.issue().state is IssueState.RECEIVED
    assert "没有解决，请继续办理" in silent.told("o-zhang")[-1]
    silent.clerk(studying.take_up, "S1", 1001)
    assert silent.issue().state is IssueState.REPORTED


def test_what_stays_without_a_word_may_be_taken_up(silent: Office) -> None:
    silent.clerk(studying.take_up, "S1", 1001)
    with silent.db.reading() as session:
        assert session.scalars(select(Assignment.issue_id)).one() == 1001


def test_while_the_resident_has_time_it_is_not_taken_up(answered: Office) -> None:
    with pytest.raises(NotPossible):
        answered.clerk(studying.take_up, "S1", 1001)


def test_whose_territory_it_is_not_writes_nothing_down(silent: Office) -> None:
    with pytest.raises(NotFound):
        silent.clerk(confirming.check_on_spot, "S2", 1001, Solved.YES, None, *CONFIRMED)
    assert silent.issue().state is IssueState.ANSWERED


def test_a_search_for_the_late_ones_does_not_find_it(silent: Office) -> None:
    with silent.db.reading() as session:
        assert search(session, Query(late=True), true()).issue_ids == ()
