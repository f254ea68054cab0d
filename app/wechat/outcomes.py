"""What a failed call means for a notice: WeChat's error codes as `Outcome` (全局返回码, 发送客服消息, 发送订阅消息)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.wechat.errors import Failure, TokenError, WeChatError
from scheduler.gateway import NotReachable, Outcome, TryLater, Unknown, Wrong

STALE_TOKEN = frozenset({40001, 40014, 42001})
MEDIA_GONE = 40007
DAILY_QUOTA = 45009

_SOON = {
    -1: 30.0,  # 系统繁忙
    43108: 3.0,  # two messages at once to one person
    44991: 60.0,  # minute quota of the content check
    45011: 65.0,  # minute quota
}
_NOT_REACHABLE = frozenset(
    {
        40003,  # no openid of ours
        43004,  # not following
        43101,  # not subscribed, refused, or the one-time grant is used up
        45015,  # nothing heard from them for 48 hours
        45047,  # five messages since they last wrote
        48002,  # refuses our messages
        70000,  # protection of minors
    }
)
_BUSY_SECONDS, _NO_CONNECTION_SECONDS, _TOKEN_SECONDS = 30.0, 30.0, 60.0
_CHINA = ZoneInfo("Asia/Shanghai")


def outcome_of(error: WeChatError, now: datetime) -> Outcome:
    """The reaction to one failed call. A code not listed is our mistake or our configuration's: staff must look."""
    match error.failure:
        case Failure.NOT_SENT:
            return TryLater(error.reason, _NO_CONNECTION_SECONDS)
        case Failure.BUSY:
            return TryLater(error.reason, _BUSY_SECONDS)
        case Failure.UNCLEAR | Failure.TOO_LARGE:
            return Unknown(error.reason)
        case Failure.ANSWERED:
            return _answered(error, now)


def _answered(error: WeChatError, now: datetime) -> Outcome:
    code, reason = error.code, f"WeChat {error.code}: {error.reason}"
    if code in _SOON:
        return TryLater(reason, _SOON[code])
    if code == DAILY_QUOTA:
        return TryLater(reason, seconds_until_tomorrow(now))
    if code in STALE_TOKEN and not isinstance(error, TokenError):
        return TryLater(reason, _TOKEN_SECONDS)
    if code in _NOT_REACHABLE and not isinstance(error, TokenError):
        return NotReachable(reason, code)
    return Wrong(reason, code)


def seconds_until_tomorrow(now: datetime) -> float:
    """WeChat's daily quotas start anew at midnight in China; five minutes more for clocks that differ."""
    here = now.astimezone(_CHINA)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (midnight - here).total_seconds() + 300
