"""The territory: what a member sees in hand is what a query of theirs finds, for every role and every kind of territory."""

import pytest
from sqlalchemy import select

from handlers import access
from handlers.desk import Forbidden, Stale
from handlers.issue_life import by_staff, log
from models.db import Database
from models.issue import Issue
from models.people import StaffMember, StaffRole
from models.rules.permissions import Permit
from tests.builders import COUNTY, a_grid, a_staff_member, an_issue
from tests.town import Town

TERRITORIES = ((), ("丹水镇",), ("丹水镇", "城关街道"), (COUNTY,), ("别的镇",))


@pytest.fixture
def matters(db: Database) -> Database:
    with db.transaction() as session:
        for township in ("丹水镇", "城关街道", "米坪镇"):
            an_issue(session, a_grid(session, township=township))
        an_issue(session, None)
    return db


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("territory", TERRITORIES, ids="、".join)
def test_the_page_and_the_list_agree(matters: Database, role: StaffRole, territory: tuple[str, ...]) -> None:
    with matters.transaction() as session:
        member = a_staff_member(session, role, *territory)
        in_hand = {issue.id for issue in session.scalars(select(Issue)) if access.sees(member, issue)}
        found = set(session.scalars(select(Issue.id).where(access.here(member))))
    assert found == in_hand


SEEN = {
    (StaffRole.TOWNSHIP, ("丹水镇",)): 2,
    (StaffRole.TOWNSHIP, ()): 1,
    (StaffRole.COUNTY, ()): 4,
    (StaffRole.COUNTY, (COUNTY,)): 4,
    (StaffRole.COMMITTEE, ("丹水镇", "城关街道")): 3,
    (StaffRole.LEADER, ("丹水镇",)): 1,
    (StaffRole.LEADER, ()): 0,
    (StaffRole.STATION_HEAD, ("米坪镇",)): 2,
}


@pytest.mark.parametrize(("who", "count"), SEEN.items())
def test_how_much_each_sees(matters: Database, who: tuple[StaffRole, tuple[str, ...]], count: int) -> None:
    """Those with a place in the territory, and (but for leaders) the one without a place."""
    role, territory = who
    with matters.transaction() as session:
        member = a_staff_member(session, role, *territory)
        assert len(session.scalars(select(Issue.id).where(access.here(member))).all()) == count


def test_what_the_role_does_not_do_is_refused_by_its_name(matters: Database) -> None:
    leader = StaffMember(role=StaffRole.LEADER)
    access.demand(leader, Permit.INSTRUCT)
    with pytest.raises(Forbidden, match="领导"):
        access.demand(leader, Permit.ASSIGN)


def test_the_second_of_two_clerks_is_told_who_was_first(db: Database) -> None:
    town = Town(db)
    town.writes("o-liu", "莲花村的路灯坏了")
    with town.db.transaction() as session:
        desk, issue = town.desk(session), session.get_one(Issue, 1001)
        newest = access.newest_event(session, issue.id)
        seen = newest.id if newest else None
        access.still(desk, issue, seen)
        member = session.scalars(select(StaffMember).where(StaffMember.code == "S1")).one()
        log(desk, issue, "noted", by_staff(member))
        session.flush()
        with pytest.raises(Stale, match="刚刚由陈晓办过了"):
            access.still(desk, issue, seen)
        access.still(desk, issue, None)
