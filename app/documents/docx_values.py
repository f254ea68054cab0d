"""People's words on their way into a Word template: whole, but nothing in them may break the file."""

import re

from app.documents.cells_out import printable

NEW_PARAGRAPH = "\a"
"""What docxtpl makes a new paragraph of; no person's text holds one, see `printable`."""
_LINES = re.compile("(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])+")
_INDENT = " \t\u3000"


def paragraphs(text: str) -> str:
    """Each line that says something is a paragraph of its own, without the blanks people indent with."""
    lines = (printable(line).strip(_INDENT) for line in _LINES.split(text))
    return NEW_PARAGRAPH.join(line for line in lines if line)


def on_one_line(text: str) -> str:
    """For a title, a name, a date: line breaks become blanks."""
    return printable(_LINES.sub(" ", text)).strip(_INDENT)
