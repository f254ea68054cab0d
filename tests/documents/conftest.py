"""Workbooks for the tests: a right one, and the same with some cells made wrong."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from app.documents.registry_columns import SHEETS

RIGHT: Mapping[str, list[list[Any]]] = {
    "网格": [
        ["G1", "莲花村", "回车镇", "西峡县", "莲花、莲花沟", "111.5", "33.2"],
        ["G2", "石门村", "回车镇", "西峡县", None, None, None],
    ],
    "联络站": [["Z1", "回车镇联络站", "回车镇", "镇政府一楼", "周一上午", "S1"]],
    "代表": [
        ["D1", "王建国", "13800000001", "县、乡", "Z1", "村医"],
        ["D2", "李秀英", None, "议政", None, None],
    ],
    "网格代表": [["G1", "D1", 1], ["G1", "D2", 2], ["G2", "D2", 1]],
    "机关": [["J1", "县水利局", "政府部门", "周明", "吴静", "13800000003"]],
    "工作人员": [["S1", "赵六", "13800000004", "站长", "回车镇、西峡县"]],
}
"""Row 2 of the sheet is the first row here."""


def right_rows() -> dict[str, list[list[Any]]]:
    return {sheet: [list(row) for row in rows] for sheet, rows in RIGHT.items()}


def save(path: Path, rows: Mapping[str, list[list[Any]]], **more: Callable[[Workbook], None]) -> Path:
    """Write the rows below the contract's headings; `change` may still alter the book."""
    book = Workbook()
    book.remove(book.active)
    for shape in SHEETS:
        if shape.name in rows:
            sheet = book.create_sheet(shape.name)
            sheet.append([column.heading for column in shape.columns])
            for row in rows[shape.name]:
                sheet.append(row)
    for change in more.values():
        change(book)
    book.save(path)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "名册.xlsx"
