"""《人大工作信息》 as a Word file: the masthead, and the sections as staff left them."""

from datetime import date
from pathlib import Path

from docx.shared import RGBColor

from app.documents import bulletin
from app.documents.templates_store import Templates
from tests.documents.papers import lines, opened

HOUSE = Templates(Path("/nonexistent"))
HEAD = bulletin.Masthead(number=12, organ="西峡县人大常委会办公室", dated=date(2026, 11, 5))


def test_masthead_and_numbered_sections() -> None:
    sections = (
        bulletin.Section("群众反映情况", "共收到128件。\n其中 <水利> 30件 & 其他。"),
        bulletin.Section("办理情况", "销号29件。"),
    )
    content = bulletin.render(HEAD, sections, HOUSE)
    assert lines(content)[:9] == [
        "人大工作信息",
        "第12期",
        "西峡县人大常委会办公室\t2026年11月5日",
        "一、群众反映情况",
        "共收到128件。",
        "其中 <水利> 30件 & 其他。",
        "二、办理情况",
        "销号29件。",
        "",
    ]
    assert opened(content).styles["刊名"].font.color.rgb == RGBColor(255, 0, 0)


def test_what_else_a_masthead_may_have() -> None:
    head = bulletin.Masthead(
        number=1,
        number_in_all=36,
        organ="办公室",
        dated=date(2026, 1, 5),
        reported_to=("县委领导", "县政府领导"),
        signed_by="李明",
    )
    said = lines(bulletin.render(head, (), HOUSE))
    assert "第1期（总第36期）" in said
    assert {"签发：李明", "报送：县委领导，县政府领导。"} <= set(said)


def test_forty_sections_are_numbered_too() -> None:
    sections = [bulletin.Section(f"第{n}节", "正文。") for n in range(40)]
    assert "四十、第39节" in lines(bulletin.render(HEAD, sections, HOUSE))
