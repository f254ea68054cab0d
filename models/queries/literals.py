"""Partial indexes are used by SQLite only for the very words they are made with: values written out, not bound."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, literal_column, type_coerce


def literally(column: Any, *values: StrEnum) -> ColumnElement[bool]:
    """`column` is one of the values, written into the statement as they stand in the index."""
    plain = type_coerce(column, String)
    written = [literal_column(f"'{value.value}'", String) for value in values]
    return plain == written[0] if len(written) == 1 else plain.in_(written)
