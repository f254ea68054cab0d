"""A resident's photo: who may see it, and how a person decides on one that the content check held back or has not passed.

What they decide stands: the check is asked no more, and a verdict that comes later finds nothing to change.
"""

from dataclasses import dataclass

from handlers.audit import audit
from handlers.desk import Desk, NotFound
from handlers.issue_access import get_issue
from handlers.issue_life import by_staff, log
from handlers.passing_on import pass_on
from models.issue import Attachment, AttachmentState, Check, Issue
from models.people import StaffMember
from models.rules.permissions import Permit

SHOWN_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
_MEDIA = {"image": "照片", "voice": "语音", "video": "视频"}


@dataclass(frozen=True)
class Sight:
    """What a reader gets of it: the picture itself (`shown`), or a sentence why not."""

    shown: bool
    note: str = ""
    unchecked: bool = False
    """No check has passed it (yet): it is shown marked."""


def sight(attachment: Attachment, *, passed_only: bool, own: bool = False) -> Sight:
    """What is held back nobody sees; `passed_only`: nor what is merely unchecked; `own`: the reader sent it."""
    what = _MEDIA.get(attachment.kind, "附件")
    if is_held(attachment):
        return Sight(shown=False, note=f"有{what}没有通过微信的内容检查，不显示")
    if attachment.state is AttachmentState.LOST:
        return Sight(shown=False, note=f"{what}没能从微信取到")
    if attachment.state is AttachmentState.WAITING:
        return Sight(shown=False, note=f"{what}正在从微信取来，请稍后再看")
    if not can_be_seen(attachment):
        return Sight(shown=False, note="有一张照片打不开" if attachment.kind == "image" else f"有一段{what}")
    unchecked = attachment.check is not Check.PASSED
    if unchecked and passed_only and not own:
        return Sight(shown=False, note="有一张照片还没有经过内容检查，暂不显示")
    return Sight(shown=True, unchecked=unchecked and not own)


def is_held(attachment: Attachment) -> bool:
    """By its own check, or that of the words it came with."""
    message = attachment.message
    return attachment.check is Check.RISKY or (message is not None and message.check is Check.RISKY)


def can_be_seen(attachment: Attachment) -> bool:
    """It is a picture, and it is here."""
    return attachment.state is AttachmentState.STORED and attachment.content_type in SHOWN_TYPES


def pass_photo(desk: Desk, member: StaffMember, number: int, photo_id: int) -> str:
    """From now on everybody sees it who sees the matter. Raises NotFound."""
    return _decide(desk, member, (number, photo_id), _PASS)


def hold_photo(desk: Desk, member: StaffMember, number: int, photo_id: int) -> str:
    """From now on nobody sees it but who may decide on it; it stays kept. Raises NotFound."""
    return _decide(desk, member, (number, photo_id), _HOLD)


@dataclass(frozen=True)
class _Decision:
    check: Check
    act: str
    event: str
    done: str
    already: str


_PASS = _Decision(Check.PASSED, "pass_photo", "photo_passed", "照片已放行。", "照片已经放行了。")
_HOLD = _Decision(
    Check.RISKY, "hold_photo", "photo_held", "照片不再显示，仍为群众留存。", "照片本来就不显示。"
)


def _decide(desk: Desk, member: StaffMember, which_one: tuple[int, int], decision: _Decision) -> str:
    """`which_one`: the matter's number and the photo's id. What the check held (it has a trace) no person has held yet."""
    number, photo_id = which_one
    issue = get_issue(desk, member, number, Permit.RELEASE)
    which, photo = _photo(issue, photo_id)
    if photo.check is decision.check and (decision is _PASS or not photo.trace_id):
        return f"{which}{decision.already}"
    photo.check, photo.trace_id, photo.next_try_at = decision.check, "", None
    if decision is _PASS and photo.by_deputy_id is None:
        pass_on(desk, issue, Check.PASSED)
    log(desk, issue, decision.event, by_staff(member), which)
    audit(desk, member, decision.act, issue, str(photo.id))
    return f"{which}{decision.done}"


def _photo(issue: Issue, photo_id: int) -> tuple[str, Attachment]:
    """第 2 张, and the photo itself. Raises NotFound for what is no photo that can be looked at."""
    for whose, sent in (("", issue.attachments), ("代表拍的", issue.deputy_photos)):
        photos = [one for one in sent if one.kind == "image"]
        for place, photo in enumerate(photos, start=1):
            if photo.id == photo_id and can_be_seen(photo):
                return f"{whose}第 {place} 张", photo
    raise NotFound(f"№ {issue.id} 没有这张照片。")
