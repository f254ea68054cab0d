"""The work list looks only at what is open: with years of history stored, no query goes through a whole table."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, select, text, true

from handlers.assignment_life import covered, of_issue
from handlers.desk import Desk
from handlers.placebook import PlaceBook
from models.assignment import Assignment, AssignmentClock, AssignmentEvent, Level, LoopClock
from models.db import Database
from models.inbox import InboxMessage, InboxState
from models.issue import ActorKind, Check, ClockKind, Issue, IssueClock, IssueEvent, IssueMessage
from models.outbox import NoticeKind, OutboxNotice, OutboxState
from models.people import Contact, Resident
from models.queries import delivery, people_trouble, phone, worklist
from models.queries.digest import Scope
from models.queries.search import Query, search
from models.queries.worklist import Cursor, Filters, Group, Moment, View
from models.queries.worklist_lines import lines
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from tests.builders import LONG_AGO, RULES, a_deputy, a_grid, local_time

NOW = local_time("2026-03-10 10:00")
YEARS = 2_500
GRIDS = 40
GROWING = {
    "issue",
    "issue_message",
    "attachment",
    "issue_event",
    "issue_clock",
    "assignment",
    "assignment_clock",
    "assignment_event",
    "assignment_organ",
    "organ_request",
    "contact",
    "resident",
    "inbox",
    "outbox",
    "audit",
}
MOMENT = Moment(NOW, 14, NOW + timedelta(hours=14), NOW + timedelta(days=5))


@pytest.fixture
def db(db: Database) -> Database:
    """A history, and the statistics by which a database then chooses its plans."""
    with db.transaction() as session:
        grids = [a_grid(session, township=f"第{number % 20}镇") for number in range(GRIDS)]
        for grid in grids[:3]:
            a_deputy(session, grid)
        first = grids[0].id
    with db.engine.begin() as connection:
        _years_ago(connection, first)
        connection.execute(text("ANALYZE"))
    db.engine.dispose()  # a connection reads the statistics when it is opened
    return db


def _years_ago(connection: Connection, first: int) -> None:
    """One in fifty is open."""
    people = [{"id": n + 1000, "openid": f"o-{n}", "created_at": LONG_AGO} for n in range(2_000)]
    connection.execute(insert(Contact), people)
    connection.execute(
        insert(Resident), [{"id": one["id"], "contact_id": one["id"], "grid_id": first} for one in people]
    )
    issues, messages, events, clocks, notices, pushes = [], [], [], [], [], []
    for n in range(YEARS):
        number = n + 10_001
        state = IssueState.SUBMITTED if n % 50 == 0 else IssueState.CLOSED
        dates = dict.fromkeys(("created_at", "last_said_at", "last_heard_at", "submitted_at"), LONG_AGO)
        issues.append(
            {
                "id": number,
                "resident_id": 1000 + n % 2_000,
                "grid_id": first + n % GRIDS,
                "state": state,
                **dates,
            }
        )
        messages.append(
            {"issue_id": number, "kind": "text", "text": "路灯", "said_at": LONG_AGO, "check": Check.PASSED}
        )
        events.append({"issue_id": number, "at": LONG_AGO, "act": "submit", "actor_kind": ActorKind.SYSTEM})
        stopped = LONG_AGO if n % 50 else None
        started = {"started_at": LONG_AGO, "due_at": LONG_AGO + timedelta(days=n % 90), "stopped_at": stopped}
        clocks.append({"issue_id": number, "kind": ClockKind.ANSWER, **started})
        told = {"text": "谢谢", "created_at": LONG_AGO, "not_before": LONG_AGO, "state": OutboxState.SENT}
        notices.append({"contact_id": 1000 + n % 2_000, "kind": NoticeKind.REPLY, **told})
        pushes.append(
            {
                "key": f"k{n}",
                "sender": "o",
                "payload": "{}",
                "received_at": LONG_AGO,
                "state": InboxState.DONE,
            }
        )
    for table, rows in (
        (Issue, issues),
        (IssueMessage, messages),
        (IssueEvent, events),
        (IssueClock, clocks),
        (OutboxNotice, notices),
        (InboxMessage, pushes),
    ):
        connection.execute(insert(table), rows)
    _loops(connection)


def _loops(connection: Connection) -> None:
    """Every fifth went to an organ; one in fifty of those is open."""
    states = (AssignmentState.STUDY, AssignmentState.OBJECTED, AssignmentState.EVALUATED)
    loops, events, clocks = [], [], []
    for n in range(0, YEARS, 5):
        number = n // 5 + 1
        is_open = number % 50 == 0
        state = states[number // 50 % 3] if is_open else AssignmentState.CLOSED_OUT
        where = {"county": "西峡县", "township": f"第{n % 20}镇", "level": Level.TOWNSHIP}
        loops.append({"id": number, "issue_id": n + 10_001, "state": state, "created_at": LONG_AGO, **where})
        events.append(
            {"assignment_id": number, "at": LONG_AGO, "act": "begin", "actor_kind": ActorKind.SYSTEM}
        )
        kind = LoopClock.STUDY if state is AssignmentState.STUDY else LoopClock.REPLY
        started = {"started_at": LONG_AGO, "due_at": LONG_AGO, "stopped_at": None if is_open else LONG_AGO}
        clocks.append({"assignment_id": number, "kind": kind, **started})
    connection.execute(insert(Assignment), loops)
    connection.execute(insert(AssignmentEvent), events)
    connection.execute(insert(AssignmentClock), clocks)


@contextmanager
def statements(db: Database) -> Iterator[list[tuple[str, Any]]]:
    """Every SELECT made meanwhile."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def whole_tables_read(db: Database, seen: list[tuple[str, Any]]) -> list[str]:
    """The steps of the plans that go through all rows of a table that grows."""
    with db.engine.connect() as connection:
        return [step for statement, given in seen for step in _scans(db, connection, statement, given)]


