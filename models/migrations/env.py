"""Alembic's entry: runs the migrations on the engine handed over by `models.schema`."""

from alembic import context
from sqlalchemy import Connection, Engine

from models.all import METADATA
from models.words import FOUND_BY

LOCK = 731_004  # any number of ours: two processes must not migrate at once


def run(engine: Engine) -> None:
    """All in one transaction; on PostgreSQL behind an advisory lock and with a bound on waiting for tables."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = '10s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        _migrate(connection)
        connection.commit()


def _is_declared(name: str | None, *_: object) -> bool:
    """The full-text index is the migrations' own: SQLAlchemy has no words for it (models/words.py)."""
    return name is None or not name.startswith(FOUND_BY)


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
        include_name=_is_declared,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["engine"])
