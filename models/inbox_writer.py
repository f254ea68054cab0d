"""The webhook's one statement: a raw driver insert, because at this door every microsecond counts.

`put` returns only after the row is committed to disk; a repeat of a message changes nothing.
"""

import sqlite3
import threading
from datetime import UTC, datetime
from typing import Protocol

import psycopg

from models.db import Database, prepare_sqlite

_COLUMNS = "(key, sender, payload, received_at, state, attempts, error)"


class InboxWriter(Protocol):
    """Makes one push durable. True when it is new, False when we had it already."""

    def put(self, key: str, sender: str, payload: str, received_at: datetime) -> bool: ...

    def close(self) -> None: ...


def inbox_writer(database: Database) -> InboxWriter:
    """The writer for this database; one for each process, made after forking."""
    return _SqliteWriter(database) if database.is_sqlite else _PostgresWriter(database)


class _SqliteWriter:
    _insert = f"INSERT INTO inbox {_COLUMNS} VALUES (?, ?, ?, ?, 'new', 0, '') ON CONFLICT (key) DO NOTHING"  # noqa: S608

    def __init__(self, database: Database) -> None:
        if database.queue is None or database.url.database is None:
            raise ValueError("not a SQLite database")
        self._queue = database.queue
        self._connection = sqlite3.connect(database.url.database, timeout=30, check_same_thread=False)
        prepare_sqlite(self._connection)

    def put(self, key: str, sender: str, payload: str, received_at: datetime) -> bool:
        moment = received_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        with self._queue.turn():
            return self._connection.execute(self._insert, (key, sender, payload, moment)).rowcount == 1

    def close(self) -> None:
        self._connection.close()


class _PostgresWriter:
    _insert = (
        f"INSERT INTO inbox {_COLUMNS} VALUES (%s, %s, %s, %s, 'new', 0, '') ON CONFLICT (key) DO NOTHING"  # noqa: S608
    )

    def __init__(self, database: Database) -> None:
        url = database.url.set(drivername="postgresql")
        self._conninfo = url.render_as_string(hide_password=False)
        self._lock = threading.Lock()
        self._connection: psycopg.Connection | None = None

    def put(self, key: str, sender: str, payload: str, received_at: datetime) -> bool:
        row = (key, sender, payload, received_at)
        with self._lock:
            try:
                return self._connected().execute(self._insert, row, prepare=True).rowcount == 1
            except psycopg.OperationalError:  # the server was restarted: once more on a new connection
                self.close()
                return self._connected().execute(self._insert, row, prepare=True).rowcount == 1

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _connected(self) -> psycopg.Connection:
        if self._connection is None:
            self._connection = psycopg.connect(self._conninfo, autocommit=True, connect_timeout=2)
        return self._connection
