"""Photos are checked like words: WeChat is asked once they are stored, its verdict comes as a push.

Until then the deputy sees a photo marked as unchecked; one that WeChat calls risky is shown to staff only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select, text, update
from sqlalchemy.orm import Session

from models.db import Database
from models.issue import Attachment, AttachmentState, Check, Issue
from models.people import Contact, Deputy, Resident
from scheduler.gateway import MediaCheck

AGAIN = timedelta(minutes=10)
GIVE_UP = timedelta(hours=2)
"""WeChat checks only what comes from someone who was in the mini-program within two hours (61010)."""
TOGETHER = 16


@dataclass(frozen=True)
class _Photo:
    id: int
    openid: str


def ask_due(db: Database, check: MediaCheck, now: Callable[[], datetime]) -> int:
    """Ask for the photos whose turn has come; how many. Nothing is locked while WeChat is asked."""
    with db.transaction() as session:
        photos = _claim(session, now())
    for photo in photos:
        trace_id = check.ask(photo.openid, photo.id)
        if trace_id is not None:
            with db.transaction() as session:
                _asked(session, photo, trace_id)
    return len(photos)


def _claim(session: Session, now: datetime) -> list[_Photo]:
    """`next_try_at` is the lease and the pause before the next try; after two hours nobody asks any more."""
    heard_at = func.coalesce(Attachment.sent_at, Issue.last_heard_at).label("heard_at")
    rows = session.execute(
        select(Attachment.id, Contact.openid, heard_at)
        .join(Issue, Issue.id == Attachment.issue_id)
        .join(Resident, Resident.id == Issue.resident_id)
        .outerjoin(Deputy, Deputy.id == Attachment.by_deputy_id)
        .join(
            Contact, Contact.id == case((Deputy.id.is_(None), Resident.contact_id), else_=Deputy.contact_id)
        )
        .where(
            text("attachment.state = 'stored'"), Attachment.next_try_at <= now
        )  # as text: the partial index
        .order_by(Attachment.id)
        .limit(TOGETHER)
        .with_for_update(of=Attachment, skip_locked=True)
    ).all()
    for row in rows:
        again_at = now + AGAIN if now - row.heard_at < GIVE_UP else None
        session.execute(update(Attachment).where(Attachment.id == row.id).values(next_try_at=again_at))
    return [_Photo(row.id, row.openid) for row in rows]


def _asked(session: Session, photo: _Photo, trace_id: str) -> None:
    session.execute(
        update(Attachment)
        .where(Attachment.id == photo.id, Attachment.state == AttachmentState.STORED)
        .where(Attachment.check == Check.UNCHECKED)  # unless staff have decided meanwhile
        .values(trace_id=trace_id[:64], next_try_at=None)
    )
