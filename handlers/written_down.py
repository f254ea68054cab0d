"""A matter that does not come from the chat: written down by staff, or by a resident on their page."""

from dataclasses import dataclass
from datetime import datetime

from handlers.desk import Desk
from models.issue import Check, Issue, IssueChannel, IssueMessage
from models.people import Resident
from models.rules.doors import door
from models.rules.issue_state import IssueState
from models.rules.reading import same_text_key
from models.search_writer import changed


@dataclass(frozen=True)
class Written:
    """The words, when they were said, what the content check made of them, and how they came."""

    words: str
    said_at: datetime
    check: Check
    channel: IssueChannel


def written_down(desk: Desk, resident: Resident, written: Written) -> Issue:
    """The new matter, not yet submitted: the caller knows where it is."""
    other = door(written.words)
    issue = Issue(
        resident=resident,
        state=IssueState.DRAFT,
        channel=written.channel,
        anonymous=resident.anonymous,
        check=written.check,
        door=other.kind if other else "",
        created_at=desk.now,
        last_said_at=written.said_at,
        last_heard_at=desk.now,
        repeat_key=same_text_key(written.words),
    )
    message = IssueMessage(kind="text", text=written.words, said_at=written.said_at, check=written.check)
    issue.messages = [message]
    for empty in ("attachments", "events", "askings", "clocks"):
        setattr(issue, empty, [])  # nothing to look up for a matter that is new
    desk.session.add(issue)
    desk.session.flush()
    changed(desk.session, issue)
    return issue
