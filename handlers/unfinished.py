"""A half-told story is never thrown away: nudged once, then kept where staff see it."""

from handlers import news, placing, wording
from handlers.contacts import writer_of
from handlers.desk import Desk
from handlers.issue_life import SYSTEM, move
from models.chat import Conversation, Question
from models.issue import Issue
from models.rules.issue_state import IssueAct


def nudge(desk: Desk, issue: Issue) -> None:
    """Ask once more for what is missing."""
    issue.nudged_at = desk.now
    words = wording.snippet(wording.said(issue, to_others=False), 20) or "照片"
    text = f"您说的「{words}」（№ {issue.id}）还差一点：问题在哪个村（社区）？告诉我就能转给代表。"
    news.to_resident(desk, issue, text, key=f"nudge:{issue.id}", while_states=placing.TELLING)
    _await_the_place(desk, issue)


def _await_the_place(desk: Desk, issue: Issue) -> None:
    """What comes next is the answer to this nudge, unless the bot waits for another."""
    if issue.resident.contact is not None:
        talk = writer_of(desk.session, issue.resident.contact).conversation
        if talk.question is Question.NONE and not _telling_another(desk, talk, issue):
            talk.issue_id, talk.question, talk.asked_at = issue.id, Question.PLACE, desk.now


def _telling_another(desk: Desk, talk: Conversation, issue: Issue) -> bool:
    other = desk.session.get(Issue, talk.issue_id) if talk.issue_id not in {None, issue.id} else None
    return other is not None and desk.now - other.last_heard_at <= desk.rules.clocks.same_matter


def lapse(desk: Desk, issue: Issue) -> None:
    """Silence after the nudge: it stands in the staff's list; an answer later still completes it."""
    move(desk, issue, IssueAct.LAPSE, SYSTEM)
    if issue.resident.contact is not None:
        talk = writer_of(desk.session, issue.resident.contact).conversation
        if talk.issue_id != issue.id and talk.question is Question.NONE:
            talk.issue_id = issue.id
