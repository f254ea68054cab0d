"""Handing out the outbox, a person at a time: everything that is due for one person goes to one worker, once.

The claim is a lease on the contact (`sending_until`) that lapses. What is being sent bears its `channel` while it is
pending; `attempts` fences: a worker whose lease lapsed can no longer record over its successor.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, text, update
from sqlalchemy.orm import Session

from models import grants
from models.issue import Issue
from models.outbox import NoticeKind, OutboxNotice, OutboxState
from models.outbox_rows import EXPIRED, LONGEST_REASON, change_contacts, change_notices, mark_unreachable
from models.people import Contact
from models.windows import Room, room, spend_for

LEASE = timedelta(minutes=2)
CHAT_IN_PROGRESS = timedelta(minutes=10)
WAITS_FOR_THE_CHAT = (NoticeKind.REMINDER, NoticeKind.DUTY)
"""A nudge never interrupts a chat in progress (domain §7)."""

REPEATABLE = frozenset({NoticeKind.REPLY, NoticeKind.PROGRESS, NoticeKind.NEW_ISSUE})
"""What is repeated once when nobody knows whether it arrived.

An answer, news of one's own matter or a call for a matter is worth more than the annoyance of reading it twice. A
nudge or a digest read twice only annoys, and the next one comes anyway: it stays `UNKNOWN`, for staff to see.
"""

WHILE = "while"
"""The key in a notice's `fields` with the states of its matter (`submitted,received`) in which it makes sense."""

OVERTAKEN, UNSURE = "事项已有进展，不必再发", "发送中断，不知是否送达"
_LOOK_AHEAD = 8
_PENDING = text("outbox.state = 'pending'")  # as text, so that the partial index is used
_WAITING = text("outbox.state IN ('pending', 'parked')")


@dataclass(frozen=True)
class Due:
    """One notice whose turn has come."""

    id: int
    kind: NoticeKind
    text: str
    fields: Mapping[str, str]
    page: str
    attempts: int
    unclear: int


@dataclass(frozen=True)
class Person:
    """One person in our hands: what is due for them, in order, and what may be sent to them.

    `windows` are the ends of the two windows as seen: another end later means that the person has acted since.
    `grants`: template id → (messages left, last answer was yes).
    """

    contact_id: int
    openid: str
    room: Room
    windows: tuple[datetime | None, datetime | None]
    grants: Mapping[str, tuple[int, bool]]
    notices: tuple[Due, ...]


@dataclass(frozen=True)
class Departure:
    """What leaves for one person under this claim, and what cannot: `parked` is reason → notices.

    `templates` are the one-time templates to spend, each as often as it is sent. `cut_off`: nothing would reach them,
    whatever it were about.
    """

    contact_id: int
    room: Room
    templates: Sequence[str]
    on_channel: Mapping[str, Sequence[int]]
    parked: Mapping[str, Sequence[int]]
    cut_off: bool


def claim(session: Session, now: datetime, limit: int) -> tuple[list[Person], int]:
    """Lock up to `limit` people with something due, longest waiting first, and read all that is due for them.

    What has expired or been overtaken is dropped, what a dead worker was sending is judged (see `REPEATABLE`). Also
    returns how many notices were looked at; 0 means that nothing is due. `depart` must follow in this transaction.
    """
    contacts = session.execute(_people(now, limit)).all()
    rows = session.execute(_notices(now, [contact.id for contact in contacts])).all() if contacts else []
    kept = _still_wanted(session, rows, now)
    granted = grants.of(session, kept)
    people = [
        Person(
            contact_id=contact.id,
            openid=contact.openid,
            room=room(contact, now),
            windows=(contact.entered_until, contact.written_until),
            grants=granted.get(contact.id, {}),
            notices=tuple(kept[contact.id]),
        )
        for contact in contacts
        if contact.id in kept
    ]
    return people, len(rows)


