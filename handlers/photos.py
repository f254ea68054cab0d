"""A resident's photo that the content check held back, or has not passed: a person looks at it and decides.

What they decide stands: the check is asked no more, and a verdict that comes later finds nothing to change.
"""

from handlers.audit import audit
from handlers.desk import Desk, NotFound
from handlers.issue_life import by_staff, log
from handlers.passing_on import pass_on
from handlers.staff import get_issue
from models.issue import Attachment, AttachmentState, Check, Issue
from models.people import StaffMember
from models.rules.permissions import Permit


def pass_photo(desk: Desk, member: StaffMember, number: int, photo_id: int) -> str:
    """From now on everybody sees it who sees the matter. Raises NotFound."""
    issue = get_issue(desk, member, number, Permit.RELEASE)
    which, photo = _photo(issue, photo_id)
    if photo.check is Check.PASSED:
        return f"{which}照片已经放行了。"
    _decide(photo, Check.PASSED)
    pass_on(desk, issue, Check.PASSED)
    log(desk, issue, "photo_passed", by_staff(member), which)
    audit(desk, member, "pass_photo", issue, str(photo.id))
    return f"{which}照片已放行。"


def hold_photo(desk: Desk, member: StaffMember, number: int, photo_id: int) -> str:
    """From now on nobody sees it but who may decide on it; it stays kept. Raises NotFound."""
    issue = get_issue(desk, member, number, Permit.RELEASE)
    which, photo = _photo(issue, photo_id)
    if photo.check is Check.RISKY:
        return f"{which}照片本来就不显示。"
    _decide(photo, Check.RISKY)
    log(desk, issue, "photo_held", by_staff(member), which)
    audit(desk, member, "hold_photo", issue, str(photo.id))
    return f"{which}照片不再显示，仍为群众留存。"


def _photo(issue: Issue, photo_id: int) -> tuple[str, Attachment]:
    """第 2 张, and the photo itself. Raises NotFound for what is no photo that can be looked at."""
    photos = [one for one in issue.attachments if one.kind == "image"]
    for place, photo in enumerate(photos, start=1):
        can_be_seen = photo.state is AttachmentState.STORED and photo.content_type.startswith("image/")
        if photo.id == photo_id and can_be_seen:
            return f"第 {place} 张", photo
    raise NotFound(f"№ {issue.id} 没有这张照片。")


def _decide(photo: Attachment, check: Check) -> None:
    photo.check, photo.trace_id, photo.next_try_at = check, "", None
