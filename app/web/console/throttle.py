"""How often one address may try to sign in. Soft: Redis counts, and without Redis the lock of each account remains."""

from hashlib import sha256
from ipaddress import ip_address

import redis
from flask import request

from app.redis import Breaker, RedisDown
from app.web.console.house import service

ATTEMPTS = 60
"""A whole office may sign in from one address in the morning."""
WINDOW_SECONDS = 300


def too_many_attempts() -> bool:
    """Counts this attempt."""
    key = f"gridvoice:sign-in:{sha256(_address().encode()).hexdigest()[:24]}"

    def count(client: redis.Redis) -> int:
        with client.pipeline() as pipe:
            pipe.incr(key)
            pipe.expire(key, WINDOW_SECONDS, nx=True)
            return int(pipe.execute()[0])

    try:
        return _breaker(service().redis).ask(count) > ATTEMPTS
    except RedisDown:
        return False


_breakers: dict[int, Breaker] = {}


def _breaker(client: redis.Redis | None) -> Breaker:
    return _breakers.setdefault(id(client), Breaker(client))


def _address() -> str:
    """The visitor's: what the proxy on this machine says, else whoever connected."""
    direct = request.remote_addr or ""
    try:
        behind_proxy = ip_address(direct).is_loopback
    except ValueError:
        behind_proxy = False
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return said if behind_proxy and said else direct
