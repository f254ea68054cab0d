"""`FakeWeChat`: the state behind one mini-program account, and what residents do with their phones."""

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.simulator.fake_wechat import payloads
from app.simulator.fake_wechat.content import ContentRules
from app.simulator.fake_wechat.errors import WeChatError
from app.simulator.fake_wechat.faults import FaultBoard
from app.simulator.fake_wechat.grants import Grants
from app.simulator.fake_wechat.media import MediaStore
from app.simulator.fake_wechat.payloads import Choice, Source
from app.simulator.fake_wechat.phones import SERVICE_FAULT, By, Phone, Phones, Shown
from app.simulator.fake_wechat.push import Channel, MessageFormat, Mode, Payload, build_push
from app.simulator.fake_wechat.quota import Quota
from app.simulator.fake_wechat.sender import Delivery, Sender, WebhookPost
from app.simulator.fake_wechat.templates import LONG_TERM, FakeTemplate
from app.simulator.fake_wechat.text import TEXT_BYTES, size
from app.simulator.fake_wechat.tokens import TokenDesk
from app.simulator.fake_wechat.windows import Windows

CODE_LIFE = timedelta(minutes=5)
TEMPLATES_PER_POPUP = 5


@dataclass
class Codes:
    """One-time codes of `wx.login` and of the phone-number button: code → (openid, issued)."""

    issued: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def issue(self, openid: str, now: datetime) -> str:
        code = secrets.token_urlsafe(24)
        self.issued[code] = (openid, now)
        return code

    def redeem(self, code: Any, now: datetime) -> str:
        """The openid it stands for, once and within five minutes. Raises 40029."""
        openid, at = self.issued.pop(code, ("", now)) if isinstance(code, str) else ("", now)
        if not openid or now - at > CODE_LIFE:
            raise WeChatError(40029)
        return openid


