"""When to try again what WeChat did not take: exponential back-off with full jitter, and an end to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_JITTER = 1.0


@dataclass(frozen=True)
class Backoff:
    """The wait after attempt n is a random part of `base · factor^(n-1)`, at most `cap`; `limit` attempts in all."""

    base: timedelta = timedelta(seconds=5)
    factor: int = 3
    cap: timedelta = timedelta(hours=1)
    limit: int = 12

    def longest_wait(self, attempts: int) -> timedelta:
        wait = self.base
        for _ in range(attempts - 1):
            wait *= self.factor
            if wait >= self.cap:
                return self.cap
        return min(wait, self.cap)


DEFAULT = Backoff()
NO_TIME = timedelta(0)


def next_attempt(
    attempts: int,
    now: datetime,
    jitter: float,
    backoff: Backoff = DEFAULT,
    at_least: timedelta = NO_TIME,
) -> datetime | None:
    """When to try again after `attempts` tries, the one that just failed included; None: give up.

    `jitter` in [0, 1) is drawn by the caller. `at_least` is the wait the other side asked for; it is kept even
    where it is longer than the cap. Raises ValueError for a jitter outside [0, 1) or attempts below 1.
    """
    if attempts < 1:
        raise ValueError(f"attempts counts the one that just failed, so it starts at 1, not {attempts}")
    if not 0 <= jitter < MAX_JITTER:
        raise ValueError(f"jitter must lie in [0, 1), not {jitter}")
    if attempts >= backoff.limit:
        return None
    return now + max(backoff.longest_wait(attempts) * jitter, at_least)
