"""The pass a signed link is exchanged for: a cookie for one contact and one part of `/m`, and the forms' CSRF tokens.

The cookie's path is that part, so that one WeChat that is a resident's and a deputy's keeps the two apart.
"""

import hmac
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from app.security import derive

COOKIE = "gridvoice_phone"
SAID = "gridvoice_said"


class Area(StrEnum):
    """A part of the phone pages, and who it is for."""

    RESIDENT = "resident"
    DEPUTY = "deputy"
    STAFF = "staff"

    @property
    def path(self) -> str:
        return f"/m/{self.value}"


def area_of(page: str) -> Area | None:
    """The part a page lies in; None for anything that is not a path of the phone pages."""
    parts = page.partition("?")[0].split("/")
    if parts[:2] != ["", "m"] or len(parts) < 3 or ".." in parts or "\\" in page:  # noqa: PLR2004  /m/part
        return None
    return next((area for area in Area if area.value == parts[2]), None)


class Passes:
    """Signed with a key of their own; good for `days` at most, and no longer than the link it was exchanged for."""

    def __init__(self, secret_key: str, days: int) -> None:
        key = derive(secret_key, "phone-pass")
        self._passes = URLSafeSerializer(key, salt="pass")
        self._sentences = URLSafeSerializer(key, salt="said")
        self._csrf = derive(secret_key, "phone-csrf")
        self.lifetime = timedelta(days=days)

    def issue(self, contact_id: int, area: Area, now: datetime, link_until: datetime) -> str:
        """The cookie's value."""
        until = min(link_until, now + self.lifetime)
        return str(self._passes.dumps([contact_id, area.value, int(until.timestamp())]))

    def read(self, cookie: str, area: Area, now: datetime) -> int | None:
        """The contact's id, or None when it is not ours, for another part, or past its time."""
        try:
            contact_id, part, until = self._passes.loads(cookie)
        except (BadData, TypeError, ValueError):
            return None
        return int(contact_id) if part == area.value and now.timestamp() < until else None

    def csrf(self, cookie: str) -> str:
        """What a form of this pass carries."""
        return hmac.new(self._csrf, cookie.encode(), sha256).hexdigest()

    def csrf_holds(self, cookie: str, given: str) -> bool:
        return hmac.compare_digest(self.csrf(cookie).encode(), given.encode("utf-8", "replace"))

    def keep(self, sentence: str) -> str:
        """A sentence to be shown on the next page."""
        return str(self._sentences.dumps(sentence))

    def kept(self, cookie: str) -> str:
        try:
            return str(self._sentences.loads(cookie))
        except BadData:
            return ""
