"""The backup of docs/operate.md, taken while someone writes, holds whole transactions and can be started from."""

import sqlite3
import subprocess
import threading
from pathlib import Path

from sqlalchemy import func, select

from models.db import Database
from models.people import Contact, Resident
from models.schema import newest_revision, revision_of
from tests.builders import a_contact
from tests.postgres import Postgres, find_binaries


def write_pairs(database: Database, ended: threading.Event) -> None:
    """A contact and its resident, in one transaction each."""
    while not ended.is_set():
        with database.transaction() as session:
            session.add(Resident(contact_id=a_contact(session).id))


def counts(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        contacts = session.scalar(select(func.count()).select_from(Contact)) or 0
        return contacts, session.scalar(select(func.count()).select_from(Resident)) or 0


def a_town_that_writes(database: Database) -> tuple[threading.Thread, threading.Event]:
    ended = threading.Event()
    writer = threading.Thread(target=write_pairs, args=(database, ended))
    writer.start()
    while counts(database)[0] < 20:
        ended.wait(0.01)
    return writer, ended


def test_sqlite_copied_while_it_is_written(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    writer, ended = a_town_that_writes(database)
    copy = tmp_path / "backup.sqlite3"
    connection = sqlite3.connect(str(database.url.database))
    connection.execute(f"VACUUM INTO '{copy}'")
    connection.close()
    ended.set()
    writer.join()
    database.close()
    restored = Database(f"sqlite:///{copy}")
    contacts, residents = counts(restored)
    assert contacts == residents >= 20
    assert revision_of(restored) == newest_revision()
    restored.close()


def test_postgres_dumped_while_it_is_written(postgres: Postgres, postgres_url: str, tmp_path: Path) -> None:
    binaries = find_binaries()
    assert binaries is not None
    database = Database(postgres_url)
    writer, ended = a_town_that_writes(database)
    dump = tmp_path / "backup.dump"
    server = ["-h", str(postgres.folder), "-U", "gridvoice"]
    subprocess.run([binaries / "pg_dump", "-Fc", *server, "-f", dump, str(database.url.database)], check=True)
    ended.set()
    writer.join()
    database.close()
    url = postgres.new_database()
    restored = Database(url)
    subprocess.run([binaries / "pg_restore", *server, "-d", str(restored.url.database), dump], check=True)
    contacts, residents = counts(restored)
    assert contacts == residents >= 20
    assert revision_of(restored) == newest_revision()
    restored.close()
    postgres.drop(url)
