"""Delivers pushes over HTTP the way WeChat does: five seconds for an answer, three deliveries, each signed anew."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zlib import crc32

import requests

from app.simulator.fake_wechat.push import Channel, Payload, build_push

TIMEOUT_SECONDS = 5.0
DELIVERIES = 3
LANES = 16
_LOOK_AGAIN_SECONDS = 0.5
_ACKNOWLEDGED = 200


@dataclass(frozen=True)
class Delivered:
    """What became of one push. `seconds` is how long the last answer took; `reason` why it was never acknowledged."""

    seconds: float
    deliveries: int
    acknowledged: bool
    reason: str = ""


@dataclass
class Postman:
    """Sends over several connections; pushes of one person go one after the other, in order.

    `patience` are the seconds to wait, in all, for a service that refuses connections (it is being restarted).
    """

    url: str
    channel: Channel
    now: Callable[[], datetime]
    rate: float | None = None
    patience: float = 0.0
    results: "queue.Queue[Delivered]" = field(default_factory=queue.Queue)
    stopped: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, pushes: Sequence[Payload]) -> None:
        """Begin; every push brings one entry in `results`."""
        lanes: list[list[tuple[int, Payload]]] = [[] for _ in range(LANES)]
        for place, push in enumerate(pushes):
            lanes[crc32(str(push["FromUserName"]).encode()) % LANES].append((place, push))
        began = time.monotonic()
        self._threads = [
            threading.Thread(target=self._lane, args=(lane, began), name="replay-lane", daemon=True)
            for lane in lanes
        ]
        for thread in self._threads:
            thread.start()

    def is_done(self) -> bool:
        """Whether every push has its result."""
        return not any(thread.is_alive() for thread in self._threads)

    def _lane(self, lane: Sequence[tuple[int, Payload]], began: float) -> None:
        with requests.Session() as session:
            session.trust_env = False
            for place, push in lane:
                if self.rate:
                    self.stopped.wait(max(0.0, began + place / self.rate - time.monotonic()))
                if self.stopped.is_set():
                    return
                self.results.put(self._deliver(session, push))

    def _deliver(self, session: requests.Session, push: Payload) -> Delivered:
        reason, seconds = "", 0.0
        for delivery in range(1, DELIVERIES + 1):
            sent_at = time.monotonic()
            reason = self._post_patiently(session, push)
            seconds = time.monotonic() - sent_at
            if not reason:
                return Delivered(seconds, delivery, acknowledged=True)
            if delivery < DELIVERIES:
                self.stopped.wait(max(0.0, TIMEOUT_SECONDS - seconds))
        return Delivered(seconds, DELIVERIES, acknowledged=False, reason=reason)

    def _post_patiently(self, session: requests.Session, push: Payload) -> str:
        until = time.monotonic() + self.patience
        while True:
            try:
                return self._post(session, push)
            except requests.RequestException as error:
                if time.monotonic() >= until or not _refused(error):
                    return "no connection"
                self.stopped.wait(_LOOK_AGAIN_SECONDS)

    def _post(self, session: requests.Session, push: Payload) -> str:
        """Empty when acknowledged, else why not."""
        request = build_push(push, now=self.now(), **self.channel)
        try:
            answer = session.post(
                self.url,
                params=request.url_query,
                data=request.body,
                headers={"Content-Type": request.content_type},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.Timeout:
            return "no answer within 5 s"
        if answer.status_code == _ACKNOWLEDGED and answer.content in {b"success", b""}:
            return ""
        return f"answered {answer.status_code}"


def _refused(error: BaseException) -> bool:
    """Nobody listens, as while a service restarts; a connection cut while sending counts as a delivery."""
    return "refused" in str(error).lower()
