"""WeChat's answers when it refuses: code, its own words, and a request id."""

import secrets
import time

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken",
    40003: "invalid openid",
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid media size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40037: "invalid template_id",
    40097: "invalid args",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40164: "invalid ip, not in whitelist",
    40169: "invalid length for scene, or the data is not json string",
    40226: "high risk user, code blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    41030: "invalid page",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    43104: "appid and openid does not match",
    43107: "subscription capability of account or template is banned",
    43108: "concurrent send to the same user is not allowed",
    44004: "empty content",
    44991: "reach minute quota limit",
    45002: "content size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45166: "invalid content",
    45168: "hit sensitive word",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
    50002: "user limited",
    61010: "code is expired",
    70000: "minor protection, send refused",
    87014: "risky content",
}


class WeChatError(Exception):
    """A refusal; `detail` follows WeChat's fixed words, as in `argument invalid! data.thing1.value is empty`."""

    def __init__(self, code: int, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def answer(self) -> dict[str, object]:
        words = f"{MESSAGES.get(self.code, 'error')} {self.detail}".strip()
        return {"errcode": self.code, "errmsg": f"{words} rid: {request_id()}"}


def request_id() -> str:
    """Three groups of hexadecimal digits, the first of them the time, as support asks for it."""
    return f"{int(time.time()):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
