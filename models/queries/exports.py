"""What leaves the house as tables: frozen rows, read in batches by key, so that a million matters fit in little memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from models.duty import EntryKind, HandbookEntry
from models.issue import (
    Attachment,
    Issue,
    IssueChannel,
    IssueMessage,
    Result,
    Satisfaction,
)
from models.people import Contact, Deputy, Resident
from models.place import Grid
from models.rules.issue_state import IssueState

BATCH = 2000


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One matter as `export issues` gives it. `resident` is the openid, empty for an anonymous matter."""

    number: int
    created_at: datetime
    resident: str
    anonymous: bool
    grid_code: str
    township: str
    deputy_code: str
    channel: IssueChannel
    text: str
    attachments: tuple[str, ...]
    category: str
    field: str
    state: IssueState
    receipt_at: datetime | None
    closed_at: datetime | None
    result: Result | None
    satisfaction: Satisfaction | None
    source_message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandbookLine:
    """One line of a deputy's performance handbook (履职手册)."""

    deputy_code: str
    at: datetime
    kind: EntryKind
    text: str
    issue: int | None


def count_issues(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Issue)) or 0


def count_handbook(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(HandbookEntry)) or 0


def issues(session: Session, batch: int = BATCH) -> Iterator[IssueLine]:
    """Every matter, by number; three queries for each batch."""
    head = (
        select(
            Issue.id,
            Issue.created_at,
            Issue.anonymous,
            Issue.channel,
            Issue.category,
            Issue.field,
            Issue.state,
            Issue.receipt_at,
            Issue.closed_at,
            Issue.result,
            Issue.satisfaction,
            Contact.openid,
            Grid.code.label("grid_code"),
            Grid.township,
            Deputy.code.label("deputy_code"),
        )
        .join(Resident, Issue.resident_id == Resident.id)
        .outerjoin(Contact, Resident.contact_id == Contact.id)
        .outerjoin(Grid, Issue.grid_id == Grid.id)
        .outerjoin(Deputy, Issue.deputy_id == Deputy.id)
    )
    for rows in _by_key(session, head, Issue.id, batch):
        said = _said(session, rows[0].id, rows[-1].id)
        files = _files(session, rows[0].id, rows[-1].id)
        for row in rows:
            yield _issue_line(row, said.get(row.id, []), tuple(files.get(row.id, ())))


def _by_key(session: Session, statement: Any, key: Any, batch: int) -> Iterator[Sequence[Row[Any]]]:
    """The rows in order of the key, a batch at a time, each read to its end: no cursor stays open."""
    last = 0
    while rows := session.execute(statement.where(key > last).order_by(key).limit(batch)).all():
        yield rows
        last = rows[-1].id


def _said(session: Session, first: int, last: int) -> dict[int, list[Row[Any]]]:
    statement = (
        select(IssueMessage.issue_id, IssueMessage.text, IssueMessage.message_id)
        .where(IssueMessage.issue_id.between(first, last))
        .order_by(IssueMessage.id)
    )
    return _grouped(session, statement, lambda row: row)


def _files(session: Session, first: int, last: int) -> dict[int, list[str]]:
    """What came with the matter; a deputy's photos of what was done are no part of it."""
    statement = (
        select(Attachment.issue_id, Attachment.path, Attachment.media_id)
        .where(Attachment.issue_id.between(first, last), Attachment.by_deputy_id.is_(None))
        .order_by(Attachment.id)
    )
    return _grouped(session, statement, lambda row: row.path or row.media_id)


def _grouped(session: Session, statement: Any, value: Callable[[Row[Any]], Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in session.execute(statement):
        groups.setdefault(row.issue_id, []).append(value(row))
    return groups


def _issue_line(row: Row[Any], said: list[Row[Any]], attachments: tuple[str, ...]) -> IssueLine:
    return IssueLine(
        number=row.id,
        created_at=row.created_at,
        resident="" if row.anonymous else row.openid or "",
        anonymous=row.anonymous,
        grid_code=row.grid_code or "",
        township=row.township or "",
        deputy_code=row.deputy_code or "",
        channel=row.channel,
        text="\n".join(message.text for message in said if message.text),
        attachments=attachments,
        category=row.category,
        field=row.field,
        state=row.state,
        receipt_at=row.receipt_at,
        closed_at=row.closed_at,
        result=row.result,
        satisfaction=row.satisfaction,
        source_message_ids=tuple(message.message_id for message in said if message.message_id),
    )


def handbook(session: Session, batch: int = BATCH) -> Iterator[HandbookLine]:
    """Every entry of every deputy's handbook, in the order written."""
    entries = select(
        HandbookEntry.id,
        HandbookEntry.at,
        HandbookEntry.kind,
        HandbookEntry.text,
        HandbookEntry.issue_id,
        Deputy.code,
    ).join(Deputy, HandbookEntry.deputy_id == Deputy.id)
    for rows in _by_key(session, entries, HandbookEntry.id, batch):
        for row in rows:
            yield HandbookLine(row.code, row.at, row.kind, row.text, row.issue_id)
