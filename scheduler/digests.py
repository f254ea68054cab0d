"""Digests: daily to townships and station heads, weekly to the county, its committees and leaders; once each.

Nothing to say is no push, but the run is recorded; after downtime one digest covers all that was missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from handlers.digest_wording import digest_for, facts
from handlers.notices import tell
from handlers.rulebook import Rulebook
from models.db import Database
from models.duty import DigestRun
from models.insert_once import insert_once
from models.outbox import NoticeKind
from models.people import StaffMember, StaffRole
from models.queries.digest import scope_of
from models.rules.digests import daily_on, weekly_on

PAGE = "/m/staff"


@dataclass(frozen=True)
class Rhythm:
    """How often a digest comes, and to whom; `span` is what the first one looks back."""

    name: str
    roles: tuple[StaffRole, ...]
    span: timedelta


DAILY = Rhythm("daily", (StaffRole.TOWNSHIP, StaffRole.STATION_HEAD), timedelta(days=1))
WEEKLY = Rhythm("weekly", (StaffRole.COUNTY, StaffRole.COMMITTEE, StaffRole.LEADER), timedelta(days=7))


@dataclass(frozen=True)
class _Digest:
    staff_id: int
    contact_id: int
    text: str
    fields: dict[str, str]


def send_due(db: Database, rules: Rulebook, now: datetime) -> int:
    """Make the digests that are due; how many staff members' runs were recorded, those with nothing to say included."""
    daily = daily_on(now, rules.digest_at, rules.calendar, rules.quiet)
    weekly = weekly_on(now, rules.digest_at, rules.weekly_digest_weekday, rules.calendar, rules.quiet)
    return _send(db, rules, DAILY, daily, now) + _send(db, rules, WEEKLY, weekly, now)


def _send(db: Database, rules: Rulebook, rhythm: Rhythm, on: date | None, now: datetime) -> int:
    if on is None:
        return 0
    with db.reading() as session:
        waiting = _without_run(session, rhythm, on)
    return sum(_send_to(db, rules, rhythm, (staff_id, on), now) for staff_id in waiting)


def _without_run(session: Session, rhythm: Rhythm, on: date) -> Sequence[int]:
    """Whoever has no WeChat yet gets no run, so that their first digest is a whole one."""
    made = exists().where(
        DigestRun.staff_id == StaffMember.id, DigestRun.kind == rhythm.name, DigestRun.on == on
    )
    return session.scalars(
        select(StaffMember.id)
        .where(StaffMember.active, StaffMember.contact_id.is_not(None), StaffMember.role.in_(rhythm.roles))
        .where(~made)
        .order_by(StaffMember.id)
    ).all()


def _send_to(db: Database, rules: Rulebook, rhythm: Rhythm, whose: tuple[int, date], now: datetime) -> bool:
    """Counted while only reading; then the run and the notice are written together, or neither."""
    staff_id, on = whose
    with db.reading() as session:
        made = _compose(session, rules, rhythm, staff_id, now)
    if made is None:
        return False
    with db.transaction() as session:
        run = insert_once(session, DigestRun).values(
            staff_id=staff_id, kind=rhythm.name, on=on, made_at=now, said_something=bool(made.text)
        )
        if session.scalar(run.returning(DigestRun.id)) is None:
            return False
        if made.text:
            tell(
                session,
                rules,
                made.contact_id,
                NoticeKind.DIGEST,
                made.text,
                now,
                fields=made.fields,
                page=PAGE,
                key=f"digest:{rhythm.name}:{on}:{staff_id}",
                expires_at=now + rhythm.span,
            )
    return True


def _compose(
    session: Session, rules: Rulebook, rhythm: Rhythm, staff_id: int, now: datetime
) -> _Digest | None:
    staff = session.get_one(StaffMember, staff_id)
    if staff.contact_id is None:
        return None
    last = session.scalar(
        select(func.max(DigestRun.made_at)).where(
            DigestRun.staff_id == staff_id, DigestRun.kind == rhythm.name
        )
    )
    text = digest_for(session, rules, staff, last or now - rhythm.span, now)
    return _Digest(staff_id, staff.contact_id, text, facts(text, scope_of(session, staff), now, rules))
