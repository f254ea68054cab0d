"""The shipped bulletin 《人大工作信息》: red masthead, issue, organ and date on one line, a red line, titled sections."""

from typing import Any

from app.documents.letters import measures as gb
from app.documents.letters.ooxml import Stroke, element, shape_run, twips
from app.documents.letters.paper import new_paper, write
from app.documents.letters.styles import BODY, COPIES, HEADING, NUMBER_FONT, TITLE_FONT, Look

_MASTHEAD_SIZE, _MASTHEAD_LINE = 48.0, 64.0
_MASTHEAD = Look("刊名", _MASTHEAD_SIZE, TITLE_FONT, _MASTHEAD_LINE, "center", color="FF0000")
_ISSUE = Look("期号", aligned="center", line=28, before=4)
_EDITOR = Look("编印机关", aligned="left", line=32, after=20)
_GAP = Look("刊末线", 1, NUMBER_FONT, 12)
_TEXT_WIDTH = gb.PAGE[0] - gb.LEFT - gb.RIGHT
_RED_LINE = gb.points(gb.TOP) + _MASTHEAD_LINE + 4 + 28 + 32 + 4
"""Below masthead, issue and editor, in points from the page's top."""


def bulletin_paper() -> Any:
    """The paper with placeholders."""
    paper = new_paper((_MASTHEAD, _ISSUE, _EDITOR, _GAP, HEADING, BODY, COPIES))
    write(
        paper,
        (
            (_MASTHEAD, "{{ 刊名 }}"),
            (_ISSUE, "第{{ 期号 }}期{% if 总期号 %}（总第{{ 总期号 }}期）{% endif %}"),
            (_EDITOR, "{{ 编印机关 }}\t{{ 印发日期 }}"),
            (HEADING, "{%p for 节 in 各节 %}"),
            (HEADING, "{{ 节.标题 }}"),
            (BODY, "{{ 节.内容 }}"),
            (HEADING, "{%p endfor %}"),
            (COPIES, "{%p if 签发人 %}"),
            (COPIES, "签发：{{ 签发人 }}"),
            (COPIES, "{%p endif %}"),
            (COPIES, "{%p if 报送 %}"),
            (COPIES, "报送：{{ 报送 }}。"),
            (COPIES, "{%p endif %}"),
            (_GAP, ""),
        ),
    )
    editor = paper.paragraphs[2]
    _stop_at_the_right(editor)
    length = _TEXT_WIDTH
    line = shape_run(Stroke(1, _RED_LINE, 2.0, length), gb.LEFT)
    editor._p.append(line)  # noqa: SLF001  python-docx has no shapes
    return paper


def _stop_at_the_right(line: Any) -> None:
    """Organ at the left, date at the right edge of the text."""
    stops = element("tabs")
    stops.append(element("tab", val="right", pos=twips(gb.points(_TEXT_WIDTH))))
    line._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001  placed before the other properties
        stops, "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
    )
