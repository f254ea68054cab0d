"""WeChat's report on a message or a photo may come before we have written down what it is about: then it waits."""

from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from handlers.inbound import Inbound, Said
from models.issue import Attachment
from models.outbox import OutboxNotice
from models.people import Contact
from scheduler.media_check import AGAIN

JUST_ASKED = timedelta(minutes=1)


def overtakes(session: Session, inbound: Inbound, now: datetime) -> bool:
    """Whether it tells of something unknown while something is on its way that it may mean."""
    if inbound.said is Said.NOTICE_SENT and inbound.failed_notices:
        return not _is_known_notice(session, inbound) and _is_being_told(session, inbound.openid, now)
    if inbound.said is Said.MEDIA_CHECKED and inbound.media_trace:
        return not _is_known_photo(session, inbound.media_trace) and _is_asking(session, now)
    return False


def _is_known_notice(session: Session, inbound: Inbound) -> bool:
    numbers = [wechat_id for wechat_id, _ in inbound.failed_notices]
    return (
        session.scalar(select(OutboxNotice.id).where(OutboxNotice.wechat_id.in_(numbers)).limit(1))
        is not None
    )


def _is_being_told(session: Session, openid: str, now: datetime) -> bool:
    told = select(Contact.id).where(Contact.openid == openid, Contact.sending_until > now)
    return session.scalar(told) is not None


def _is_known_photo(session: Session, trace: str) -> bool:
    return session.scalar(select(Attachment.id).where(Attachment.trace_id == trace).limit(1)) is not None


def _is_asking(session: Session, now: datetime) -> bool:
    """`next_try_at` was set when WeChat was about to be asked."""
    asked = select(Attachment.id).where(
        text("attachment.state = 'stored'"),  # as text: the partial index
        Attachment.trace_id == "",
        Attachment.next_try_at > now + AGAIN - JUST_ASKED,
    )
    return session.scalar(asked.limit(1)) is not None
