"""What goes wrong in talking to WeChat, without anything secret in its words."""

import logging
import re
from enum import StrEnum

_SECRET_PAIRS = re.compile(
    r"(?<![A-Za-z])(?P<name>access_token|secret|appsecret|js_code|session_key|code)"
    r"(?P<between>=|[\"']\s*:\s*[\"'])[^&\s\"'<>]+",
    re.IGNORECASE,
)
_OPENIDS = re.compile(r"\bo[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])")
_LONGEST_REASON = 200


class Failure(StrEnum):
    """How far a call came."""

    NOT_SENT = "not sent"
    """No connection: WeChat knows nothing of it."""
    BUSY = "busy"
    """An HTTP error status: not taken."""
    ANSWERED = "answered"
    """WeChat said no, with a code."""
    UNCLEAR = "unclear"
    """Sent, but no clean answer: it may have been taken."""
    TOO_LARGE = "too large"
    """The answer is longer than we take."""


class WeChatError(Exception):
    """A call that did not do what it should. `code` is WeChat's errcode (0 without one); `reason` is safe to log."""

    def __init__(self, failure: Failure, reason: str, code: int = 0) -> None:
        self.failure = failure
        self.code = code
        self.reason = redact(reason)[:_LONGEST_REASON]
        super().__init__(f"{failure}: {self.reason}" + (f" ({code})" if code else ""))


class TokenError(WeChatError):
    """The access token could not be had, so the call itself was never made."""


def redact(text: str) -> str:
    """The text without tokens, secrets, login codes and openids."""
    return _OPENIDS.sub("o***", _SECRET_PAIRS.sub(r"\g<name>\g<between>***", text))


class _Redacting(logging.Filter):
    """urllib3 writes whole addresses, token included, into its debug log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        return True


_redacting = _Redacting()


def hide_secrets_in_library_logs() -> None:
    """May be called any number of times."""
    for name in ("urllib3.connectionpool", "urllib3.util.retry", "wechatpy.client.base", "requests"):
        logging.getLogger(name).addFilter(_redacting)
