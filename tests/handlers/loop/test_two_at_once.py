"""Two clerks press at once on PostgreSQL: one wins, the other is told who was first, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Select, select
from sqlalchemy.exc import OperationalError

from handlers import assigning, escalating, linking, resident
from handlers.assigning import Orders
from handlers.desk import NotPossible
from handlers.issue_life import find_issue
from models.assignment import Assignment, LoopClock
from models.db import Database
from models.issue import Issue
from models.supervision import Escalation
from tests.handlers.loop.evaluation import all_of
from tests.handlers.loop.office import Office


@pytest.mark.postgres
def test_two_clerks_assign_at_once(postgres_url: str) -> None:
    database = Database(postgres_url)
    office = Office(database)
    office.reported()
    together = Barrier(2)

    def assigns(code: str, lead: str) -> str:
        together.wait()
        try:
            office.clerk(assigning.assign, code, 1, Orders(lead, (), "请现场查看后答复"))
        except NotPossible as refusal:
            return refusal.sentence
        return ""

    with ThreadPoolExecutor(2) as clerks:
        answers = list(clerks.map(assigns, ["S1", "S9"], ["JT", "GD"]))

    assert sorted(map(bool, answers)) == [False, True]
    who, to = ("陈晓", "县交通局") if not answers[0] else ("赵敏", "县供电公司")
    assert f"这件事刚刚由{who}交办给{to}。" in "".join(answers)
    one = office.assignment()
    assert [charge.organ.name for charge in one.organs] == [to]
    assert len([clock for clock in one.clocks if clock.kind is LoopClock.REPLY]) == 1
    assert len([text for text in office.told("o-ma") if "已交" in text]) == 1
    database.close()


@pytest.mark.postgres
def test_two_clerks_put_forward_a_step_at_once(postgres_url: str) -> None:
    database = Database(postgres_url)
    office = Office(database)
    office.reported()
    office.assigned()
    together = Barrier(2)

    def begins(reason: str) -> str:
        together.wait()
        try:
            office.clerk(escalating.begin, "S9", 1, reason)
        except NotPossible as refusal:
            return refusal.sentence
        return ""

    with ThreadPoolExecutor(2) as clerks:
        answers = list(clerks.map(begins, ["拒不答复", "拖着不办"]))

    assert sorted(map(bool, answers)) == [False, True]
    assert "已经有一项监督措施" in "".join(answers)
    assert len(all_of(office, Escalation)) == 1
    database.close()


@pytest.mark.postgres
def test_a_resident_takes_back_the_latest_matter_while_a_clerk_assigns_it(postgres_url: str) -> None:
    """「撤回」 without a number: the loop is locked before the matter, as the clerk locks it; nobody waits in a circle."""
    database = Database(postgres_url)
    office = Office(database)
    office.reported()
    with database.transaction() as session:
        mine = resident.my_issue(office.desk(session), session.get_one(Issue, 1001).resident, None)
        assert mine.id == 1001
        assert is_locked(database, select(Assignment.id).where(Assignment.id == 1))
    database.close()


@pytest.mark.postgres
def test_a_linked_matter_is_locked_after_its_main_one(postgres_url: str) -> None:
    """Before there is an assignment: a report of the main matter touches those that follow it."""
    database = Database(postgres_url)
    office = Office(database)
    office.tells("o-ma", "莲花村东头的路灯坏了")
    office.tells("o-niu", "莲花村东头晚上一片黑")
    office.clerk(linking.link, "S1", 1001, 1002, "同一盏灯")
    with database.transaction() as session:
        assert find_issue(office.desk(session), 1001) is not None
        assert is_locked(database, select(Issue.id).where(Issue.id == 1002))
    database.close()


def is_locked(database: Database, rows: Select[int]) -> bool:
    with pytest.raises(OperationalError, match="could not obtain lock"), database.transaction() as other:
        other.execute(rows.with_for_update(nowait=True))
    return True
