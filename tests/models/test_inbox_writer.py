"""The webhook's one statement: what it said is stored is stored, once, also when the database server was restarted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest
from sqlalchemy import select, text

from models.db import Database
from models.inbox import InboxMessage, InboxState
from models.inbox_writer import InboxWriter, inbox_writer

MORNING = datetime(2026, 3, 10, 10, 0, 0, 125, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def writer(db: Database) -> Iterator[InboxWriter]:
    writer = inbox_writer(db)
    yield writer
    writer.close()


@pytest.fixture
def postgres_db(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    yield database
    database.close()


def kept(db: Database) -> list[InboxMessage]:
    with db.reading() as session:
        return list(session.scalars(select(InboxMessage).order_by(InboxMessage.id)))


def test_a_message_is_kept_as_it_came_and_when(db: Database, writer: InboxWriter) -> None:
    assert writer.put("k1", "oAunt", '{"Content":"路灯坏了😀"}', MORNING)
    (message,) = kept(db)
    assert (message.key, message.sender, message.payload) == ("k1", "oAunt", '{"Content":"路灯坏了😀"}')
    assert message.received_at == MORNING
    assert message.received_at.tzinfo is UTC
    assert (message.state, message.attempts, message.error) == (InboxState.NEW, 0, "")


def test_a_whole_second_is_kept_too(db: Database, writer: InboxWriter) -> None:
    writer.put("k1", "", "{}", MORNING.replace(microsecond=0))
    assert kept(db)[0].received_at == MORNING.replace(microsecond=0)


def test_a_repeat_changes_nothing(db: Database, writer: InboxWriter) -> None:
    assert writer.put("k1", "oAunt", '{"n":1}', MORNING)
    assert not writer.put("k1", "oOther", '{"n":2}', MORNING)
    assert [(message.sender, message.payload) for message in kept(db)] == [("oAunt", '{"n":1}')]


@pytest.fixture
def postgres_writer(postgres_db: Database) -> Iterator[InboxWriter]:
    writer = inbox_writer(postgres_db)
    yield writer
    writer.close()


@pytest.mark.postgres
def test_a_restarted_server_loses_no_message(postgres_db: Database, postgres_writer: InboxWriter) -> None:
    postgres_writer.put("k1", "oAunt", "{}", MORNING)
    with postgres_db.transaction() as session:
        others = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        assert session.scalar(text(f"{others} AND datname = current_database()")) == 1
    assert postgres_writer.put("k2", "oAunt", "{}", MORNING)
    assert [message.key for message in kept(postgres_db)] == ["k1", "k2"]


@pytest.mark.postgres
def test_what_the_server_refuses_is_no_success(postgres_db: Database, postgres_writer: InboxWriter) -> None:
    with pytest.raises(psycopg.DataError):
        postgres_writer.put("k1", "oAunt", "cut\0off", MORNING)
    with pytest.raises(psycopg.DataError):
        postgres_writer.put("k" * 41, "oAunt", "{}", MORNING)
    assert kept(postgres_db) == []
    assert postgres_writer.put("k1", "oAunt", "{}", MORNING)


@pytest.mark.postgres
def test_a_server_that_was_read_only_for_a_while_takes_messages_again(
    postgres_db: Database, postgres_writer: InboxWriter
) -> None:
    """As after a failover: the old connection stays read-only for ever."""
    name = postgres_db.url.database
    with postgres_db.transaction() as session:
        session.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    with pytest.raises(psycopg.Error):
        postgres_writer.put("k1", "oAunt", "{}", MORNING)
    with postgres_db.transaction() as session:
        session.execute(text(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'))
    assert postgres_writer.put("k1", "oAunt", "{}", MORNING)
