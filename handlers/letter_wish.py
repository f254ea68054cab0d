"""What a clerk decides about a letter before it is numbered; everything else is taken from the matter itself."""

from dataclasses import dataclass, replace
from datetime import date

from handlers.desk import BadInput, Desk
from handlers.said import required, short_enough, within_a_term
from models.rules.local_time import local_date

TITLE, SUMMARY, REQUIREMENT, NAME = 100, 8000, 2000, 64
MOST_COPIES = 12


@dataclass(frozen=True)
class LetterWish:
    """`organ`: code of whom it is for (交办函); `reasons` one sentence each (督办函); `answer_by` for what is asked again."""

    title: str
    summary: str
    requirement: str = ""
    reasons: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    answer_by: date | None = None
    organ: str = ""
    escalation: int | None = None
    """The 约谈, 通报批评 … that a 督办函 belongs to."""


def checked(desk: Desk, wish: LetterWish) -> LetterWish:
    """The same, tidied. Raises BadInput with the field of what is wrong."""
    copies = tuple(filter(None, (one.strip() for one in wish.copies)))
    if len(copies) > MOST_COPIES:
        raise BadInput(f"抄送单位最多 {MOST_COPIES} 个。", "copies")
    for one in copies:
        short_enough(one, "copies", NAME)
    if wish.answer_by is not None and wish.answer_by < local_date(desk.now, desk.rules.zone):
        raise BadInput("答复期限不能早于今天。", "answer_by")
    if wish.answer_by is not None:
        within_a_term(desk, wish.answer_by, "answer_by")
    reasons = tuple(filter(None, (one.strip() for one in wish.reasons)))
    short_enough("\n".join(reasons), "reasons", REQUIREMENT)
    return replace(
        wish,
        title=required(wish.title, "标题", "title", TITLE),
        summary=required(wish.summary, "主要内容", "summary", SUMMARY),
        requirement=short_enough(wish.requirement.strip(), "requirement", REQUIREMENT),
        reasons=reasons,
        copies=copies,
        contact=short_enough(wish.contact.strip(), "contact", NAME),
        phone=short_enough(wish.phone.strip(), "phone", NAME),
    )
