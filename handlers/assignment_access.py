"""Who may act on an assignment: staff with the right within their territory, organs that are charged with it."""

from handlers.access import covers, demand
from handlers.assignment_life import find_assignment
from handlers.desk import Desk, NotFound
from models.assignment import Assignment, OrganState
from models.duty import AuditEntry
from models.people import Organ, StaffMember
from models.rules.permissions import READS_ONLY, Permit


def for_staff(desk: Desk, member: StaffMember, number: int, permit: Permit) -> Assignment:
    """The assignment, locked for change. Raises Forbidden, and NotFound, the same for one outside the territory."""
    demand(member, permit)
    assignment = find_assignment(desk, number)
    if not in_territory(member, assignment):
        raise not_theirs(number)
    return assignment


def in_territory(member: StaffMember, assignment: Assignment) -> bool:
    """Within the member's territory; what has no place yet is every staff member's who acts."""
    if not (assignment.township or assignment.county):
        return member.role not in READS_ONLY
    return covers(member, assignment.township, assignment.county)


def for_organ(desk: Desk, organ: Organ, number: int) -> Assignment:
    """An assignment the organ is charged with now, locked for change. Raises NotFound."""
    assignment = find_assignment(desk, number)
    charged = {one.organ_id for one in assignment.organs if one.state is not OrganState.RELEASED}
    if organ.id not in charged:
        raise not_theirs(number)
    return assignment


def not_theirs(number: int) -> NotFound:
    return NotFound(f"没有找到交办件 {number}，或者它不归您办理。")


def audit(desk: Desk, member: StaffMember, act: str, assignment: Assignment) -> None:
    """The audit log: who did what to which assignment."""
    what = f"assignment:{assignment.id}"
    desk.session.add(AuditEntry(at=desk.now, who=f"staff:{member.code}", act=act, what=what))
