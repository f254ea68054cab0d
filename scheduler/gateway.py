"""What the queues need from the outside world, and what may come of asking for it.

The adapters live in `app/wechat`; here stand only the shapes, so that nothing below `app` knows a transport.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Channel(StrEnum):
    """How a notice travels: a customer-service message (客服消息) or a subscription message (订阅消息)."""

    CHAT = "chat"
    TEMPLATE = "template"


@dataclass(frozen=True)
class Notice:
    """One thing to tell one person, ready to go.

    `text` is what a chat message says. `template` names a table of `[wechat.templates]`; `fields` are the facts
    that fill it, by our own names (`number`, `place`, `when`, …). `page` is a path of ours to open (`/m/…`, for an
    organ `/console/…`).
    """

    id: int
    openid: str
    channel: Channel
    text: str
    template: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    page: str = ""


@dataclass(frozen=True)
class Sent:
    """WeChat took it. `message_id` is WeChat's number for the outgoing message, if it gave one."""

    message_id: str = ""


@dataclass(frozen=True)
class TryLater:
    """Not taken, and trying again makes sense (busy, quota of the minute, no connection)."""

    reason: str
    seconds: float = 30.0


@dataclass(frozen=True)
class NotReachable:
    """This person cannot be reached on this channel now: park it until they write again. `code` is WeChat's."""

    reason: str
    code: int = 0


@dataclass(frozen=True)
class Wrong:
    """Our mistake or our configuration's (bad template, bad field, no permission): staff must mend it."""

    reason: str
    code: int = 0


@dataclass(frozen=True)
class Unknown:
    """No clean answer: it may or may not have arrived."""

    reason: str


Outcome = Sent | TryLater | NotReachable | Wrong | Unknown


class Gateway(Protocol):
    """Sends one notice. Never raises for what WeChat or the network does; says it as an `Outcome`."""

    def notify(self, notice: Notice) -> Outcome: ...


class TextVerdict(StrEnum):
    """What WeChat's content check (msg_sec_check v2) says of a text.

    `UNCHECKED` covers "review" and a check that could not be made (61010, WeChat down): the deputy may see it,
    nobody else until staff or a later check pass it.
    """

    PASSED = "passed"
    RISKY = "risky"
    UNCHECKED = "unchecked"


class TextCheck(Protocol):
    """Asks WeChat about one person's words. Never raises: no answer is `UNCHECKED`."""

    def check_text(self, openid: str, text: str) -> TextVerdict: ...


@dataclass(frozen=True)
class Fetched:
    """A photo, voice or video as WeChat gave it."""

    content: bytes
    content_type: str


@dataclass(frozen=True)
class Gone:
    """WeChat no longer has it (40007, older than three days): it cannot be fetched any more."""

    reason: str


class MediaSource(Protocol):
    """Fetches temporary media from WeChat before they expire (three days)."""

    def fetch(self, media_id: str) -> Fetched | Gone | TryLater: ...


class MediaCheck(Protocol):
    """Asks WeChat to look at a photo (media_check_async v2). The verdict comes later, as a push.

    `ask` gives the trace id under which it will come, or None when it could not be asked now. Never raises.
    """

    def ask(self, openid: str, attachment_id: int) -> str | None: ...
