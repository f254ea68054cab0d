"""Pieces of WordprocessingML that python-docx has no words for: anchored lines, paragraph and run properties, fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml

from app.documents.letters import measures as gb

_EMU_OF_POINT = 12700
_TWIPS = 20
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


@dataclass(frozen=True)
class Stroke:
    """A red bar on the page. `top` and `thick` in points, `length` in millimetres; centred on the page
    unless its left edge is given."""

    number: int
    top: float
    thick: float
    length: float = gb.RULE_LENGTH


def strokes(top: float, first: int, *, thick_above: bool) -> tuple[Stroke, Stroke]:
    """A double line with its upper edge at `top`: the thick stroke above (上粗下细) or below (上细下粗)."""
    upper, lower = (gb.THICK, gb.THIN) if thick_above else (gb.THIN, gb.THICK)
    return Stroke(first, top, upper), Stroke(first + 1, top + upper + gb.BETWEEN, lower)


def shape_run(stroke: Stroke, left_mm: float | None = None) -> Any:
    """A run that holds the bar, anchored to the page: no text moves it, no renderer draws it otherwise."""
    wide, thick = _emu(gb.points(stroke.length)), _emu(stroke.thick)
    left = _emu(gb.points((gb.PAGE[0] - stroke.length) / 2 if left_mm is None else left_mm))
    return parse_xml(
        f"<w:r {_SPACES}><w:rPr><w:noProof/></w:rPr><mc:AlternateContent>"
        '<mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="251658240" '
        'behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{_emu(stroke.top)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{wide}" cy="{thick}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{stroke.number}" name="红线 {stroke.number}" descr="红色分隔线"/>'
        "<wp:cNvGraphicFramePr/><a:graphic>"
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f'<wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{thick}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        '<a:solidFill><a:srgbClr val="FF0000"/></a:solidFill><a:ln><a:noFill/></a:ln></wps:spPr>'
        "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        "</mc:AlternateContent></w:r>"
    )


def field_runs(instruction: str) -> Iterable[Any]:
    """The runs of a field such as PAGE."""
    for inner in (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>2</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        yield parse_xml(f'<w:r xmlns:w="{_W}">{inner}</w:r>')


def element(tag: str, **attributes: str) -> Any:
    """<w:tag w:name="value"/>."""
    words = " ".join(f'w:{name}="{value}"' for name, value in attributes.items())
    return parse_xml(f'<w:{tag} xmlns:w="{_W}" {words}/>')


def twips(points: float) -> str:
    return str(round(points * _TWIPS))


def _emu(points: float) -> int:
    return round(points * _EMU_OF_POINT)
