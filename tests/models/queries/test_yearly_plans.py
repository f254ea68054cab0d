"""The yearly report's queries look at one organ's year: with years of history stored, none goes through a whole table."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text

from models.assignment import Assignment, AssignmentClock, AssignmentOrgan, Level, LoopClock, OrganState, Part
from models.db import Database
from models.issue import Result
from models.people import Organ, OrganKind
from models.queries import yearly
from models.queries.yearly import Stretch
from models.reply import DeputyMark, MarkState, Reply
from models.rules.assignment_state import AssignmentState
from models.supervision import Commitment, PromiseState
from tests.builders import LONG_AGO, a_deputy, a_grid, local_time
from tests.models.queries.test_work_list_plans import statements

ORGANS, STORED = 40, 2_000
GROWING = {"assignment", "assignment_organ", "assignment_clock", "reply", "deputy_mark", "commitment"}
YEAR = Stretch(local_time("2025-08-01 00:00"), local_time("2026-08-01 00:00"))


@pytest.fixture
def db(db: Database) -> Database:
    """A history, and the statistics by which a database then chooses its plans."""
    with db.transaction() as session:
        deputy = a_deputy(session, a_grid(session)).id
        session.add_all(
            Organ(id=n, code=f"J{n}", name=f"单位{n}", kind=OrganKind.GOVERNMENT)
            for n in range(1, ORGANS + 1)
        )
    with db.engine.begin() as connection:
        _years_ago(connection, deputy)
        connection.execute(text("ANALYZE"))
    db.engine.dispose()
    return db


def _years_ago(connection: Connection, deputy: int) -> None:
    tables: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (Assignment, AssignmentOrgan, AssignmentClock, Reply, DeputyMark, Commitment)
    }
    for n in range(1, STORED + 1):
        given, mine = LONG_AGO - timedelta(days=n), {"assignment_id": n, "organ_id": 1 + n % ORGANS}
        tables[Assignment].append(
            {"id": n, "state": AssignmentState.CLOSED_OUT, "created_at": given, "level": Level.COUNTY}
        )
        tables[AssignmentOrgan].append(
            {**mine, "part": Part.LEAD, "state": OrganState.DONE, "given_at": given}
        )
        tables[AssignmentClock].append(
            {"assignment_id": n, "kind": LoopClock.REPLY, "started_at": given, "due_at": given}
        )
        tables[Reply].append(
            {"id": n, **mine, "round": 1, "at": given, "result": Result.SOLVED}
            | dict.fromkeys(("text", "plain_words", "signer", "handler"), "好")
        )
        tables[DeputyMark].append(
            {"reply_id": n, "deputy_id": deputy, "state": MarkState.GIVEN, "asked_at": given}
        )
        tables[Commitment].append(
            {**mine, "text": "好", "due_on": given.date(), "state": PromiseState.KEPT, "made_at": given}
        )
    for table, rows in tables.items():
        connection.execute(insert(table), rows)


def whole_tables_read(db: Database, seen: list[tuple[str, Any]]) -> list[str]:
    with db.engine.connect() as connection:
        driver = connection.connection
        if db.is_sqlite:
            plans = [
                row[3].split()
                for one in seen
                for row in driver.execute(f"EXPLAIN QUERY PLAN {one[0]}", one[1])
            ]
            return [
                " ".join(step)
                for step in plans
                if step[0] == "SCAN" and step[1].rstrip("_0123456789") in GROWING
            ]
        cursor = driver.cursor()
        cursor.execute("SET enable_seqscan = off")
        found = []
        for statement, given in seen:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", given)
            plan = cursor.fetchone()[0]
            found += list(_sequential(plan if isinstance(plan, list) else json.loads(plan)))
        return found


def _sequential(plan: Any) -> Iterator[str]:
    if isinstance(plan, list):
        for one in plan:
            yield from _sequential(one)
    elif isinstance(plan, dict):
        if plan.get("Node Type") == "Seq Scan" and plan.get("Relation Name") in GROWING:
            yield f"Seq Scan on {plan['Relation Name']}"
        for value in plan.values():
            yield from _sequential(value)


def test_an_organs_year_is_found_by_its_own_indexes(db: Database) -> None:
    with statements(db) as seen, db.reading() as session:
        assert len(yearly.owing(session, YEAR)) == ORGANS
        assert yearly.figures(session, 1, YEAR).led > 0
    assert len(seen) >= 4
    assert whole_tables_read(db, seen) == []
