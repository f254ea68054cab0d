"""The page's line to the fake WeChat, which listens on loopback: what the phones show, and what is done with them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
import structlog

SECONDS = 5.0
LONGEST = 40.0
"""An act returns when our webhook has answered; WeChat itself repeats three times."""

log = structlog.get_logger()


class FakeIsAway(Exception):  # noqa: N818  said to the person at the page
    """The fake WeChat does not answer."""


class Line:
    """Calls `/_phone/…` of the fake at `base`.

    Whatever makes the fake push to our webhook runs in a thread: the web process that waited for it might be the
    last one free to take the push.
    """

    def __init__(self, base: str) -> None:
        self._base = f"{base}/_phone"
        self._acts = ThreadPoolExecutor(max_workers=8, thread_name_prefix="simulator")

    def get(self, path: str) -> Any:
        """Raises `FakeIsAway`; KeyError for what the fake does not know."""
        return self._ask("GET", path).json()

    def picture(self, media_id: str) -> tuple[bytes, str]:
        """(content, content type)."""
        answer = self._ask("GET", f"/media/{media_id}")
        return answer.content, answer.headers.get("Content-Type", "application/octet-stream")

    def put(self, path: str, fields: dict[str, Any]) -> Any:
        return self._ask("PUT", path, json=fields).json()

    def post(self, path: str, fields: dict[str, Any]) -> Any:
        return self._ask("POST", path, json=fields).json()

    def delete(self, path: str) -> Any:
        return self._ask("DELETE", path).json()

    def later(self, *acts: tuple[str, dict[str, Any] | bytes]) -> None:
        """Do these one after the other, without waiting for them here."""
        self._acts.submit(self._do, acts)

    def _do(self, acts: tuple[tuple[str, dict[str, Any] | bytes], ...]) -> None:
        for path, given in acts:
            what: dict[str, Any] = {"data": given} if isinstance(given, bytes) else {"json": given}
            try:
                requests.post(self._base + path, timeout=LONGEST, **what)
            except requests.RequestException as error:
                log.warning("the simulator's phone could not act", error=type(error).__name__)

    def _ask(self, method: str, path: str, **what: Any) -> requests.Response:
        try:
            answer = requests.request(method, self._base + path, timeout=SECONDS, **what)
        except requests.RequestException:
            raise FakeIsAway from None
        if answer.status_code >= requests.codes.bad_request:
            raise KeyError(path)
        return answer
