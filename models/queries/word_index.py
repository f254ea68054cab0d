"""The full-text index asked: FTS5 on SQLite, GIN on PostgreSQL; both give the newest matter first.

Nothing that a person typed reaches either's query language: tokens are letters, digits and Chinese characters only.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Join, Select, cast, column, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session

from models.issue import Issue
from models.rules.seeking import Sought
from models.words import FOUND_BY, IssueWords


def matching(session: Session, wanted: Sought, conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    """The matters' numbers, newest first."""
    if not wanted:
        return select(Issue.id).where(*conditions).order_by(Issue.id.desc())
    if session.get_bind().dialect.name == "sqlite":
        return _walked_on_sqlite(fts5_query(wanted), conditions)
    return _walked_on_postgres(tsquery(wanted), conditions)


def matching_any(
    session: Session, several: Sequence[Sequence[str]], conditions: Sequence[ColumnElement[bool]]
) -> Select[int]:
    """Matters with all the tokens of at least one of these sets, newest first."""
    wanted = [Sought(tuple(tokens)) for tokens in several]
    if session.get_bind().dialect.name == "sqlite":
        return _walked_on_sqlite(" OR ".join(f"({fts5_query(one)})" for one in wanted), conditions)
    return _walked_on_postgres(" | ".join(f"({tsquery(one)})" for one in wanted), conditions)


class _InThisOrder(Join):
    """SQLite's CROSS JOIN: walk the left table, and look at the right one only for what was found there."""

    inherit_cache = True


@compiles(_InThisOrder, "sqlite")
def _cross_join(join: _InThisOrder, compiler: Any, **how: Any) -> str:
    return str(compiler.visit_join(join, **how)).replace(" JOIN ", " CROSS JOIN ", 1)


_FTS5 = table(FOUND_BY, column("rowid", Integer))


def _match(words: str) -> ColumnElement[bool]:
    return literal_column(FOUND_BY).op("MATCH", is_comparison=True)(words)


def with_words(wanted: Sought) -> Select[int]:
    return select(_FTS5.c.rowid).where(_match(fts5_query(wanted)))


def _walked_on_sqlite(words: str, conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    index = _InThisOrder(_FTS5, Issue.__table__, Issue.id == _FTS5.c.rowid)
    return (
        select(Issue.id).select_from(index).where(_match(words), *conditions).order_by(_FTS5.c.rowid.desc())
    )


def _walked_on_postgres(words: str, conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    found = IssueWords.words.op("@@", is_comparison=True)(cast(words, TSQUERY))
    rows = select(Issue.id).join(IssueWords, IssueWords.issue_id == Issue.id).where(found, *conditions)
    return rows.order_by(IssueWords.issue_id.desc())


def tsquery(wanted: Sought) -> str:
    """The same for PostgreSQL."""
    parts = [*(f"'{token}'" for token in wanted.tokens), *(f"'{begin}':*" for begin in wanted.beginnings)]
    return " & ".join([*parts, *_any(" | ", [f"'{token}'" for token in wanted.one_of])])


def fts5_query(wanted: Sought) -> str:
    """Every token in quotes, so that AND, NEAR and * typed by a person are words."""
    parts = [*(f'"{token}"' for token in wanted.tokens), *(f'"{begin}"*' for begin in wanted.beginnings)]
    return " AND ".join([*parts, *_any(" OR ", [f'"{token}"' for token in wanted.one_of])])


def _any(or_word: str, parts: Sequence[str]) -> list[str]:
    return [f"({or_word.join(parts)})"] if parts else []