def depart(session: Session, departures: Sequence[Departure], now: datetime) -> datetime:
    """Lease the people to us, spend what their messages will cost, mark what is on its way. Returns the lease's end."""
    lease_until = now + LEASE
    leaving = [one for one in departures if any(one.on_channel.values())]
    change_contacts(session, [one.contact_id for one in leaving], sending_until=lease_until)
    spend_for(session, ((one.contact_id, one.room) for one in leaving))
    for one in leaving:
        for template_id in one.templates:
            grants.change(session, one.contact_id, template_id, -1)
    for channel, notice_ids in _by_word(one.on_channel for one in leaving).items():
        change_notices(session, notice_ids, channel=channel, attempts=OutboxNotice.attempts + 1)
    for reason, notice_ids in _by_word(one.parked for one in departures).items():
        change_notices(session, notice_ids, state=OutboxState.PARKED, channel="", reason=reason)
    for reason in sorted({reason for one in departures for reason in one.parked}):
        stuck = [one.contact_id for one in departures if one.cut_off and reason in one.parked]
        mark_unreachable(session, stuck, reason, now)
    return lease_until


def wake(session: Session, contact_id: int, now: datetime) -> int:
    """The person wrote or entered: what was parked for them goes out now; what has expired is dropped.

    Call it after `windows.wrote` or `windows.entered`. Returns how many now go out.
    """
    # This locks the person first: a delivery that is just parking something must be over before we look.
    change_contacts(session, [contact_id], unreachable_since=None, unreachable_reason="")
    parked = and_(OutboxNotice.contact_id == contact_id, _WAITING, OutboxNotice.state == OutboxState.PARKED)
    session.execute(
        update(OutboxNotice)
        .where(parked, OutboxNotice.expires_at <= now)
        .values(state=OutboxState.DROPPED, reason=EXPIRED, ended_at=now)
    )
    woken = session.execute(
        update(OutboxNotice)
        .where(parked)
        .values(state=OutboxState.PENDING, not_before=now, channel="", reason="", ended_at=None)
        .returning(OutboxNotice.id)
    )
    return len(woken.all())


def failed_later(session: Session, wechat_id: str, reason: str, now: datetime) -> bool:
    """WeChat reports (subscribe_msg_sent_event) that a message it had taken was not delivered.

    It is parked until the person writes, or dead when it has expired; a notice that ended otherwise stays as it is.
    False: we know no such message, or not yet: the event may overtake our own record by moments.
    """
    columns = select(OutboxNotice.id, OutboxNotice.contact_id, OutboxNotice.state, OutboxNotice.expires_at)
    rows = session.execute(
        columns.where(OutboxNotice.wechat_id == wechat_id, OutboxNotice.wechat_id != "")
    ).all()
    sent = [row for row in rows if row.state is OutboxState.SENT]
    expired = [row.id for row in sent if row.expires_at is not None and row.expires_at <= now]
    waiting = [row.id for row in sent if row.id not in expired]
    why = f"微信未能送达：{reason}"[:LONGEST_REASON]
    change_notices(session, expired, state=OutboxState.DEAD, reason=why, ended_at=now)
    change_notices(session, waiting, state=OutboxState.PARKED, reason=why, ended_at=None)
    mark_unreachable(session, {row.contact_id for row in sent}, why, now)
    return bool(rows)


