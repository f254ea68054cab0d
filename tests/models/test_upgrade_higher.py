"""A county whose city deputies' suggestions had no study before: now each is owed by somebody, and nothing else changes."""

from datetime import UTC, datetime, timedelta

from alembic import command
from sqlalchemy import delete

from models.assignment import Assignment, AssignmentClock, AssignmentEvent, LoopClock
from models.db import Database
from models.people import Capacity
from models.rules.assignment_state import AssignmentState
from models.schema import alembic_config, migrate
from tests.suggestions import Congress
from tests.town import Town


def test_each_gets_a_study_with_the_clock_of_its_state(db: Database) -> None:
    congress = Congress(Town(db))
    waiting, forwarded, ours = (
        congress.draft("D7", congress.matter(), capacity=Capacity.CITY),
        congress.draft("D7", congress.matter("莲花村的桥面塌了一角"), capacity=Capacity.CITY),
        congress.draft("D1", congress.matter("莲花村小学门口没有斑马线")),
    )
    for code, one in (("D7", waiting), ("D7", forwarded), ("D1", ours)):
        congress.hands_in(code, one)
    congress.staff("S2", "forward", forwarded, "3月10日以函件转市人大常委会")
    untouched = congress.assignment(suggestion=ours)
    assert untouched is not None
    with db.transaction() as session:
        for table in (AssignmentClock, AssignmentEvent):
            session.execute(delete(table).where(table.assignment_id != untouched.id))
        session.execute(delete(Assignment).where(Assignment.id != untouched.id))
    command.downgrade(alembic_config(db), "0008")
    migrate(db)
    for one, kind in ((waiting, LoopClock.STUDY), (forwarded, LoopClock.HIGHER)):
        made = congress.assignment(suggestion=one)
        assert made is not None
        assert made.state is AssignmentState.STUDY
        assert [clock.kind for clock in made.clocks if clock.stopped_at is None] == [kind]
    kept = congress.assignment(suggestion=ours)
    assert kept is not None
    assert [clock.kind for clock in kept.clocks] == [LoopClock.STUDY]
    congress.town.now = datetime.now(UTC) + timedelta(minutes=1)
    congress.town.passes(days=32)
    assert any("问清并登记上级人大的答复" in text for text in congress.town.told("o-S2"))
    congress.staff("S2", "record_answer", forwarded, "市交通局答复：列入明年计划")
    ended = congress.assignment(suggestion=forwarded)
    assert ended is not None
    assert ended.state is AssignmentState.CANCELLED
