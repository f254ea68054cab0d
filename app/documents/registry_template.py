"""The registry workbook out: the empty template with notes and drop-down lists, and what the database holds."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from app.documents.atomic import replacing
from app.documents.bad_cell import letter_of
from app.documents.cells_out import safe
from app.documents.registry_columns import EXAMPLE, SEPARATOR, SHEETS, Column, Kind, SheetShape
from handlers.registry_rows import DeputyRow, Registry
from models.people import CAPACITY_IN_WORDS, ORGAN_IN_WORDS, ROLE_IN_WORDS

_LAST_ROW = 1_048_576
_FILL = PatternFill("solid", fgColor="FFF2CC")
_REQUIRED = PatternFill("solid", fgColor="F8CBAD")
_NOTES = (
    "民声入格 名册模板 填写说明",
    "1. 六张表的名字和列名不要改；列的前后次序可以变，多出来的列不看。",
    "2. 深色的列名必须填，浅色的可以空着。点一下格子，会出现该列的说明。",
    f"3. 编码以「{EXAMPLE}」开头的行是示例，导入时跳过，可以删掉。",
    "4. 编码、工号、手机所在的列请保持「文本」格式；不要合并单元格，不要用公式。",
    "5. 导入时有一处错，就一行也不导入，并逐格指出错在哪里；改好再导入即可。",
    "6. 再次导入按编码更新；名册里没有的人不会被悄悄删掉，只会列出来。",
)


def write_template(path: Path) -> None:
    """The template: headings, notes, drop-down lists, and one example row in each sheet."""
    examples = {shape.name: [tuple(column.example for column in shape.columns)] for shape in SHEETS}
    _write(path, examples)


def write_registry(path: Path, registry: Registry) -> None:
    """The registry in the shape of the template, so that it can be corrected and imported again."""
    _write(path, _rows(registry))


def _write(path: Path, rows: Mapping[str, Iterable[tuple[Any, ...]]]) -> None:
    book = Workbook(write_only=True)
    notes = book.create_sheet("填写说明")
    notes.column_dimensions["A"].width = 90
    for note in _NOTES:
        notes.append([note])
    for shape in SHEETS:
        _write_sheet(book, shape, rows[shape.name])
    with replacing(path) as draft:
        book.save(draft)


def _write_sheet(book: Workbook, shape: SheetShape, rows: Iterable[tuple[Any, ...]]) -> None:
    sheet = book.create_sheet(shape.name)
    sheet.freeze_panes = "A2"
    for position, column in enumerate(shape.columns):
        letter = letter_of(position)
        dimension = sheet.column_dimensions[letter]
        dimension.width = max(12, min(40, column.longest or 12))
        dimension.number_format = "@"
        rule = _validation(column)
        rule.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.data_validations.append(rule)
    sheet.append([_heading(sheet, column) for column in shape.columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _heading(sheet: Any, column: Column) -> Any:
    cell = WriteOnlyCell(sheet, column.heading)
    cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    cell.fill = _REQUIRED if column.required else _FILL
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, safe(value))
    cell.number_format = "@"
    return cell


def _validation(column: Column) -> DataValidation:
    """The note shown when a cell is chosen, and a drop-down list where only certain words are allowed."""
    strict = column.kind is Kind.WORD
    rule = DataValidation(allow_blank=not column.required, showInputMessage=True, showErrorMessage=strict)
    if column.words:
        rule.type, rule.formula1 = "list", f'"{",".join(column.words)}"'
    rule.promptTitle, rule.prompt = column.heading, column.note
    if strict:
        rule.errorTitle, rule.error = column.heading, f"只能填：{SEPARATOR.join(column.words)}"
    return rule


def _capacities(row: DeputyRow) -> str:
    return SEPARATOR.join(CAPACITY_IN_WORDS[capacity] for capacity in row.capacities)


def _rows(registry: Registry) -> dict[str, Iterable[tuple[Any, ...]]]:
    joined = SEPARATOR.join
    return {
        "网格": (
            (row.code, row.name, row.township, row.county, joined(row.aliases), row.longitude, row.latitude)
            for row in registry.grids
        ),
        "联络站": (
            (row.code, row.name, row.township, row.address, row.hours, row.head_code)
            for row in registry.stations
        ),
        "代表": (
            (row.code, row.name, row.phone, _capacities(row), row.station_code, row.introduction)
            for row in registry.deputies
        ),
        "网格代表": ((row.grid_code, row.deputy_code, row.rank) for row in registry.grid_deputies),
        "机关": (
            (row.code, row.name, ORGAN_IN_WORDS[row.kind], row.head, row.contact_person, row.phone)
            for row in registry.organs
        ),
        "工作人员": (
            (row.code, row.name, row.phone, ROLE_IN_WORDS[row.role], joined(row.territories))
            for row in registry.staff
        ),
    }
