"""After somebody had their data erased: their files leave the disk, and their WeChat account is forgotten with its last notice.

Each step may be done twice, and the row that asks for it goes last: whoever stops in between leaves nothing behind.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Protocol

from sqlalchemy import delete, exists, false, or_, select, update
from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.erasing import ERASED, erase
from handlers.placebook import PlaceBook
from handlers.rulebook import Rulebook
from models.chat import Conversation
from models.db import Database
from models.duty import EntryKind, HandbookEntry
from models.erasure import Erasure
from models.inbox import InboxMessage, InboxState
from models.issue import Attachment, Issue, IssueMessage
from models.outbox import Grant, OutboxNotice, OutboxState
from models.people import Contact, Deputy, Organ, Resident, StaffMember
from models.reply import Evidence
from models.rules.redacting import quotable, redacted

TOGETHER = 200
"""Each may wait a day for its last notice, and none shall wait for that of another."""
A_STEP = 20
DAYS_OF_A_YEAR = 365.25
_NOT_YET = (InboxState.NEW, InboxState.IN_HAND)
LAST_WORD = timedelta(days=1)
"""So long the sentence that it is done may take to arrive."""


@dataclass(frozen=True)
class _Left:
    """What was found outside the transaction: the tables are long, and nobody shall wait for it."""

    pushes: list[int]
    notices: list[int]
    entries: list[int]


class Store(Protocol):
    """Where the files lie."""

    def remove(self, path: str) -> None:
        """Nothing happens when it is gone already."""


def erase_old(db: Database, rules: Rulebook, places: PlaceBook, now: datetime) -> int:
    """Those whose last matter ended longer ago than the county keeps it; a few at a time, none when it keeps all."""
    if not rules.keep_years:
        return 0
    before = now - timedelta(days=ceil(DAYS_OF_A_YEAR * rules.keep_years))
    theirs = Issue.resident_id == Resident.id
    kept = or_(Issue.closed_at.is_(None), Issue.closed_at > before)
    old = select(Resident.id).where(Resident.erased_at.is_(None), exists().where(theirs))
    with db.reading() as session:
        due = session.scalars(
            old.where(~exists().where(theirs, kept)).order_by(Resident.id).limit(A_STEP)
        ).all()
    for number in due:
        with db.transaction() as session:
            erase(Desk(session, rules, places, now), session.get_one(Resident, number))
    return len(due)


def finish_due(db: Database, store: Store, now: datetime) -> int:
    """Go on with some of what is to be removed; how many were brought to their end."""
    with db.reading() as session:
        waiting = session.scalars(select(Erasure).order_by(Erasure.id).limit(TOGETHER)).all()
        free = {one.id: [path for path in one.paths if not _shown(session, path)] for one in waiting}
        found = {one.id: _Left(_pushes(session, one), *_quoting(session, one)) for one in waiting}
    for one in waiting:
        for path in free[one.id]:
            store.remove(path)
    ended = 0
    for one in waiting:
        with db.transaction() as session:
            ended += _finish(session, one.id, found[one.id], now)
    return ended


def _quoting(session: Session, one: Erasure) -> tuple[list[int], list[int]]:
    """Lists and digests sent, and summaries handed in, that may quote what was said. Notices about a matter are cleared with it."""
    begins = [begin for said in one.said if (begin := quotable(said))]
    in_notice = or_(false(), *(OutboxNotice.text.contains(begin) for begin in begins))
    in_summary = or_(false(), *(HandbookEntry.text.contains(begin) for begin in begins))
    notices = select(OutboxNotice.id).where(OutboxNotice.issue_id.is_(None), in_notice)
    entries = select(HandbookEntry.id).where(HandbookEntry.kind == EntryKind.SUMMARY, in_summary)
    return list(session.scalars(notices)), list(session.scalars(entries))


def _pushes(session: Session, one: Erasure) -> list[int]:
    """What the account pushed before."""
    openid = session.scalar(select(Contact.openid).where(Contact.id == one.contact_id))
    pushed = InboxMessage.sender == openid, InboxMessage.received_at <= one.asked_at
    return list(session.scalars(select(InboxMessage.id).where(*pushed)))


def _shown(session: Session, path: str) -> bool:
    """The same photo sent by somebody else is the same file."""
    other = exists().where((Attachment.path == path) | (Attachment.drawn_from == path))
    return bool(session.scalar(select(other | exists().where(Evidence.path == path))))


def _finish(session: Session, number: int, left: _Left, now: datetime) -> int:
    row = session.get(Erasure, number, with_for_update=True)
    if row is None:
        return 0
    row.paths = []
    if not _unquoted(session, row, left):
        return 0
    if row.contact_id is not None and not _forgotten(session, row, row.contact_id, left.pushes, now):
        return 0
    session.delete(row)
    return 1


def _unquoted(session: Session, row: Erasure, left: _Left) -> bool:
    """Whether nothing quotes it any more. A notice that is being sent just now is looked at the next time."""
    notices = session.scalars(
        select(OutboxNotice).where(OutboxNotice.id.in_(left.notices)).with_for_update()
    ).all()
    entries = session.scalars(
        select(HandbookEntry).where(HandbookEntry.id.in_(left.entries)).with_for_update()
    ).all()
    going = [one for one in notices if one.state is OutboxState.PENDING and one.channel]
    still = [one for one in notices if one not in going]
    quoting: list[OutboxNotice | HandbookEntry] = [*still, *entries]
    for one in quoting:
        for said in row.said:
            one.text = redacted(one.text, said, ERASED)
    return not going


def _forgotten(session: Session, row: Erasure, contact_id: int, pushes: list[int], now: datetime) -> bool:
    """Whether nothing of the account from before is left."""
    before = OutboxNotice.contact_id == contact_id, OutboxNotice.created_at <= row.asked_at
    on_the_way = exists().where(*before, OutboxNotice.state == OutboxState.PENDING)
    if session.scalar(select(on_the_way)) and now - row.asked_at < LAST_WORD:
        return False
    contact = session.get_one(Contact, contact_id, with_for_update=True)
    if session.scalar(select(exists().where(InboxMessage.id.in_(pushes), InboxMessage.state.in_(_NOT_YET)))):
        return False
    row.contact_id = None
    session.flush()
    session.execute(delete(OutboxNotice).where(*before))
    for pushed in (IssueMessage, HandbookEntry):  # somebody who was a deputy once
        session.execute(update(pushed).where(pushed.inbox_id.in_(pushes)).values(inbox_id=None))
    session.execute(delete(InboxMessage).where(InboxMessage.id.in_(pushes)))
    if not _came_back(session, contact, row.asked_at):
        session.execute(update(Erasure).where(Erasure.contact_id == contact_id).values(contact_id=None))
        for table in (Grant, Conversation):
            session.execute(delete(table).where(table.contact_id == contact_id))
        session.delete(contact)
    return True


def _came_back(session: Session, contact: Contact, asked_at: datetime) -> bool:
    """They wrote or opened the chat again, as somebody new, or have become somebody's contact."""
    held = [
        exists().where(table.contact_id == contact.id)
        for table in (OutboxNotice, Resident, Deputy, StaffMember, Organ)
    ]
    again = exists().where(InboxMessage.sender == contact.openid, InboxMessage.received_at > asked_at)
    return bool(session.scalar(select(or_(again, *held))))
