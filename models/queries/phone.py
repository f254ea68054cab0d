"""What the phone pages show, each list in a fixed number of queries; anything not read here raises when touched."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, raiseload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from models.duty import EntryKind, HandbookEntry
from models.inbox import InboxMessage, InboxState
from models.issue import Attachment, Check, ClockKind, Issue, IssueClock, IssueEvent, IssueMessage
from models.people import Contact, Deputy, GridDeputy, Resident, StaffMember, StaffTerritory
from models.place import Grid
from models.queries.literals import literally
from models.rules.issue_state import IssueState

MOST = 100
"""A page of a phone shows no more of one kind; it says how many there are."""

TELLING = (IssueState.DRAFT, IssueState.UNFINISHED)
OPEN = (*TELLING, IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED, IssueState.REPORTED)


@dataclass(frozen=True)
class Listed:
    """The first `MOST` matters, and how many there are in all."""

    issues: tuple[Issue, ...]
    total: int


def listed(session: Session, *where: ColumnElement[bool], newest_first: bool = False) -> Listed:
    """Matters with their words, photos, place and clocks."""
    order = Issue.id.desc() if newest_first else Issue.id
    found = session.scalars(
        select(Issue).where(*where).order_by(order).limit(MOST).options(*_FOR_A_LINE)
    ).all()
    total = len(found)
    if total == MOST:
        total = session.scalar(select(func.count(Issue.id)).where(*where)) or total
    return Listed(tuple(found), total)


def story(session: Session, number: int) -> Issue | None:
    """One matter with everything that was said and that happened."""
    query = select(Issue).where(Issue.id == number).options(*_WHOLE)
    return session.scalars(query).one_or_none()


_FOR_A_LINE: tuple[ExecutableOption, ...] = (
    selectinload(Issue.messages),
    selectinload(Issue.attachments),
    selectinload(Issue.clocks),
    joinedload(Issue.grid),
    joinedload(Issue.deputy),
    raiseload("*"),
)
_WHOLE: tuple[ExecutableOption, ...] = (
    selectinload(Issue.messages),
    selectinload(Issue.attachments).joinedload(Attachment.message),
    selectinload(Issue.deputy_photos).joinedload(Attachment.message),
    selectinload(Issue.clocks),
    selectinload(Issue.events),
    joinedload(Issue.grid),
    joinedload(Issue.deputy),
    joinedload(Issue.resident),
    raiseload("*"),
)


def deputy_names(session: Session, issue: Issue) -> dict[int, str]:
    """The deputies who appear in a matter's log: id → name."""
    ids = {event.actor_id for event in issue.events if event.actor_id is not None}
    rows = session.execute(select(Deputy.id, Deputy.name).where(Deputy.id.in_(ids)))
    return {row.id: row.name for row in rows}


def of_deputy(deputy_id: int) -> ColumnElement[bool]:
    """Matters of the deputy's grids that they may see: told in full, and not held by the content check."""
    grids = select(GridDeputy.grid_id).where(GridDeputy.deputy_id == deputy_id)
    return and_(Issue.grid_id.in_(grids), Issue.check != Check.RISKY, Issue.submitted_at.is_not(None))


def _in(joined: ColumnElement[bool], member: StaffMember, *, county_wide: bool) -> ColumnElement[bool]:
    names = [territory.name for territory in member.territories]
    if not names:
        return exists().where(joined) if county_wide else false()
    return exists().where(joined, or_(Grid.township.in_(names), Grid.county.in_(names)))


def held() -> ColumnElement[bool]:
    """Words that the content check held back and nobody has read."""
    risky = exists().where(IssueMessage.issue_id == Issue.id, IssueMessage.check == Check.RISKY)
    return and_(Issue.state.in_(OPEN), risky)


def unconfirmed(now: datetime) -> ColumnElement[bool]:
    """Nobody confirmed it in time, or no deputy could be asked."""
    overdue = exists().where(
        IssueClock.issue_id == Issue.id, IssueClock.kind == ClockKind.RECEIPT, IssueClock.due_at <= now
    )
    handed = exists().where(IssueEvent.issue_id == Issue.id, IssueEvent.act == "handed_to_staff")
    return and_(Issue.state == IssueState.SUBMITTED, or_(overdue, handed))


