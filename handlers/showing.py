"""A deputy shows that it is done: a photo with their answer, kept with the matter, for its resident and staff to see.

It is no word of the resident's: it is kept apart from what they sent. Nobody but its deputy and staff sees it before it passed
the content check.
"""

from sqlalchemy import func, select

from handlers.deputy import IN_HAND, get_issue, my_grids
from handlers.desk import BadInput, Desk
from handlers.evidence import MOST_A_ROUND, Picture
from handlers.inbound import Said
from handlers.issue_life import by_deputy, log
from handlers.matters import Words
from models.issue import ActorKind, Attachment, AttachmentState, Issue, IssueEvent
from models.people import Deputy
from models.rules.issue_state import IssueAct


def with_answer(desk: Desk, deputy: Deputy, number: int, picture: Picture) -> str:
    """A stored picture that came with the answer; the same twice is kept once. Raises NotFound, BadInput."""
    issue = get_issue(desk, deputy, number)
    if not any(photo.path == picture.path for photo in issue.deputy_photos):
        photo = Attachment(kind="image", media_id="", state=AttachmentState.STORED, drawn=True)
        photo.path, photo.content_type, photo.size = picture.path, picture.content_type, picture.size
        _keep(desk, deputy, issue, photo)
    return "照片也已附上。"


def from_chat(desk: Desk, deputy: Deputy, words: Words) -> str:
    """A photo right after the deputy's own 答复 or 解决 belongs to that matter; empty when it belongs to none.

    It is fetched from WeChat like those of residents. Raises BadInput when there are too many.
    """
    if words.inbound.said is not Said.IMAGE or not words.inbound.media_id:
        return ""
    number = _just_answered(desk, deputy)
    if number is None:
        return ""
    issue = get_issue(desk, deputy, number)
    try:
        _keep(desk, deputy, issue, Attachment(kind="image", media_id=words.inbound.media_id))
    except BadInput as refusal:
        return refusal.sentence
    return f"照片已附到 № {number} 的答复。"


def _just_answered(desk: Desk, deputy: Deputy) -> int | None:
    """The newest, while it is still in the deputy's hands."""
    since = desk.now - desk.rules.clocks.same_matter
    mine = IssueEvent.actor_kind == ActorKind.DEPUTY, IssueEvent.actor_id == deputy.id
    return desk.session.scalar(
        select(Issue.id)
        .join(IssueEvent, IssueEvent.issue_id == Issue.id)
        .where(my_grids(deputy), Issue.state.in_(IN_HAND), Issue.answered_at >= since)
        .where(*mine, IssueEvent.act == IssueAct.ANSWER, IssueEvent.at >= since)
        .order_by(IssueEvent.id.desc())
        .limit(1)
    )


def _keep(desk: Desk, deputy: Deputy, issue: Issue, photo: Attachment) -> None:
    """A run of photos is one line of the timeline."""
    there = select(func.count(Attachment.id)).where(
        Attachment.issue_id == issue.id, Attachment.by_deputy_id == deputy.id
    )
    if (desk.session.scalar(there) or 0) >= MOST_A_ROUND:
        raise BadInput(f"№ {issue.id} 已有 {MOST_A_ROUND} 张照片，不能再加了。", "photo")
    photo.by_deputy_id, photo.sent_at, photo.next_try_at = deputy.id, desk.now, desk.now
    issue.deputy_photos.append(photo)
    last = issue.events[-1] if issue.events else None
    if last is None or (last.act, last.actor_id) != ("deputy_photo", deputy.id):
        log(desk, issue, "deputy_photo", by_deputy(deputy))
