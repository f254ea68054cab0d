"""The two lists: every matter on a row, ready to print, safe to open."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from app.documents import lists
from app.documents.tables import export

MADE_ON = date(2026, 12, 1)


def row(**other: Any) -> lists.ListRow:
    facts: dict[str, Any] = {
        "number": "1023",
        "source": "代表建议",
        "title": "关于修复莲花村拦水坝的建议",
        "summary": "坝体出现裂缝。" * 20,
        "category": "水利",
        "lead": "西峡县水利局",
        "assisting": ("西峡县财政局", "西峡县交通运输局"),
        "assigned_on": date(2026, 11, 3),
        "due_on": date(2027, 2, 3),
        "letter_number": "西人常办函〔2026〕12号",
        "state": "办理中",
        "key": True,
    }
    return lists.ListRow(**{**facts, **other})


SOLVED = row(
    state="已销号",
    result_class="A",
    replied_on=date(2026, 11, 20),
    resident_answer="已解决",
    deputy_rating="满意",
    closed_out_on=date(2026, 11, 30),
)


def sheet_of(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).worksheets[0]


def by_heading(sheet: Any, number: int = 4) -> dict[str, Any]:
    return {head.value: cell.value for head, cell in zip(sheet[3], sheet[number], strict=True)}


def test_what_was_assigned() -> None:
    sheet = sheet_of(lists.assigned_list([row(), row(number="1024")], "西峡县建议交办清单", MADE_ON))
    assert sheet["A1"].value == "西峡县建议交办清单"
    assert sheet["A2"].value == "制表日期：2026年12月1日"
    said = by_heading(sheet)
    assert said["序号"] == 1
    assert said["编号"] == "1023"
    assert said["协办单位"] == "西峡县财政局、西峡县交通运输局"
    assert said["办理期限"].date() == date(2027, 2, 3)
    assert (said["重点督办"], said["办理状态"]) == ("是", "办理中")
    assert sheet.max_row == 5


def test_what_was_resolved() -> None:
    said = by_heading(sheet_of(lists.resolved_list([SOLVED], "解决事项清单", MADE_ON)))
    assert (said["结果类别"], said["群众回访"], said["代表评价"]) == ("A", "已解决", "满意")
    assert said["销号日期"].date() == date(2026, 11, 30)


def test_it_prints_on_a4_across_with_the_head_on_every_page() -> None:
    sheet = sheet_of(lists.assigned_list([row()], "清单", MADE_ON))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$3"
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:M1", "A2:M2"}
    assert sheet["E4"].alignment.wrap_text
    assert sheet.row_dimensions[4].height > 80


def test_an_empty_list_is_still_a_list() -> None:
    assert sheet_of(lists.resolved_list([], "清单", MADE_ON)).max_row == 3


def test_formulas_and_forbidden_characters_are_defused() -> None:
    hostile = row(title='=HYPERLINK("http://x")', summary="好\x00\x0b坏" + "长" * 40_000)
    sheet = sheet_of(lists.assigned_list([hostile], "=1+1", MADE_ON))
    said = by_heading(sheet)
    assert said["标题"].startswith("'=")
    assert sheet["A1"].value == "'=1+1"
    assert said["内容摘要"].startswith("好坏长")
    assert len(said["内容摘要"]) == 32_767
    assert sheet.row_dimensions[4].height == 409


def test_the_same_rows_as_a_plain_table(tmp_path: Path) -> None:
    out = tmp_path / "resolved.json"
    assert export(lists.resolved_table([SOLVED, row()]), out, ZoneInfo("Asia/Shanghai")) == 2
    first, second = json.loads(out.read_text(encoding="utf-8"))
    assert first["答复日期"] == "2026-11-20"
    assert second["销号日期"] is None
    assert export(lists.assigned_table([row()]), tmp_path / "a.csv", ZoneInfo("Asia/Shanghai")) == 1
