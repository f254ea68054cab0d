"""Redis as this service uses it: helpful when there, never waited for. Nothing has its only copy in it.

redis-py's own defaults wait 4 s on a refused port and 58 s on a hung server; these clients wait 0.2 s, once.
"""

import math
import time
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

PATIENCE_SECONDS = 0.2
REST_SECONDS = 5.0

_AWAKE = -math.inf

T = TypeVar("T")


class RedisDown(Exception):  # noqa: N818 - a state callers plan for, by the name the house uses
    """Redis is missing, refuses, hangs, or did so a moment ago."""


def connect(url: str) -> redis.Redis:
    """A client that gives up quickly and answers in `str`. Opens no connection yet; thread-safe."""
    return redis.Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


class Breaker:
    """Leaves Redis alone for some seconds after it failed, so that a hung one costs its time-out once, not each call."""

    def __init__(
        self,
        client: redis.Redis | None,
        rest_seconds: float = REST_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._rest_seconds = rest_seconds
        self._monotonic = monotonic
        self._lock = Lock()
        self._resting_until = _AWAKE

    def ask(self, question: Callable[[redis.Redis], T]) -> T:
        """Ask Redis something. Raises `RedisDown`, at once while it rests."""
        if self._client is None or not self._may_ask():
            raise RedisDown
        try:
            answer = question(self._client)
        except (RedisError, OSError) as error:
            self._resting_until = self._monotonic() + self._rest_seconds
            raise RedisDown from error
        self._resting_until = _AWAKE
        return answer

    def _may_ask(self) -> bool:
        """After the rest one caller alone finds out whether Redis is back."""
        if self._resting_until == _AWAKE:
            return True
        with self._lock:
            now = self._monotonic()
            if now < self._resting_until:
                return False
            self._resting_until = now + self._rest_seconds
            return True