@dataclass
class FakeWeChat:
    """Everything WeChat knows about one account. Thread-safe: hold `lock` for what must happen together.

    `pages` are the released pages (empty: any page exists); `changes` grows with whatever is worth saving.
    """

    app_id: str
    app_secret: str = field(repr=False)
    token: str = field(repr=False)
    encoding_aes_key: str = field(repr=False)
    original_id: str
    mode: Mode
    message_format: MessageFormat
    webhook_url: str
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC), repr=False)
    templates: dict[str, FakeTemplate] = field(default_factory=dict, repr=False)
    pages: set[str] = field(default_factory=set, repr=False)
    base_url: str = "http://127.0.0.1"
    push_sent_events: bool = True
    changes: int = 0

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.phones = Phones()
        self.windows = Windows()
        self.grants = Grants()
        self.media = MediaStore()
        self.tokens = TokenDesk()
        self.quota = Quota()
        self.content = ContentRules()
        self.login_codes = Codes()
        self.phone_codes = Codes()
        self.faults = FaultBoard()
        self.sender = Sender(WebhookPost(self.webhook_url))
        self._being_sent_to: set[str] = set()

    # --- pushes ---

    def channel(self) -> Channel:
        return Channel(
            app_id=self.app_id,
            token=self.token,
            aes_key=self.encoding_aes_key,
            mode=self.mode,
            format=self.message_format,
        )

    def source(self, openid: str) -> Source:
        return Source(openid, self.original_id, self.now())

    def push(self, payload: Payload) -> Delivery:
        """Deliver any payload, known kind or not; give the same one twice for a repeat."""
        return self.sender.deliver(lambda: build_push(payload, now=self.now(), **self.channel()))

    def push_later(self, payload: Payload) -> None:
        self.sender.later(lambda: self.push(payload))

    def close(self) -> None:
        """Cut hanging answers short and stop pushing."""
        self.faults.closing.set()
        self.sender.close()

    # --- phones ---

    def phone(self, openid: str, name: str = "", number: str = "") -> Phone:
        """Get or make a phone."""
        with self.lock:
            self.changes += 1
            return self.phones.admit(openid, name, number)

    def show(self, openid: str, by: By, kind: str, content: Mapping[str, Any], msg_id: object = "") -> Shown:
        with self.lock:
            self.changes += 1
            shown = Shown(self.phones.next_id(), self.now(), by, kind, dict(content), str(msg_id))
            return self.phones.show(self.phones.known(openid), shown)

    def shown(self, openid: str, since: int = 0) -> list[Shown]:
        """What this phone shows, oldest first, after the item `since`."""
        with self.lock:
            return [item for item in self.phones.known(openid).items if item.id > since]

    def open(self, openid: str) -> None:
        """The resident is in the mini-program."""
        with self.lock:
            self.changes += 1
            self.phones.admit(openid).visited = self.now()

    def write(self, openid: str, text: str) -> Delivery:
        """Send a text. Raises `ValueError` when empty or over 2,048 bytes: see `split_text`."""
        if not text.strip():
            raise ValueError("WeChat sends no empty message")
        if size(text) > TEXT_BYTES:
            raise ValueError(f"over WeChat's {TEXT_BYTES} bytes; split it first")
        text.encode()  # half a character (UnicodeEncodeError is a ValueError) never leaves a phone
        return self.say(openid, payloads.text(self.source(openid), text), {"text": text})

    def say(self, openid: str, message: Payload, content: Mapping[str, Any]) -> Delivery:
        """Send a message of any kind; `content` is what the own phone shows of it."""
        with self.lock:
            self.open(openid)
            self.windows.user_wrote(openid, self.now())
            self.show(openid, "me", str(message["MsgType"]), content, message.get("MsgId", ""))
        return self._or_fault_line(openid, message)

    def send_photo(self, openid: str, data: bytes) -> Delivery:
        """Upload and send a picture. Raises `WeChatError` when it is none, or too large."""
        with self.lock:
            media = self.media.add("image", data, self.now())
        url = self.picture_url(media.media_id)
        message = payloads.image(self.source(openid), media.media_id, url)
        return self.say(openid, message, {"media_id": media.media_id, "url": url})

    def picture_url(self, media_id: str) -> str:
        return f"{self.base_url}/_phone/media/{media_id}"

    def send_location(self, openid: str, latitude: float, longitude: float, label: str = "") -> Delivery:
        message = payloads.location(self.source(openid), latitude, longitude, label)
        return self.say(openid, message, {"latitude": latitude, "longitude": longitude, "label": label})

    def enter(self, openid: str, session_from: str = "") -> Delivery:
        """Tap the customer-service button; `session_from` carries our grid. Raises `ValueError` over 1,024 characters."""
        event = payloads.enter_session(self.source(openid), session_from)
        with self.lock:
            self.open(openid)
            self.windows.user_entered(openid, self.now())
        return self._or_fault_line(openid, event)

    def _or_fault_line(self, openid: str, payload: Payload) -> Delivery:
        delivery = self.push(payload)
        if not delivery.acknowledged:
            self.show(openid, "wechat", "text", {"text": SERVICE_FAULT})
        return delivery

    # --- subscriptions ---

    def accept(self, openid: str, *template_ids: str) -> Delivery:
        return self.choose(openid, dict.fromkeys(template_ids, "accept"))

    def reject(self, openid: str, *template_ids: str) -> Delivery:
        return self.choose(openid, dict.fromkeys(template_ids, "reject"))

    def choose(self, openid: str, choices: Mapping[str, Choice]) -> Delivery:
        """Answer the subscription dialogue. Raises `ValueError` for a dialogue the phone would not open."""
        self._check_popup(choices)
        with self.lock:
            self.open(openid)
            for template_id, choice in choices.items():
                if choice == "accept":
                    long_term = self.templates[template_id].kind == LONG_TERM
                    self.grants.accept(openid, template_id, long_term=long_term)
        return self.push(payloads.popup(self.source(openid), choices))

    def _check_popup(self, choices: Mapping[str, Choice]) -> None:
        unknown = [template_id for template_id in choices if template_id not in self.templates]
        if unknown:
            raise ValueError(f"no such template: {', '.join(unknown)}")
        if not 1 <= len(choices) <= TEMPLATES_PER_POPUP:
            raise ValueError(f"a dialogue asks for 1 to {TEMPLATES_PER_POPUP} templates")
        if len({self.templates[template_id].kind for template_id in choices}) > 1:
            raise ValueError("one-time and long-term templates cannot be asked for together")
        if any(choice not in {"accept", "reject", "ban"} for choice in choices.values()):
            raise ValueError("a choice is accept, reject or ban")

    def withdraw(self, openid: str, *template_ids: str) -> Delivery:
        """Switch templates off in the mini-program's settings."""
        with self.lock:
            self.changes += 1
            for template_id in template_ids:
                self.grants.withdraw(openid, template_id)
        return self.push(payloads.change(self.source(openid), template_ids))

    @contextmanager
    def only_send_to(self, openid: str) -> Iterator[None]:
        """Raises 43108 while another subscription message to the same person is on its way."""
        with self.lock:
            if openid in self._being_sent_to:
                raise WeChatError(43108)
            self._being_sent_to.add(openid)
        try:
            yield
        finally:
            with self.lock:
                self._being_sent_to.discard(openid)

    # --- codes ---

    def login_code(self, openid: str) -> str:
        """What `wx.login` gives the front end."""
        with self.lock:
            self.phones.admit(openid)
            return self.login_codes.issue(openid, self.now())

    def phone_code(self, openid: str) -> str:
        """What the phone-number button gives the front end."""
        with self.lock:
            self.phones.admit(openid)
            return self.phone_codes.issue(openid, self.now())