def _people(now: datetime, limit: int) -> Select[*tuple[Any, ...]]:
    """The look-ahead lets a second worker find people beyond those that the first has just locked."""
    free = or_(Contact.sending_until.is_(None), Contact.sending_until <= now)
    waiting = (
        select(OutboxNotice.contact_id, OutboxNotice.not_before)
        .join(Contact, Contact.id == OutboxNotice.contact_id)
        .where(_PENDING, OutboxNotice.not_before <= now, free, _may_interrupt(now))
        .order_by(OutboxNotice.not_before, OutboxNotice.contact_id)
        .limit(limit * _LOOK_AHEAD)
        .subquery()
    )
    first = func.min(waiting.c.not_before).label("first")
    people = select(waiting.c.contact_id, first).group_by(waiting.c.contact_id).subquery()
    ledger = (Contact.entered_left, Contact.entered_until, Contact.written_left, Contact.written_until)
    return (
        select(Contact.id, Contact.openid, *ledger)
        .join(people, people.c.contact_id == Contact.id)
        .where(free)
        .order_by(people.c.first, Contact.id)
        .limit(limit)
        # NO KEY UPDATE: handlers meanwhile insert notices for this person, which takes KEY SHARE on the row.
        .with_for_update(of=Contact, skip_locked=True, key_share=True)
    )


def _notices(now: datetime, contact_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Read after the people are locked, so that nothing a finished worker has just recorded is seen as due."""
    own = (OutboxNotice.id, OutboxNotice.contact_id, OutboxNotice.kind, OutboxNotice.text)
    content = (OutboxNotice.fields, OutboxNotice.page, OutboxNotice.expires_at)
    course = (OutboxNotice.attempts, OutboxNotice.unclear, OutboxNotice.channel)
    return (
        select(*own, *content, *course, Issue.state.label("issue_state"))
        .join(Contact, Contact.id == OutboxNotice.contact_id)
        .outerjoin(Issue, Issue.id == OutboxNotice.issue_id)
        .where(_PENDING, OutboxNotice.contact_id.in_(contact_ids))
        .where(OutboxNotice.not_before <= now, _may_interrupt(now))
        .order_by(OutboxNotice.contact_id, OutboxNotice.id)
    )


def _may_interrupt(now: datetime) -> ColumnElement[bool]:
    return or_(
        OutboxNotice.kind.not_in(WAITS_FOR_THE_CHAT),
        Contact.last_wrote_at.is_(None),
        Contact.last_wrote_at <= now - CHAT_IN_PROGRESS,
    )


def _still_wanted(session: Session, rows: Iterable[Row[Any]], now: datetime) -> dict[int, list[Due]]:
    """What is worth sending, by person; the rest ends here, each with its reason."""
    kept: dict[int, list[Due]] = {}
    ended: dict[str, list[int]] = {}
    again: list[int] = []
    for row in rows:
        interrupted = bool(row.channel)
        if reason := _end_of(row, now):
            ended.setdefault(reason, []).append(row.id)
            continue
        if interrupted:
            again.append(row.id)
        facts = {name: str(value) for name, value in row.fields.items() if name != WHILE}
        due = Due(
            row.id, row.kind, row.text, facts, row.page, row.attempts, row.unclear + (1 if interrupted else 0)
        )
        kept.setdefault(row.contact_id, []).append(due)
    for reason, notice_ids in ended.items():
        state = OutboxState.UNKNOWN if reason == UNSURE else OutboxState.DROPPED
        change_notices(session, notice_ids, state=state, reason=reason, ended_at=now)
    change_notices(session, again, unclear=OutboxNotice.unclear + 1)
    return kept


def _end_of(row: Row[Any], now: datetime) -> str:
    """Why it is not sent (any more); "" when it is."""
    reason = ""
    if row.expires_at is not None and row.expires_at <= now:
        reason = EXPIRED
    elif row.issue_state and (wanted := row.fields.get(WHILE)) and row.issue_state not in wanted.split(","):
        reason = OVERTAKEN
    if row.channel and (reason or row.unclear or row.kind not in REPEATABLE):
        return UNSURE  # a dead worker was sending it
    return reason


def _by_word(parts: Iterable[Mapping[str, Sequence[int]]]) -> dict[str, list[int]]:
    gathered: dict[str, list[int]] = {}
    for part in parts:
        for word, notice_ids in part.items():
            gathered.setdefault(word, []).extend(notice_ids)
    return gathered
