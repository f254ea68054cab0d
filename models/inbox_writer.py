"""The webhook's one statement: a raw driver insert, because at this door every microsecond counts.

`put` returns only after the row is committed to disk; a repeat of a message changes nothing.
"""

import sqlite3
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult

from models.db import PATIENCE, Database, prepare_sqlite

_COLUMNS = "(key, sender, payload, received_at, state, attempts, error)"
_STATEMENT = b"inbox"
CONNECT_SECONDS = 2
"""WeChat waits five for its answer."""
_FORMATS = (Format.BINARY, Format.BINARY, Format.BINARY, Format.TEXT)
"""Binary texts carry their length: a NUL is refused by the server, never taken for an end."""


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
        moment = received_at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        with self._queue.at_the_door():
            return self._connection.execute(self._insert, (key, sender, payload, moment)).rowcount == 1

    def close(self) -> None:
        self._connection.close()


class _PostgresWriter:
    """Speaks to libpq itself: psycopg's cursor would cost as much again as the insert. Autocommit: one statement."""

    _insert = (
        f"INSERT INTO inbox {_COLUMNS} VALUES ($1, $2, $3, $4, 'new', 0, '') ON CONFLICT (key) DO NOTHING"  # noqa: S608
    ).encode()

    def __init__(self, database: Database) -> None:
        url = database.url.set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        self._conninfo = make_conninfo(address, **PATIENCE | {"connect_timeout": CONNECT_SECONDS})
        self._lock = threading.Lock()
        self._connection: psycopg.Connection | None = None

    def put(self, key: str, sender: str, payload: str, received_at: datetime) -> bool:
        row = (key.encode(), sender.encode(), payload.encode(), received_at.isoformat().encode())
        with self._lock:
            try:
                return self._stored(row)
            except psycopg.Error:  # restarted, read-only after a failover, …: once more on a new connection
                self.close()
                return self._stored(row)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _stored(self, row: Sequence[bytes]) -> bool:
        line = self._connected().pgconn
        result = line.exec_prepared(_STATEMENT, row, _FORMATS)
        _check(line, result)
        return result.command_tuples == 1

    def _connected(self) -> psycopg.Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> psycopg.Connection:
        connection = psycopg.connect(self._conninfo, autocommit=True, client_encoding="utf8")
        try:
            _check(connection.pgconn, connection.pgconn.prepare(_STATEMENT, self._insert))
        except psycopg.Error:
            connection.close()
            raise
        return connection


def _check(line: PGconn, result: PGresult) -> None:
    """Raises what psycopg would: `OperationalError` when the connection is gone, else the server's error."""
    if result.status == ExecStatus.COMMAND_OK:
        return
    if line.status != ConnStatus.OK:
        raise psycopg.OperationalError(line.get_error_message())
    raise psycopg.errors.error_from_result(result)
