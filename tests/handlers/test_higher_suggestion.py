"""A city deputy's suggestion is assigned elsewhere; till its answer is entered somebody here owes each step of it."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import assigning, loop_digest_wording, studying
from handlers.desk import NotPossible
from models.assignment import AssignmentClock, LoopClock
from models.people import Capacity, StaffMember
from models.queries import worklist
from models.queries.digest import Scope, scope_of
from models.queries.narrowing import Filters
from models.queries.worklist import Group, Moment, View
from models.rules.assignment_state import AssignmentState
from models.rules.clocks import due_on
from models.suggestion import Suggestion
from tests.suggestions import Congress
from tests.town import Town

SENT = "3月10日以函件转市人大常委会"


@pytest.fixture
def congress(town: Town) -> Congress:
    return Congress(town)


@pytest.fixture
def raised(congress: Congress) -> Suggestion:
    """周敏, city deputy, has handed in one from № 1001."""
    made = congress.draft("D7", congress.matter(), capacity=Capacity.CITY)
    congress.hands_in("D7", made)
    return congress.suggestion(made)


def _clock(congress: Congress, raised: Suggestion) -> AssignmentClock:
    found = congress.assignment(suggestion=raised.id)
    assert found is not None
    [running] = [clock for clock in found.clocks if clock.stopped_at is None]
    return running


def _listed(congress: Congress, group: Group) -> int:
    """How many S2, of the county, has in this group."""
    with congress.town.db.reading() as session:
        now = congress.town.now
        view = View(_scope(session), Filters(), Moment(now, 0, now, now))
        return worklist.count(session, group, view)


def _scope(session: Session) -> Scope:
    return scope_of(session, session.scalars(select(StaffMember).where(StaffMember.code == "S2")).one())


def _digest(congress: Congress) -> str:
    town = congress.town
    with town.db.reading() as session:
        return "\n".join(loop_digest_wording.lines(session, town.rules, _scope(session), town.now))


def test_until_it_is_passed_on_the_county_owes_that(congress: Congress, raised: Suggestion) -> None:
    clock = _clock(congress, raised)
    assert (clock.kind, due_on(clock.due_at, congress.town.rules.zone)) == (
        LoopClock.STUDY,
        date(2026, 3, 17),
    )
    assert _listed(congress, Group.STUDY) == 1
    assert "等研处交办 1 件" in _digest(congress)
    congress.town.until("2026-03-18 09:30")
    assert "超期" in congress.town.told("o-S2")[-1]
    assert _listed(congress, Group.LATE) + _listed(congress, Group.VERY_LATE) == 1


def test_once_passed_on_somebody_must_enter_the_outcome(congress: Congress, raised: Suggestion) -> None:
    congress.staff("S2", "forward", raised.id, SENT)
    clock = _clock(congress, raised)
    assert (clock.kind, due_on(clock.due_at, congress.town.rules.zone)) == (
        LoopClock.HIGHER,
        date(2026, 6, 10),
    )
    assert "代表法" in clock.source
    assert (_listed(congress, Group.STUDY), _listed(congress, Group.HIGHER)) == (0, 1)
    assert "已转上级人大、等答复 1 件" in _digest(congress)
    congress.town.until("2026-06-11 09:30")
    assert "应在6月10日（周三）前问清并登记上级人大的答复" in congress.town.told("o-S2")[-1]
    congress.staff("S2", "record_answer", raised.id, "市交通局答复：列入明年计划")
    ended, own = congress.assignment(suggestion=raised.id), congress.assignment(issue=1001)
    assert ended is not None
    assert own is not None
    assert (ended.state, own.state) == (AssignmentState.CANCELLED, AssignmentState.STUDY)
    assert not [one for one in ended.clocks if one.stopped_at is None]
    assert (_listed(congress, Group.HIGHER), _listed(congress, Group.STUDY)) == (0, 1)


def test_a_hard_one_has_six_months(congress: Congress, raised: Suggestion) -> None:
    with congress.town.db.transaction() as session:
        session.get_one(Suggestion, raised.id).hard = True
    congress.staff("S2", "forward", raised.id, SENT)
    due_at = _clock(congress, raised).due_at
    assert due_on(due_at, congress.town.rules.zone) == date(2026, 9, 10)


def test_nobody_here_assigns_it_or_takes_its_matter_away(congress: Congress, raised: Suggestion) -> None:
    found = congress.assignment(suggestion=raised.id)
    assert found is not None
    orders = assigning.Orders("JT", (), "请办理")
    with congress.town.db.transaction() as session:
        member = session.scalars(select(StaffMember).where(StaffMember.code == "S2")).one()
        desk = congress.desk(session)
        assert "已经在" in studying.take_up(desk, member, 1001)
        with pytest.raises(NotPossible, match="由上级人大交办"):
            assigning.assign(desk, member, found.id, orders)


@pytest.mark.parametrize("act", ["withdraws", "sends back"])
def test_taken_back_or_sent_back_its_matter_is_studied_here(
    congress: Congress, raised: Suggestion, act: str
) -> None:
    if act == "withdraws":
        congress.withdraws("D7", raised.id)
    else:
        congress.staff("S2", "send_back", raised.id, "请写明具体地点")
    ended, own = congress.assignment(suggestion=raised.id), congress.assignment(issue=1001)
    assert ended is not None
    assert own is not None
    assert (ended.state, own.state) == (AssignmentState.CANCELLED, AssignmentState.STUDY)
    assert _listed(congress, Group.STUDY) == 1
    if act == "sends back":
        congress.hands_in("D7", raised.id)
        assert _clock(congress, raised).kind is LoopClock.STUDY
