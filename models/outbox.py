"""The outbox: what must be told to someone, written in the same transaction as the fact it tells of."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, stored, to


class OutboxState(StrEnum):
    """`PARKED` waits for the person to write again; `DEAD` was given up, with the reason kept."""

    PENDING = "pending"
    SENT = "sent"
    PARKED = "parked"
    DEAD = "dead"
    UNKNOWN = "unknown"
    """It may have arrived: not repeated by itself, shown to staff."""
    DROPPED = "dropped"
    """No longer true or needed when its turn came (the matter moved on)."""


class NoticeKind(StrEnum):
    """Why we write to someone. Each names a table of `[wechat.templates]`, but for REPLY, which is only chat."""

    REPLY = "reply"
    NEW_ISSUE = "new_issue"
    PROGRESS = "progress"
    REMINDER = "reminder"
    DUTY = "duty"
    DIGEST = "digest"


class OutboxNotice(Base):
    """One notice to one contact. `key` makes a notice unique where a timer might say it twice."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_pending",
            "not_before",
            "contact_id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_outbox_waiting",
            "contact_id",
            "id",
            sqlite_where=text("state IN ('pending', 'parked')"),
            postgresql_where=text("state IN ('pending', 'parked')"),
        ),
        Index("ix_outbox_ended", "state", "id"),
        Index(
            "ix_outbox_undelivered",
            "state",
            "id",
            sqlite_where=text("state IN ('parked', 'dead', 'unknown')"),
            postgresql_where=text("state IN ('parked', 'dead', 'unknown')"),
        ),
    )
    id: Mapped[Key]
    contact_id: Mapped[int] = to("contact.id")
    kind: Mapped[NoticeKind] = stored(NoticeKind)
    key: Mapped[str | None] = mapped_column(String(96), unique=True)
    text: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    page: Mapped[str] = mapped_column(String(200), default="")
    issue_id: Mapped[int | None] = to("issue.id", index=True)
    state: Mapped[OutboxState] = stored(OutboxState, default=OutboxState.PENDING)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    unclear: Mapped[int] = mapped_column(default=0)
    """How many sends ended without a clean answer: it may have arrived that often."""
    channel: Mapped[str] = mapped_column(String(16), default="")
    """How it went; on a pending notice: how it is being sent just now."""
    wechat_id: Mapped[str] = mapped_column(String(64), default="", index=True)
    reason: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None]


class Grant(Base):
    """What a person allowed: how many subscription messages of one template may still be sent to them.

    A one-time template is good for one message per accept; a long-term one until it is refused.
    """

    __tablename__ = "subscription_grant"
    __table_args__ = (UniqueConstraint("contact_id", "template_id"),)
    id: Mapped[Key]
    contact_id: Mapped[int] = to("contact.id")
    template_id: Mapped[str] = mapped_column(String(64))
    left: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[bool] = mapped_column(default=False)
    """The last answer to the popup; with a long-term template this alone allows sending."""
    changed_at: Mapped[datetime]
