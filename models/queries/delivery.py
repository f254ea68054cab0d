"""For staff: what could not be delivered, what waits for someone to write again, and who cannot be reached, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from models.outbox import NoticeKind, OutboxNotice, OutboxState
from models.people import Contact, Deputy, Resident, StaffMember
from models.queries.literals import literally

MOST = 500


@dataclass(frozen=True)
class Recipient:
    """Who it is, by the words staff know; a resident's name may be empty. No openid, no phone."""

    contact_id: int
    capacity: str
    """代表, 工作人员 or 居民; "" for someone who never said who they are."""
    name: str


@dataclass(frozen=True)
class Undelivered:
    """One notice that did not arrive, or may not have."""

    notice_id: int
    recipient: Recipient
    kind: NoticeKind
    state: OutboxState
    text: str
    issue_number: int | None
    reason: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Unreachable:
    """One person who cannot be reached, with what waits for them."""

    recipient: Recipient
    since: datetime
    reason: str
    waiting: int


EVERYBODY = true()
"""No narrower circle of contacts; else a condition on `Contact`."""


def given_up(
    session: Session, limit: int = MOST, among: ColumnElement[bool] = EVERYBODY
) -> list[Undelivered]:
    """What was given up (dead) or may not have arrived (unknown), newest first."""
    ended = OutboxNotice.state.in_((OutboxState.DEAD, OutboxState.UNKNOWN))
    rows = session.execute(_notices().where(ended, among).order_by(OutboxNotice.id.desc()).limit(limit))
    return [_undelivered(row) for row in rows]


def parked(session: Session, limit: int = MOST, among: ColumnElement[bool] = EVERYBODY) -> list[Undelivered]:
    """What waits for its person to write again, oldest first."""
    waiting = OutboxNotice.state == OutboxState.PARKED
    rows = session.execute(_notices().where(waiting, among).order_by(OutboxNotice.id).limit(limit))
    return [_undelivered(row) for row in rows]


def unreachable(
    session: Session, limit: int = MOST, among: ColumnElement[bool] = EVERYBODY
) -> list[Unreachable]:
    """Who cannot be reached now, longest first."""
    waiting = (
        select(func.count(OutboxNotice.id))
        .where(OutboxNotice.contact_id == Contact.id, OutboxNotice.state == OutboxState.PARKED)
        .where(literally(OutboxNotice.state, OutboxState.PENDING, OutboxState.PARKED))  # as its index says
        .scalar_subquery()
    )
    rows = session.execute(
        _with_names(
            select(*_WHO, Contact.unreachable_since, Contact.unreachable_reason, waiting.label("waiting"))
        )
        .where(Contact.unreachable_since.is_not(None), among)
        .order_by(Contact.unreachable_since, Contact.id)
        .limit(limit)
    )
    return [
        Unreachable(_recipient(row), row.unreachable_since, row.unreachable_reason, row.waiting)
        for row in rows
    ]


_WHO = (
    Contact.id.label("contact_id"),
    Deputy.name.label("deputy"),
    StaffMember.name.label("staff"),
    Resident.name.label("resident"),
)


def _with_names(columns: Any) -> Select[*tuple[Any, ...]]:
    joined: Select[*tuple[Any, ...]] = (
        columns.outerjoin(Deputy, Deputy.contact_id == Contact.id)
        .outerjoin(StaffMember, StaffMember.contact_id == Contact.id)
        .outerjoin(Resident, Resident.contact_id == Contact.id)
    )
    return joined


def _notices() -> Select[*tuple[Any, ...]]:
    told = (OutboxNotice.id, OutboxNotice.kind, OutboxNotice.state, OutboxNotice.text, OutboxNotice.issue_id)
    course = (OutboxNotice.reason, OutboxNotice.created_at, OutboxNotice.ended_at)
    columns = select(*_WHO, *told, *course).select_from(OutboxNotice)
    return _with_names(columns.join(Contact, Contact.id == OutboxNotice.contact_id))


def _recipient(row: Any) -> Recipient:
    for capacity, name in (("代表", row.deputy), ("工作人员", row.staff), ("居民", row.resident)):
        if name is not None:
            return Recipient(row.contact_id, capacity, name)
    return Recipient(row.contact_id, "", "")


def _undelivered(row: Any) -> Undelivered:
    return Undelivered(
        notice_id=row.id,
        recipient=_recipient(row),
        kind=row.kind,
        state=row.state,
        text=row.text,
        issue_number=row.issue_id,
        reason=row.reason,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