def late(now: datetime) -> ColumnElement[bool]:
    """Confirmed, and not answered in time."""
    return exists().where(
        IssueClock.issue_id == Issue.id,
        IssueClock.kind == ClockKind.ANSWER,
        IssueClock.stopped_at.is_(None),
        IssueClock.due_at <= now,
    )


def contacts_of(member: StaffMember, *, county_wide: bool) -> Select[int]:
    """The contacts of the people of the member's territory: deputies, residents, colleagues."""
    names = [territory.name for territory in member.territories]
    serves = _in(Grid.id == GridDeputy.grid_id, member, county_wide=county_wide)
    lives = _in(Grid.id == Resident.grid_id, member, county_wide=county_wide)
    colleague = StaffTerritory.name.in_(names) if names else (true() if county_wide else false())
    deputies = select(Deputy.contact_id).join(GridDeputy).where(serves)
    staff = select(StaffMember.contact_id).join(StaffTerritory).where(colleague)
    residents = select(Resident.contact_id).where(lives)
    return select(Contact.id).where(
        or_(Contact.id.in_(deputies), Contact.id.in_(residents), Contact.id.in_(staff))
    )


@dataclass(frozen=True)
class FailedMessage:
    """A push whose handling failed for good."""

    id: int
    received_at: datetime
    attempts: int
    error: str


def failed_messages(session: Session) -> tuple[FailedMessage, ...]:
    """Oldest first."""
    columns = select(InboxMessage.id, InboxMessage.received_at, InboxMessage.attempts, InboxMessage.error)
    rows = session.execute(
        columns.where(literally(InboxMessage.state, InboxState.FAILED)).order_by(InboxMessage.id).limit(MOST)
    )
    return tuple(FailedMessage(*row) for row in rows)


@dataclass(frozen=True)
class Entry:
    """A line of the deputy's handbook."""

    kind: EntryKind
    at: datetime
    text: str
    issue_id: int | None


def handbook(session: Session, deputy_id: int, since: datetime, limit: int = MOST) -> tuple[Entry, ...]:
    """Newest first."""
    mine = (HandbookEntry.deputy_id == deputy_id, HandbookEntry.at >= since)
    columns = select(HandbookEntry.kind, HandbookEntry.at, HandbookEntry.text, HandbookEntry.issue_id)
    rows = session.execute(
        columns.where(*mine).order_by(HandbookEntry.at.desc(), HandbookEntry.id.desc()).limit(limit)
    )
    return tuple(Entry(*row) for row in rows)


def handbook_counts(session: Session, deputy_id: int, since: datetime) -> dict[EntryKind, int]:
    """How many lines of each kind since then."""
    mine = (HandbookEntry.deputy_id == deputy_id, HandbookEntry.at >= since)
    counted = select(HandbookEntry.kind, func.count().label("number")).where(*mine)
    return {row.kind: row.number for row in session.execute(counted.group_by(HandbookEntry.kind))}


def wrote_just_now(session: Session, deputy_id: int, kind: EntryKind, text: str, since: datetime) -> bool:
    """Whether the handbook has this very line since then: a form sent twice."""
    same = (HandbookEntry.kind == kind, HandbookEntry.text == text, HandbookEntry.at >= since)
    return session.scalar(select(exists().where(HandbookEntry.deputy_id == deputy_id, *same))) or False


@dataclass(frozen=True)
class GridChoice:
    """A grid to choose from a list."""

    code: str
    name: str
    township: str


def grid_choices(
    session: Session, member: StaffMember, words: str, *, county_wide: bool, limit: int = 60
) -> tuple[GridChoice, ...]:
    """Active grids of the member's territory whose name or township contains the words."""
    found = or_(Grid.name.contains(words, autoescape=True), Grid.township.contains(words, autoescape=True))
    names: Collection[str] = [territory.name for territory in member.territories]
    here = (
        or_(Grid.township.in_(names), Grid.county.in_(names))
        if names
        else (true() if county_wide else false())
    )
    columns = select(Grid.code, Grid.name, Grid.township)
    rows = session.execute(columns.where(Grid.active, found, here).order_by(Grid.code).limit(limit))
    return tuple(GridChoice(*row) for row in rows)


def attachment(session: Session, attachment_id: int) -> Attachment | None:
    """One photo, voice or video."""
    query = select(Attachment).where(Attachment.id == attachment_id).options(joinedload(Attachment.message))
    return session.scalars(query).one_or_none()
