"""A paper's lines with their styles, for a page: what the Word file will say, whatever template the office uses."""

import io
from dataclasses import dataclass

from docx import Document

_MARKS = {
    "发文字号": "number",
    "结果类别": "grade",
    "公文标题": "title",
    "主送机关": "to",
    "一级标题": "heading",
    "落款": "signed",
    "成文日期": "signed",
    "抄送机关": "copies",
}
"""By the shipped templates' style names; another style is shown as plain text."""


@dataclass(frozen=True)
class Line:
    """One paragraph; `mark` says how it is set (`_MARKS`), or `text`."""

    mark: str
    words: str


def lines(content: bytes) -> tuple[Line, ...]:
    """The paragraphs of a .docx that was drawn here, those of its tables left out."""
    found = Document(io.BytesIO(content)).paragraphs
    told = ((str(one.style.name) if one.style is not None else "", one.text.strip()) for one in found)
    shown = [Line(_MARKS.get(style, "text"), words) for style, words in told if words]
    copies = [line for line in shown if line.mark == "copies"]
    return (*(line for line in shown if line.mark != "copies"), *copies)
