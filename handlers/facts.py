"""The facts a notice carries for a subscription message, by our own names: one vocabulary for all templates.

`app/wechat/templates` turns them into what WeChat's field types allow; moments are ISO 8601.
"""

from datetime import datetime

from handlers import wording
from handlers.desk import Desk
from handlers.issue_clocks import running
from models.issue import ClockKind, Issue
from models.outbox import NoticeKind
from models.rules.issue_state import IssueState
from models.rules.local_time import local

ABOUT_A_MATTER = frozenset({"number", "place", "topic", "deputy", "state", "when", "due"})
KNOWN = {
    NoticeKind.NEW_ISSUE: ABOUT_A_MATTER,
    NoticeKind.PROGRESS: ABOUT_A_MATTER,
    NoticeKind.REMINDER: ABOUT_A_MATTER | {"count"},
    NoticeKind.DUTY: frozenset({"duty", "period", "due", "note", "number", "topic"}),
    NoticeKind.DIGEST: frozenset({"area", "summary", "when"}),
}
"""What `[wechat.templates.<kind>] fields` may name. A test holds notices, configuration and demo to it."""
TOPIC = 20


def matter_facts(desk: Desk, issue: Issue, *, while_states: tuple[IssueState, ...] = ()) -> dict[str, str]:
    """The facts of a matter. With `while_states` the notice is dropped once the matter has left them."""
    clock = running(issue, ClockKind.RECEIPT) or running(issue, ClockKind.ANSWER)
    facts = {
        "number": str(issue.id),
        "place": wording.place(issue.grid),
        "topic": wording.snippet(wording.said(issue), TOPIC) or "照片",
        "deputy": issue.deputy.name if issue.deputy else "",
        "state": wording.state(issue),
        "when": _written(desk, desk.now),
        "due": _written(desk, clock.due_at) if clock else "",
    }
    return facts | ({"while": ",".join(while_states)} if while_states else {})


def _written(desk: Desk, moment: datetime) -> str:
    return local(moment, desk.rules.zone).isoformat(timespec="minutes")
