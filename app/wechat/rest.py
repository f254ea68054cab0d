"""Leaves a WeChat that does not answer alone for a while, so that nobody waits for each time-out in turn."""

import time
from collections.abc import Callable
from threading import Lock

FAILURES, REST_SECONDS = 2, 30.0
"""Two in a row: one lost packet is no outage."""


class Rest:
    """Thread-safe. Ask `is_over` before each call, and say afterwards whether an answer came."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._failures = 0
        self._until = 0.0

    def is_over(self) -> bool:
        """Whether to call. After each rest one caller alone finds out whether WeChat is back."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            now = self._monotonic()
            if now < self._until:
                return False
            self._until = now + REST_SECONDS
            return True

    def answered(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """No answer, or a server's error in place of one."""
        with self._lock:
            self._failures += 1
            self._until = self._monotonic() + REST_SECONDS
