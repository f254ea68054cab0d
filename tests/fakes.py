"""Stand-ins with state for the tests: a WeChat that keeps its own books, a source of media, a clock that is turned."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from scheduler.gateway import (
    Channel,
    Fetched,
    Gone,
    Notice,
    NotReachable,
    Outcome,
    Sent,
    TryLater,
)


@dataclass
class Clock:
    """Stands still until it is turned."""

    moment: datetime = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, **ahead: float) -> datetime:
        self.moment += timedelta(**ahead)
        return self.moment


@dataclass
class Account:
    """What WeChat knows of one person: two windows with what is left, and credits per template name."""

    written: tuple[datetime, int] | None = None
    entered: tuple[datetime, int] | None = None
    credits: Counter[str] = field(default_factory=Counter)

    def take(self, now: datetime) -> int:
        """0 when a message is taken, else WeChat's code."""
        open_now = [
            name for name in ("entered", "written") if (held := getattr(self, name)) and now < held[0]
        ]
        for name in open_now:
            until, left = getattr(self, name)
            if left:
                setattr(self, name, (until, left - 1))
                return 0
        return 45047 if open_now else 45015


class FakeWeChat:
    """A `Gateway` that keeps WeChat's rules: windows, credits, one message at a time to one person (43108).

    `script(openid, outcome…)` makes the next sends to a person end otherwise; an `after` hook runs as a message leaves.
    """

    def __init__(self, now: Callable[[], datetime], latency: float = 0.0) -> None:
        self._now, self._latency = now, latency
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._scripts: dict[str, list[Outcome]] = {}
        self.accounts: dict[str, Account] = {}
        self.arrived: list[Notice] = []
        self.tried: list[Notice] = []
        self.collisions = 0
        self.on_send: Callable[[Notice], None] = lambda _: None

    def wrote(self, openid: str) -> None:
        self.account(openid).written = (self._now() + timedelta(hours=48), 5)

    def entered(self, openid: str) -> None:
        self.account(openid).entered = (self._now() + timedelta(minutes=1), 2)

    def account(self, openid: str) -> Account:
        return self.accounts.setdefault(openid, Account())

    def script(self, openid: str, *outcomes: Outcome) -> None:
        self._scripts.setdefault(openid, []).extend(outcomes)

    def forget(self) -> None:
        """Calls that take minutes are over for WeChat, whether their caller has noticed or not."""
        with self._lock:
            self._busy.clear()

    def texts(self, openid: str) -> list[str]:
        return [notice.text for notice in self.arrived if notice.openid == openid]

    def notify(self, notice: Notice) -> Outcome:
        with self._lock:
            self.tried.append(notice)
            if notice.openid in self._busy:
                self.collisions += 1
                return TryLater("WeChat 43108", 3)
            self._busy.add(notice.openid)
        try:
            self.on_send(notice)
            if self._latency:
                time.sleep(self._latency)
            with self._lock:
                return self._answer(notice)
        finally:
            with self._lock:
                self._busy.discard(notice.openid)

    def _answer(self, notice: Notice) -> Outcome:
        if waiting := self._scripts.get(notice.openid):
            outcome = waiting.pop(0)
            if isinstance(outcome, Sent):
                self.arrived.append(notice)
            return outcome
        account = self.account(notice.openid)
        if notice.channel is Channel.CHAT:
            if code := account.take(self._now()):
                return NotReachable(f"WeChat {code}", code)
        elif account.credits[notice.template] <= 0:
            return NotReachable("WeChat 43101", 43101)
        else:
            account.credits[notice.template] -= 1
        self.arrived.append(notice)
        return Sent(str(len(self.arrived)))


class FakeMedia:
    """A `MediaSource`: what it holds it gives, what it never had is gone; `script` goes first."""

    def __init__(self, **held: bytes) -> None:
        self.held = held
        self.scripts: dict[str, list[Fetched | Gone | TryLater]] = {}
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def fetch(self, media_id: str) -> Fetched | Gone | TryLater:
        with self._lock:
            self.asked.append(media_id)
            if waiting := self.scripts.get(media_id):
                return waiting.pop(0)
        content = self.held.get(media_id)
        return Gone("WeChat 40007: invalid media_id") if content is None else Fetched(content, "text/plain")
