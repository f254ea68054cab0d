"""Reading one sheet of the registry: headings found, examples and blank rows passed over, each cell read or named bad."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.documents.bad_cell import BadCell, letter_of
from app.documents.cells import Raw, UnreadableError, read_cell, text_of
from app.documents.registry_columns import EXAMPLE, Column, SheetShape

_NOT_HEADING = re.compile(r"[\s*＊]|（.*?）|\(.*?\)")
NO_CELL = Raw(None)


@dataclass(frozen=True, slots=True)
class Line:
    """One row that was read: values by heading. A bad cell is absent from `values`."""

    row: int
    values: Mapping[str, Any]

    def __getitem__(self, heading: str) -> Any:
        """The value; None if the cell was bad."""
        return self.values.get(heading)


@dataclass
class SheetRead:
    """What came of one sheet."""

    shape: SheetShape
    lines: list[Line] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def complain(self, row: int, heading: str, sentence: str) -> None:
        self.bad.append(self.complaint(row, heading, sentence))

    def complaint(self, row: int, heading: str, sentence: str) -> BadCell:
        letter = letter_of(self.places[heading]) if heading in self.places else ""
        return BadCell(self.shape.name, row, heading, sentence, letter)

    @property
    def whole(self) -> list[Line]:
        """The lines without any bad cell."""
        return [line for line in self.lines if len(line.values) == len(self.shape.columns)]


Rows = Iterable[tuple[int, Sequence[Raw]]]


def read_sheet(shape: SheetShape, rows: Rows, tick: Callable[[int], None] = lambda _row: None) -> SheetRead:
    """Read all rows; `tick` is told the row number from time to time."""
    read = SheetRead(shape)
    numbered = iter(rows)
    first = next(numbered, None)
    if first is None:
        read.complain(0, "", "这张表是空的，第一行应是列名。")
        return read
    _find_headings(read, *first)
    if read.bad:
        return read
    for row, cells in numbered:
        _read_line(read, row, cells)
        if row % 1000 == 0:
            tick(row)
    return read


def _find_headings(read: SheetRead, row: int, cells: Sequence[Raw]) -> None:
    for position, raw in enumerate(cells):
        heading = _heading(raw)
        if heading in read.places:
            read.complain(row, heading, "这个列名出现了两次。")
        elif heading:
            read.places[heading] = position
    for column in read.shape.columns:
        if column.heading not in read.places:
            read.complain(row, column.heading, "缺少这一列。")


def _heading(raw: Raw) -> str:
    try:
        return _NOT_HEADING.sub("", text_of(raw))
    except UnreadableError:
        return ""


def _read_line(read: SheetRead, row: int, cells: Sequence[Raw]) -> None:
    def cell(column: Column) -> Raw:
        position = read.places[column.heading]
        return cells[position] if position < len(cells) else NO_CELL

    if _says_nothing(read, cells) or str(cell(read.shape.columns[0]).value).strip().startswith(EXAMPLE):
        return
    values: dict[str, Any] = {}
    for column in read.shape.columns:
        try:
            values[column.heading] = read_cell(column, cell(column))
        except UnreadableError as error:
            read.complain(row, column.heading, str(error))
    read.lines.append(Line(row, values))


def _says_nothing(read: SheetRead, cells: Sequence[Raw]) -> bool:
    """Blank in every column of ours; spaces of any width count as blank."""
    ours = (read.places[column.heading] for column in read.shape.columns)
    values = (cells[position].value for position in ours if position < len(cells))
    return not any(value is not None and str(value).strip() for value in values)
