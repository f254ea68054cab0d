"""Recording what came of a delivery: the notices' ends, the ledgers put right, the lease given back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from models import grants, windows
from models.base import UtcDateTime
from models.outbox import OutboxNotice, OutboxState
from models.outbox_rows import LONGEST_REASON, change_contacts, mark_unreachable
from models.people import Contact
from models.windows import NOTHING, Room


@dataclass(frozen=True)
class Ending:
    """What became of one notice in one attempt; an `untried` one is not counted. `again_at` is for a pending one."""

    notice_id: int
    attempt: int
    state: OutboxState
    channel: str = ""
    reason: str = ""
    wechat_id: str = ""
    again_at: datetime | None = None
    unclear: int = 0
    untried: bool = False


@dataclass(frozen=True)
class Return:
    """Everything that came of one person's turn. `windows` are the windows' ends as seen at the claim.

    `room_back` was spent beforehand and not used; `refused`: WeChat said that the chat is shut; `grants_back` and
    `used_up` are template ids.
    """

    contact_id: int
    lease_until: datetime
    claimed_at: datetime
    windows: tuple[datetime | None, datetime | None]
    endings: Sequence[Ending]
    room_back: Room = NOTHING
    refused: bool = False
    grants_back: Mapping[str, int] | None = None
    used_up: Sequence[str] = ()

    @property
    def delivered(self) -> bool:
        return any(ending.state is OutboxState.SENT for ending in self.endings)

    @property
    def parked_because(self) -> str:
        parked = (ending.reason for ending in self.endings if ending.state is OutboxState.PARKED)
        return next(parked, "")


def record(session: Session, returns: Sequence[Return], now: datetime) -> None:
    """Record many people's turns. What a successor has taken over since our lease lapsed is left alone."""
    contacts = _locked(session, [one.contact_id for one in returns])
    ours = [one for one in returns if contacts[one.contact_id].sending_until == one.lease_until]
    acted = {one.contact_id for one in ours if one.windows != _ends(contacts[one.contact_id])}
    windows.close(session, [one.contact_id for one in ours if one.refused and one.contact_id not in acted])
    for one in ours:
        _settle(session, one)
    rows = [_row(ending, now, one.contact_id in acted) for one in returns for ending in one.endings]
    if rows:
        session.connection().execute(_ENDING, rows)
    change_contacts(session, [one.contact_id for one in ours], sending_until=None)
    delivered = [one.contact_id for one in returns if one.delivered]
    change_contacts(session, delivered, unreachable_since=None, unreachable_reason="")
    for one in ours:
        if one.parked_because and not one.delivered and one.contact_id not in acted:
            mark_unreachable(session, [one.contact_id], one.parked_because, now)


def _locked(session: Session, contact_ids: Sequence[int]) -> dict[int, Any]:
    """The people first, in order: a handler that holds a person may be waiting for that person's notices."""
    columns = select(Contact.id, Contact.sending_until, Contact.entered_until, Contact.written_until)
    rows = session.execute(
        columns.where(Contact.id.in_(contact_ids)).order_by(Contact.id).with_for_update(key_share=True)
    )
    return {row.id: row for row in rows}


def _ends(row: Any) -> tuple[datetime | None, datetime | None]:
    return row.entered_until, row.written_until


def _settle(session: Session, one: Return) -> None:
    """Put the ledgers right where more or less was used than was spent beforehand."""
    if one.room_back != NOTHING and not one.refused:
        windows.give_back(session, one.contact_id, one.room_back)
    for template_id, number in (one.grants_back or {}).items():
        grants.change(session, one.contact_id, template_id, number)
    for template_id in one.used_up:
        grants.used_up(session, one.contact_id, template_id, one.claimed_at)


def _row(ending: Ending, now: datetime, acted: bool) -> dict[str, Any]:
    """The parameters for one notice; what would be parked goes again at once if the person has acted meanwhile."""
    state, again_at = ending.state, ending.again_at
    if acted and state is OutboxState.PARKED:
        state, again_at = OutboxState.PENDING, now
    waits = state in {OutboxState.PENDING, OutboxState.PARKED}
    return {
        "notice": ending.notice_id,
        "attempt": ending.attempt,
        "to_state": state,
        "to_channel": "" if waits else ending.channel,
        "why": ending.reason[:LONGEST_REASON],
        "message": ending.wechat_id[:64],
        "again": again_at,
        "doubts": ending.unclear,
        "uncounted": int(ending.untried),
        "ended": None if waits else now,
    }


_ENDING = (
    update(OutboxNotice)
    .where(OutboxNotice.id == bindparam("notice"), OutboxNotice.attempts == bindparam("attempt"))
    # UNKNOWN: our lease lapsed and a successor gave it up as unclear; now the truth comes late, and counts.
    .where(or_(OutboxNotice.state == OutboxState.PENDING, OutboxNotice.state == OutboxState.UNKNOWN))
    .values(
        state=bindparam("to_state"),
        channel=bindparam("to_channel"),
        reason=bindparam("why"),
        wechat_id=bindparam("message"),
        not_before=func.coalesce(bindparam("again", type_=UtcDateTime()), OutboxNotice.not_before),
        attempts=OutboxNotice.attempts - bindparam("uncounted"),
        unclear=OutboxNotice.unclear + bindparam("doubts"),
        ended_at=bindparam("ended"),
    )
)
