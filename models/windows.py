"""The ledger of customer-service messages: how many WeChat will still take for one person, and until when.

Source: 发送客服消息, 客服消息使用指南 §二. After the person writes: 5 within 48 hours; after they enter the chat: 2 within
a minute. Each act sets its own count back to the maximum; nothing adds up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Row, case, literal, or_, select, update
from sqlalchemy.orm import Session

from models.people import Contact

WRITTEN_FOR, WRITTEN_MAXIMUM = timedelta(hours=48), 5
ENTERED_FOR, ENTERED_MAXIMUM = timedelta(minutes=1), 2


class Window(StrEnum):
    """What opened the window that a message was spent from."""

    ENTERED = "entered"
    WRITTEN = "written"


class Ledger(Protocol):
    """The four columns of a contact, wherever they were read."""

    @property
    def entered_left(self) -> int: ...
    @property
    def entered_until(self) -> datetime | None: ...
    @property
    def written_left(self) -> int: ...
    @property
    def written_until(self) -> datetime | None: ...


@dataclass(frozen=True)
class Room:
    """What may be sent now, by window."""

    entered: int
    written: int

    @property
    def total(self) -> int:
        return self.entered + self.written

    def first(self, wanted: int) -> "Room":
        """How `wanted` messages are spent: the enter allowance first, because it is gone in a minute anyway."""
        entered = min(wanted, self.entered)
        return Room(entered, min(wanted - entered, self.written))


NOTHING = Room(0, 0)


def room(ledger: Ledger | Row[Any], now: datetime) -> Room:
    """A window is open before its end, and shut at it."""
    entered = ledger.entered_left if ledger.entered_until is not None and now < ledger.entered_until else 0
    written = ledger.written_left if ledger.written_until is not None and now < ledger.written_until else 0
    return Room(max(entered, 0), max(written, 0))


def allowance(contact: Ledger, now: datetime) -> int:
    """How many chat messages this person can still be sent at this moment."""
    return room(contact, now).total


def wrote(session: Session, contact_id: int, now: datetime) -> None:
    """The person wrote at `now` (by WeChat's clock where known): five within 48 hours, and we can reach them again.

    A message that comes in late and out of order opens nothing anew.
    """
    until = now + WRITTEN_FOR
    session.execute(
        update(Contact)
        .where(Contact.id == contact_id)
        .where(or_(Contact.written_until.is_(None), Contact.written_until <= until))
        .values(
            written_left=WRITTEN_MAXIMUM,
            written_until=until,
            last_wrote_at=now,
            unreachable_since=None,
            unreachable_reason="",
        )
    )


def entered(session: Session, contact_id: int, now: datetime) -> None:
    """The person opened the chat at `now`: two within a minute."""
    until = now + ENTERED_FOR
    session.execute(
        update(Contact)
        .where(Contact.id == contact_id)
        .where(or_(Contact.entered_until.is_(None), Contact.entered_until <= until))
        .values(entered_left=ENTERED_MAXIMUM, entered_until=until)
    )


def spend(session: Session, contact_id: int, now: datetime) -> Window | None:
    """Spend one message; None (false) when nothing may be sent now. Two workers never spend the same one."""
    for window, left, until in (
        (Window.ENTERED, Contact.entered_left, Contact.entered_until),
        (Window.WRITTEN, Contact.written_left, Contact.written_until),
    ):
        spent = session.execute(
            update(Contact)
            .where(Contact.id == contact_id, left > 0, until > now)
            .values({left: left - 1})
            .returning(Contact.id)
        )
        if spent.first() is not None:
            return window
    return None


def spend_for(session: Session, amounts: Iterable[tuple[int, Room]]) -> None:
    """Spend for many people at once; the caller holds their rows locked and has looked at their `room`."""
    by_amount: dict[Room, list[int]] = {}
    for contact_id, amount in amounts:
        by_amount.setdefault(amount, []).append(contact_id)
    for amount, contact_ids in by_amount.items():
        if amount.total:
            session.execute(
                update(Contact)
                .where(Contact.id.in_(contact_ids))
                .values(
                    entered_left=_at_least_zero(Contact.entered_left - amount.entered),
                    written_left=_at_least_zero(Contact.written_left - amount.written),
                )
                .execution_options(synchronize_session=False)
            )


def give_back(session: Session, contact_id: int, amount: Room) -> None:
    """What was spent beforehand and then not sent; negative: more was sent than was spent.

    Never above WeChat's maximum: the person may have written in the meantime.
    """
    session.execute(
        update(Contact)
        .where(Contact.id == contact_id)
        .values(
            entered_left=_between(Contact.entered_left + amount.entered, ENTERED_MAXIMUM),
            written_left=_between(Contact.written_left + amount.written, WRITTEN_MAXIMUM),
        )
        .execution_options(synchronize_session=False)
    )


def closed(session: Session, contact_id: int) -> None:
    """WeChat refused (45015: no window is open; 45047: all are used up): our ledger was wrong, nothing is left."""
    close(session, [contact_id])


def close(session: Session, contact_ids: Iterable[int]) -> None:
    """`closed` for many at once."""
    session.execute(
        update(Contact).where(Contact.id.in_(list(contact_ids))).values(entered_left=0, written_left=0)
    )


def ledger_of(session: Session, contact_id: int) -> Ledger:
    """The ledger as it stands in the database. Raises NoResultFound."""
    columns = (Contact.entered_left, Contact.entered_until, Contact.written_left, Contact.written_until)
    row = session.execute(select(*columns).where(Contact.id == contact_id)).one()
    return _Read(*row)


@dataclass(frozen=True)
class _Read:
    entered_left: int
    entered_until: datetime | None
    written_left: int
    written_until: datetime | None


def _at_least_zero(value: ColumnElement[int]) -> ColumnElement[int]:
    return case((value < 0, literal(0)), else_=value)


def _between(value: ColumnElement[int], maximum: int) -> ColumnElement[int]:
    return case((value < 0, literal(0)), (value > maximum, literal(maximum)), else_=value)
