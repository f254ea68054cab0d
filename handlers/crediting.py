"""A matter that is truly solved counts for the deputy who brought it about (每月解决一次网格难题)."""

from handlers import wording
from handlers.desk import Desk
from handlers.handbook import enter
from models.duty import EntryKind
from models.issue import Issue


def credit(desk: Desk, issue: Issue) -> None:
    """The resident says so, or staff who asked them on the spot."""
    if issue.deputy is not None:
        text = wording.snippet(wording.said(issue))
        enter(desk.session, desk.rules, issue.deputy, EntryKind.SOLVED, text, desk.now, issue_id=issue.id)
