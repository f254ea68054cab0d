"""Opens one push of WeChat: is it signed, fresh, ours, and what does it say?

This is the hot path of the webhook, so it decodes by itself; wechatpy is the oracle of its tests.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha1
from hmac import compare_digest
from typing import Any

from app.settings import WeChat
from app.wechat.cipher import MessageCipher, UndecipherableError
from app.wechat.payload import UnreadableError, parse, storable

MALFORMED, FORBIDDEN, TOO_LARGE = 400, 403, 413
DEFAULT_BODY_BYTES = 262_144
_LONGEST_PARAMETER = 512
_TIMESTAMP_DIGITS = 12


class Rejected(Exception):  # noqa: N818 - the name the house uses for it (style §3.5)
    """Not a push we accept. `reason` is for the log (no content in it), `status` for the answer: 400, 403 or 413."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Envelope:
    """Checks and opens pushes for one app in its configured mode.

    - security: only encrypted bodies, `msg_signature` over the ciphertext;
    - compatible: the encrypted part where there is one; a plain body only when there is no `Encrypt` at all;
    - plain: `signature`, which does not cover the body (WeChat's weakness, hence not the default).
    """

    def __init__(self, settings: WeChat, max_bytes: int = DEFAULT_BODY_BYTES) -> None:
        self._token = settings.token
        self._mode = settings.mode
        self._window = settings.timestamp_window_seconds
        self._max_bytes = max_bytes
        self._cipher = (
            MessageCipher(settings.encoding_aes_key, settings.app_id)
            if settings.encoding_aes_key and settings.app_id
            else None
        )

    def verify_url(self, query: Mapping[str, str], now: datetime) -> str:
        """The `echostr` to answer when WeChat checks the address. Raises `Rejected`."""
        echo = query.get("echostr", "")
        if len(echo) > _LONGEST_PARAMETER or not (echo and echo.isascii() and echo.isprintable()):
            raise Rejected("no usable echostr", MALFORMED)
        self._check(query, "signature", now)
        return echo

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> dict[str, Any]:
        """What WeChat says. Raises `Rejected` and nothing else, whatever the body.

        What is truly signed and encrypted by WeChat but cannot be read is returned as
        `{"Raw": text, "MsgType": "unparsed"}`, so that it can be kept.
        """
        if len(body) > self._max_bytes:
            raise Rejected("body too large", TOO_LARGE)
        try:
            outer = parse(body)
        except UnreadableError as error:
            raise Rejected(str(error), MALFORMED) from error
        if self._mode == "plain":
            return self._plain(query, outer, now)
        if "Encrypt" in outer:
            return self._decrypted(query, outer["Encrypt"], now)
        if self._mode == "compatible":
            return self._plain(query, outer, now)
        raise Rejected("not encrypted, but the mode is security", FORBIDDEN)

    def _plain(self, query: Mapping[str, str], outer: dict[str, Any], now: datetime) -> dict[str, Any]:
        self._check(query, "signature", now)
        if outer.pop("Encrypt", None) is not None and "MsgType" not in outer:
            raise Rejected("encrypted, but the mode is plain", MALFORMED)
        return outer

    def _decrypted(self, query: Mapping[str, str], encrypted: Any, now: datetime) -> dict[str, Any]:
        if not isinstance(encrypted, str):
            raise Rejected("Encrypt is not a text", MALFORMED)
        self._check(query, "msg_signature", now, encrypted)
        if self._cipher is None:
            raise Rejected("no app_id or encoding_aes_key configured", FORBIDDEN)
        try:
            text = self._cipher.open(encrypted)
        except UndecipherableError as error:
            raise Rejected(str(error), FORBIDDEN) from error
        try:
            return parse(text)
        except UnreadableError:
            return {"Raw": storable(text.decode("utf-8", "backslashreplace")), "MsgType": "unparsed"}

    def _check(self, query: Mapping[str, str], name: str, now: datetime, *signed: str) -> None:
        given, timestamp, nonce = query.get(name, ""), query.get("timestamp", ""), query.get("nonce", "")
        if not self._token:
            raise Rejected("no token configured", FORBIDDEN)
        if not given or not timestamp or not nonce:
            raise Rejected(f"{name}, timestamp or nonce missing", FORBIDDEN)
        if max(len(given), len(timestamp), len(nonce)) > _LONGEST_PARAMETER:
            raise Rejected("parameter too long", MALFORMED)
        self._check_fresh(timestamp, now)
        parts = sorted((self._token, timestamp, nonce, *signed))
        # surrogatepass: a parameter of any bytes must end in "wrong", never in an exception
        expected = sha1("".join(parts).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
        if not compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass")):
            raise Rejected(f"wrong {name}", FORBIDDEN)

    def _check_fresh(self, timestamp: str, now: datetime) -> None:
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _TIMESTAMP_DIGITS):
            raise Rejected("timestamp is not a number", FORBIDDEN)
        if abs(now.timestamp() - int(timestamp)) > self._window:
            raise Rejected("timestamp too old or too new", FORBIDDEN)
