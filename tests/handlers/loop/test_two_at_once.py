"""Two clerks press at once on PostgreSQL: one wins, the other is told who was first, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from handlers import assigning
from handlers.assigning import Orders
from handlers.desk import NotPossible
from models.assignment import LoopClock
from models.db import Database
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
