"""INSERT … ON CONFLICT DO NOTHING, on SQLite and PostgreSQL alike: a unique key decides who was first."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import Base


def insert_once(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT into `table` that skips the rows which are there already; never an error, never a second row."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing()
