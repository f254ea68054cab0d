"""The engine and the unit of work: `transaction()` is the only place that commits.

On SQLite writers queue on a lock (in the process and across processes) before BEGIN IMMEDIATE, because SQLite's
own busy handler sleeps, which costs half a second at the worst percentile; and SQLAlchemy itself begins, because
otherwise a SAVEPOINT commits by itself.
"""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

READ_ONLY = "gridvoice_read_only"
CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"
CACHE = "cache_size=-32768"
"""32 MB for each connection: the default of 2 MB does not hold the indexes of a million issues."""
LONG_LOG = "wal_autocheckpoint=25000"
"""Pages: about 100 MB."""
COURTESY_SECONDS = 0.05
"""How long a worker lets the webhook go first, at most: under a flood it still gets on."""
COURTESY_STEP = 0.001
PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""libpq's: a PostgreSQL that vanished without a word is noticed within a minute, not after the kernel's two hours."""


class WriteQueue:
    """One writer at a time on a SQLite file: threads queue on a lock, processes on flock.

    The door goes first: WeChat waits for the webhook's one short insert, nobody waits for a worker's transaction. So
    a worker steps back, for a moment, while somebody stands at the door.
    """

    def __init__(self, path: Path) -> None:
        self._threads = threading.Lock()
        self._turn = _FileLock(path)
        self._door = _FileLock(path.with_name(path.name + "-door"))

    @contextmanager
    def at_the_door(self) -> Iterator[None]:
        """A turn for the webhook."""
        with self._threads, self._door.held(fcntl.LOCK_SH), self._turn.held(fcntl.LOCK_EX):
            yield

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn for everybody else."""
        with self._threads:
            until = time.monotonic() + COURTESY_SECONDS
            while self._door.is_taken() and time.monotonic() < until:
                time.sleep(COURTESY_STEP)
            with self._turn.held(fcntl.LOCK_EX):
                yield


class _FileLock:
    """flock on a file of its own; a forked child opens it anew, because it must not share its parent's lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pid = -1
        self._file = -1

    @contextmanager
    def held(self, how: int) -> Iterator[None]:
        fcntl.flock(self._opened(), how)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def is_taken(self) -> bool:
        try:
            with self.held(fcntl.LOCK_EX | fcntl.LOCK_NB):
                return False
        except BlockingIOError:
            return True

    def _opened(self) -> int:
        if self._pid != os.getpid():
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._pid = os.getpid()
        return self._file


class Database:
    """One database, for one process. `url` is SQLAlchemy's: `sqlite:///file` or `postgresql+psycopg://…`."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.queue = self._write_queue()
        self.engine = _sqlite_engine(url) if self.is_sqlite else _server_engine(url, pool_size)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    def _write_queue(self) -> WriteQueue | None:
        if not self.is_sqlite:
            return None
        if not self.url.database or self.url.database == ":memory:":
            raise ValueError("SQLite needs a file: several processes share it")
        path = Path(self.url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        return WriteQueue(path.with_name(path.name + "-queue"))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Everything inside commits together, or nothing does. The only place that commits."""
        turn = self.queue.turn() if self.queue else nullcontext()
        with turn, self._sessions() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only: takes no write lock, and what it changed is thrown away."""
        with (
            self.engine.execution_options(**{READ_ONLY: True}).connect() as connection,
            Session(connection, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session
            session.expunge_all()  # what was read stays readable outside
            session.rollback()

    def checkpoint(self) -> None:
        """Move SQLite's log into the file; PostgreSQL does so by itself.

        The bulk while others write; then the last pages in a turn of its own, so that the next writer may begin the
        log anew.
        """
        if self.queue is None:
            return
        with closing(sqlite3.connect(str(self.url.database), timeout=30)) as connection:
            connection.execute(CHECKPOINT)
            with self.queue.turn():
                connection.execute(CHECKPOINT)

    def close(self) -> None:
        self.engine.dispose()


def _server_engine(url: str, pool_size: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,  # they are people's words; an error with them in it would stand in the log
        connect_args=PATIENCE,
    )


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 30})
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def prepare_sqlite(connection: sqlite3.Connection, _record: Any = None) -> None:
    """WAL, full durability, foreign keys; and no implicit transactions by the driver.

    Nobody's commit stops for a checkpoint of some hundred milliseconds: `Database.checkpoint` has a job of its own,
    and only a log that has grown very long is moved by whoever comes next.
    """
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        CACHE,
        LONG_LOG,
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(READ_ONLY)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
