"""A queue's step looks only at what waits: with years of history stored, the thousandth message costs what the first did."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from handlers.placebook import PlaceBook
from models.db import Database
from models.inbox import InboxMessage, InboxState
from models.inbox_writer import inbox_writer
from models.outbox import NoticeKind, OutboxNotice, OutboxState
from scheduler.delivery import deliver_due
from scheduler.gateway import TextVerdict
from scheduler.intake import Intake, step
from tests.builders import LONG_AGO, RULES, a_contact, a_deputy, a_grid, an_issue, local_time
from tests.fakes import Clock, FakeWeChat

NOW = local_time("2026-03-10 10:00")
GROWING = ("inbox", "outbox", "issue", "issue_message", "issue_event", "contact", "resident", "asking")


class PassesAll:
    def check_text(self, openid: str, text: str) -> TextVerdict:  # noqa: ARG002  the protocol's
        return TextVerdict.PASSED


@pytest.fixture
def db(sqlite_url: str) -> Iterator[Database]:
    """SQLite says in a few words how it finds rows; both databases have the same indexes."""
    database = Database(sqlite_url)
    _years_ago(database)
    yield database
    database.close()


def _years_ago(database: Database) -> None:
    """A history, and the statistics by which SQLite then chooses its plans."""
    old = {"created_at": LONG_AGO, "not_before": LONG_AGO, "ended_at": LONG_AGO, "state": OutboxState.SENT}
    with database.transaction() as session:
        for number in range(500):
            contact_id = a_contact(session).id
            done = {
                "key": f"old{number}",
                "sender": f"o{number % 50}",
                "payload": "{}",
                "received_at": LONG_AGO,
            }
            session.add(InboxMessage(**done, state=InboxState.DONE))
            session.add(OutboxNotice(contact_id=contact_id, kind=NoticeKind.REPLY, text="谢谢", **old))
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    database.engine.dispose()  # a connection reads the statistics when it is opened


@contextmanager
def statements(db: Database) -> Iterator[list[tuple[str, Any]]]:
    """Every SELECT, UPDATE and DELETE made meanwhile."""
    seen: list[tuple[str, Any]] = []

    def note(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            seen.append((statement, parameters[0] if many else parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def whole_tables_read(db: Database, seen: list[tuple[str, Any]]) -> list[str]:
    """The steps of the plans that go through all rows of a table that grows."""
    found = []
    with db.engine.connect() as connection:
        for statement, parameters in seen:
            plan = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row[3] for row in plan]
            # to wake one person's notices, those of everybody in that state are too many
            by_state = statement.startswith("UPDATE outbox") and "ix_outbox_ended" in " ".join(steps)
            found += [f"{line}: {statement}" for line in steps if by_state or _scans(line)]
    return found


def _scans(line: str) -> bool:
    """`SCAN outbox` is a whole table; `SCAN inbox USING INDEX ix_inbox_oldest` is what waits, and nothing else."""
    words = line.split()
    if words[0] != "SCAN" or words[1].rstrip("_0123456789") not in GROWING:
        return False
    return not any(index in line for index in ("ix_inbox_oldest", "ix_outbox_pending", "ix_outbox_waiting"))


@pytest.fixture
def says(db: Database) -> Callable[[str, str], None]:
    def put(openid: str, words: str) -> None:
        push = {
            "FromUserName": openid,
            "MsgType": "text",
            "Content": words,
            "CreateTime": int(NOW.timestamp()),
        }
        writer = inbox_writer(db)
        writer.put(f"{openid}:{words}", openid, json.dumps(push), NOW)
        writer.close()

    return put


def test_taking_in_and_answering_read_no_whole_table(db: Database, says: Callable[[str, str], None]) -> None:
    with db.transaction() as session:
        grid = a_grid(session, "莲花村")
        an_issue(session, grid, a_deputy(session, grid))
    work = Intake(db, RULES, PlaceBook(), PassesAll(), lambda: NOW)
    clock = Clock(NOW + timedelta(minutes=1))
    with statements(db) as seen:
        for words in ("莲花村的路灯坏了三天，没人修", "村委会说没有钱", "进度", "撤回 1002"):
            says("oAunt", words)
            assert step(work) == 1
            deliver_due(db, FakeWeChat(clock), RULES, clock, 1, lambda: 0.5)
    assert len(seen) > 50
    assert whole_tables_read(db, seen) == []


def test_a_whole_table_would_be_noticed(db: Database) -> None:
    with statements(db) as seen, db.reading() as session:
        session.connection().exec_driver_sql("SELECT id FROM outbox WHERE reason = ?", ("x",))
    assert len(whole_tables_read(db, seen)) == 1
