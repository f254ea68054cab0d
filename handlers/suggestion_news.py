"""News about a suggestion: for the deputies who raised it, for those asked to sign, for the staff who check it."""

from collections.abc import Iterable

from sqlalchemy import select

from handlers.access import covers
from handlers.desk import Desk
from handlers.news import unbound
from handlers.notices import tell
from handlers.suggestion_words import capacity_in_words, formal, state_in_words
from handlers.wording import snippet
from models.outbox import NoticeKind
from models.people import Capacity, Deputy, StaffMember, StaffRole, StaffTerritory
from models.rules.local_time import local
from models.suggestion import SignerState, Suggestion

CHECKED_BY = {True: (StaffRole.TOWNSHIP,), False: (StaffRole.COUNTY, StaffRole.COMMITTEE)}
"""Who checks and assigns: the presidium's staff of a township, else the county's working organs (代表法 art. 51)."""
TOPIC = 20


def to_deputies(desk: Desk, suggestion: Suggestion, text: str) -> None:
    """To the one who raised it and to each who signed, separately (河南办法 art. 21)."""
    for deputy in raised_by(suggestion):
        to_deputy(desk, suggestion, deputy, text)


def raised_by(suggestion: Suggestion) -> list[Deputy]:
    """The leading deputy first, then the joint signers who confirmed."""
    joined = [one.deputy for one in suggestion.signers if one.state is SignerState.CONFIRMED]
    return [suggestion.deputy, *joined]


def to_deputy(desk: Desk, suggestion: Suggestion, deputy: Deputy, text: str) -> None:
    """One deputy, with the page of the suggestion."""
    if deputy.contact_id is None:
        unbound(desk, deputy)
    else:
        _tell(desk, suggestion, deputy.contact_id, text, f"/m/deputy/suggestions/{suggestion.id}")


def to_staff(desk: Desk, suggestion: Suggestion, text: str) -> None:
    """The working organs of the county, or the staff of the township's presidium."""
    for member in _staff(desk, suggestion):
        if member.contact_id is not None:
            _tell(desk, suggestion, member.contact_id, text, f"/console/suggestions/{suggestion.id}")


def _staff(desk: Desk, suggestion: Suggestion) -> Iterable[StaffMember]:
    roles = CHECKED_BY[suggestion.capacity is Capacity.TOWNSHIP]
    query = select(StaffMember).where(StaffMember.active, StaffMember.role.in_(roles))
    if suggestion.township:
        mine = StaffTerritory.name.in_((suggestion.township, suggestion.county))
        query = query.where(StaffMember.territories.any(mine))
    members = desk.session.scalars(query.order_by(StaffMember.id)).unique()
    return [member for member in members if covers(member, suggestion.township, suggestion.county)]


def _tell(desk: Desk, suggestion: Suggestion, contact_id: int, text: str, page: str) -> None:
    facts = {
        "number": formal(suggestion),
        "place": suggestion.township or suggestion.county,
        "topic": snippet(suggestion.title, TOPIC),
        "deputy": suggestion.deputy.name,
        "state": f"{capacity_in_words(suggestion.capacity)}建议 {state_in_words(suggestion)}",
        "when": local(desk.now, desk.rules.zone).isoformat(timespec="minutes"),
        "due": "",
    }
    tell(desk.session, desk.rules, contact_id, NoticeKind.PROGRESS, text, desk.now, fields=facts, page=page)
