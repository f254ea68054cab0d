"""Whose notices do not arrive, in a territory: conditions on `Contact` that start from the few contacts in question."""

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session

from models.inbox import InboxMessage, InboxState
from models.outbox import OutboxNotice, OutboxState
from models.people import Contact, Deputy, GridDeputy, Resident, StaffMember, StaffTerritory
from models.queries.digest import Scope
from models.queries.literals import literally


def contacts_here(scope: Scope) -> ColumnElement[bool]:
    """The contacts of the territory's people: deputies, residents, colleagues."""
    if scope.everywhere:
        return true()
    serves = exists().where(
        Deputy.contact_id == Contact.id,
        GridDeputy.deputy_id == Deputy.id,
        GridDeputy.grid_id.in_(scope.grids),
    )
    lives = exists().where(Resident.contact_id == Contact.id, Resident.grid_id.in_(scope.grids))
    works = exists().where(
        StaffMember.contact_id == Contact.id,
        StaffTerritory.staff_id == StaffMember.id,
        StaffTerritory.name.in_(scope.names),
    )
    return or_(serves, lives, works)


def count_unreachable(session: Session, scope: Scope, most: int) -> int:
    """Who cannot be reached now; no more than `most` are counted."""
    cut_off = and_(Contact.unreachable_since.is_not(None), contacts_here(scope))
    some = select(Contact.id).where(cut_off).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def count_undelivered(session: Session, scope: Scope, state: OutboxState, most: int) -> int:
    """Notices in this state (parked, dead, unknown) to the territory's people."""
    query = select(OutboxNotice.id).where(OutboxNotice.state == state)
    if not scope.everywhere:
        query = query.join(Contact, Contact.id == OutboxNotice.contact_id).where(contacts_here(scope))
    return session.scalar(select(func.count()).select_from(query.limit(most).subquery())) or 0


def count_failed(session: Session, most: int) -> int:
    """Pushes whose handling failed for good."""
    failed = select(InboxMessage.id).where(literally(InboxMessage.state, InboxState.FAILED)).limit(most)
    return session.scalar(select(func.count()).select_from(failed.subquery())) or 0
