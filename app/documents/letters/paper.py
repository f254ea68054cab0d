"""An empty official paper: A4, margins, styles, first page apart, page numbers outside (GB/T 9704-2012, 5 to 7, 10.1)."""

from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.shared import Mm, Pt

from app.documents.letters import measures as gb
from app.documents.letters.ooxml import element, field_runs, shape_run, strokes, twips
from app.documents.letters.styles import (
    BODY_FONT,
    HEADING_FONT,
    NUMBER_FONT,
    PAGE_EVEN,
    PAGE_ODD,
    SUBHEADING_FONT,
    TITLE_FONT,
    Look,
    add_style,
)

_FALLBACKS = {
    TITLE_FONT: ("方正小标宋_GBK", "Noto Serif CJK SC"),
    BODY_FONT: ("仿宋", "FangSong"),
    HEADING_FONT: ("SimHei", "Noto Sans CJK SC"),
    SUBHEADING_FONT: ("楷体", "KaiTi"),
    NUMBER_FONT: ("SimSun", "Noto Serif CJK SC"),
}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KEPT_STYLES = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}
_LANGUAGE = {"val": "en-US", "eastAsia": "zh-CN", "bidi": "ar-SA"}


def new_paper(looks: Iterable[Look]) -> Any:
    """A document with one section laid out, the styles, and page numbers from the second page on."""
    document = Document()
    _drop_ballast(document)
    _set_defaults(document)
    for look in (*looks, PAGE_ODD, PAGE_EVEN):
        add_style(document, look)
    _lay_out(document)
    _number_pages(document)
    return document


def _drop_ballast(document: Any) -> None:
    """python-docx starts from a template with a hundred styles, a picture and parts that no letter needs."""
    styles = document.styles.element
    for style in list(styles.iter(f"{_W}style")):
        if style.get(f"{_W}styleId") not in _KEPT_STYLES:
            styles.remove(style)
    for latent in list(styles.iter(f"{_W}latentStyles")):
        styles.remove(latent)
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _UNUSED:
                part.rels.pop(key)


_UNUSED = {
    "stylesWithEffects",
    "customXml",
    "thumbnail",
    "numbering",
    "webSettings",
    "theme",
    "extended-properties",
}


def _set_defaults(document: Any) -> None:
    """Fonts that need no theme, Chinese as the language, no header style of python-docx's left over."""
    defaults = document.styles.element.find(f"{_W}docDefaults")
    properties = defaults.find(f"{_W}rPrDefault").find(f"{_W}rPr")
    for child in list(properties):
        properties.remove(child)
    properties.append(
        element(
            "rFonts",
            ascii="Times New Roman",
            hAnsi="Times New Roman",
            eastAsia=BODY_FONT,
            cs="Times New Roman",
        )
    )
    properties.append(element("lang", **_LANGUAGE))
    normal = document.styles["Normal"]
    normal.font.size = Pt(gb.BODY_SIZE)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    fonts.set(f"{_W}eastAsia", BODY_FONT)
    fonts.set(f"{_W}ascii", "Times New Roman")
    fonts.set(f"{_W}hAnsi", "Times New Roman")
    settings = document.settings
    settings.odd_and_even_pages_header_footer = True
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "", ""


def _lay_out(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(gb.PAGE[0]), Mm(gb.PAGE[1])
    section.top_margin, section.bottom_margin = Mm(gb.TOP), Mm(gb.BOTTOM)
    section.left_margin, section.right_margin = Mm(gb.LEFT), Mm(gb.RIGHT)
    section.gutter = 0
    section.header_distance = Pt(gb.header_distance())
    section.footer_distance = Pt(gb.footer_distance(PAGE_ODD.line, PAGE_ODD.size))
    section.different_first_page_header_footer = True
    for old in section._sectPr.findall(f"{_W}cols") + section._sectPr.findall(f"{_W}docGrid"):  # noqa: SLF001  python-docx has no name for it
        section._sectPr.remove(old)  # noqa: SLF001  the same


def _number_pages(document: Any) -> None:
    """单页码居右空一字, 双页码居左空一字, a dash on either side; the first page has none."""
    section = document.sections[0]
    for footer, look in ((section.footer, PAGE_ODD), (section.even_page_footer, PAGE_EVEN)):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.style = document.styles[look.name]
        line.add_run("— ")
        for run in field_runs("PAGE"):
            line._p.append(run)  # noqa: SLF001  python-docx has no fields
        line.add_run(" —")
    for header in (section.header, section.even_page_header, section.first_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0].style = document.styles["Normal"]
    section.first_page_footer.is_linked_to_previous = False


def draw_rules(document: Any, carrier: Any) -> None:
    """The two red double lines of 信函格式 on the first page; `carrier` is the header's line that holds them."""
    footer = document.sections[0].first_page_footer.paragraphs[0]
    footer.style = document.styles["红线"]
    for stroke in (
        *strokes(gb.first_rule(), 1, thick_above=True),
        *strokes(gb.second_rule(), 3, thick_above=False),
    ):
        carrier._p.append(shape_run(stroke))  # noqa: SLF001  python-docx has no shapes


def write(document: Any, lines: Sequence[tuple[Look, str]]) -> None:
    """The body: one paragraph for each (style, words with placeholders)."""
    for look, words in lines:
        line = document.add_paragraph(words, style=look.name)
        if look.at_foot:
            line._p.get_or_add_pPr().append(_frame())  # noqa: SLF001  python-docx has no frames


def _frame() -> Any:
    """At the bottom of the 版心, as wide as it. LibreOffice heeds it in the paragraph only, not in a style."""
    width = gb.points(gb.PAGE[0] - gb.LEFT - gb.RIGHT)
    place = {"vAnchor": "margin", "hAnchor": "margin", "xAlign": "left", "yAlign": "bottom"}
    return element("framePr", w=twips(width), wrap="around", **place)


def fonts_with_fallbacks(table: bytes) -> bytes:
    """The font table, in which an office without 方正小标宋 is told what to take instead."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{",".join(others)}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, others in _FALLBACKS.items()
    )
    return table.replace(b"</w:fonts>", f"{entries}</w:fonts>".encode())
