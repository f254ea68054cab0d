"""What each resident's phone shows: the chat both ways and the subscription cards, in order."""

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from app.simulator.fake_wechat.errors import WeChatError

SERVICE_FAULT = "该小程序提供的服务出现故障，请稍后再试"
KEPT_PER_PHONE = 2_000
RECENT_VISIT = timedelta(hours=2)

By = Literal["me", "account", "wechat"]


@dataclass(frozen=True)
class Shown:
    """One thing on the screen. `id` grows over all phones; `by` "wechat" is a grey system line."""

    id: int
    at: datetime
    by: By
    kind: str
    content: dict[str, Any]
    msg_id: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


@dataclass
class Phone:
    """One resident's WeChat; `visited` is when they were last in the mini-program."""

    openid: str
    name: str = ""
    number: str = ""
    visited: datetime | None = None
    stranger: bool = False
    items: deque[Shown] = field(default_factory=lambda: deque(maxlen=KEPT_PER_PHONE))

    def as_json(self) -> dict[str, Any]:
        return {"openid": self.openid, "name": self.name, "number": self.number}


@dataclass
class Phones:
    """All phones by openid. With `strangers_welcome` a message to an unknown openid makes a phone for it,

    whose chat is always open: for load tests whose residents write past this fake.
    """

    by_openid: dict[str, Phone] = field(default_factory=dict)
    strangers_welcome: bool = False
    last_id: int = 0

    def __iter__(self) -> Iterator[Phone]:
        return iter(list(self.by_openid.values()))

    def known(self, openid: Any, code: int = 40003) -> Phone:
        """The phone of a user of this account. Raises 40003, or the `code` this interface uses instead."""
        phone = self.by_openid.get(openid) if isinstance(openid, str) else None
        if phone is not None:
            return phone
        if self.strangers_welcome and isinstance(openid, str) and openid:
            return self.admit(openid, stranger=True)
        raise WeChatError(code)

    def admit(self, openid: str, name: str = "", number: str = "", *, stranger: bool = False) -> Phone:
        """Get or make the phone; a name or number given later replaces the earlier one."""
        if not openid:
            raise ValueError("a phone needs an openid")
        phone = self.by_openid.setdefault(openid, Phone(openid, stranger=stranger))
        phone.name = name or phone.name
        phone.number = number or phone.number
        return phone

    def show(self, phone: Phone, shown: Shown) -> Shown:
        phone.items.append(shown)
        return shown

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def recently_inside(self, phone: Phone, now: datetime) -> bool:
        """Whether this person was in the mini-program within two hours (else content checks answer 61010)."""
        return phone.visited is not None and now - phone.visited <= RECENT_VISIT
