"""The photos on a matter's page, the residents' and the deputy's: those shown, and what staff who release may decide on."""

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
    by_deputy: bool = False
    """The deputy sent it, to show what was done."""
    look: str = ""
    """Where this reader may look at what is held back, to decide."""


def photo_of(attachment: Attachment, *, decides: bool) -> Photo:
    """`decides`: the reader may pass what the content check held back or has not passed; others see neither."""
    seen = sight(attachment, passed_only=not decides)
    by_deputy = attachment.by_deputy_id is not None
    url = service().photos.path(attachment.id, now()) if seen.shown else ""
    if not decides or not can_be_seen(attachment):
        return Photo(url, seen.note, seen.unchecked, by_deputy=by_deputy)
    held = is_held(attachment)
    return Photo(
        url,
        seen.note,
        seen.unchecked,
        item=attachment.id,
        may_pass=attachment.check is not Check.PASSED,
        may_hold=attachment.check is not Check.RISKY or bool(attachment.trace_id),
        by_deputy=by_deputy,
        look=f"/console/issues/{attachment.issue_id}/photos/{attachment.id}" if held else "",
    )
