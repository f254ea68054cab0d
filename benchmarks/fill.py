"""Databases filled to size by a few statements: the demo county, and as many old issues, deputies or notices as wanted."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, Connection, Select, String, cast, func, insert, literal, select, text

from app.simulator.demo.county import demo_county
from handlers import registry
from models.base import Base
from models.db import Database
from models.inbox import InboxMessage, InboxState
from models.issue import Check, Issue, IssueChannel, IssueMessage
from models.outbox import NoticeKind, OutboxNotice, OutboxState
from models.people import Capacity, Contact, Deputy, DeputyCapacity, GridDeputy, Resident
from models.place import Grid
from models.rules.issue_state import IssueState

ISSUES_OF_ONE = 5
WORDS = "村口的路灯坏了三天，晚上老人孩子走路看不清，请代表帮着问一问什么时候能修好。"


def county(database: Database, now: datetime) -> None:
    """The demo county: 338 grids, 1,358 deputies."""
    with database.transaction() as session:
        registry.apply(session, demo_county(), now, seal=lambda number: f"sealed:{number}")


def issues(database: Database, count: int, now: datetime) -> None:
    """`count` closed issues of a fifth as many residents, each with its push, words and one notice sent."""
    year_ago = now - timedelta(days=365)
    with _bulk(database) as connection:
        rows = _Rows(connection, count)
        people = _Rows(connection, max(1, count // ISSUES_OF_ONE))
        owner = rows.number % people.count + 1_000_001
        _residents(people, year_ago)
        _pushes(rows, year_ago)
        _told(rows, owner, _grid(connection, rows), year_ago)
        notice = {
            "contact_id": owner,
            "issue_id": rows.number + 10_001,
            "text": WORDS,
            "kind": NoticeKind.REPLY,
        }
        dates = dict.fromkeys(("created_at", "not_before", "ended_at"), year_ago)
        rows.insert(OutboxNotice, notice, **_SENT, **dates)


def _grid(connection: Connection, rows: "_Rows") -> Any:
    """They are spread over all the grids."""
    grids = connection.scalar(select(func.count(Grid.id))) or 1
    return rows.number % grids + (connection.scalar(select(func.min(Grid.id))) or 1)


def _residents(people: "_Rows", since: datetime) -> None:
    number = people.number + 1_000_001
    contact = {"id": number, "openid": _named("oOld", people), "created_at": since}
    people.insert(Contact, contact, written_left=0, entered_left=0, unreachable_reason="")
    people.insert(Resident, {"id": number, "contact_id": number}, name="", phone_sealed="", anonymous=False)


def _pushes(rows: "_Rows", at: datetime) -> None:
    said = {
        "key": _named("old-", rows),
        "sender": _named("oOld", rows),
        "payload": f'{{"Content":"{WORDS}"}}',
    }
    rows.insert(InboxMessage, said, received_at=at, done_at=at, state=InboxState.DONE, attempts=1, error="")


def _told(rows: "_Rows", owner: Any, grid: Any, at: datetime) -> None:
    """The matters, each with its words."""
    number = rows.number + 10_001
    rows.insert(
        Issue,
        {"id": number, "resident_id": owner, "grid_id": grid},
        state=IssueState.CLOSED,
        check=Check.PASSED,
        repeat_key="",
        **dict.fromkeys(("created_at", "last_said_at", "last_heard_at", "submitted_at", "closed_at"), at),
        channel=IssueChannel.WECHAT,
        anonymous=False,
        **dict.fromkeys(("door", "place_source", "category", "field", "satisfaction_words"), ""),
    )
    words = {"issue_id": number, "text": WORDS, "said_at": at}
    rows.insert(IssueMessage, words, message_id="", kind="text", check=Check.PASSED)


_SENT: Mapping[str, Any] = {
    "fields": {},
    "page": "",
    "state": OutboxState.SENT,
    "attempts": 1,
    "unclear": 0,
    "channel": "chat",
    "wechat_id": "",
    "reason": "",
}


def deputies(database: Database, count: int, now: datetime) -> None:
    """`count` deputies in office, each bound to a WeChat, with a grid."""
    with _bulk(database) as connection:
        rows = _Rows(connection, count)
        number = rows.number + 2_000_001
        rows.insert(
            Contact,
            {"id": number, "openid": _named("oDep", rows), "created_at": now},
            written_left=0,
            entered_left=0,
            unreachable_reason="",
        )
        rows.insert(
            Deputy,
            {"id": number, "contact_id": number, "code": _named("DB", rows), "name": "代表"},
            phone_sealed="",
            introduction="",
            active=True,
        )
        rows.insert(DeputyCapacity, {"deputy_id": number, "capacity": Capacity.COUNTY})
        rows.insert(GridDeputy, {"deputy_id": number, "grid_id": _grid(connection, rows), "rank": 1})


def replies(database: Database, count: int, now: datetime) -> None:
    """`count` people who have just written, each with one answer waiting to go out."""
    with _bulk(database) as connection:
        rows = _Rows(connection, count)
        number = rows.number + 3_000_001
        rows.insert(
            Contact,
            {"id": number, "openid": _named("oNew", rows), "created_at": now, "last_wrote_at": now},
            written_left=5,
            written_until=now + timedelta(hours=47),
            entered_left=0,
            unreachable_reason="",
        )
        pending = {**_SENT, "state": OutboxState.PENDING, "attempts": 0, "channel": ""}
        rows.insert(
            OutboxNotice,
            {"contact_id": number, "text": WORDS, "kind": NoticeKind.REPLY},
            **pending,
            created_at=now,
            not_before=now,
        )


def openid(prefix: str, number: int) -> str:
    """The openid of the `number`-th, counted from 0."""
    return f"{prefix}{number}"


class _Rows:
    """INSERT … SELECT from a series 0 … count-1, so that a million rows cross no wire."""

    def __init__(self, connection: Connection, count: int) -> None:
        self._connection = connection
        self.count = count
        start = select(literal(0).label("i")).cte("n", recursive=True)
        self._series: CTE = start.union_all(select(start.c.i + 1).where(start.c.i < count - 1))
        self.number: Any = self._series.c.i

    def insert(self, table: type[Base], columns: Mapping[str, Any], **more: Any) -> None:
        model: Any = table
        values = {**columns, **more}
        chosen: Select[Any] = select(
            *(_typed(value, model.__table__.c[name].type) for name, value in values.items())
        ).select_from(self._series)
        self._connection.execute(insert(table).from_select(list(values), chosen, include_defaults=False))


def _typed(value: Any, kind: Any) -> Any:
    return value if hasattr(value, "compile") else literal(value, kind)


def _named(prefix: str, rows: _Rows) -> Any:
    return literal(prefix) + cast(rows.number, String)


@contextmanager
def _bulk(database: Database) -> Iterator[Connection]:
    """Without checking foreign keys row by row; statistics are gathered afterwards, as autovacuum would."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.connection.execute("PRAGMA foreign_keys=OFF")
            connection.connection.execute("PRAGMA cache_size=-200000")
        else:
            connection.execute(text("SET session_replication_role = replica"))
            connection.commit()
        with connection.begin():
            yield connection
        with connection.begin():
            connection.execute(text("ANALYZE"))
            if database.is_sqlite:
                # counted while empty, they would have the full-text index search its own lists from end to end
                connection.execute(text("DELETE FROM sqlite_stat1 WHERE tbl LIKE 'issue_words_found%'"))
        connection.invalidate()
    database.engine.dispose()  # statistics are read when a connection is opened
