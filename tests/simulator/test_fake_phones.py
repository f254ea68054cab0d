"""Pushing to the webhook as WeChat does, what the resident sees of it, and phones that outlive a restart."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.serving import make_server

from app.simulator.fake_wechat import payloads
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.phones import SERVICE_FAULT
from app.simulator.fake_wechat.saving import Keeper, load, save
from app.simulator.fake_wechat.sender import WebhookPost
from tests.simulator.account import Clock, Webhook

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


def system_lines(fake: FakeWeChat) -> list[str]:
    return [item.content["text"] for item in fake.shown("oWang") if item.by == "wechat"]


@pytest.mark.parametrize("answer", [b"success", b"", b" success\n"])
def test_an_acknowledged_message_is_delivered_once(fake: FakeWeChat, webhook: Webhook, answer: bytes) -> None:
    webhook.answers = [(200, answer)]
    delivery = fake.write("oWang", "路灯坏了")
    assert (delivery.acknowledged, delivery.deliveries, len(webhook.got)) == (True, 1, 1)
    assert system_lines(fake) == []


@pytest.mark.parametrize(
    "trouble",
    [
        (500, b"success"),
        (200, b"{}"),
        (200, b"<xml>"),
        (403, b""),
        (302, b""),
        TimeoutError(),
        ConnectionError(),
    ],
)
def test_a_message_nobody_acknowledges_comes_three_times(
    fake: FakeWeChat, webhook: Webhook, trouble: tuple[int, bytes] | OSError
) -> None:
    webhook.answers = [trouble] * 3
    delivery = fake.write("oWang", "路灯坏了")
    assert (delivery.acknowledged, delivery.deliveries) == (False, 3)
    assert len({event["MsgId"] for event in webhook.events()}) == 1
    assert len({push.url_query["nonce"] for push in webhook.got}) == 3
    assert system_lines(fake) == [SERVICE_FAULT]


def test_a_message_that_arrives_at_the_second_try(fake: FakeWeChat, webhook: Webhook) -> None:
    webhook.answers = [(502, b"")]
    assert fake.enter("oWang").deliveries == 2
    assert system_lines(fake) == []


@pytest.mark.parametrize(
    "answer",
    [b'{"MsgType":"transfer_customer_service"}', b"<xml><MsgType>transfer_customer_service</MsgType></xml>"],
)
def test_a_chat_handed_over_to_people(fake: FakeWeChat, webhook: Webhook, answer: bytes) -> None:
    webhook.answers = [(200, answer)]
    delivery = fake.write("oWang", "我要找人工")
    assert (delivery.acknowledged, delivery.transferred) == (True, True)


def test_an_event_of_wechats_own_shows_no_fault_line(fake: FakeWeChat, webhook: Webhook) -> None:
    webhook.answers = [(500, b"")] * 3
    assert not fake.accept("oWang", "NOTICE").acknowledged
    assert fake.shown("oWang") == []


def test_anything_can_be_pushed_and_repeated(fake: FakeWeChat, webhook: Webhook) -> None:
    odd = payloads.text(fake.source("oWang"), "路灯坏了")
    threads = [threading.Thread(target=fake.push, args=(odd,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [event["MsgId"] for event in webhook.events()] == [odd["MsgId"]] * 3


@pytest.mark.parametrize("text", ["", "  \n", "a" * 2049, "长" * 683])
def test_texts_a_phone_does_not_send(fake: FakeWeChat, webhook: Webhook, text: str) -> None:
    with pytest.raises(ValueError):
        fake.write("oWang", text)
    assert webhook.got == []


# --- over HTTP ---


@pytest.fixture
def slow_service() -> Iterator[tuple[str, threading.Event]]:
    """Answers at once when the event is set, else keeps the caller waiting."""
    ready = threading.Event()

    def service(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        ready.wait(10)
        good = "openid=oWang" in environ["QUERY_STRING"] and "Encrypt" in body
        start_response("200 OK" if good else "400 Bad Request", [])
        return [b"success"]

    server = make_server("127.0.0.1", 0, service, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/wechat", ready
    ready.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_service_that_is_too_slow_is_not_waited_for(
    make_fake: Callable[..., FakeWeChat], slow_service: tuple[str, threading.Event]
) -> None:
    url, ready = slow_service
    fake = make_fake(webhook_url=url, mode="security")
    fake.sender.post = WebhookPost(url, timeout=0.1)
    assert fake.write("oWang", "路灯坏了").deliveries == 3
    assert system_lines(fake) == [SERVICE_FAULT]
    ready.set()
    assert fake.write("oWang", "还在吗").acknowledged


def test_a_service_that_is_not_there(make_fake: Callable[..., FakeWeChat]) -> None:
    fake = make_fake()
    delivery = fake.write("oWang", "路灯坏了")
    assert (delivery.acknowledged, delivery.last_answer) == (False, "ConnectionError")


# --- saving ---


def test_phones_outlive_a_restart(
    make_fake: Callable[..., FakeWeChat], fake: FakeWeChat, clock: Clock, tmp_path: Path
) -> None:
    fake.phone("oWang", "王大娘", number="13800000000")
    fake.write("oWang", "路灯坏了")
    fake.send_photo("oWang", PNG)
    fake.accept("oWang", "DUTY")
    save(fake, tmp_path / "wechat.json")
    again = make_fake()
    assert load(again, tmp_path / "wechat.json")
    assert again.shown("oWang") == fake.shown("oWang")
    assert again.phones.known("oWang") == fake.phones.known("oWang")
    assert again.grants.of("oWang") == {"DUTY": -1}
    assert again.media.get(fake.shown("oWang")[1].content["media_id"], clock()).data == PNG
    again.windows.spend("oWang", clock())
    newer = again.show("oWang", "account", "text", {"text": "已收到"})
    assert newer.id > fake.shown("oWang")[-1].id


def test_there_may_be_nothing_to_load(fake: FakeWeChat, tmp_path: Path) -> None:
    assert not load(fake, tmp_path / "wechat.json")
    (tmp_path / "wechat.json").write_text("{")
    with pytest.raises(ValueError):
        load(fake, tmp_path / "wechat.json")


def test_the_keeper_saves_what_changed_also_at_the_end(fake: FakeWeChat, tmp_path: Path) -> None:
    path = tmp_path / "wechat.json"
    keeper = Keeper(fake, path, seconds=0.01)
    fake.write("oWang", "路灯坏了")
    waited = threading.Event()
    while not path.exists() or "路灯坏了" not in path.read_text("utf-8"):
        waited.wait(0.01)
    fake.write("oWang", "还没修")
    keeper.close()
    assert "还没修" in path.read_text("utf-8")
    assert not (tmp_path / "wechat.json.new").exists()
