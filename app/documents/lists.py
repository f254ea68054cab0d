"""建议交办清单 and 解决事项清单: printed on A4 across, the head on every page; the same rows as a plain table for .csv, .json."""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.cell_range import CellRange

from app.documents.bad_cell import letter_of
from app.documents.cells_out import fitting, safe
from app.documents.tables import Table
from models.rules.official_wording import date_text

ASSIGNED_NAME, RESOLVED_NAME = "建议交办清单", "解决事项清单"
_A4 = 9
_HEAD_ROW = 3
_EDGE = Side(style="thin", color="808080")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_HEAD_FILL = PatternFill("solid", fgColor="F2F2F2")
_BODY_FONT = Font(name="宋体", size=10)
_DAY = "yyyy-mm-dd"
_INCH = 25.4
_LINE, _HIGHEST = 13.5, 409.0
"""Points of a line of 10 pt, and of the highest row Excel knows."""


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """One matter that was assigned. Words, not codes: what stands here is what is printed."""

    number: str
    source: str
    """群众反映 or 代表建议."""
    title: str
    summary: str
    category: str
    lead: str
    assisting: tuple[str, ...] = ()
    assigned_on: date
    due_on: date
    letter_number: str = ""
    key: bool = False
    state: str
    result_class: str = ""
    """A, B, C; empty while there is no reply."""
    replied_on: date | None = None
    resident_answer: str = ""
    deputy_rating: str = ""
    closed_out_on: date | None = None


_Cell = str | int | date | None


@dataclass(frozen=True)
class _Column:
    heading: str
    width: float
    value: Callable[[ListRow], _Cell]
    centred: bool = False


_SAME = (
    _Column("编号", 7, lambda row: row.number, centred=True),
    _Column("来源", 9, lambda row: row.source, centred=True),
    _Column("标题", 20, lambda row: row.title),
)
_WHO = (
    _Column("类别", 9, lambda row: row.category, centred=True),
    _Column("主办单位", 13, lambda row: row.lead),
    _Column("协办单位", 13, lambda row: "、".join(row.assisting)),
    _Column("交办日期", 11, lambda row: row.assigned_on, centred=True),
)
_ASSIGNED = (
    *_SAME,
    _Column("内容摘要", 36, lambda row: row.summary),
    *_WHO,
    _Column("办理期限", 11, lambda row: row.due_on, centred=True),
    _Column("交办文号", 13, lambda row: row.letter_number, centred=True),
    _Column("重点督办", 5.5, lambda row: "是" if row.key else "", centred=True),
    _Column("办理状态", 8, lambda row: row.state, centred=True),
)
_RESOLVED = (
    *_SAME,
    *_WHO,
    _Column("交办文号", 13, lambda row: row.letter_number, centred=True),
    _Column("答复日期", 11, lambda row: row.replied_on, centred=True),
    _Column("结果类别", 5.5, lambda row: row.result_class, centred=True),
    _Column("群众回访", 10, lambda row: row.resident_answer, centred=True),
    _Column("代表评价", 10, lambda row: row.deputy_rating, centred=True),
    _Column("销号日期", 11, lambda row: row.closed_out_on, centred=True),
)


def assigned_list(rows: Iterable[ListRow], title: str, made_on: date, note: str = "") -> bytes:
    """What was assigned, as .xlsx; `title` stands above, e.g. 西峡县2026年11月建议交办清单; `note` beside the day."""
    return _workbook(ASSIGNED_NAME, _ASSIGNED, rows, title, f"{_made(made_on)}{note}")


def resolved_list(rows: Iterable[ListRow], title: str, made_on: date, note: str = "") -> bytes:
    """What was resolved, as .xlsx."""
    return _workbook(RESOLVED_NAME, _RESOLVED, rows, title, f"{_made(made_on)}{note}")


def _made(made_on: date) -> str:
    return f"制表日期：{date_text(made_on)}　"


def assigned_table(rows: Iterable[ListRow]) -> Table:
    """The same for `tables.export`: headings as columns, days as 2026-11-03."""
    return _table(ASSIGNED_NAME, _ASSIGNED, rows)


def resolved_table(rows: Iterable[ListRow]) -> Table:
    return _table(RESOLVED_NAME, _RESOLVED, rows)


def _table(name: str, columns: Sequence[_Column], rows: Iterable[ListRow]) -> Table:
    def plain(cell: _Cell) -> str | int | None:
        return cell.isoformat() if isinstance(cell, date) else cell

    lines = (tuple(plain(column.value(row)) for column in columns) for row in rows)
    return Table(name, tuple(column.heading for column in columns), lines)


def _workbook(name: str, columns: Sequence[_Column], rows: Iterable[ListRow], title: str, said: str) -> bytes:
    numbered = (_Column("序号", 5, lambda _row: None, centred=True), *columns)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    _set_up(sheet, numbered)
    sheet.append([_styled(sheet, safe(title), Font(name="宋体", size=18, bold=True), boxed=False)])
    note = WriteOnlyCell(sheet, said.strip())
    note.font = Font(name="宋体", size=10)
    sheet.append([note])
    head = Font(name="宋体", size=10, bold=True)
    sheet.append([_styled(sheet, column.heading, head, fill=True) for column in numbered])
    for position, row in enumerate(rows, start=1):
        cells: list[_Cell] = [position, *(column.value(row) for column in columns)]
        sheet.row_dimensions[_HEAD_ROW + position].height = _height(cells, numbered)
        sheet.append([_body(sheet, cell, column) for cell, column in zip(cells, numbered, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _set_up(sheet: Any, columns: Sequence[_Column]) -> None:
    """A4 across, as wide as the page, head repeated, page numbers; the head stays in sight on the screen, too."""
    for position, column in enumerate(columns):
        sheet.column_dimensions[letter_of(position)].width = column.width
    last = letter_of(len(columns) - 1)
    sheet.merged_cells.ranges.add(CellRange(f"A1:{last}1"))
    sheet.merged_cells.ranges.add(CellRange(f"A2:{last}2"))
    sheet.row_dimensions[1].height, sheet.row_dimensions[_HEAD_ROW].height = 36, 2 * _LINE + 4
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = _A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 12 / _INCH
    sheet.page_margins.top = sheet.page_margins.bottom = 15 / _INCH
    sheet.HeaderFooter.oddFooter.center.text = "第 &P 页，共 &N 页"


def _height(cells: Sequence[_Cell], columns: Sequence[_Column]) -> float:
    """High enough for the fullest cell: not every program measures wrapped text when it opens a file."""
    lines = max(_lines(cell, column) for cell, column in zip(cells, columns, strict=True))
    return min(lines * _LINE + 4, _HIGHEST)


def _lines(cell: _Cell, column: _Column) -> int:
    if not isinstance(cell, str):
        return 1
    room = column.width - 1
    return sum(max(1, ceil(_width(line) / room)) for line in cell.split("\n"))


def _width(text: str) -> int:
    """In Excel's units, by which a Chinese character is two wide."""
    return sum(1 if character.isascii() else 2 for character in text)


def _styled(sheet: Any, text: str, font: Font, *, boxed: bool = True, fill: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = font
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    if boxed:
        cell.border = _BOX
    if fill:
        cell.fill = _HEAD_FILL
    return cell


def _body(sheet: Any, value: _Cell, column: _Column) -> Any:
    shown: Any = fitting(safe(value)) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, shown)
    cell.font, cell.border = _BODY_FONT, _BOX
    horizontal = "center" if column.centred else "left"
    cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
    if isinstance(value, date):
        cell.number_format = _DAY
    elif isinstance(value, str):
        cell.number_format = "@"
    return cell
