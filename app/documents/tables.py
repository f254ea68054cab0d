"""Writing a table to .xlsx, .csv or .json by its ending: streamed, whole or not at all, and safe to open in Excel."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from app.documents.atomic import replacing
from app.documents.cells_out import fitting, printable, safe
from handlers.registry_rows import Progress, silent

Value = str | int | float | bool | datetime | StrEnum | tuple[str, ...] | None
ROWS_OF_A_SHEET = 1_000_000
"""Excel holds 1,048,576; what does not fit goes on in the next sheet."""
_WIDTH = 18


class UnknownEndingError(ValueError):
    """The file's ending names no format we write."""


@dataclass(frozen=True)
class Table:
    """A table to write. `total` is for the progress shown; 0 when it is not known."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]
    total: int = 0


def export(table: Table, out: Path, zone: ZoneInfo, progress: Progress = silent) -> int:
    """Write the table; moments as ISO 8601 in `zone`. Returns the number of rows. Raises UnknownEndingError, OSError."""
    write = _WRITERS.get(out.suffix.lower())
    if write is None:
        raise UnknownEndingError(f"{out.name}: the ending must be one of {', '.join(_WRITERS)}")
    counted = _Counted(table, progress)
    with replacing(out) as draft:
        write(draft, table, counted.rows(), zone)
    progress(table.name, counted.done, counted.done)
    return counted.done


@dataclass
class _Counted:
    """The rows as they pass, counted and told of."""

    table: Table
    progress: Progress
    done: int = 0

    def rows(self) -> Iterator[Sequence[Value]]:
        for row in self.table.rows:
            yield row
            self.done += 1
            if self.done % 1000 == 0:
                self.progress(self.table.name, self.done, max(self.table.total, self.done))


def _plain(value: Value, zone: ZoneInfo) -> Any:
    """A moment in the county's time, a code by its value, several joined by spaces; numbers stay numbers."""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return " ".join(value)
    return value


def _write_csv(draft: Path, table: Table, rows: Iterable[Sequence[Value]], zone: ZoneInfo) -> None:
    """With a byte order mark, by which Excel knows UTF-8."""

    def cell(value: Value) -> Any:
        plain = _plain(value, zone)
        if isinstance(plain, bool):
            return "true" if plain else "false"
        return safe(plain) if isinstance(plain, str) else plain

    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        writer.writerows([cell(value) for value in row] for row in rows)


def _write_json(draft: Path, table: Table, rows: Iterable[Sequence[Value]], zone: ZoneInfo) -> None:
    """An array of objects; several values stay a list."""

    def value_of(value: Value) -> Any:
        if isinstance(value, tuple):
            return [printable(one) for one in value]
        plain = _plain(value, zone)
        return printable(plain) if isinstance(plain, str) else plain

    with draft.open("w", encoding="utf-8") as file:
        file.write("[")
        for number, row in enumerate(rows):
            fields = dict(zip(table.columns, map(value_of, row), strict=True))
            file.write((",\n" if number else "\n") + json.dumps(fields, ensure_ascii=False))
        file.write("\n]\n")


def _write_xlsx(draft: Path, table: Table, rows: Iterable[Sequence[Value]], zone: ZoneInfo) -> None:
    def cell(value: Value) -> Any:
        plain = _plain(value, zone)
        return fitting(safe(plain)) if isinstance(plain, str) else plain

    book = Workbook(write_only=True)
    sheet = _new_sheet(book, table, 1)
    for number, row in enumerate(rows):
        if number and number % ROWS_OF_A_SHEET == 0:
            sheet = _new_sheet(book, table, number // ROWS_OF_A_SHEET + 1)
        sheet.append([cell(value) for value in row])
    book.save(draft)


def _new_sheet(book: Workbook, table: Table, number: int) -> Any:
    sheet = book.create_sheet(table.name if number == 1 else f"{table.name} {number}")
    sheet.freeze_panes = "A2"
    for position in range(1, len(table.columns) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = _WIDTH
    sheet.append(list(table.columns))
    return sheet


_WRITERS: dict[str, Callable[[Path, Table, Iterable[Sequence[Value]], ZoneInfo], None]] = {
    ".xlsx": _write_xlsx,
    ".csv": _write_csv,
    ".json": _write_json,
}
