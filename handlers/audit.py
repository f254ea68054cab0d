"""The audit log: who did what to which record. Identifiers only, none of anybody's words."""

from datetime import datetime

from sqlalchemy.orm import Session

from handlers.desk import Desk
from models.assignment import Assignment
from models.duty import AuditEntry
from models.issue import Issue
from models.people import Organ, StaffMember
from models.yearly import YearlyReport

LONGEST_NOTE = 500


def audit(
    desk: Desk, who: StaffMember | Organ, act: str, what: Issue | Assignment | YearlyReport, note: str = ""
) -> None:
    """Append a line; `note` holds codes and numbers, for instance the organ a matter went to."""
    desk.session.add(
        AuditEntry(at=desk.now, who=_who(who), act=act, what=f"{what.__tablename__}:{what.id}", note=note)
    )


def audit_opened(desk: Desk, year: int) -> None:
    """By itself, the calendar asked the organs for that year's reports."""
    desk.session.add(AuditEntry(at=desk.now, who="system", act="yearly_opened", what=f"yearly_round:{year}"))


def audit_export(session: Session, who: str, what: str, narrowed: str, now: datetime) -> None:
    """A file with people's matters left the service: which, and what it was narrowed to."""
    session.add(AuditEntry(at=now, who=who, act="export", what=what, note=narrowed[:LONGEST_NOTE]))


def _who(who: StaffMember | Organ) -> str:
    return f"staff:{who.code}" if isinstance(who, StaffMember) else f"organ:{who.code}"
