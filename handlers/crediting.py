"""A matter that is truly solved counts for the deputy who brought it about (每月解决一次网格难题)."""

from sqlalchemy import select

from handlers import wording
from handlers.desk import Desk
from handlers.handbook import enter
from models.duty import EntryKind, HandbookEntry
from models.issue import Issue


def credit(desk: Desk, issue: Issue) -> None:
    """The resident says so, or staff who asked them on the spot; one matter counts once, however often it is said."""
    if issue.deputy is not None and not _credited(desk, issue):
        text = wording.snippet(wording.said(issue))
        enter(desk.session, desk.rules, issue.deputy, EntryKind.SOLVED, text, desk.now, issue_id=issue.id)


def _credited(desk: Desk, issue: Issue) -> bool:
    mine = select(HandbookEntry.id).where(
        HandbookEntry.issue_id == issue.id,
        HandbookEntry.deputy_id == issue.deputy_id,
        HandbookEntry.kind == EntryKind.SOLVED,
    )
    return desk.session.scalars(mine.limit(1)).first() is not None
