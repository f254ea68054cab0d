"""Merging rows into a table by code, in a few statements however many rows there are.

One query reads what is there, one bulk statement adds, one changes; nothing is ever deleted here but the small lists
that hang on a row (aliases, capacities, territories), which are replaced when they differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from handlers.registry_rows import Progress, SheetReport
from models.base import Base

BATCH = 2000
Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


@dataclass(frozen=True)
class Sheet:
    """A table that one sheet of the workbook fills. The model has `id`, `code`, `active` and the named columns."""

    name: str
    model: Any
    columns: tuple[str, ...]


@dataclass(frozen=True)
class ListOf:
    """A small ordered list that hangs on the rows of a table: one column of a child table."""

    child: type[Base]
    parent: InstrumentedAttribute[Any]
    value: InstrumentedAttribute[Any]


@dataclass
class Merged:
    """Which rows (by code) were added or changed, and every active row's id."""

    ids: dict[str, int]
    added: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)

    def report(self, total: int) -> SheetReport:
        changed = self.changed - self.added
        return SheetReport(
            added=len(self.added),
            changed=len(changed),
            unchanged=total - len(self.added) - len(changed),
            missing=sorted(self.missing),
        )


def merge(
    session: Session, sheet: Sheet, wanted: Mapping[str, Mapping[str, Any]], progress: Progress
) -> Merged:
    """Bring the table to the wanted column values, by code; who is not wanted is named as missing and left alone."""
    model = sheet.model
    columns = [getattr(model, name) for name in sheet.columns]
    there = {row[1]: row for row in session.execute(select(model.id, model.code, model.active, *columns))}
    fresh = [{"code": code, "active": True, **values} for code, values in wanted.items() if code not in there]
    changes = [
        {"id": there[code][0], "active": True, **values}
        for code, values in wanted.items()
        if code in there and tuple(there[code][2:]) != (True, *(values[name] for name in sheet.columns))
    ]
    done = 0
    for statement, rows in ((insert(model), fresh), (update(model), changes)):
        for batch in batches(rows):
            session.execute(statement, batch)
            done += len(batch)
            progress(sheet.name, done, len(fresh) + len(changes))
    changed_ids = {change["id"] for change in changes}
    return Merged(
        ids=_ids(session, model, there, fresh),
        added={row["code"] for row in fresh},
        changed={code for code, row in there.items() if row[0] in changed_ids},
        missing=[code for code, row in there.items() if row[2] and code not in wanted],
    )


def _ids(
    session: Session, model: Any, there: Mapping[str, Sequence[Any]], fresh: list[dict[str, Any]]
) -> dict[str, int]:
    if not fresh:
        return {code: row[0] for code, row in there.items()}
    return {code: key for key, code in session.execute(select(model.id, model.code))}


def replace_lists(
    session: Session, hanging: ListOf, wanted: Mapping[int, Sequence[Any]], extra_order: Any = None
) -> set[int]:
    """Make the lists of these parents the wanted ones, in order. Returns the parents whose list was different."""
    there: dict[int, list[Any]] = {}
    order = extra_order if extra_order is not None else hanging.child.__table__.c.id
    for parent, value in session.execute(select(hanging.parent, hanging.value).order_by(order)):
        there.setdefault(parent, []).append(value)
    different = [parent for parent, values in wanted.items() if there.get(parent, []) != list(values)]
    for batch in batches(parent for parent in different if parent in there):
        session.execute(delete(hanging.child).where(hanging.parent.in_(batch)))
    rows = (
        {hanging.parent.key: parent, hanging.value.key: value}
        for parent in different
        for value in wanted[parent]
    )
    for batch_of_rows in batches(rows):
        session.execute(insert(hanging.child), batch_of_rows)
    return set(different)


def deactivate(session: Session, sheet: Sheet, codes: Iterable[str]) -> None:
    """Take these out of service; their history stays."""
    for batch in batches(codes):
        session.execute(update(sheet.model).where(sheet.model.code.in_(batch)).values(active=False))
