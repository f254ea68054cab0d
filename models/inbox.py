"""The inbox: every push of WeChat made durable before it is answered, and handed out once, sender by sender."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Index, String, Text, and_, literal_column, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from models.base import Base, Key, stored

LEASE = timedelta(minutes=2)
OPEN = "state IN ('new', 'in_hand')"
_OPEN_STATES: Sequence[ColumnElement[str]] = (literal_column("'new'"), literal_column("'in_hand'"))
"""As literals: SQLite uses the partial index only for the words it is made with."""


class InboxState(StrEnum):
    NEW = "new"
    IN_HAND = "in_hand"
    DONE = "done"
    FAILED = "failed"


class InboxMessage(Base):
    """One push. `key` is its identity: the only truth about duplicates. `payload` is WeChat's JSON, as said."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_oldest", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        Index("ix_inbox_open", "sender", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        Index(
            "ix_inbox_failed",
            "id",
            sqlite_where=text("state = 'failed'"),
            postgresql_where=text("state = 'failed'"),
        ),
    )
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    sender: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    state: Mapped[InboxState] = stored(InboxState)
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(500), default="")
    done_at: Mapped[datetime | None]


def claim(session: Session, now: datetime, limit: int = 8) -> list[InboxMessage]:
    """Take the oldest open message of up to `limit` senders who have none in hand, under a lease that lapses.

    Messages of one sender so go in order, different senders in parallel; a crashed worker's message comes back.
    """
    earlier = aliased(InboxMessage)
    waiting = or_(
        and_(InboxMessage.state == InboxState.NEW, _free(InboxMessage, now)),
        and_(InboxMessage.state == InboxState.IN_HAND, InboxMessage.lease_until <= now),
    )
    has_earlier = (
        select(earlier.id)
        .where(earlier.sender == InboxMessage.sender, earlier.id < InboxMessage.id)
        .where(earlier.state.in_(_OPEN_STATES))
        .exists()
    )
    messages = session.scalars(
        select(InboxMessage)
        .where(waiting, text(f"inbox.{OPEN}"), ~has_earlier)  # the text lets the partial index be used
        .order_by(InboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=InboxMessage)
    ).all()
    for message in messages:
        message.state, message.lease_until = InboxState.IN_HAND, now + LEASE
        message.attempts += 1
    return list(messages)


def _free(message: type[InboxMessage], now: datetime) -> ColumnElement[bool]:
    """`lease_until` of a new message is the back-off after a failed try."""
    return or_(message.lease_until.is_(None), message.lease_until <= now)


def free_leases(session: Session, now: datetime) -> None:
    """After a crash: what the dead had in hand is free at once. A worker that lives after all loses its try, no more."""
    session.execute(
        update(InboxMessage).where(InboxMessage.state == InboxState.IN_HAND).values(lease_until=now)
    )


def take_done(session: Session, message_id: int, attempt: int, now: datetime) -> bool:
    """Mark a claimed message done, inside the transaction of what it caused.

    False when another worker has it by now (our lease lapsed): then the caller must roll back.
    """
    done = session.execute(
        update(InboxMessage)
        .where(InboxMessage.id == message_id, InboxMessage.attempts == attempt)
        .where(InboxMessage.state == InboxState.IN_HAND)
        .values(state=InboxState.DONE, done_at=now, lease_until=None, error="")
        .returning(InboxMessage.id)
    )
    return done.first() is not None


def put_back(
    session: Session, message_id: int, attempt: int, *, error: str, again_at: datetime | None
) -> None:
    """After a failed try: wait until `again_at`, or (None) stay as failed, visible and replayable.

    Nothing when it is done after all: the answer to a COMMIT may be lost although the database did it.
    """
    state = InboxState.FAILED if again_at is None else InboxState.NEW
    session.execute(
        update(InboxMessage)
        .where(InboxMessage.id == message_id, InboxMessage.attempts == attempt)
        .where(InboxMessage.state == InboxState.IN_HAND)
        .values(state=state, lease_until=again_at, error=error[:500])
    )


def replay(session: Session, message_id: int) -> bool:
    """Handle a failed message once more, from the beginning; False when it is not (or no longer) a failed one."""
    again = session.execute(
        update(InboxMessage)
        .where(InboxMessage.id == message_id, InboxMessage.state == InboxState.FAILED)
        .values(state=InboxState.NEW, lease_until=None, attempts=0)
        .returning(InboxMessage.id)
    )
    return again.first() is not None
