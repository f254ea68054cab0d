"""Who may do it, and where: the rights of a role (`models.rules.permissions`) within the member's territory.

The territory is told here once: `sees` for a matter in hand, `here` for a query; a test holds the two together.
"""

from sqlalchemy import ColumnElement, exists, false, or_, select, true
from sqlalchemy.orm import Session

from handlers.desk import Desk, Forbidden, Stale
from models.issue import ActorKind, Issue, IssueEvent
from models.people import ROLE_IN_WORDS, Deputy, StaffMember
from models.place import Grid
from models.rules.permissions import COUNTY_WIDE, READS_ONLY, Permit, permits_of


def may(member: StaffMember, permit: Permit) -> bool:
    """The member's role has the right."""
    return permit in permits_of(member.role)


def demand(member: StaffMember, permit: Permit) -> None:
    """Raises Forbidden when the member's role has no such right."""
    if not may(member, permit):
        raise Forbidden(f"您的角色（{ROLE_IN_WORDS[member.role]}）不办这件事。")


def townships(member: StaffMember) -> tuple[str, ...] | None:
    """The names of the member's territory (townships, or the county by its name); None: the whole county, unnamed.

    Empty for someone without any: they see nothing but what has no place yet.
    """
    names = tuple(territory.name for territory in member.territories)
    return None if not names and member.role in COUNTY_WIDE else names


def sees(member: StaffMember, issue: Issue) -> bool:
    """Within the member's territory. A matter without a place belongs to nobody yet: every staff member may help."""
    if issue.grid is None:
        return member.role not in READS_ONLY
    return covers(member, issue.grid.township, issue.grid.county)


def covers(member: StaffMember, township: str, county: str) -> bool:
    """The township is part of the member's territory."""
    names = townships(member)
    return names is None or township in names or county in names


def here(member: StaffMember) -> ColumnElement[bool]:
    """`sees` as a condition on `Issue`."""
    inside = exists().where(Grid.id == Issue.grid_id, grid_here(member))
    return inside if member.role in READS_ONLY else or_(inside, Issue.grid_id.is_(None))


def grid_here(member: StaffMember) -> ColumnElement[bool]:
    """`covers` as a condition on `Grid`."""
    names = townships(member)
    if names is None:
        return true()
    return or_(Grid.township.in_(names), Grid.county.in_(names)) if names else false()


def newest_event(session: Session, issue_id: int) -> IssueEvent | None:
    """What happened last to a matter: what a page shows as `seen`, and what `still` compares."""
    events = select(IssueEvent).where(IssueEvent.issue_id == issue_id)
    return session.scalars(events.order_by(IssueEvent.id.desc()).limit(1)).one_or_none()


def still(desk: Desk, issue: Issue, seen: int | None) -> None:
    """Nobody acted on the matter since the page showed it; `seen` is the id of the newest event then (None: not said).

    The matter must be locked (`find_issue`). Raises Stale, which names who was first.
    """
    newest = newest_event(desk.session, issue.id)
    if seen is not None and newest is not None and newest.id != seen:
        raise too_late(_who(desk.session, newest), f"№ {issue.id}")


def too_late(who: str, what: str = "这件事") -> Stale:
    """What the second of two people who pressed at once is told."""
    return Stale(f"{what}刚刚由{who}办过了，您的这一步没有办。请看看现在的情况再决定。")


def _who(session: Session, event: IssueEvent) -> str:
    person: StaffMember | Deputy | None = None
    if event.actor_kind is ActorKind.STAFF:
        person = session.get(StaffMember, event.actor_id)
    elif event.actor_kind is ActorKind.DEPUTY:
        person = session.get(Deputy, event.actor_id)
    if person is not None:
        return f"{person.name}代表" if isinstance(person, Deputy) else person.name
    return "群众" if event.actor_kind is ActorKind.RESIDENT else "系统"
