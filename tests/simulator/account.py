"""A clock of our own, a webhook that listens, and the API as a client of WeChat sees it."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.test import Client

from app.simulator.fake_wechat.push import PushRequest

APP_ID, SECRET, TOKEN, AES_KEY = "wx1234567890abcdef", "s3cret", "gridvoice", "k" * 42 + "0"


@dataclass
class Clock:
    """Stands still until told to move."""

    now: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> None:
        self.now += timedelta(**step)


@dataclass
class Webhook:
    """Our service as WeChat sees it: keeps what arrives, answers what it is told, `success` by default."""

    answers: list[tuple[int, bytes] | OSError] = field(default_factory=list)
    got: list[PushRequest] = field(default_factory=list)

    def __call__(self, push: PushRequest) -> tuple[int, bytes]:
        self.got.append(push)
        answer = self.answers.pop(0) if self.answers else (200, b"success")
        if isinstance(answer, OSError):
            raise answer
        return answer

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(push.body) for push in self.got]


@dataclass
class Api:
    """Calls the fake as our service does, with the token in hand."""

    http: Client
    token: str = ""

    def post(self, path: str, **fields: Any) -> dict[str, Any]:
        answer = self.http.post(path, query_string={"access_token": self.token}, json=fields)
        return dict(answer.get_json(force=True))

    def get(self, path: str, **query: str) -> dict[str, Any]:
        return dict(self.http.get(path, query_string=query).get_json(force=True))

    def code(self, path: str, **fields: Any) -> int:
        return int(self.post(path, **fields)["errcode"])

    def text(self, openid: str, text: str = "已收到") -> int:
        return self.code(
            "/cgi-bin/message/custom/send", touser=openid, msgtype="text", text={"content": text}
        )

    def fetch_token(self) -> str:
        account = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
        self.token = self.get("/cgi-bin/token", **account)["access_token"]
        return self.token

    def stable(self, **more: Any) -> dict[str, Any]:
        account = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
        return self.post("/cgi-bin/stable_token", **account, **more)
