"""Opening a matter and adding to it: every word and photo is kept with the matter it belongs to."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from handlers import news, routing, wording
from handlers.desk import Desk
from handlers.inbound import Inbound, Said
from handlers.issue_life import by_resident, log
from handlers.passing_on import deputy_key, pass_on
from models.issue import ASIDE, Attachment, Check, Issue, IssueEvent, IssueMessage
from models.outbox import NoticeKind
from models.people import Deputy, Resident
from models.rules.doors import DoorKind, door
from models.rules.issue_state import IssueState
from models.rules.reading import same_text_key
from models.search_writer import changed

MEDIA_KINDS = {Said.IMAGE: "image", Said.VOICE: "voice", Said.VIDEO: "video"}
OPEN_STATES = (
    IssueState.DRAFT,
    IssueState.UNFINISHED,
    IssueState.SUBMITTED,
    IssueState.RECEIVED,
    IssueState.ANSWERED,
    IssueState.REPORTED,
)
REPEAT_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Words:
    """What was said in one message, and what the content check made of it."""

    inbound: Inbound
    text: str
    check: Check

    @property
    def is_media(self) -> bool:
        return self.inbound.said in MEDIA_KINDS


def open_matter(desk: Desk, resident: Resident, words: Words) -> Issue:
    """A new matter from a resident's first words; where it is may still be missing."""
    other = door(words.text)
    issue = Issue(
        resident=resident,
        state=IssueState.DRAFT,
        anonymous=resident.anonymous,
        check=words.check,
        door=other.kind if other else "",
        created_at=desk.now,
        last_said_at=words.inbound.said_at,
        last_heard_at=desk.now,
        repeat_key=same_text_key(words.text) if words.text else "",
    )
    for empty in ("messages", "attachments", "events", "askings", "clocks"):
        setattr(issue, empty, [])  # nothing to look up for a matter that is new
    _keep(issue, words)
    desk.session.add(issue)
    desk.session.flush()
    changed(desk.session, issue)
    log(desk, issue, "opened", by_resident(resident))
    return issue


def add_words(desk: Desk, issue: Issue, words: Words, act: str = "added") -> None:
    """More about the same matter. The deputy who already knows of it is told once a day, and who handles it."""
    _keep(issue, words)
    changed(desk.session, issue)
    issue.last_said_at = max(issue.last_said_at, words.inbound.said_at)
    issue.last_heard_at = desk.now
    if words.check is Check.UNCHECKED and issue.check is Check.PASSED:
        issue.check = Check.UNCHECKED
    if not _said_just_now(desk, issue, act):
        log(desk, issue, act, by_resident(issue.resident))
    routing.settle_later(desk, issue)
    if issue.askings and words.check is not Check.RISKY:
        tell_deputy_of_more(desk, issue)
    pass_on(desk, issue, Check.UNCHECKED if words.is_media else words.check)


def keep_aside(desk: Desk, issue: Issue, words: Words) -> None:
    """Politeness, or the answer to our question: kept with the matter, but no part of what it is about."""
    _keep(issue, words, kind=ASIDE)
    issue.last_heard_at = desk.now


def _said_just_now(desk: Desk, issue: Issue, act: str) -> bool:
    """A run of messages is one line of the timeline."""
    last: IssueEvent | None = issue.events[-1] if issue.events else None
    return last is not None and last.act == act and desk.now - last.at < desk.rules.clocks.same_matter


def _keep(issue: Issue, words: Words, kind: str = "") -> None:
    inbound = words.inbound
    message = IssueMessage(
        inbox_id=inbound.inbox_id or None,
        message_id=inbound.message_id,
        kind=kind or inbound.said,
        text=words.text,
        said_at=inbound.said_at,
        check=words.check,
    )
    issue.messages.append(message)
    if inbound.point is not None:
        issue.latitude, issue.longitude = inbound.point.latitude, inbound.point.longitude
    if inbound.said in MEDIA_KINDS and inbound.media_id:
        issue.attachments.append(
            Attachment(
                message=message,
                kind=MEDIA_KINDS[inbound.said],
                media_id=inbound.media_id,
                next_try_at=inbound.said_at,
            )
        )


def tell_deputy_of_more(desk: Desk, issue: Issue) -> None:
    """There is more to read about a matter the deputy knows: said once a day."""
    text = f"№ {issue.id}（{wording.place(issue.grid)}）群众有补充，请点开看看。"
    news.to_deputy(desk, issue, text, NoticeKind.REMINDER, key=deputy_key(desk, issue))


def emergency(issue: Issue) -> bool:
    """Life and limb: the deputy is called at once."""
    return issue.door == DoorKind.EMERGENCY


def repeated_matter(desk: Desk, resident: Resident, text: str) -> Issue | None:
    """The resident's own open matter of the last days that says the very same."""
    return desk.session.scalars(
        select(Issue)
        .where(Issue.resident_id == resident.id, Issue.repeat_key == same_text_key(text))
        .where(Issue.state.in_(OPEN_STATES), Issue.created_at > desk.now - REPEAT_WITHIN)
        .order_by(Issue.id.desc())
        .limit(1)
    ).one_or_none()


def latest_of(desk: Desk, resident: Resident, states: tuple[IssueState, ...]) -> Issue | None:
    """The resident's newest matter in one of these states."""
    mine = select(Issue).where(Issue.resident_id == resident.id, Issue.state.in_(states))
    return desk.session.scalars(mine.order_by(Issue.id.desc()).limit(1)).one_or_none()


def open_matters(desk: Desk, resident: Resident, limit: int = 10) -> list[Issue]:
    """The resident's matters that have not ended, newest first."""
    return list(
        desk.session.scalars(
            select(Issue)
            .where(Issue.resident_id == resident.id, Issue.state.in_(OPEN_STATES))
            .order_by(Issue.id.desc())
            .limit(limit)
        )
    )


def deputy_names(desk: Desk, issue: Issue) -> dict[int, str]:
    """The deputies who appear in a matter's log, by id, as the timeline calls them."""
    ids = {event.actor_id for event in issue.events if event.actor_id is not None}
    found = desk.session.scalars(select(Deputy).where(Deputy.id.in_(ids)))
    return {deputy.id: wording.deputy_name(deputy) for deputy in found}
