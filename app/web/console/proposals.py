"""What the study stage is offered, as a page shows it: categories and matters of the same content, each with its reasons."""

from dataclasses import dataclass

from handlers import access, wording
from handlers.desk import Desk
from handlers.proposals import category_proposals, same_content
from models.issue import Issue
from models.people import StaffMember
from models.rules.category_tree import CONCERN_IN_WORDS


@dataclass(frozen=True)
class Proposed:
    """A category that may fit."""

    code: str
    path: str
    field: str
    reason: str


@dataclass(frozen=True)
class Alike:
    """A matter that may be the same. `ended`: good to read, but nothing to link to."""

    number: int
    words: str
    place: str
    state: str
    reasons: tuple[str, ...]
    ended: bool


def proposed(desk: Desk, issue: Issue) -> tuple[Proposed, ...]:
    return tuple(
        Proposed(one.code, one.path, CONCERN_IN_WORDS[one.concern], one.reason)
        for one in category_proposals(desk, issue)
    )


def alike(desk: Desk, me: StaffMember, issue: Issue) -> tuple[Alike, ...]:
    """Among those in the member's territory."""
    found = same_content(desk, issue, access.here(me))
    return tuple(
        Alike(
            number=one.issue.id,
            words=wording.snippet(wording.said(one.issue)) or "（照片）",
            place=wording.place(one.issue.grid),
            state=wording.state(one.issue),
            reasons=one.likeness.reasons,
            ended=one.ended,
        )
        for one in found
    )
