"""A fake WeChat under a clock of our own, a webhook that listens, and the API as a client sees it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.templates import LONG_TERM, ONE_TIME, FakeTemplate
from app.simulator.fake_wechat.web import create_fake
from tests.simulator.account import AES_KEY, APP_ID, SECRET, TOKEN, Api, Clock, Webhook

PLAIN_PUSHES = {"mode": "plain", "message_format": "json"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def webhook() -> Webhook:
    return Webhook()


@pytest.fixture
def make_fake(clock: Clock) -> Iterator[Callable[..., FakeWeChat]]:
    made: list[FakeWeChat] = []

    def make(**changes: Any) -> FakeWeChat:
        plan = {**PLAIN_PUSHES, "webhook_url": "http://127.0.0.1:9/wechat", **changes}
        fake = FakeWeChat(APP_ID, SECRET, TOKEN, AES_KEY, "gh_gridvoice", now=clock, **plan)
        fake.templates = {
            "NOTICE": FakeTemplate("办理进度提醒", ONE_TIME, {"编号": "character_string1", "地点": "thing2"}),
            "RESULT": FakeTemplate("办理结果通知", ONE_TIME, {"结果": "phrase1"}),
            "DUTY": FakeTemplate("履职提醒", LONG_TERM, {"事项": "thing1", "时间": "time2"}),
        }
        fake.sender.pause = 0
        made.append(fake)
        return fake

    yield make
    for fake in made:
        fake.close()


@pytest.fixture
def fake(make_fake: Callable[..., FakeWeChat], webhook: Webhook) -> FakeWeChat:
    """Pushes plain JSON into `webhook`."""
    fake = make_fake()
    fake.sender.post = webhook
    return fake


@pytest.fixture
def api(fake: FakeWeChat) -> Api:
    """With a stable token, which stays good while the clock moves up to two hours."""
    api = Api(create_fake(fake).test_client())
    api.token = api.stable()["access_token"]
    return api
