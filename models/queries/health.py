"""What operations want to know about the queues, read in a few index look-ups."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from models.base import Base
from models.duty import DutyState, DutyTask, Lease
from models.inbox import OPEN, InboxMessage, InboxState
from models.issue import Issue
from models.outbox import OutboxNotice


@dataclass(frozen=True)
class QueueFigures:
    """`oldest_received_at` is that of the oldest push not yet handled."""

    inbox_open: int
    inbox_failed: int
    oldest_received_at: datetime | None
    outbox: dict[str, int]
    issues: dict[str, int]
    duty_tasks_open: int
    scheduler_renewed_until: datetime | None


def queue_figures(session: Session) -> QueueFigures:
    waiting, oldest = session.execute(
        select(func.count(), func.min(InboxMessage.id)).where(text(f"inbox.{OPEN}"))
    ).one()
    return QueueFigures(
        inbox_open=waiting,
        inbox_failed=_count(session, InboxMessage.state == InboxState.FAILED, InboxMessage),
        oldest_received_at=session.scalar(select(InboxMessage.received_at).where(InboxMessage.id == oldest)),
        outbox=_by_state(session, OutboxNotice),
        issues=_by_state(session, Issue),
        duty_tasks_open=_count(session, DutyTask.state == DutyState.OPEN, DutyTask),
        scheduler_renewed_until=session.scalar(select(func.max(Lease.until))),
    )


def _count(session: Session, condition: ColumnElement[bool], table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(condition)) or 0


def _by_state(session: Session, table: type[OutboxNotice] | type[Issue]) -> dict[str, int]:
    rows = session.execute(select(table.state, func.count()).group_by(table.state))
    return {str(state): count for state, count in rows}
