"""Which matters follow which: the standing links, read in one place."""

from sqlalchemy import select

from handlers.desk import Desk
from models.issue import Issue
from models.linking import IssueLink


def standing(desk: Desk, number: int) -> IssueLink | None:
    """The link by which this matter follows another now."""
    mine = select(IssueLink).where(IssueLink.issue_id == number, IssueLink.undone_at.is_(None))
    return desk.session.scalars(mine).one_or_none()


def links_to(desk: Desk, number: int) -> list[IssueLink]:
    """The links of those that follow this matter now, in the order of their numbers."""
    to_it = select(IssueLink).where(IssueLink.main_id == number, IssueLink.undone_at.is_(None))
    return list(desk.session.scalars(to_it.order_by(IssueLink.issue_id)))


def followers(desk: Desk, number: int) -> list[Issue]:
    """The matters that follow this one now."""
    linked = select(IssueLink.issue_id).where(IssueLink.main_id == number, IssueLink.undone_at.is_(None))
    return list(desk.session.scalars(select(Issue).where(Issue.id.in_(linked)).order_by(Issue.id)))


def my_follower(desk: Desk, resident_id: int, main_number: int) -> Issue | None:
    """The resident's own living matter that follows this one."""
    mine = (
        select(Issue)
        .join(IssueLink, IssueLink.issue_id == Issue.id)
        .where(IssueLink.main_id == main_number, IssueLink.undone_at.is_(None))
        .where(Issue.resident_id == resident_id, Issue.closed_at.is_(None))
    )
    return desk.session.scalars(mine.order_by(Issue.id)).first()
