"""The registry workbook: what is right comes in whole, and what is wrong is named cell by cell."""

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.documents.bad_cell import BadCell
from app.documents.cells import Raw
from app.documents.registry_columns import SHEETS
from app.documents.registry_template import write_registry, write_template
from app.documents.registry_workbook import read, read_rows
from handlers.registry_known import Known
from handlers.registry_rows import GridRow
from models.people import Capacity, StaffRole
from tests.documents.conftest import right_rows, save

KNOWN = Known(
    grids={"G9": ("丹水镇", "西峡县")},
    stations=frozenset({"Z9"}),
    deputies=frozenset({"D9"}),
    staff=frozenset({"S9"}),
    served=(("G9", "D9", 1),),
)


def complaints(bad: tuple[BadCell, ...]) -> list[tuple[str, int, str]]:
    return [(cell.sheet, cell.row, cell.column) for cell in bad]


def test_a_right_workbook_comes_in_whole(file: Path) -> None:
    reading = read(save(file, right_rows()))
    assert (reading.bad, reading.warnings) == ((), ())
    registry = reading.registry
    assert registry is not None
    assert registry.grids[0] == GridRow("G1", "莲花村", "回车镇", "西峡县", ("莲花", "莲花沟"), 111.5, 33.2)
    assert registry.deputies[0].capacities == (Capacity.COUNTY, Capacity.TOWNSHIP)
    assert registry.staff[0].role is StaffRole.STATION_HEAD
    assert registry.staff[0].territories == ("回车镇", "西峡县")


def test_what_goes_out_comes_in_the_same(file: Path) -> None:
    registry = read(save(file, right_rows())).registry
    assert registry is not None
    again = file.with_name("again.xlsx")
    write_registry(again, registry)
    assert read(again).registry == registry


def test_the_template_is_right_and_its_examples_are_passed_over(file: Path) -> None:
    write_template(file)
    reading = read(file)
    assert (reading.bad, reading.warnings) == ((), ())
    assert reading.registry is not None
    assert reading.registry.grids == ()


WRONG: list[tuple[str, int, int, Any, str]] = [
    ("网格", 0, 0, None, "不能空着"),
    ("网格", 1, 0, "G1", "与第 2 行重复"),
    ("网格", 0, 5, 33.2, "填反了"),
    ("网格", 0, 5, 181, "应在 73 到 136 之间"),
    ("网格", 0, 6, "北边", "应是度数"),
    ("网格", 0, 6, None, "要么都填"),
    ("网格", 0, 1, "长" * 65, "太长了"),
    ("网格", 0, 0, datetime(2026, 3, 1), "当成了日期"),  # noqa: DTZ001  Excel knows no zones
    ("网格", 0, 0, True, "TRUE/FALSE"),
    ("网格", 0, 0, 4113230010010112345, "数字太长"),
    ("网格", 0, 1, "=A1&B1", "公式"),
    ("网格", 0, 1, "#REF!", "错误值"),
    ("联络站", 0, 2, "没有镇", "没有「没有镇」"),
    ("联络站", 0, 5, "S7", "「工作人员」表里没有「S7」"),
    ("代表", 0, 2, "1380000000", "11 位"),
    ("代表", 0, 3, "村", "只能填：省、市、县、乡、议政"),
    ("代表", 0, 4, "Z7", "「联络站」表里没有「Z7」"),
    ("网格代表", 0, 0, "G7", "「网格」表里没有「G7」"),
    ("网格代表", 0, 1, "D7", "「代表」表里没有「D7」"),
    ("网格代表", 0, 2, "第一", "整数"),
    ("网格代表", 0, 2, 1.5, "整数"),
    ("网格代表", 1, 2, 1, "有两个责任代表，另一个在第 2 行"),
    ("网格代表", 1, 1, "D1", "与第 2 行重复"),
    ("机关", 0, 2, "企业", "只能填：政府部门、监委、法院、检察院"),
    ("工作人员", 0, 3, "书记", "只能填"),
    ("工作人员", 0, 4, "回车镇、没有镇", "没有「没有镇」这个乡镇或县"),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "sentence"), WRONG)
def test_a_wrong_cell_is_named_and_nothing_comes_in(
    file: Path, sheet: str, row: int, column: int, value: Any, sentence: str
) -> None:
    rows = right_rows()
    rows[sheet][row][column] = value
    reading = read(save(file, rows))
    assert reading.registry is None
    heading = next(shape for shape in SHEETS if shape.name == sheet).columns[column].heading
    named = [cell for cell in reading.bad if (cell.sheet, cell.row, cell.column) == (sheet, row + 2, heading)]
    assert any(sentence in cell.sentence for cell in named), reading.bad


def test_every_bad_cell_is_named_not_only_the_first(file: Path) -> None:
    rows = right_rows()
    rows["代表"][0][2], rows["代表"][1][3], rows["机关"][0][2] = "12", "国", "厂"
    reading = read(save(file, rows))
    assert complaints(reading.bad) == [("代表", 2, "手机"), ("代表", 3, "层级"), ("机关", 2, "类别")]
    assert str(reading.bad[0]) == "「代表」第 2 行「手机」（C 列）：手机号应是 11 位数字，以 1 开头。"


