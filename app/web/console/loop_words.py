"""Words and small views of the closed loop that organs' and staff's pages share."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.console.house import now, service
from models.reply import Evidence, Shows

SHOWS_IN_WORDS = {Shows.BEFORE: "办理前", Shows.AFTER: "办理后", Shows.OTHER: "其他"}


@dataclass(frozen=True)
class Photo:
    """A photo of the work done."""

    url: str
    shows: str
    words: str


def photos_of(session: Session, number: int) -> tuple[Photo, ...]:
    """Those of an assignment, oldest first, each by a link that lasts an hour."""
    found = session.scalars(select(Evidence).where(Evidence.assignment_id == number).order_by(Evidence.id))
    links = service().photos
    return tuple(
        Photo(links.evidence_path(one.id, now()), SHOWS_IN_WORDS[one.shows], one.words) for one in found
    )
