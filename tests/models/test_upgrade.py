"""A county that ran the first release goes on with its matters: what was reported up is studied, what was closed stays."""

from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import func, select

from models.assignment import LoopClock
from models.db import Database
from models.issue import Result
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from models.schema import alembic_config, migrate
from models.words import WordsDue
from tests.handlers.loop.office import Office


@pytest.fixture
def upgraded(db: Database) -> Office:
    """№ 1001 reported up, № 1002 solved in the grid, № 1003 reported up and solved, № 1004 half told."""
    office = Office(db)
    office.tells("o-ma", "莲花村东头的路灯坏了")
    office.writes("o-zhang", "上报 1001 要县里的单位来修")
    office.tells("o-niu", "莲花村的水管漏水")
    office.writes("o-zhang", "答复 1002 修好了")
    office.writes("o-niu", "解决 1002 是")
    office.reported("o-hu", "莲花村垃圾没人清运")
    office.writes("o-hu", "解决 1003 是")
    office.writes("o-guo", "路上有个大坑")
    command.downgrade(alembic_config(db), "0001")
    migrate(db)
    office.now = datetime.now(UTC) + timedelta(minutes=1)
    return office


def test_what_was_reported_up_is_studied_and_reminded_of(upgraded: Office) -> None:
    [one] = upgraded.assignments()
    assert (one.issue_id, one.state, one.township) == (1001, AssignmentState.STUDY, "丹水镇")
    upgraded.passes(minutes=1)
    for _ in range(16):
        upgraded.passes(days=1)
    reminders = [text for text in upgraded.told("o-staff") if "前研处交办" in text]
    assert [text.startswith("超期") for text in (reminders[0], reminders[-1])] == [False, True]
    upgraded.assigned()
    assert upgraded.clock(LoopClock.REPLY) is not None


def test_what_was_closed_may_still_be_said_not_to_be_solved(upgraded: Office) -> None:
    assert [issue.state for issue in upgraded.issues()][1:3] == [IssueState.CLOSED] * 2
    for openid, number in (("o-niu", 1002), ("o-hu", 1003)):
        assert "继续办理" in upgraded.writes(openid, f"解决 {number} 否")[-1]
        issue = upgraded.issue(number)
        assert (issue.state, issue.result) == (IssueState.RECEIVED, Result.UNSOLVED)
    upgraded.writes("o-zhang", "上报 1003 还是没人清运")
    assert upgraded.assignments()[-1].issue_id == 1003


def test_nothing_said_is_lost_and_all_of_it_is_to_be_found(upgraded: Office) -> None:
    assert "大坑" in upgraded.issue(1004).messages[0].text
    with upgraded.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(WordsDue)) == 4


def test_what_was_answered_gets_time_for_the_residents_word(upgraded: Office) -> None:
    upgraded.tells("o-wang", "莲花村的井盖没了")
    upgraded.writes("o-zhang", "答复 1005 盖上了")
    command.downgrade(alembic_config(upgraded.db), "0008")
    migrate(upgraded.db)
    for _ in range(16):
        upgraded.passes(days=1)
    assert len([text for text in upgraded.told("o-wang") if "真的解决了吗" in text]) >= 1
    assert len([text for text in upgraded.told("o-staff") if "№ 1005" in text and "没有回音" in text]) == 1
