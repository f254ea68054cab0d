"""Builds the shipped templates: `python -m app.documents.letters.make_templates [DIRECTORY]`.

The .docx it writes are committed; a test compares them with what this would write today. An office changes a copy of
them in Word, not this.
"""

import io
import sys
from pathlib import Path
from typing import Any

from app.documents.docx_file import packed, unpacked
from app.documents.letters import letter_texts as texts
from app.documents.letters.bulletin_paper import bulletin_paper
from app.documents.letters.paper import draw_rules, fonts_with_fallbacks, new_paper, write
from app.documents.letters.styles import (
    ADDRESSEE,
    BODY,
    CLASS,
    CLOSING,
    COPIES,
    DATED,
    HEADING,
    NOTE,
    NUMBER,
    ORGAN,
    ORGAN_LONG,
    SIGNED,
    SPACER,
    TITLE,
    Look,
)
from app.documents.templates_store import SHIPPED

_FONTS = "word/fontTable.xml"
_LOOKS = (
    ORGAN,
    ORGAN_LONG,
    SPACER,
    CLASS,
    NUMBER,
    TITLE,
    ADDRESSEE,
    BODY,
    CLOSING,
    HEADING,
    SIGNED,
    DATED,
    NOTE,
    COPIES,
)


def build() -> dict[str, bytes]:
    """The shipped templates by kind."""
    papers = {
        "assign": _letter(texts.ASSIGN),
        "remind": _letter(texts.REMIND),
        "supervise": _letter(texts.SUPERVISE),
        "reply": _letter(texts.REPLY, marked=True),
        "bulletin": bulletin_paper(),
    }
    return {kind: _bytes(paper) for kind, paper in papers.items()}


def _letter(lines: tuple[tuple[Look, str], ...], *, marked: bool = False) -> Any:
    """A paper in 信函格式. `marked`: the result class stands above, at the right."""
    paper = new_paper(_LOOKS)
    header = paper.sections[0].first_page_header
    name = header.paragraphs[0]
    name.style = paper.styles[ORGAN.name]
    name.add_run("{%p if 长名 %}")
    header.add_paragraph("{{ 发文机关 }}", style=ORGAN_LONG.name)
    header.add_paragraph("{%p else %}", style=ORGAN.name)
    header.add_paragraph("{{ 发文机关 }}", style=ORGAN.name)
    header.add_paragraph("{%p endif %}", style=ORGAN.name)
    carrier = header.add_paragraph(style=SPACER.name)
    draw_rules(paper, carrier)
    if marked:
        name.insert_paragraph_before("{{ 结果类别 }}", style=CLASS.name)
        section = paper.sections[0]
        section.header_distance -= paper.styles[CLASS.name].paragraph_format.line_spacing
    write(paper, lines)
    return paper


def _bytes(paper: Any) -> bytes:
    saved = io.BytesIO()
    paper.save(saved)
    parts = unpacked("new", saved.getvalue())
    parts[_FONTS] = fonts_with_fallbacks(parts[_FONTS])
    return packed(parts)


def main(directory: Path) -> None:
    """Write them all."""
    directory.mkdir(parents=True, exist_ok=True)
    for kind, content in build().items():
        (directory / f"{kind}.docx").write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
