"""News about an assignment: for a deputy, for its organs, for the staff who supervise it. Each with its page."""

from collections.abc import Iterable

from sqlalchemy import select

from handlers import wording
from handlers.access import covers, townships
from handlers.desk import Desk
from handlers.facts import TOPIC as TOPIC_OF_A_CARD
from handlers.facts import matter_facts
from handlers.news import unbound
from handlers.notices import tell
from models.assignment import Assignment, Level, OrganState, Part
from models.outbox import NoticeKind
from models.people import Deputy, Organ, StaffMember, StaffRole, StaffTerritory
from models.rules.assignment_state import IN_WORDS
from models.rules.local_time import local

TOPIC = 24
ORGAN_PAGE = "/console/organ"


def subject(assignment: Assignment) -> str:
    """№ 1023「路灯坏了」, or 代表建议《…》: what people know it by."""
    if assignment.suggestion is not None:
        return f"代表建议《{wording.snippet(assignment.suggestion.title, TOPIC)}》"
    if assignment.issue is None:
        raise RuntimeError(f"assignment {assignment.id} is about nothing")
    words = wording.snippet(wording.passed(assignment.issue), TOPIC) or wording.place(assignment.issue.grid)
    return f"№ {assignment.issue.id}「{words}」"


def to_deputy(
    desk: Desk,
    assignment: Assignment,
    deputy: Deputy,
    text: str,
    kind: NoticeKind = NoticeKind.PROGRESS,
    *,
    key: str | None = None,
) -> None:
    """To one deputy concerned."""
    if not deputy.active:
        return
    if deputy.contact_id is None:
        unbound(desk, deputy)
    else:
        _tell(
            desk, assignment, deputy.contact_id, text, kind, f"/m/deputy/assignments/{assignment.id}", key=key
        )


def to_organs(
    desk: Desk,
    assignment: Assignment,
    text: str,
    kind: NoticeKind = NoticeKind.PROGRESS,
    *,
    parts: tuple[Part, ...] = (Part.LEAD,),
    once: str = "",
) -> None:
    """To the contact persons of the organs charged with it now."""
    for charged in assignment.organs:
        if charged.part in parts and charged.state is not OrganState.RELEASED:
            to_organ(desk, assignment, charged.organ, text, kind, once=once)


def to_organ(
    desk: Desk,
    assignment: Assignment,
    organ: Organ,
    text: str,
    kind: NoticeKind = NoticeKind.PROGRESS,
    *,
    once: str = "",
) -> None:
    """To one organ's contact person; with `once`, only once for this assignment under that name."""
    if not organ.active:
        return
    if organ.contact_id is None:
        unbound(desk, organ)
    else:
        key = f"{once}:a{assignment.id}:o{organ.id}" if once else None
        _tell(desk, assignment, organ.contact_id, text, kind, ORGAN_PAGE, key=key)


def to_staff(
    desk: Desk,
    assignment: Assignment,
    text: str,
    kind: NoticeKind = NoticeKind.PROGRESS,
    *,
    once: str = "",
) -> None:
    """To the staff who supervise it; with `once`, only once for this assignment under that name."""
    to_members(desk, assignment, supervisors(desk, assignment), text, kind, once=once)


def to_members(
    desk: Desk,
    assignment: Assignment,
    members: Iterable[StaffMember],
    text: str,
    kind: NoticeKind = NoticeKind.PROGRESS,
    *,
    once: str = "",
) -> None:
    for member in members:
        if member.contact_id is not None:
            key = f"{once}:a{assignment.id}:s{member.id}" if once else None
            _tell(desk, assignment, member.contact_id, text, kind, staff_page(assignment), key=key)


def staff_page(assignment: Assignment) -> str:
    """Where staff read it: of a matter on the phone (from there on to the console), of a suggestion in the console."""
    if assignment.issue_id is None:
        return f"/console/assignments/{assignment.id}"
    return f"/m/staff/issues/{assignment.issue_id}"


def supervisors(desk: Desk, assignment: Assignment) -> list[StaffMember]:
    """The township's staff, or the county's: when it is theirs, or the township has none.

    With them the committees that are in charge of just this township (包联): they guide and supervise there.
    """
    township = (
        _staff(desk, assignment, StaffRole.TOWNSHIP)
        if assignment.level is Level.TOWNSHIP and assignment.township
        else []
    )
    if not township:
        return county(desk, assignment)
    committees = _staff(desk, assignment, StaffRole.COMMITTEE)
    return township + [one for one in committees if assignment.township in (townships(one) or ())]


def county(desk: Desk, assignment: Assignment) -> list[StaffMember]:
    """The county's staff and committees in whose territory it is."""
    return _staff(desk, assignment, StaffRole.COUNTY, StaffRole.COMMITTEE)


def _staff(desk: Desk, assignment: Assignment, *roles: StaffRole) -> list[StaffMember]:
    query = select(StaffMember).where(StaffMember.active, StaffMember.role.in_(roles))
    if roles == (StaffRole.TOWNSHIP,):
        query = query.join(StaffTerritory).where(StaffTerritory.name == assignment.township)
    found = desk.session.scalars(query.order_by(StaffMember.id)).unique()
    nowhere = not (assignment.township or assignment.county)
    return [one for one in found if nowhere or covers(one, assignment.township, assignment.county)]


def facts(desk: Desk, assignment: Assignment) -> dict[str, str]:
    """For a subscription message; the vocabulary is that of `handlers.facts`."""
    if assignment.issue is not None:
        topic = wording.snippet(wording.passed(assignment.issue), TOPIC_OF_A_CARD) or "群众反映"
        about = matter_facts(desk, assignment.issue) | {"topic": topic}
    else:
        about = {"place": assignment.township or assignment.county, "deputy": "", "due": ""}
        about |= _of_suggestion(assignment)
    when = local(desk.now, desk.rules.zone).isoformat(timespec="minutes")
    return about | {"state": IN_WORDS[assignment.state], "when": when}


def _of_suggestion(assignment: Assignment) -> dict[str, str]:
    raised = assignment.suggestion
    if raised is None:
        raise RuntimeError(f"assignment {assignment.id} is about nothing")
    return {
        "number": str(assignment.id),
        "topic": wording.snippet(raised.title, TOPIC_OF_A_CARD),
        "deputy": raised.deputy.name,
    }


def _tell(  # noqa: PLR0913  each argument is a column of the outbox
    desk: Desk,
    assignment: Assignment,
    contact_id: int,
    text: str,
    kind: NoticeKind,
    page: str,
    *,
    key: str | None,
) -> None:
    tell(
        desk.session,
        desk.rules,
        contact_id,
        kind,
        text,
        desk.now,
        fields=facts(desk, assignment),
        page=page,
        issue_id=assignment.issue_id,
        key=key,
    )
