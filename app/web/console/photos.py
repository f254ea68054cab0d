"""The residents' photos on a matter's page: those shown, and what staff who release may decide on."""

from dataclasses import dataclass

from app.web.console.house import now, service
from handlers.photos import can_be_seen, is_held, sight
from models.issue import Attachment, Check


@dataclass(frozen=True)
class Photo:
    """A photo with its link; without one, `note` says why."""

    url: str
    note: str
    unchecked: bool = False
    """The content check has not passed it (yet)."""
    item: int = 0
    """Its id, when this reader may pass it or hold it back."""
    may_pass: bool = False
    may_hold: bool = False
    look: str = ""
    """Where this reader may look at what is held back, to decide."""


def photo_of(attachment: Attachment, *, decides: bool) -> Photo:
    """`decides`: the reader may pass what the content check held back or has not passed; others see neither."""
    seen = sight(attachment, passed_only=not decides)
    url = service().photos.path(attachment.id, now()) if seen.shown else ""
    if not decides or not can_be_seen(attachment):
        return Photo(url, seen.note, seen.unchecked)
    held = is_held(attachment)
    return Photo(
        url,
        seen.note,
        seen.unchecked,
        item=attachment.id,
        may_pass=attachment.check is not Check.PASSED,
        may_hold=attachment.check is not Check.RISKY or bool(attachment.trace_id),
        look=f"/console/issues/{attachment.issue_id}/photos/{attachment.id}" if held else "",
    )
