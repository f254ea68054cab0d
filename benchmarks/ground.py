"""What a benchmark stands on: databases with full durability, a Valkey, a folder on a real disk."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from app.embedded import EmbeddedValkey
from models.db import Database
from models.schema import migrate
from tests.postgres import Postgres, find_binaries

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass
class Ground:
    """Makes migrated databases of either kind, each new."""

    folder: Path
    redis_url: str
    _postgres: Postgres | None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def kinds(self) -> list[str]:
        return [SQLITE, POSTGRESQL] if self._postgres else [SQLITE]

    def subfolder(self, name: str) -> Path:
        path = self.folder / f"{name}-{next(self._numbers)}"
        path.mkdir()
        return path

    @contextmanager
    def database(self, kind: str) -> Iterator[str]:
        """The URL of a fresh database, dropped afterwards."""
        folder = self.subfolder("database")
        if kind == SQLITE:
            url = f"sqlite:///{folder / 'bench.sqlite3'}"
        elif self._postgres:
            url = self._postgres.new_database(f"bench_{folder.name.rsplit('-', 1)[1]}")
        else:
            raise ValueError("no PostgreSQL on this machine")
        database = Database(url)
        migrate(database)
        database.close()
        try:
            yield url
        finally:
            if self._postgres and kind == POSTGRESQL:
                self._postgres.drop(url)
            shutil.rmtree(folder)


@contextmanager
def prepared() -> Iterator[Ground]:
    """Valkey and PostgreSQL running until the end; without PostgreSQL's binaries SQLite alone is measured."""
    binaries = find_binaries()
    postgres = Postgres(binaries, durable=True) if binaries else None
    with tempfile.TemporaryDirectory(prefix="gridvoice-bench-") as name:
        folder = Path(name)
        valkey = EmbeddedValkey(folder)
        try:
            valkey.wait_until_ready()
            if postgres:
                postgres.start()
            yield Ground(folder, valkey.url, postgres)
        finally:
            valkey.close()
            if postgres:
                postgres.stop()


def sync_milliseconds(folder: Path, times: int = 200) -> float:
    """The median of writing 4 KiB over and syncing: what one durable commit costs at least."""
    spans = []
    with (folder / "sync").open("wb+", buffering=0) as file:
        for number in range(times + 20):
            begun = time.perf_counter()
            os.pwrite(file.fileno(), b"x" * 4096, 4096 * (number % 8))
            os.fdatasync(file.fileno())
            spans.append(time.perf_counter() - begun)
    return sorted(spans[20:])[times // 2] * 1000
