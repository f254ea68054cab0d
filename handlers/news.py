"""News about a matter: for its resident, for the deputy in charge, for the township's staff. Each with its page."""

from sqlalchemy import select

from handlers.desk import Desk
from handlers.facts import matter_facts
from handlers.notices import tell
from models.issue import Check, Issue
from models.outbox import NoticeKind
from models.people import Deputy, Organ, Resident, StaffMember, StaffRole, StaffTerritory
from models.rules.issue_state import IssueState

REACHED_BY_STAFF = (StaffRole.TOWNSHIP, StaffRole.STATION_HEAD)


def to_resident(
    desk: Desk,
    issue: Issue,
    text: str,
    *,
    key: str | None = None,
    while_states: tuple[IssueState, ...] = (),
) -> None:
    """What became of their matter. With `while_states` it is not sent any more once the matter has left them."""
    if issue.resident.contact_id is None:
        unbound(desk, issue.resident)
    else:
        page = f"/m/resident/issues/{issue.id}"
        _tell(desk, issue, issue.resident.contact_id, text, page=page, key=key, while_states=while_states)


def to_deputy(
    desk: Desk,
    issue: Issue,
    text: str,
    kind: NoticeKind = NoticeKind.PROGRESS,
    *,
    key: str | None = None,
    while_states: tuple[IssueState, ...] = (),
) -> None:
    """To the deputy in charge, once they have been asked; never about words that wait for staff.

    With `while_states` it is not sent any more once the matter has left them.
    """
    deputy = issue.deputy
    if deputy is None or not issue.askings or issue.check is Check.RISKY:
        return
    if deputy.contact_id is None:
        unbound(desk, deputy)
        return
    page = f"/m/deputy/issues/{issue.id}"
    _tell(desk, issue, deputy.contact_id, text, kind, page=page, key=key, while_states=while_states)


def to_staff(
    desk: Desk, issue: Issue, text: str, kind: NoticeKind = NoticeKind.PROGRESS, *, once: str = ""
) -> None:
    """To the staff and station heads of the township; with `once`, only once for this matter under that name."""
    page = f"/m/staff/issues/{issue.id}"
    for member in township_staff(desk, issue):
        if member.contact_id is not None:
            key = f"{once}:{issue.id}:{member.id}" if once else None
            _tell(desk, issue, member.contact_id, text, kind, page=page, key=key)


def of_a_no(desk: Desk, issue: Issue, text: str) -> None:
    """A "no" reaches the deputy and the staff."""
    to_deputy(desk, issue, text)
    to_staff(desk, issue, text)


def township_staff(desk: Desk, issue: Issue) -> list[StaffMember]:
    """Staff and station heads of the matter's township."""
    if issue.grid is None:
        return []
    return list(
        desk.session.scalars(
            select(StaffMember)
            .join(StaffTerritory)
            .where(StaffTerritory.name == issue.grid.township, StaffMember.active)
            .where(StaffMember.role.in_(REACHED_BY_STAFF))
            .order_by(StaffMember.id)
        ).unique()
    )


def unbound(desk: Desk, person: Deputy | Organ | Resident) -> None:
    """They have no WeChat: whoever acts is to telephone them. Of someone erased nothing is left to call."""
    gone = isinstance(person, Resident) and not (person.name or person.phone_sealed)
    if person not in desk.to_call and not gone:
        desk.to_call.append(person)


def _tell(  # noqa: PLR0913  each argument is a column of the outbox
    desk: Desk,
    issue: Issue,
    contact_id: int,
    text: str,
    kind: NoticeKind = NoticeKind.PROGRESS,
    *,
    page: str,
    key: str | None,
    while_states: tuple[IssueState, ...] = (),
) -> None:
    tell(
        desk.session,
        desk.rules,
        contact_id,
        kind,
        text,
        desk.now,
        fields=matter_facts(desk, issue, while_states=while_states),
        page=page,
        issue_id=issue.id,
        key=key,
    )
