"""Whose instructions a list shows."""

from datetime import date

from models.db import Database
from models.people import StaffRole
from models.queries.digest import Scope
from models.queries.instructions import Wanted, listed
from models.queries.loop_digest import late_instructions
from models.supervision import Instruction, InstructionState
from tests.builders import COUNTY, a_grid, a_staff_member, local_time


def test_the_countys_staff_see_those_of_all_its_townships_and_a_township_its_own(db: Database) -> None:
    with db.transaction() as session:
        for township in ("丹水镇", "城关街道"):
            a_grid(session, township=township)
            leader = a_staff_member(session, StaffRole.LEADER, township)
            session.flush()
            given = Instruction(
                leader_id=leader.id, township=township, text="请抓紧", at=local_time("2026-03-10 10:00")
            )
            given.state, given.due_on = InstructionState.OPEN, date(2026, 3, 12)
            session.add(given)
    with db.reading() as session:
        seen = [
            [one.township for one in listed(session, Wanted(names=names), 1)[0]]
            for names in ((COUNTY,), ("丹水镇",), ("别的县",), ())
        ]
        late = [
            late_instructions(session, Scope(names, everywhere=False, placeless=True), date(2026, 3, 20))
            for names in ((COUNTY,), ("丹水镇",), ("别的县",))
        ]
    assert late == [2, 1, 0]
    assert seen == [["城关街道", "丹水镇"], ["丹水镇"], [], []]
