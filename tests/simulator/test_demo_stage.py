"""The stage on which the demo's past is played."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.simulator.demo.stage import Stage
from models.db import Database
from models.issue import Issue
from tests.builders import RULES, a_grid, local_time

NOON, GRID = local_time("2026-03-11 12:00"), "LH01"


def test_people_of_the_demo_are_played_in_the_order_of_time(db: Database) -> None:
    """Each act sees what was done before it, though many are committed together; an error leaves nothing half done."""
    with db.transaction() as session:
        a_grid(session, code=GRID)
    stage, seen = Stage(db, RULES, NOON), list[int | None]()

    def scene(openid: str, hours: int) -> Iterator[datetime]:
        yield NOON - timedelta(hours=hours)
        stage.enter(openid, GRID)
        stage.say(openid, "村口的路灯坏了三盏")
        seen.append(stage.newest_issue(openid))

    def broken() -> Iterator[datetime]:
        yield NOON - timedelta(minutes=1)
        assert stage.db.engine  # what was done so far is committed for the scheduler
        stage.say("o-late", "桥塌了")
        raise KeyboardInterrupt

    for one in (scene("o-second", 1), scene("o-first", 2), broken()):
        stage.begin(one)
    with pytest.raises(KeyboardInterrupt):
        stage.play()
    assert seen == [1001, 1002]
    with db.reading() as session:
        assert session.scalars(select(Issue.id).order_by(Issue.id)).all() == [1001, 1002]