def _scans(db: Database, connection: Connection, statement: str, given: Any) -> list[str]:
    driver = connection.connection
    if db.is_sqlite:
        rows = driver.execute(f"EXPLAIN QUERY PLAN {statement}", given)
        steps = [row[3].split() for row in rows]
        # an index named here holds only what is open
        whole = [step for step in steps if step[0] == "SCAN" and step[1].rstrip("_0123456789") in GROWING]
        return [
            f"{' '.join(step)}: {statement}" for step in whole if not any(word in OPEN_ONLY for word in step)
        ]
    cursor = driver.cursor()
    cursor.execute(
        "SET enable_seqscan = off"
    )  # so few rows are read whole for being few; is there another way?
    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", given)
    plan = cursor.fetchone()[0]
    return [
        f"{step}: {statement}" for step in _sequential(plan if isinstance(plan, list) else json.loads(plan))
    ]


OPEN_ONLY = {
    "ix_organ_request_open",
    "ix_escalation_open",
    "ix_issue_message_risky",
    "ix_attachment_held",
    "ix_assignment_returned",
    "ix_assignment_supervised",
    "ix_assignment_clock_due",
    "ix_assignment_suggestion",  # of the few raised by a deputy
    "ix_inbox_failed",
    "ix_outbox_undelivered",
    "ix_contact_unreachable",
}


def _sequential(plan: Any) -> Iterator[str]:
    if isinstance(plan, list):
        for one in plan:
            yield from _sequential(one)
    elif isinstance(plan, dict):
        if plan.get("Node Type") == "Seq Scan" and plan.get("Relation Name") in GROWING - EMPTY:
            yield f"Seq Scan on {plan['Relation Name']}"
        for value in plan.values():
            if isinstance(value, list | dict):
                yield from _sequential(value)


EMPTY = {"assignment_organ", "organ_request", "audit"}
"""PostgreSQL reads a table that has no rows at all as it is."""
COUNTY = Scope((), everywhere=True, placeless=True)
TOWNSHIP = Scope(("第3镇",), everywhere=False, placeless=True, townships=("第3镇",))


@pytest.mark.parametrize("scope", [COUNTY, TOWNSHIP], ids=["county", "township"])
def test_no_group_reads_a_whole_table(db: Database, scope: Scope) -> None:
    view = View(scope, Filters(), MOMENT)
    with statements(db) as seen, db.reading() as session:
        for group in Group:
            worklist.count(session, group, view)
            page = worklist.numbers(session, group, view, None, 20)
            lines(session, page.found)
            if page.after is not None:
                worklist.numbers(session, group, view, page.after, 20)
        assert page is not None
    assert len(seen) > 50
    assert whole_tables_read(db, seen) == []


@pytest.mark.parametrize("scope", [COUNTY, TOWNSHIP], ids=["county", "township"])
def test_neither_do_the_lists_of_what_went_wrong(db: Database, scope: Scope) -> None:
    among = people_trouble.contacts_here(scope)
    with statements(db) as seen, db.reading() as session:
        people_trouble.count_unreachable(session, scope, 100)
        people_trouble.count_undelivered(session, scope, 100)
        people_trouble.count_failed(session, 100)
        delivery.unreachable(session, 100, among)
        delivery.parked(session, 100, people_trouble.undelivered() & among)
        delivery.given_up(session, 100, people_trouble.undelivered() & among)
        phone.failed_messages(session)
    assert whole_tables_read(db, seen) == []


def test_neither_does_a_matter_with_its_assignment(db: Database) -> None:
    """Nor one whose assignment is looked for among the suggestions', of which most assignments have none."""
    with statements(db) as seen, db.reading() as session:
        desk = Desk(session, RULES, PlaceBook(), NOW)
        assignment = of_issue(desk, session.get_one(Issue, 10_001))
        assert assignment is not None
        assert [issue.id for issue in covered(desk, assignment)] == [10_001]
    assert whole_tables_read(db, seen) == []


def test_neither_does_a_search_by_organ_or_lateness(db: Database) -> None:
    with statements(db) as seen, db.reading() as session:
        search(session, Query(organ="交通"), true())
        search(session, Query(late=True), true())
    assert len(seen) > 1
    assert whole_tables_read(db, seen) == []


def test_a_whole_table_would_be_noticed(db: Database) -> None:
    with statements(db) as seen, db.reading() as session:
        session.execute(select(Issue.id).where(Issue.satisfaction_words == "x")).all()
    assert len(whole_tables_read(db, seen)) == 1


def test_the_pages_of_every_group_hold_each_number_once(db: Database) -> None:
    view = View(COUNTY, Filters(), MOMENT)
    with db.reading() as session:
        for group in (Group.NEW, Group.LATE, Group.VERY_LATE, Group.STUDY, Group.OBJECTED):
            found: list[tuple[bool, int]] = []
            after: Cursor | None = None
            while True:
                page = worklist.numbers(session, group, view, after, 30)
                found += [(one.assignment, one.number) for one in page.found]
                if (after := page.after) is None:
                    break
            assert len(found) == len(set(found)) == worklist.count(session, group, view), group
