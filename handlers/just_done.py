"""What somebody else did a moment ago: the second of two people who press at once is told who was first."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from handlers.issue_life import Actor
from models.assignment import Assignment, AssignmentEvent, AssignmentOrgan, OrganState, Part
from models.issue import ActorKind
from models.people import Deputy, Organ, StaffMember
from models.rules.assignment_state import IN_WORDS, AssignmentAct

JUST_NOW = timedelta(minutes=10)
_TO_AN_ORGAN = (AssignmentAct.ASSIGN, AssignmentAct.REASSIGN)


def just_done(session: Session, assignment: Assignment, by: Actor, now: datetime) -> str:
    """「刚刚由陈晓交办给县交通局。」 in front of a refusal; empty when nobody else moved it in the last minutes."""
    moves = [event for event in assignment.events if event.from_state != event.to_state]
    last = moves[-1] if moves else None
    if last is None or last.act not in set(AssignmentAct) or now - last.at > JUST_NOW:
        return ""
    if (last.actor_kind, last.actor_id) == (by.kind, by.id):
        return ""
    lead = _lead(assignment) if last.act in _TO_AN_ORGAN else None
    to = f"给{lead.organ.name}" if lead else ""
    return f"这件事刚刚由{_name(session, last)}{IN_WORDS[AssignmentAct(last.act)]}{to}。"


def _lead(assignment: Assignment) -> AssignmentOrgan | None:
    living = (c for c in assignment.organs if c.part is Part.LEAD and c.state is not OrganState.RELEASED)
    return next(living, None)


def _name(session: Session, event: AssignmentEvent) -> str:
    kinds = {ActorKind.STAFF: StaffMember, ActorKind.ORGAN: Organ, ActorKind.DEPUTY: Deputy}
    kind = kinds.get(event.actor_kind)
    person = session.get(kind, event.actor_id) if kind else None
    if isinstance(person, StaffMember | Organ):
        return person.name
    if isinstance(person, Deputy):
        return f"{person.name}代表"
    return "群众" if event.actor_kind is ActorKind.RESIDENT else "系统"
