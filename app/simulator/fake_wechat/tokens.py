"""Access tokens: the classic one that each call replaces, and the isolated stable one (获取稳定版接口调用凭据)."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.simulator.fake_wechat.errors import WeChatError
from app.simulator.fake_wechat.quota import day_of

LIFE = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)
FORCED_PER_DAY = 20
FORCED_APART = timedelta(seconds=30)
TOKEN_CHARS = 512  # the longest WeChat asks one to keep room for


@dataclass
class TokenDesk:
    """Which tokens are good until when. Times are the caller's."""

    ends: dict[str, datetime] = field(default_factory=dict)
    _classic: list[str] = field(default_factory=list)
    _stable: str = ""
    _forced: list[datetime] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)

    def classic(self, now: datetime) -> dict[str, Any]:
        """`cgi-bin/token`: a new token at each call; the earlier ones live five minutes longer."""
        for token in self._classic:
            self.ends[token] = min(self.ends[token], now + OVERLAP)
            self.revoked.add(token)
        token = self._issue(now)
        self._classic = [old for old in self._classic if self.ends[old] > now]
        self._classic.append(token)
        return _answer(token, LIFE)

    def stable(self, now: datetime, *, force_refresh: bool) -> dict[str, Any]:
        """`cgi-bin/stable_token`: the same until its last five minutes, unless refreshed by force."""
        if force_refresh:
            self._force(now)
        left = self.ends.get(self._stable, now) - now
        if left <= OVERLAP:
            self._stable, left = self._issue(now), LIFE
        return _answer(self._stable, left)

    def _force(self, now: datetime) -> None:
        self._forced = [at for at in self._forced if day_of(at) == day_of(now)]
        if len(self._forced) >= FORCED_PER_DAY:
            raise WeChatError(45009)
        if self._forced and now - self._forced[-1] < FORCED_APART:
            raise WeChatError(45011)
        self._forced.append(now)
        self.revoke(self._stable, now)

    def _issue(self, now: datetime) -> str:
        token = f"94_{secrets.token_urlsafe(TOKEN_CHARS)}"[:TOKEN_CHARS]
        self.ends[token] = now + LIFE
        return token

    def check(self, token: str, now: datetime) -> None:
        """Raises 41001 (none), 40014 (no token of ours in shape), 40001 (unknown, replaced), 42001 (expired)."""
        if not token:
            raise WeChatError(41001)
        if not token.startswith("94_"):
            raise WeChatError(40014)
        end = self.ends.get(token)
        if end is None:
            raise WeChatError(40001)
        if end <= now:
            raise WeChatError(40001 if token in self.revoked else 42001)

    def revoke(self, token: str, now: datetime) -> None:
        if token in self.ends:
            self.ends[token] = now
            self.revoked.add(token)

    def revoke_all(self, now: datetime) -> None:
        """A fault: every token in use is worth nothing from now on."""
        for token in list(self.ends):
            if self.ends[token] > now:
                self.revoke(token, now)


def _answer(token: str, left: timedelta) -> dict[str, Any]:
    return {"access_token": token, "expires_in": int(left.total_seconds())}
