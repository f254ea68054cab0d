"""Whom an assignment concerns, and news about it: residents, deputies, organs, staff; each told in their own words."""

from collections.abc import Callable, Iterable

from sqlalchemy import select

from handlers import news, wording
from handlers.access import covers
from handlers.assignment_life import concerned
from handlers.desk import Desk
from models.assignment import Assignment, AssignmentOrgan, Level, OrganState, Part
from models.issue import Issue
from models.outbox import NoticeKind
from models.people import Deputy, Organ, StaffMember, StaffRole
from models.suggestion import SignerState

STUDIED_BY = {Level.TOWNSHIP: (StaffRole.TOWNSHIP,), Level.COUNTY: (StaffRole.COUNTY,)}


def deputies_of(desk: Desk, assignment: Assignment) -> list[Deputy]:
    """Each deputy it is answered to: the leading and the joint signers; of matters, who is in charge of each."""
    if assignment.suggestion is not None:
        joint = (s.deputy for s in assignment.suggestion.signers if s.state is SignerState.CONFIRMED)
        found: Iterable[Deputy | None] = (assignment.suggestion.deputy, *joint)
    else:
        found = (issue.deputy for issue in concerned(desk, assignment))
    return list(dict.fromkeys(deputy for deputy in found if deputy is not None and deputy.active))


def living(assignment: Assignment) -> list[AssignmentOrgan]:
    """The organs charged with it now, the lead first."""
    charged = [charge for charge in assignment.organs if charge.state is not OrganState.RELEASED]
    return sorted(charged, key=lambda charge: (charge.part is not Part.LEAD, charge.id))


def lead_of(assignment: Assignment) -> AssignmentOrgan | None:
    """Who is in the lead now (主办)."""
    return next((charge for charge in living(assignment) if charge.part is Part.LEAD), None)


def title(desk: Desk, assignment: Assignment) -> str:
    """交办件 12（№ 1023 村口的路灯坏了）, as staff, organs and deputies read it."""
    if assignment.suggestion is not None:
        return f"交办件 {assignment.id}（代表建议：{wording.snippet(assignment.suggestion.title, 24)}）"
    issue = assignment.issue
    words = wording.snippet(wording.said(issue), 24) if issue else ""
    return f"交办件 {assignment.id}（№ {assignment.issue_id} {words or '照片'}）"


def tell_residents(desk: Desk, assignment: Assignment, words: Callable[[Issue], str], *, key: str = "") -> None:
    """Each of them separately, with the number of their own matter. `key`: said only once under that name."""
    for issue in concerned(desk, assignment):
        once = f"{key}:{issue.id}" if key else None
        news.to_resident(desk, issue, words(issue), key=once)


def tell_deputies(
    desk: Desk, assignment: Assignment, text: str, kind: NoticeKind = NoticeKind.PROGRESS
) -> list[Deputy]:
    """Each deputy concerned, once; who of them has no WeChat and must be telephoned is returned."""
    unreached = []
    for deputy in deputies_of(desk, assignment):
        if deputy.contact_id is None:
            unreached.append(deputy)
            continue
        news.to_contact(desk, assignment, deputy.contact_id, text, kind)
    return unreached


def tell_organs(desk: Desk, assignment: Assignment, text: str) -> None:
    """All that are charged with it now."""
    for charge in living(assignment):
        tell_organ(desk, assignment, charge.organ, text)


def tell_organ(desk: Desk, assignment: Assignment, organ: Organ, text: str) -> None:
    """By the WeChat of its contact person, if bound; else the letters and its page say it."""
    if organ.contact_id is not None:
        news.to_contact(desk, assignment, organ.contact_id, text)


def tell_staff(desk: Desk, assignment: Assignment, text: str) -> None:
    """Who studies it: the township's staff, or the county's."""
    members = select(StaffMember).where(StaffMember.role.in_(STUDIED_BY[assignment.level]), StaffMember.active)
    for member in desk.session.scalars(members.order_by(StaffMember.id)):
        if member.contact_id is not None and covers(member, assignment.township, assignment.county):
            news.to_contact(desk, assignment, member.contact_id, text, page="/m/staff")
