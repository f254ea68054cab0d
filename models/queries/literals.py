"""Words for the query planners, which otherwise choose badly; none of them changes what is found."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, literal_column, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal


def literally(column: Any, *values: StrEnum) -> ColumnElement[bool]:
    """`column` is one of the values, written into the statement as they stand in a partial index.

    SQLite uses such an index only for the very words it is made with, not for a bound value.
    """
    plain = type_coerce(column, String)
    written = [literal_column(f"'{value.value}'", String) for value in values]
    return plain == written[0] if len(written) == 1 else plain.in_(written)


class _Plus(ColumnElement[Any]):
    """A column whose own index SQLite shall not use: `+column`, its documented way to say so. Others know better."""

    inherit_cache = True
    _traverse_internals = [("column", InternalTraversal.dp_clauseelement)]  # noqa: RUF012  SQLAlchemy reads it off the class

    def __init__(self, column: Any) -> None:
        self.column = column
        self.type = column.type


@compiles(_Plus)
def _as_it_is(element: _Plus, compiler: Any, **how: Any) -> str:
    return str(compiler.process(element.column, **how))


@compiles(_Plus, "sqlite")
def _with_a_plus(element: _Plus, compiler: Any, **how: Any) -> str:
    return f"+{compiler.process(element.column, **how)}"


def not_by_index(column: Any) -> ColumnElement[Any]:
    """The column, which SQLite is not to look up by its own index here."""
    return _Plus(column)
