"""The signed cookies of the console: the session, the step between password and code, the sentence left by an act, and
the mark of a browser that has signed in before.

A cookie says only which account, of which generation, since when; who that is and what they may do is looked up in the
database at every request. A reset or a sign-out everywhere raises the generation, and all older cookies are worth nothing.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from app.security import derive

COOKIE = "gridvoice_console"
STEP = "gridvoice_console_step"
SAID = "gridvoice_console_said"
DEVICE = "gridvoice_console_known"
"""With the account's id behind it. It opens nothing: it only says that this browser has signed in before."""
DEVICE_LASTS = timedelta(days=400)
"""No browser keeps a cookie for longer; each sign-in begins it anew."""
PATH = "/console"
STEP_LIFETIME = timedelta(minutes=10)
"""From the right password to the right code."""
REFRESH = timedelta(minutes=5)
"""How old "last seen" may get before the cookie is written anew."""


@dataclass(frozen=True)
class Ticket:
    """What a cookie says. `key` is random: the forms' CSRF tokens belong to it."""

    account_id: int
    generation: int
    since: datetime
    seen: datetime
    key: str


class Sessions:
    """Signed with a key of their own."""

    def __init__(self, secret_key: str, lasts: timedelta, idle: timedelta) -> None:
        key = derive(secret_key, "console-session")
        self._sessions = URLSafeSerializer(key, salt="session")
        self._steps = URLSafeSerializer(key, salt="step")
        self._devices = URLSafeSerializer(key, salt="device")
        self._sentences = URLSafeSerializer(key, salt="said")
        self._csrf = derive(secret_key, "console-csrf")
        self.lasts = lasts
        self.idle = idle

    @staticmethod
    def begin(account_id: int, generation: int, now: datetime) -> Ticket:
        return Ticket(account_id, generation, now, now, secrets.token_urlsafe(12))

    def sealed(self, ticket: Ticket) -> str:
        """The session cookie's value."""
        return str(self._sessions.dumps(_plain(ticket)))

    def opened(self, cookie: str, now: datetime) -> Ticket | None:
        """The session, or None when it is not ours, too old, or nothing was done for too long."""
        ticket = _read(self._sessions, cookie)
        if ticket is None or not ticket.since <= now < ticket.since + self.lasts:
            return None
        return ticket if now < ticket.seen + self.idle else None

    def refreshed(self, ticket: Ticket, now: datetime) -> Ticket | None:
        """The same session, seen now; None when the cookie is fresh enough."""
        return replace(ticket, seen=now) if now - ticket.seen > REFRESH else None

    def sealed_step(self, ticket: Ticket) -> str:
        return str(self._steps.dumps(_plain(ticket)))

    def opened_step(self, cookie: str, now: datetime) -> Ticket | None:
        """Whose password was right, not long ago."""
        ticket = _read(self._steps, cookie)
        return ticket if ticket and ticket.since <= now < ticket.since + STEP_LIFETIME else None

    def sealed_device(self, account_id: int, generation: int, now: datetime) -> str:
        return str(self._devices.dumps([account_id, generation, int(now.timestamp())]))

    def device_holds(self, cookie: str, account_id: int, generation: int, now: datetime) -> bool:
        """It is ours, of this account as it is now, and not too old."""
        try:
            of, at, since = self._devices.loads(cookie)
            age = now - datetime.fromtimestamp(since, UTC)
        except (BadData, TypeError, ValueError, OverflowError):
            return False
        return (of, at) == (account_id, generation) and timedelta() <= age < DEVICE_LASTS

    def csrf(self, key: str) -> str:
        """What a form of this session carries."""
        return hmac.new(self._csrf, key.encode(), sha256).hexdigest()

    def csrf_holds(self, key: str, given: str) -> bool:
        return hmac.compare_digest(self.csrf(key).encode(), given.encode("utf-8", "replace"))

    def keep(self, sentence: str) -> str:
        """A sentence to be shown on the next page."""
        return str(self._sentences.dumps(sentence))

    def kept(self, cookie: str) -> str:
        try:
            return str(self._sentences.loads(cookie))
        except BadData:
            return ""


def _plain(ticket: Ticket) -> list[Any]:
    moments = (int(ticket.since.timestamp()), int(ticket.seen.timestamp()))
    return [ticket.account_id, ticket.generation, *moments, ticket.key]


def _read(serializer: URLSafeSerializer, cookie: str) -> Ticket | None:
    try:
        account_id, generation, since, seen, key = serializer.loads(cookie)
        moments = datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(seen, UTC)
    except (BadData, TypeError, ValueError, OverflowError):
        return None
    return Ticket(int(account_id), int(generation), *moments, str(key))
