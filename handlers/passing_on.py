"""A resident's further words while the loop lives: who is told that there are some, once a day, and who that was.

The organ is told only of what has passed the check, and it may read on its page; staff of everything.
"""

from sqlalchemy import select

from handlers import loop_news, wording
from handlers.assignment_life import of_issue
from handlers.desk import Desk
from handlers.loop_people import living
from models.assignment import Assignment
from models.issue import Check, Issue
from models.outbox import NoticeKind, OutboxNotice
from models.rules.assignment_state import ENDED
from models.rules.issue_state import IssueState
from models.rules.local_time import local_date

_IN_HAND = (IssueState.RECEIVED, IssueState.ANSWERED, IssueState.REPORTED)


def pass_on(desk: Desk, issue: Issue, check: Check) -> None:
    """Tell the lead organ and the supervising staff that there is more; `check` is that of the new words."""
    assignment = _loop_of(desk, issue)
    if assignment is None:
        return
    which = "" if assignment.issue_id == issue.id else f" № {issue.id} "
    more, once = f"{loop_news.subject(assignment)}{which}群众有补充或催问", _once(desk, issue)
    loop_news.to_staff(desk, assignment, f"{more}，请打开看看。", NoticeKind.REMINDER, once=once)
    if check is Check.PASSED:
        text = f"{more}，请打开办理网页看看。"
        loop_news.to_organs(desk, assignment, text, NoticeKind.REMINDER, once=once)


def told_today(desk: Desk, issue: Issue) -> str:
    """县交通局、工作人员: who was told today that this resident said more; empty when nobody was."""
    told = [wording.deputy_name(issue.deputy)] if _is_noted(desk, [deputy_key(desk, issue)]) else []
    assignment = _loop_of(desk, issue)
    if assignment is not None:
        once = f"{_once(desk, issue)}:a{assignment.id}"
        organs = [one.organ for one in living(assignment)]
        told = [organ.name for organ in organs if _is_noted(desk, [f"{once}:o{organ.id}"])] + told
        members = loop_news.supervisors(desk, assignment)
        told += ["工作人员"] if _is_noted(desk, [f"{once}:s{one.id}" for one in members]) else []
    return "、".join(told)


def deputy_key(desk: Desk, issue: Issue) -> str:
    """Under which the deputy in charge is told once a day."""
    return f"added:{issue.id}:{issue.deputy.id if issue.deputy else 0}:{_today(desk)}"


def _loop_of(desk: Desk, issue: Issue) -> Assignment | None:
    if issue.state not in _IN_HAND:
        return None
    assignment = of_issue(desk, issue)
    return assignment if assignment is not None and assignment.state not in ENDED else None


def _once(desk: Desk, issue: Issue) -> str:
    return f"more:{issue.id}:{_today(desk)}"


def _today(desk: Desk) -> str:
    return local_date(desk.now, desk.rules.zone).isoformat()


def _is_noted(desk: Desk, keys: list[str]) -> bool:
    """A notice under one of these keys stands in the outbox."""
    noted = select(OutboxNotice.id).where(OutboxNotice.key.in_(keys))
    return desk.session.scalar(noted.limit(1)) is not None
