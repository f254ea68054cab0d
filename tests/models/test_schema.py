"""The schema: migrations lead to exactly what the code says, up and down, on both databases."""

from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from models.db import Database
from models.duty import AuditEntry
from models.issue import FIRST_NUMBER, Issue
from models.people import Resident
from models.schema import alembic_config, migrate, newest_revision, revision_of


def test_the_migrations_make_what_the_code_says(db: Database) -> None:
    command.check(alembic_config(db))


def test_a_migrated_database_is_at_the_newest_revision(db: Database) -> None:
    migrate(db)
    assert revision_of(db) == newest_revision()


def test_every_migration_goes_down_and_up_again(db: Database) -> None:
    command.downgrade(alembic_config(db), "base")
    assert revision_of(db) is None
    migrate(db)
    assert revision_of(db) == newest_revision()


@pytest.mark.parametrize("act", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
def test_a_line_of_the_audit_log_stays_as_it_is(db: Database, now: datetime, act: str) -> None:
    with db.transaction() as session:
        session.add(AuditEntry(at=now, who="operator", act="export", what="export:invitations"))
    with pytest.raises(DBAPIError, match="only appended to"), db.transaction() as session:
        session.execute(text(act))
    with db.reading() as session:
        assert session.scalars(select(AuditEntry.who)).all() == ["operator"]


def test_the_audit_log_is_not_emptied_either(postgres_url: str) -> None:
    database = Database(postgres_url)
    with pytest.raises(DBAPIError, match="only appended to"), database.transaction() as session:
        session.execute(text("TRUNCATE audit"))
    database.close()


def test_the_first_matter_has_number_1001(db: Database, now: datetime) -> None:
    with db.transaction() as session:
        resident = Resident()
        session.add(resident)
        session.flush()
        issue = Issue(resident_id=resident.id, created_at=now, last_said_at=now, last_heard_at=now)
        session.add(issue)
        session.flush()
        assert issue.id == FIRST_NUMBER


def test_what_fails_half_way_leaves_nothing(db: Database) -> None:
    def half_a_story() -> None:
        with db.transaction() as session:
            with session.begin_nested():
                session.add(Resident(name="张三"))
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        half_a_story()
    with db.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM resident")) == 0


def test_a_moment_without_zone_is_refused(db: Database) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001  that is the point
    with pytest.raises(StatementError, match="time zone"), db.reading() as session:
        session.scalars(select(Issue).where(Issue.created_at == naive)).all()


def test_a_checkpoint_empties_the_log_for_the_next_writer(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    log = Path(f"{database.url.database}-wal")
    for _ in range(200):
        with database.transaction() as session:
            session.add(Resident(name="张三"))
        if log.stat().st_size > 400_000:
            database.checkpoint()
    assert log.stat().st_size < 500_000
    database.close()
