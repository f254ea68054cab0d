"""What every table shares: key and time types, enums stored by value, names for constraints."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, ForeignKey, Integer, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BigInt = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware (UTC) out, on every database; a naive moment is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Key = Annotated[int, mapped_column(BigInt, primary_key=True, autoincrement=True)]


def to(target: str, *, index: bool = False, unique: bool = False, nullable: bool | None = None) -> Any:
    """A foreign key column to `table.column`."""
    extra: dict[str, Any] = {} if nullable is None else {"nullable": nullable}
    return mapped_column(BigInt, ForeignKey(target), index=index, unique=unique, **extra)


def _stored_by_value(enum: type[StrEnum]) -> Enum:
    return Enum(
        enum,
        native_enum=False,
        length=32,
        create_constraint=False,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """All tables. Enums are stored by value, so that a new state needs no ALTER TYPE."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012  SQLAlchemy reads it off the class


def stored(
    enum: type[StrEnum], *, default: StrEnum | None = None, index: bool = False, primary_key: bool = False
) -> Any:
    """A column that holds a member of `enum` by its value."""
    extra: dict[str, Any] = {} if default is None else {"default": default}
    return mapped_column(_stored_by_value(enum), index=index, primary_key=primary_key, **extra)
