"""Delivers pushes to the webhook as WeChat does: five seconds, three deliveries in all, then the resident sees a fault."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

import requests

from app.simulator.fake_wechat.push import PushRequest

TIMEOUT_SECONDS = 5.0
DELIVERIES = 3
OK = 200
TRANSFER = "transfer_customer_service"

Post = Callable[[PushRequest], tuple[int, bytes]]
"""Sends one push and gives back (status, body); raises `OSError` when there was no answer in time."""


@dataclass(frozen=True)
class Delivery:
    """What became of one push. `transferred`: the account handed the chat over to its human agents."""

    acknowledged: bool
    deliveries: int
    seconds: float
    transferred: bool = False
    last_answer: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class WebhookPost:
    """Posts to one URL, a kept connection per thread, without proxies."""

    def __init__(self, url: str, timeout: float = TIMEOUT_SECONDS) -> None:
        self.url = url
        self.timeout = timeout
        self._kept = threading.local()

    def __call__(self, push: PushRequest) -> tuple[int, bytes]:
        answer = self._session().post(
            self.url,
            params=push.url_query,
            data=push.body,
            headers={"Content-Type": push.content_type},
            timeout=self.timeout,
            allow_redirects=False,
        )
        return answer.status_code, answer.content

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._kept, "session", None)
        if session is None:
            session = self._kept.session = requests.Session()
            session.trust_env = False
        return session


@dataclass
class Sender:
    """`pause` seconds lie between deliveries that failed at once (a refused connection, an error page)."""

    post: Post
    deliveries: int = DELIVERIES
    pause: float = 1.0
    closing: threading.Event = field(default_factory=threading.Event)
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=4, thread_name_prefix="fake-wechat-push")
    )
    _later: set[Future[Delivery]] = field(default_factory=set)

    def deliver(self, build: Callable[[], PushRequest]) -> Delivery:
        """Post until acknowledged; every delivery is signed anew with the same content."""
        begun = time.monotonic()
        answer = ""
        for count in range(1, self.deliveries + 1):
            status, body, answer = self._attempt(build())
            if status == OK and (body in {b"", b"success"} or is_transfer(body)):
                seconds = time.monotonic() - begun
                return Delivery(
                    acknowledged=True,
                    deliveries=count,
                    seconds=seconds,
                    transferred=is_transfer(body),
                    last_answer=answer,
                )
            if count < self.deliveries and self.closing.wait(self.pause):
                break
        seconds = time.monotonic() - begun
        return Delivery(acknowledged=False, deliveries=count, seconds=seconds, last_answer=answer)

    def _attempt(self, push: PushRequest) -> tuple[int, bytes, str]:
        try:
            status, body = self.post(push)
        except OSError as error:  # also every requests exception
            return 0, b"", type(error).__name__
        return status, body.strip(), str(status)

    def later(self, job: Callable[[], Delivery]) -> None:
        """Deliver in the background: what WeChat pushes by itself, after the call that caused it was answered."""
        with suppress(RuntimeError):  # closed meanwhile
            future = self._pool.submit(job)
            self._later.add(future)
            future.add_done_callback(self._later.discard)

    def settle(self, timeout: float = 30.0) -> None:
        """Wait until every push on its way has arrived or failed; a failure inside us is raised here."""
        while self._later:
            for future in list(self._later):
                future.result(timeout)

    def close(self) -> None:
        self.closing.set()
        self._pool.shutdown(cancel_futures=True)


def is_transfer(body: bytes) -> bool:
    """Whether the answer is a well-formed 转发消息, in either format."""
    if body.startswith(b"{"):
        with suppress(ValueError):
            answer = json.loads(body)
            return isinstance(answer, dict) and answer.get("MsgType") == TRANSFER
    if body.startswith(b"<xml>"):
        with suppress(ET.ParseError):
            return ET.fromstring(body).findtext("MsgType") == TRANSFER  # noqa: S314 - our own service's answer
    return False
