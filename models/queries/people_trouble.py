"""Whose notices do not arrive, in a territory: conditions on `Contact` that start from the few contacts in question."""

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from models.inbox import InboxMessage, InboxState
from models.outbox import OutboxNotice, OutboxState
from models.people import Contact, Deputy, GridDeputy, Resident, StaffMember, StaffTerritory
from models.queries.digest import Scope
from models.queries.literals import literally


def contacts_here(scope: Scope) -> ColumnElement[bool]:
    """The contacts of the territory's people: deputies, residents, colleagues."""
    if scope.everywhere:
        return true()
    # deputies and staff are few, and listed once; residents are looked up for each contact
    # under names of their own: the query around this one may look at the same tables for another reason
    deputy, member, resident = aliased(Deputy), aliased(StaffMember), aliased(Resident)
    deputies = select(deputy.contact_id).join(GridDeputy, GridDeputy.deputy_id == deputy.id)
    deputies = deputies.where(GridDeputy.grid_id.in_(scope.grids))
    staff = select(member.contact_id).join(StaffTerritory, StaffTerritory.staff_id == member.id)
    staff = staff.where(StaffTerritory.name.in_(scope.names))
    lives = exists().where(resident.contact_id == Contact.id, (resident.grid_id + 0).in_(scope.grids))
    return or_(Contact.id.in_(deputies), Contact.id.in_(staff), lives)


UNDELIVERED = (OutboxState.PARKED, OutboxState.DEAD, OutboxState.UNKNOWN)


def undelivered() -> ColumnElement[bool]:
    """What waits for its person, or was given up: the condition of the index that holds nothing else."""
    return literally(OutboxNotice.state, *UNDELIVERED)


def count_unreachable(session: Session, scope: Scope, most: int) -> int:
    """Who cannot be reached now; no more than `most` are counted."""
    cut_off = and_(Contact.unreachable_since.is_not(None), contacts_here(scope))
    some = select(Contact.id).where(cut_off).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def count_undelivered(session: Session, scope: Scope, most: int) -> int:
    """Notices to the territory's people that did not arrive."""
    query = select(OutboxNotice.id).where(undelivered())
    if not scope.everywhere:
        query = query.join(Contact, Contact.id == OutboxNotice.contact_id).where(contacts_here(scope))
    return session.scalar(select(func.count()).select_from(query.limit(most).subquery())) or 0


def count_failed(session: Session, most: int) -> int:
    """Pushes whose handling failed for good."""
    failed = select(InboxMessage.id).where(literally(InboxMessage.state, InboxState.FAILED)).limit(most)
    return session.scalar(select(func.count()).select_from(failed.subquery())) or 0
