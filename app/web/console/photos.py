"""The residents' photos on a matter's page: who sees which, and what staff who release may decide on."""

from dataclasses import dataclass

from app.web.console.house import now, service
from models.issue import Attachment, AttachmentState, Check

SHOWN_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
_MEDIA = {"image": "照片", "voice": "语音", "video": "视频"}


@dataclass(frozen=True)
class Photo:
    """A photo with its link; without one, `note` says why."""

    url: str
    note: str
    unchecked: bool = False
    """The content check has not passed it (yet)."""
    waits: int = 0
    """Its id, when this reader may pass it or hold it back."""
    look: str = ""
    """Where this reader may look at what is held back, to decide."""


def photo_of(attachment: Attachment, *, decides: bool) -> Photo:
    """`decides`: the reader may pass what the content check held back or has not passed; others see neither."""
    missing = _missing(attachment)
    if missing:
        return Photo("", missing)
    waits = attachment.id if decides and attachment.check is not Check.PASSED else 0
    if is_held(attachment):
        what = _MEDIA.get(attachment.kind, "附件")
        look = f"/console/issues/{attachment.issue_id}/photos/{attachment.id}" if decides else ""
        return Photo("", f"有{what}没有通过微信的内容检查，不显示", waits=waits, look=look)
    if attachment.check is not Check.PASSED and not decides:
        return Photo("", "有一张照片还没有经过内容检查，暂不显示")
    unchecked = attachment.check is not Check.PASSED
    return Photo(service().photos.path(attachment.id, now()), "", unchecked, waits)


def is_held(attachment: Attachment) -> bool:
    """By its own check, or that of the words it came with."""
    message = attachment.message
    return attachment.check is Check.RISKY or (message is not None and message.check is Check.RISKY)


def can_be_seen(attachment: Attachment) -> bool:
    """It is a picture, and it is here."""
    return attachment.state is AttachmentState.STORED and attachment.content_type in SHOWN_TYPES


def _missing(attachment: Attachment) -> str:
    """Why there is nothing to look at, if so."""
    what = _MEDIA.get(attachment.kind, "附件")
    if can_be_seen(attachment):
        return ""
    if is_held(attachment):
        return f"有{what}没有通过微信的内容检查，不显示"
    if attachment.state is AttachmentState.LOST:
        return f"{what}没能从微信取到"
    if attachment.state is AttachmentState.WAITING:
        return f"{what}正在从微信取来，请稍后再看"
    return "有一张照片打不开" if attachment.kind == "image" else f"有一段{what}"
