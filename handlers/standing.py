"""Two at once on an assignment: nothing happened to it since the page showed it, or the second is told who was first."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.access import covers, too_late
from handlers.assignment_life import find_assignment
from handlers.desk import Desk
from models.assignment import AssignmentEvent
from models.issue import ActorKind
from models.people import Deputy, Organ, StaffMember

_PEOPLE: dict[ActorKind, type[StaffMember] | type[Deputy] | type[Organ]] = {
    ActorKind.STAFF: StaffMember,
    ActorKind.DEPUTY: Deputy,
    ActorKind.ORGAN: Organ,
}


def newest_event(session: Session, number: int) -> AssignmentEvent | None:
    """What happened last to an assignment: what a page shows as `seen`."""
    events = select(AssignmentEvent).where(AssignmentEvent.assignment_id == number)
    return session.scalars(events.order_by(AssignmentEvent.id.desc()).limit(1)).one_or_none()


def still(desk: Desk, member: StaffMember, number: int, seen: int | None) -> None:
    """`seen` is the id of the newest event the page showed (None: not said). Locks it.

    Raises Stale, which names who was first; NotFound for what does not exist. Of an assignment outside the territory it says
    nothing: the handler that follows refuses it.
    """
    assignment = find_assignment(desk, number)
    here = covers(member, assignment.township, assignment.county)
    newest = newest_event(desk.session, assignment.id) if here else None
    if seen is not None and newest is not None and newest.id != seen:
        raise too_late(_who(desk.session, newest), f"交办件 {number}")


def _who(session: Session, event: AssignmentEvent) -> str:
    kind = _PEOPLE.get(event.actor_kind)
    person = session.get(kind, event.actor_id) if kind else None
    if isinstance(person, StaffMember | Organ):
        return person.name
    if isinstance(person, Deputy):
        return f"{person.name}代表"
    return "群众" if event.actor_kind is ActorKind.RESIDENT else "系统"
