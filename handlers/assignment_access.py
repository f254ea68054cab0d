"""Which assignments a staff member or an organ may act on; the same answer for what is not theirs and what is not there."""

from handlers.access import covers, demand, may
from handlers.assignment_life import find_assignment
from handlers.desk import Desk, NotFound, NotPossible
from models.assignment import Assignment, AssignmentOrgan, Level, OrganState, Part
from models.people import Capacity, Organ, StaffMember
from models.rules.permissions import COUNTY_WIDE, Permit

STUDIED = frozenset({Permit.STUDY, Permit.ASSIGN})
LEVELLED = STUDIED | {Permit.SUPERVISE, Permit.LETTERS}
"""Rights that belong to the level which studies it: township staff keep reading what the county took over."""


def for_staff(desk: Desk, member: StaffMember, number: int, permit: Permit) -> Assignment:
    """One in the member's territory, locked for change.

    Raises NotFound, Forbidden (the role has no such right), NotPossible (the county has taken it over).
    """
    assignment = find_assignment(desk, number)
    if not covers(member, assignment.township, assignment.county):
        raise _not_found(number)
    demand(member, _permit(assignment, permit))
    demand_level(member, assignment, permit)
    return assignment


def demand_level(member: StaffMember, assignment: Assignment, permit: Permit) -> None:
    """Raises NotPossible when the county has taken it over, and the member is the township's."""
    if _taken_over(member, assignment, permit):
        raise NotPossible(f"交办件 {assignment.id} 由县里研处，请联系县人大工作人员。")


def may_act(member: StaffMember, assignment: Assignment, permit: Permit) -> bool:
    """Whether `for_staff` would let the member act on it: for what a page offers."""
    here = covers(member, assignment.township, assignment.county)
    allowed = may(member, _permit(assignment, permit))
    return here and allowed and not _taken_over(member, assignment, permit)


def _taken_over(member: StaffMember, assignment: Assignment, permit: Permit) -> bool:
    return assignment.level is Level.COUNTY and permit in LEVELLED and member.role not in COUNTY_WIDE


def _permit(assignment: Assignment, permit: Permit) -> Permit:
    """Suggestions are assigned by the organ the law names for the capacity (代表法 art. 51)."""
    if assignment.suggestion is None or permit not in STUDIED:
        return permit
    of_township = assignment.suggestion.capacity is Capacity.TOWNSHIP
    return Permit.SUGGESTIONS_TOWNSHIP if of_township else Permit.SUGGESTIONS_COUNTY


def for_organ(desk: Desk, organ: Organ, number: int) -> Assignment:
    """One that the organ is charged with now, locked for change. Raises NotFound."""
    assignment = find_assignment(desk, number)
    if not organ.active or _charge(assignment, organ) is None:
        raise _not_found(number)
    return assignment


def charge_of(assignment: Assignment, organ: Organ) -> AssignmentOrgan:
    """In what part the organ is charged with it. Raises NotFound when it is not (any more)."""
    charge = _charge(assignment, organ)
    if charge is None:
        raise _not_found(assignment.id)
    return charge


def lead_charge(assignment: Assignment, organ: Organ) -> AssignmentOrgan:
    """The same, for what only the lead (主办单位) does. Raises NotFound, NotPossible."""
    charge = charge_of(assignment, organ)
    if charge.part is not Part.LEAD:
        raise NotPossible("这一步由主办单位来做。协办单位请提交协办意见。")
    return charge


def level_of(member: StaffMember) -> Level:
    """Who studies what the member takes up: the county's staff or the township's."""
    return Level.COUNTY if member.role in COUNTY_WIDE else Level.TOWNSHIP


def _charge(assignment: Assignment, organ: Organ) -> AssignmentOrgan | None:
    charged = (c for c in assignment.organs if c.organ_id == organ.id and c.state is not OrganState.RELEASED)
    return next(charged, None)


def _not_found(number: int) -> NotFound:
    return NotFound(f"没有找到交办件 {number}，或者它不归您办理。")
