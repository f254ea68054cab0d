"""交办函, 提醒函, 督办函, 答复函: facts in, a Word file in GB/T 9704 信函格式 out."""

from app.documents.placeholders import PLACEHOLDERS
from app.documents.templates_store import Templates
from models.rules.letter_content import (
    AssignLetter,
    Course,
    LetterContent,
    Letterhead,
    Matter,
    RemindLetter,
    ReplyLetter,
    SuperviseLetter,
)
from models.rules.letter_words import Words, kind_and_words
from models.rules.official_wording import date_text, number_text

__all__ = [
    "AssignLetter",
    "Course",
    "LetterContent",
    "Letterhead",
    "Matter",
    "RemindLetter",
    "ReplyLetter",
    "SuperviseLetter",
    "date_text",
    "kind_and_words",
    "number_text",
    "render",
    "render_words",
]


def render(content: LetterContent, templates: Templates) -> bytes:
    """The letter as .docx. Raises `docx_file.BadTemplateError` with a sentence when the office's template is at fault."""
    return render_words(*kind_and_words(content), templates)


def render_words(kind: str, words: Words, templates: Templates) -> bytes:
    """The letter from what the register keeps of it (`kind_and_words`); a name that was not known then is empty.

    Raises `docx_file.BadTemplateError`.
    """
    return templates.get(kind).render({**dict.fromkeys(PLACEHOLDERS[kind], ""), **words})
