"""News about a matter for the deputy in charge, and for the township's staff when the resident says no."""

from handlers import routing
from handlers.desk import Desk
from handlers.facts import matter_facts
from handlers.notices import tell
from models.issue import Check, Issue
from models.outbox import NoticeKind


def tell_no(desk: Desk, issue: Issue, text: str) -> None:
    """A "no" reaches the deputy and the township's staff."""
    tell_deputy(desk, issue, text)
    for member in routing.township_staff(desk, issue):
        if member.contact_id is not None:
            _tell(desk, issue, member.contact_id, text, page="/m/staff")


def tell_deputy(desk: Desk, issue: Issue, text: str) -> None:
    deputy = issue.deputy
    if (
        issue.askings
        and deputy is not None
        and deputy.contact_id is not None
        and issue.check is not Check.RISKY
    ):
        _tell(desk, issue, deputy.contact_id, text, page=f"/m/deputy/issues/{issue.id}")


def _tell(desk: Desk, issue: Issue, contact_id: int, text: str, *, page: str) -> None:
    fields = matter_facts(desk, issue)
    tell(
        desk.session,
        desk.rules,
        contact_id,
        NoticeKind.PROGRESS,
        text,
        desk.now,
        fields=fields,
        page=page,
        issue_id=issue.id,
    )
