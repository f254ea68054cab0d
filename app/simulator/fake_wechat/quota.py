"""Call counters and WeChat's limits per day and per minute."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.simulator.fake_wechat.errors import WeChatError

CHINA = ZoneInfo("Asia/Shanghai")
DAILY = {
    "/cgi-bin/token": 2_000,
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/message/subscribe/send": 10_000_000,
    "/wxa/msg_sec_check": 2_000_000,
    "/wxa/media_check_async": 200_000,
}
MINUTE = {
    "/cgi-bin/stable_token": 10_000,
    "/wxa/msg_sec_check": 4_000,
    "/wxa/media_check_async": 2_000,
    "/wxa/getwxacodeunlimit": 5_000,
}
LOGINS_PER_MINUTE = 100
MINUTE_CODE = {"/wxa/msg_sec_check": 44991, "/wxa/getwxacodeunlimit": 45009}


def day_of(now: datetime) -> date:
    """WeChat's days are China's."""
    return now.astimezone(CHINA).date()


@dataclass
class Quota:
    """`daily` and `minute` may be changed at run time; `calls` counts every call ever, also the refused ones."""

    daily: dict[str, int] = field(default_factory=lambda: dict(DAILY))
    minute: dict[str, int] = field(default_factory=lambda: dict(MINUTE))
    calls: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    _today: Counter[str] = field(default_factory=Counter)
    _day: date | None = None
    _this_minute: Counter[str] = field(default_factory=Counter)
    _minute: int = 0

    def count(self, path: str) -> None:
        self.calls[path] += 1

    def refused(self, path: str, code: int) -> None:
        self.refusals[f"{path} {code}"] += 1

    def spend(self, path: str, now: datetime) -> None:
        """Raises the path's minute code, then 45009 when the day's share is used up."""
        self.spend_minute(path, self.minute.get(path), now, MINUTE_CODE.get(path, 45011))
        if self._day != day_of(now):
            self._day, self._today = day_of(now), Counter()
        if self._today[path] >= self.daily.get(path, self._today[path] + 1):
            raise WeChatError(45009)
        self._today[path] += 1

    def spend_minute(self, key: str, limit: int | None, now: datetime, code: int = 45011) -> None:
        minute = int(now.timestamp()) // 60
        if self._minute != minute:
            self._minute, self._this_minute = minute, Counter()
        if limit is not None and self._this_minute[key] >= limit:
            raise WeChatError(code)
        self._this_minute[key] += 1
