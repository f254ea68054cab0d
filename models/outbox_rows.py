"""Changing many outbox rows and contacts with one statement each; the queue and its results are built on it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from models.outbox import OutboxNotice
from models.people import Contact

EXPIRED = "已过有效时间"
"""Why a notice was dropped whose `expires_at` passed, wherever that is noticed."""
LONGEST_REASON = 200
_LONGEST_CONTACT_REASON = 128


def change_notices(session: Session, notice_ids: Iterable[int], **values: Any) -> None:
    if wanted := list(notice_ids):
        statement = update(OutboxNotice).where(OutboxNotice.id.in_(wanted)).values(**values)
        session.execute(statement.execution_options(synchronize_session=False))


def change_contacts(session: Session, contact_ids: Iterable[int], **values: Any) -> None:
    if wanted := list(contact_ids):
        statement = update(Contact).where(Contact.id.in_(wanted)).values(**values)
        session.execute(statement.execution_options(synchronize_session=False))


def mark_unreachable(session: Session, contact_ids: Iterable[int], reason: str, now: datetime) -> None:
    """Since when and why; the first moment is kept, the reason is the latest."""
    since = func.coalesce(Contact.unreachable_since, now)
    short = reason[:_LONGEST_CONTACT_REASON]
    change_contacts(session, contact_ids, unreachable_since=since, unreachable_reason=short)
