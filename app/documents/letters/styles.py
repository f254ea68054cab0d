"""The styles of official papers, under the names clerks know them by in Word: font, size, line, indents."""

from dataclasses import dataclass, replace
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Pt, RGBColor

from app.documents.letters import measures as gb
from app.documents.letters.ooxml import element, twips

TITLE_FONT, BODY_FONT, HEADING_FONT, SUBHEADING_FONT, NUMBER_FONT = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
_FULL = 100
_LATIN = "Times New Roman"
_BLACK, _RED = "000000", "FF0000"
_ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_CHARACTER = gb.BODY_SIZE + gb.TRACKING


@dataclass(frozen=True)
class Look:
    """One paragraph style. Sizes, indents and spaces in points."""

    name: str
    size: float = gb.BODY_SIZE
    font: str = BODY_FONT
    line: float = gb.PITCH
    aligned: str = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    tracking: float = 0
    narrowed: int = 100
    """Width of the characters in percent of their own."""
    color: str = _BLACK
    latin: str = _LATIN
    keep_with_next: bool = False
    at_foot: bool = False
    """In a frame at the bottom of the 版心 of its page, wherever the text above it ends."""


_MARGIN = gb.points((gb.PAGE[0] - gb.RULE_LENGTH) / 2)
_OUT_LEFT, _OUT_RIGHT = _MARGIN - gb.points(gb.LEFT), _MARGIN - gb.points(gb.RIGHT)
_SIGNED_LEFT = 158.0
"""落款 and 成文日期 are centred on each other in the right part, which takes a name of 18 characters on one line."""

ORGAN = Look(
    "发文机关标志",
    gb.ORGAN_SIZE,
    TITLE_FONT,
    gb.ORGAN_LINE,
    "center",
    left=_OUT_LEFT,
    right=_OUT_RIGHT,
    color=_RED,
)
ORGAN_LONG = replace(ORGAN, name="发文机关标志（长）", narrowed=70)
"""For a name of 19 to 26 characters: as high, but on one line, so that the lines below keep their places."""
SPACER = Look("红线", 1, line=gb.spacer())
CLASS = Look("结果类别", font=HEADING_FONT, aligned="right")
NUMBER = Look("发文字号", aligned="right", tracking=gb.TRACKING)
TITLE = Look(
    "公文标题", 22, TITLE_FONT, 36, "center", before=2 * gb.PITCH, after=gb.PITCH, keep_with_next=True
)
ADDRESSEE = Look("主送机关", tracking=gb.TRACKING)
BODY = Look("公文正文", first=2 * _CHARACTER, tracking=gb.TRACKING)
CLOSING = Look("公文结语", first=2 * _CHARACTER, tracking=gb.TRACKING, keep_with_next=True)
HEADING = Look("一级标题", font=HEADING_FONT, first=2 * _CHARACTER, tracking=gb.TRACKING, keep_with_next=True)
SIGNED = Look(
    "落款",
    aligned="center",
    left=_SIGNED_LEFT,
    before=2 * gb.PITCH,
    tracking=gb.TRACKING,
    keep_with_next=True,
)
DATED = Look("成文日期", aligned="center", left=_SIGNED_LEFT, tracking=gb.TRACKING)
NOTE = Look("附注", first=2 * _CHARACTER, tracking=gb.TRACKING)
COPIES = Look("抄送机关", 14, left=14 + 3 * 14, first=-3 * 14, right=14, line=24, at_foot=True)
PAGE_ODD = Look("单页码", 14, NUMBER_FONT, 20, "right", right=14, latin=NUMBER_FONT)
PAGE_EVEN = Look("双页码", 14, NUMBER_FONT, 20, "left", left=14, latin=NUMBER_FONT)


def add_style(document: Any, look: Look) -> None:
    """Make the style known to the document."""
    style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    style.font.size, style.font.color.rgb = Pt(look.size), RGBColor.from_string(look.color)
    _set_fonts(style, look)
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
    form.alignment = _ALIGNED[look.aligned]
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.left_indent, form.right_indent = Pt(look.left), Pt(look.right)
    form.first_line_indent = Pt(look.first)
    form.keep_with_next, form.widow_control = look.keep_with_next, True
    style.element.get_or_add_pPr().insert_element_before(
        element("snapToGrid", val="0"), "w:spacing", "w:ind", "w:jc"
    )


def _set_fonts(style: Any, look: Look) -> None:
    style.font.name = look.latin
    properties = style.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia", look.font
    )
    if look.narrowed != _FULL:
        properties.insert_element_before(element("w", val=str(look.narrowed)), "w:sz", "w:szCs")
    if look.tracking:
        properties.insert_element_before(element("spacing", val=twips(look.tracking)), "w:sz", "w:szCs")
