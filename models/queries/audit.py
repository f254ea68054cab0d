"""Looking into the audit log: who did what, when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models.duty import AuditEntry

MOST_COUNTED = 10_000
"""Beyond this nobody turns pages; they narrow the search."""


@dataclass(frozen=True)
class Sought:
    """By a code or a number of either side (S1, issue:1001), by act, by time; empty for all."""

    words: str = ""
    act: str = ""
    since: datetime | None = None
    until: datetime | None = None


def count(session: Session, sought: Sought) -> int:
    """At most `MOST_COUNTED`."""
    some = select(AuditEntry.id).where(*_where(sought)).limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def entries(session: Session, sought: Sought, *, limit: int, offset: int) -> tuple[AuditEntry, ...]:
    """Newest first."""
    found = select(AuditEntry).where(*_where(sought)).order_by(AuditEntry.id.desc())
    return tuple(session.scalars(found.limit(limit).offset(offset)))


def acts(session: Session) -> tuple[str, ...]:
    """What has been done at all, for the choice."""
    return tuple(session.scalars(select(AuditEntry.act).distinct().order_by(AuditEntry.act)))


def _where(sought: Sought) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if sought.words:
        words = sought.words.upper()
        sides = (func.upper(AuditEntry.who), func.upper(AuditEntry.what))
        where.append(or_(*(side.contains(words, autoescape=True) for side in sides)))
    if sought.act:
        where.append(AuditEntry.act == sought.act)
    if sought.since:
        where.append(AuditEntry.at >= sought.since)
    if sought.until:
        where.append(AuditEntry.at < sought.until)
    return where
