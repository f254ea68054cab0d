"""The web side on a real database, and a WeChat that pushes to it."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.service import Service, build
from app.settings import Settings
from app.simulator.fake_wechat.payloads import Source, text
from app.simulator.fake_wechat.push import Channel, Payload, build_push
from app.web.application import create_app
from scheduler.gateway import TextVerdict
from tests.town import RISKY, Town
from tests.web.console_visits import Console, console_of
from tests.web.phone_visits import PhonePages, TownClock

TOKEN, AES_KEY, APP_ID = "gridvoicetoken", "a" * 42 + "A", "wx0123456789abcdef"


def settings_for(database_url: str, folder: Path, **sections: Any) -> Settings:
    wechat = {"app_id": APP_ID, "app_secret": "s" * 32, "token": TOKEN, "encoding_aes_key": AES_KEY}
    given = {
        "database": {"url": database_url},
        "storage": {"dir": folder},
        "wechat": wechat | sections.pop("wechat", {}),
        "security": {"secret_key": "k" * 32},
        **sections,
    }
    return Settings.model_validate(given)


@pytest.fixture
def service(database_url: str, tmp_path: Path) -> Iterator[Service]:
    service = build(settings_for(database_url, tmp_path))
    yield service
    service.close()


@pytest.fixture
def app(service: Service) -> Flask:
    return create_app(service)


@dataclass(frozen=True)
class Door:
    """The webhook as WeChat sees it."""

    app: Flask
    service: Service
    channel: Channel

    def pushes(self, payload: Payload, **changes: Any) -> TestResponse:
        return self.posts(build_push(payload, now=self.service.clock.now(), **self.channel), **changes)

    def posts(self, request: Any, body: bytes | None = None, **query: str) -> TestResponse:
        content = request.body if body is None else body
        return self.app.test_client().post(
            "/wechat", query_string=request.url_query | query, data=content, content_type=request.content_type
        )

    def posts_nonsense(self) -> TestResponse:
        return self.app.test_client().post("/wechat", data=b"hello")

    def says(self, words: str, openid: str = "oResident", **changes: Any) -> Payload:
        return {**text(Source(openid, "gh_grid", self.service.clock.now()), words), **changes}

    def with_channel(self, **changes: Any) -> "Door":
        return replace(self, channel={**self.channel, **changes})


@pytest.fixture
def door(app: Flask, service: Service) -> Door:
    channel = Channel(app_id=APP_ID, token=TOKEN, aes_key=AES_KEY, mode="security", format="json")
    return Door(app, service, channel)


@pytest.fixture
def kept(service: Service) -> Callable[[], list[tuple[str, str]]]:
    """(sender, payload) of everything in the inbox."""

    def read() -> list[tuple[str, str]]:
        with service.db.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT sender, payload FROM inbox ORDER BY id").all()
        return [(str(sender), str(payload)) for sender, payload in rows]

    return read


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Takes connections and says nothing: a server that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@pytest.fixture
def town(service: Service) -> Town:
    return Town(service.db)


class _Check:
    """WeChat's content check as the town has it."""

    def __init__(self, town: Town) -> None:
        self._town = town

    def check_text(self, openid: str, text: str) -> TextVerdict:  # noqa: ARG002  TextCheck's shape
        if RISKY in text:
            return TextVerdict.RISKY
        return TextVerdict.PASSED if self._town.check_answers else TextVerdict.UNCHECKED


@pytest.fixture
def phone(service: Service, town: Town) -> PhonePages:
    """The phone pages of the town, at the town's time."""
    here = replace(service, clock=TownClock(town), places=town.places, text_check=_Check(town))
    return PhonePages(town, here, create_app(here))


@pytest.fixture
def console(service: Service, town: Town) -> Console:
    """The console of the town, at the town's time."""
    return console_of(town, service)
