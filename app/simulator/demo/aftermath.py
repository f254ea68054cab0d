"""Bringing the demo's past to rest: what was told counts as sent, so that nothing old goes out at the first start."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from models.outbox import OutboxNotice, OutboxState
from models.people import Contact, Deputy

_UNREACHABLE = 9
_SINCE = timedelta(days=3)
_REASON = "43101 未订阅，且 48 小时内没有写过"


def come_to_rest(session: Session, now: datetime) -> None:
    """Every notice sent at its time; no chat window stays open, because the fake WeChat saw none of it."""
    sent_at = (
        func.min(OutboxNotice.not_before, now)
        if _is_sqlite(session)
        else func.least(OutboxNotice.not_before, now)
    )
    session.execute(
        update(OutboxNotice)
        .where(OutboxNotice.state == OutboxState.PENDING)
        .values(state=OutboxState.SENT, channel="chat", attempts=1, ended_at=sent_at)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Contact)
        .values(written_left=0, written_until=None, entered_left=0, entered_until=None)
        .execution_options(synchronize_session=False)
    )
    _lose_touch(session, now)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _lose_touch(session: Session, now: datetime) -> None:
    """A few deputies have not written for long and cannot be reached: their last notice waits for them."""
    quiet = session.scalars(
        select(Contact)
        .join(Deputy, Deputy.contact_id == Contact.id)
        .where(or_(Contact.last_wrote_at.is_(None), Contact.last_wrote_at < now - timedelta(weeks=8)))
        .where(Contact.id.in_(select(OutboxNotice.contact_id)), Deputy.code > "D0001")
        .order_by(Contact.id)
        .where(Contact.id % 97 == 0)
        .limit(_UNREACHABLE)
    ).all()
    for contact in quiet:
        contact.unreachable_since, contact.unreachable_reason = now - _SINCE, _REASON
        last = select(func.max(OutboxNotice.id)).where(OutboxNotice.contact_id == contact.id)
        session.execute(
            update(OutboxNotice)
            .where(OutboxNotice.id == last.scalar_subquery())
            .values(state=OutboxState.PARKED, reason=_REASON, ended_at=None)
            .execution_options(synchronize_session=False)
        )
