"""The access token (接口调用凭据): one for all processes, fetched once however many ask, from `stable_token`.

Shared through Redis with a lock; without Redis each process keeps its own, which stable_token allows
(it gives everybody the same one). Source: 获取稳定版接口调用凭据.
"""

import secrets
import time
from collections.abc import Callable
from threading import Lock
from typing import Any

import redis

from app.redis import Breaker, RedisDown
from app.settings import WeChat
from app.wechat.errors import Failure, TokenError, WeChatError
from app.wechat.transport import Transport

SAFETY_SECONDS, LEAST_SECONDS = 300, 60
LOCAL_SECONDS = 60.0
"""How long a process trusts its copy of what lies in Redis."""

LOCK_MILLISECONDS = 10_000
"""Longer than one fetch can take (3 s to connect, 5 s to read)."""

_POLL_SECONDS = 0.03
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"


class TokenBroker:
    """Thread-safe; one for a process. `get` and `renew` raise `TokenError` when WeChat gives no token."""

    def __init__(
        self,
        settings: WeChat,
        client: redis.Redis | None = None,
        transport: Transport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._transport = transport or Transport(settings)
        self._redis = Breaker(client, monotonic=monotonic)
        self._monotonic = monotonic
        self._key = f"gridvoice:wechat:token:{settings.app_id}"
        self._lock = Lock()
        self._mine: tuple[str, float] | None = None
        self._failed: tuple[TokenError, float] | None = None

    def get(self) -> str:
        """A token that should be good."""
        return self._local("") or self._obtain("")

    def renew(self, stale: str) -> str:
        """Another token than `stale`, which WeChat just refused: what someone else has fetched since, or a new one."""
        return self._local(stale) or self._obtain(stale)

    def _local(self, stale: str) -> str | None:
        mine = self._mine
        if mine is None or mine[0] == stale or self._monotonic() >= mine[1]:
            return None
        return mine[0]

    def _obtain(self, stale: str) -> str:
        came_at = self._monotonic()
        with self._lock:
            if self._failed is not None and self._failed[1] >= came_at:
                # somebody tried while we waited in line: a queue of threads must not try one after the other
                raise TokenError(self._failed[0].failure, self._failed[0].reason, self._failed[0].code)
            return self._local(stale) or self._shared(stale)

    def _shared(self, stale: str) -> str:
        try:
            until = self._monotonic() + LOCK_MILLISECONDS / 1000
            while self._monotonic() < until:
                token = self._stored(stale) or self._fetched_by_one(stale)
                if token:
                    return token
                time.sleep(_POLL_SECONDS)
        except RedisDown:
            pass
        return self._fetch()[0]

    def _stored(self, stale: str) -> str | None:
        def read(client: redis.Redis) -> list[Any]:
            both = client.pipeline(transaction=False)
            both.get(self._key)
            both.pttl(self._key)
            return both.execute()

        token, milliseconds = self._redis.ask(read)
        if not token or token == stale:
            return None
        self._keep(token, min(LOCAL_SECONDS, max(milliseconds, 0) / 1000))
        return str(token)

    def _fetched_by_one(self, stale: str) -> str | None:
        """Fetch if the lock is ours, and look once more before; None while another has it."""
        lock, ours = f"{self._key}:lock", secrets.token_hex(8)
        if not self._redis.ask(lambda client: client.set(lock, ours, nx=True, px=LOCK_MILLISECONDS)):
            return None
        try:
            token = self._stored(stale)
            if token is None:
                token, seconds = self._fetch()
                self._store(token, seconds)
        finally:
            self._quietly(lambda client: client.eval(_RELEASE, 1, lock, ours))
        return token

    def _store(self, token: str, seconds: int) -> None:
        self._quietly(lambda client: client.set(self._key, token, ex=seconds))

    def _quietly(self, question: Callable[[redis.Redis], Any]) -> None:
        """Redis may fail between two questions; we have our token, and the lock lapses by itself."""
        try:
            self._redis.ask(question)
        except RedisDown:
            return

    def _keep(self, token: str, seconds: float) -> None:
        self._mine = (token, self._monotonic() + seconds)

    def _fetch(self) -> tuple[str, int]:
        """Ask WeChat, and keep the answer for this process. Returns the token and for how many seconds to use it."""
        try:
            token, seconds = self._asked()
        except WeChatError as error:
            # no clean answer about a token still means: the call it was for was never made
            how = Failure.BUSY if error.failure is Failure.UNCLEAR else error.failure
            failed = TokenError(how, f"no token: {error.reason}", error.code)
            self._failed = (failed, self._monotonic())
            raise failed from None
        usable = max(LEAST_SECONDS, seconds - SAFETY_SECONDS)
        self._keep(token, usable)
        return token, usable

    def _asked(self) -> tuple[str, int]:
        answer = self._transport.ask("post", "cgi-bin/stable_token", {}, self._request())
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            raise WeChatError(Failure.BUSY, "a token answer without a token")
        return token, seconds

    def _request(self) -> dict[str, str]:
        return {
            "grant_type": "client_credential",
            "appid": self._settings.app_id,
            "secret": self._settings.app_secret,
        }