def test_clerks_habits_are_understood(file: Path) -> None:
    rows = right_rows()
    rows["网格"][0][:5] = ["Ｇ１　", "莲　花村", " 回车镇", "西峡县\u3000", "莲花，莲花沟；"]
    rows["代表"][0][2] = "+86 138-0000-0001"
    rows["代表"][1][2] = 13800000002
    rows["网格代表"][0][2] = "１"
    rows["网格"].insert(1, ["　", None, " ", None, None, None, None])
    registry = read(save(file, rows)).registry
    assert registry is not None
    assert registry.grids[0] == GridRow("G1", "莲花村", "回车镇", "西峡县", ("莲花", "莲花沟"), 111.5, 33.2)
    assert [one.phone for one in registry.deputies] == ["13800000001", "13800000002"]
    assert registry.grid_deputies[0].rank == 1


def test_codes_that_excel_made_numbers_of_stay_codes(file: Path) -> None:
    rows = right_rows()
    rows["网格"][1][0], rows["网格代表"][2][0] = 1001.0, 1001
    registry = read(save(file, rows)).registry
    assert registry is not None
    assert registry.grids[1].code == registry.grid_deputies[2].grid_code == "1001"


def test_columns_may_stand_in_any_order_with_others_between(file: Path) -> None:
    def turn(book: Workbook) -> None:
        sheet = book["网格代表"]
        sheet.delete_rows(1, 9)
        for row in (
            ["备注", "次序*", "代表编号（必填）", "网格编码"],
            ["新", 1, "D1", "G1"],
            ["", 1, "D2", "G2"],
        ):
            sheet.append(row)

    reading = read(save(file, right_rows(), change=turn))
    assert reading.registry is not None
    assert [(row.grid_code, row.deputy_code) for row in reading.registry.grid_deputies] == [
        ("G1", "D1"),
        ("G2", "D2"),
    ]


def test_a_missing_sheet_and_a_missing_column_are_named(file: Path) -> None:
    rows = right_rows()
    del rows["机关"]
    reading = read(save(file, rows, change=lambda book: book["代表"].delete_cols(3)))
    assert ("机关", 0, "") in complaints(reading.bad)
    assert ("代表", 1, "手机") in complaints(reading.bad)


def test_merged_cells_are_named(file: Path) -> None:
    reading = read(save(file, right_rows(), change=lambda book: book["网格"].merge_cells("C2:C3")))
    assert any((cell.row, cell.letter) == (2, "C") and "合并" in cell.sentence for cell in reading.bad)


def test_gaps_are_warnings_and_do_not_stop_the_import(file: Path) -> None:
    rows = right_rows()
    rows["网格代表"] = [["G1", "D1", 1]]
    reading = read(save(file, rows))
    assert reading.registry is not None
    assert [str(cell) for cell in reading.warnings] == [
        "「网格」第 3 行「网格编码」（A 列）：这个网格没有代表。",
        "「代表」第 3 行「代表编号」（A 列）：这位代表没有网格。",
    ]


def test_codes_may_name_what_the_database_knows(file: Path) -> None:
    rows = right_rows()
    rows["网格代表"] += [["G9", "D1", 2], ["G1", "D9", 3]]
    rows["联络站"][0][2], rows["联络站"][0][5], rows["代表"][1][4] = "丹水镇", "S9", "Z9"
    path = save(file, rows)
    assert read(path).registry is None
    assert read(path, KNOWN).registry is not None


def test_a_second_first_deputy_is_seen_beside_the_database(file: Path) -> None:
    rows = right_rows()
    rows["网格代表"].append(["G9", "D1", 1])
    reading = read(save(file, rows), KNOWN)
    assert complaints(reading.bad) == [("网格代表", 5, "次序")]
    assert "已有责任代表「D9」" in reading.bad[0].sentence


@pytest.mark.parametrize(
    "content", [b"", b"a,b,c\n1,2,3\n", b"\xd0\xcf\x11\xe0" + bytes(600), b"PK\x03\x04 broken"]
)
def test_what_is_no_workbook_is_said_plainly(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    reading = read(file)
    assert reading.registry is None
    assert len(reading.bad) == 1
    assert ".xls" in reading.bad[0].sentence


def test_a_truncated_workbook_is_no_workbook(file: Path) -> None:
    whole = save(file, right_rows()).read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert read(file).registry is None


def test_a_zip_bomb_is_refused_before_it_is_unpacked(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as part:
        for _ in range(401):
            part.write(bytes(2**20))
    reading = read(file)
    assert "太大" in reading.bad[0].sentence


def test_a_row_far_down_does_not_take_the_reader_there(file: Path) -> None:
    def far(book: Workbook) -> None:
        book["网格"].cell(1_048_576, 1, "G3")

    reading = read(save(file, right_rows(), change=far))
    assert any("超过" in cell.sentence for cell in reading.bad)


values = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.sampled_from(
        ["G1", "D1", "Z1", "S1", "县、乡", "政府部门", "站长", "13800000001", "示例", "1", "111.5", "33.2"]
    ),
)
cells = st.builds(Raw, values, st.sampled_from("snbdefq"))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_the_cells_hold_reading_never_raises(data: st.DataObject) -> None:
    rows = {}
    for shape in SHEETS:
        headings = tuple(Raw(column.heading) for column in shape.columns)
        lines = data.draw(st.lists(st.lists(cells, max_size=len(headings) + 1), max_size=4))
        rows[shape.name] = [(1, headings), *enumerate(lines, start=2)]
    reading = read_rows(rows)
    assert (reading.registry is None) == bool(reading.bad)
    assert all(cell.sheet and cell.sentence for cell in reading.bad)


@settings(max_examples=100, deadline=None)
@given(st.lists(cells, max_size=9))
def test_whatever_the_headings_hold_reading_never_raises(headings: list[Raw]) -> None:
    reading = read_rows({shape.name: [(1, headings)] for shape in SHEETS})
    assert reading.registry is None
