"""Telling someone: a row in the outbox, in the same transaction as the fact. Nothing is sent here."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from handlers.rulebook import Rulebook
from models.outbox import NoticeKind, OutboxNotice, OutboxState


def reply(session: Session, contact_id: int, text: str, now: datetime, *, page: str = "") -> None:
    """Answer what someone just wrote: at once, at any hour."""
    session.add(
        OutboxNotice(
            contact_id=contact_id, kind=NoticeKind.REPLY, text=text, page=page, created_at=now, not_before=now
        )
    )


def reply_once(
    session: Session, contact_id: int, text: str, now: datetime, *, topic: str, wait: timedelta
) -> None:
    """Answer a run of messages with one: while an answer on this topic waits, it is renewed instead of repeated."""
    waiting = session.scalars(
        select(OutboxNotice)
        .where(OutboxNotice.contact_id == contact_id, OutboxNotice.state == OutboxState.PENDING)
        .where(OutboxNotice.kind == NoticeKind.REPLY, OutboxNotice.key.startswith(topic + ":"))
        .where(OutboxNotice.channel == "")  # one that is being sent just now can no longer be renewed
    ).first()
    if waiting is not None:
        waiting.text, waiting.not_before = text, now + wait
        return
    notice = OutboxNotice(contact_id=contact_id, kind=NoticeKind.REPLY, text=text, created_at=now)
    notice.key, notice.not_before = f"{topic}:{contact_id}:{now.timestamp():.6f}", now + wait
    session.add(notice)


def tell(  # noqa: PLR0913  each argument is a column that the reader of the outbox needs
    session: Session,
    rules: Rulebook,
    contact_id: int,
    kind: NoticeKind,
    text: str,
    now: datetime,
    *,
    fields: Mapping[str, str] | None = None,
    page: str = "",
    issue_id: int | None = None,
    key: str | None = None,
    expires_at: datetime | None = None,
    urgent: bool = False,
) -> bool:
    """Call someone who did not just write: never in quiet hours (unless `urgent`: life and limb).

    `key` makes it unique: False when this was told before. `fields` are the facts for the subscription message.
    """
    if key is not None and session.scalar(select(OutboxNotice.id).where(OutboxNotice.key == key)):
        return False
    session.add(
        OutboxNotice(
            contact_id=contact_id,
            kind=kind,
            key=key,
            text=text,
            fields=dict(fields or {}),
            page=page,
            issue_id=issue_id,
            created_at=now,
            not_before=now if urgent else rules.quiet.earliest(now),
            expires_at=expires_at,
        )
    )
    return True


def drop(session: Session, issue_id: int, kind: NoticeKind, now: datetime) -> bool:
    """What was to be told about a matter is no longer true: do not send it. Whether anything was waiting.

    What is on its way to WeChat at this moment (it has a channel) counts as told.
    """
    dropped = session.execute(
        update(OutboxNotice)
        .where(OutboxNotice.issue_id == issue_id, OutboxNotice.kind == kind)
        .where(OutboxNotice.state.in_((OutboxState.PENDING, OutboxState.PARKED)), OutboxNotice.channel == "")
        .values(state=OutboxState.DROPPED, ended_at=now, key=None)
        .returning(OutboxNotice.id)
    )
    return bool(dropped.all())
