"""《人大工作信息》: the draft's sections, as staff left them, under the red masthead as a Word file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.documents.templates_store import Templates
from models.rules.bulletin_draft import draft
from models.rules.bulletin_facts import BulletinFacts, Section
from models.rules.official_wording import date_text, ordinal

__all__ = ["BulletinFacts", "Masthead", "Section", "draft", "render"]

NAME = "人大工作信息"


@dataclass(frozen=True, kw_only=True)
class Masthead:
    """The head of one issue: 第 N 期 of the year, counted through in `number_in_all` (None: not shown)."""

    number: int
    organ: str
    dated: date
    name: str = NAME
    number_in_all: int | None = None
    reported_to: tuple[str, ...] = ()
    signed_by: str = ""


def render(masthead: Masthead, sections: Sequence[Section], templates: Templates) -> bytes:
    """The issue as .docx; sections are numbered 一、二、三、 here. Raises `docx_file.BadTemplateError`."""
    numbered = [
        {"标题": f"{ordinal(position)}、{section.title}", "内容": section.text}
        for position, section in enumerate(sections, start=1)
    ]
    return templates.get("bulletin").render(
        {
            "刊名": masthead.name,
            "期号": str(masthead.number),
            "总期号": "" if masthead.number_in_all is None else str(masthead.number_in_all),
            "编印机关": masthead.organ,
            "印发日期": date_text(masthead.dated),
            "报送": "，".join(masthead.reported_to),
            "签发人": masthead.signed_by,
            "各节": numbered,
        }
    )
