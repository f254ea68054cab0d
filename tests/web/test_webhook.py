"""The door for WeChat: what it signed is kept, once, before "success"; everything else is refused and hurts nobody."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import structlog
from flask import Flask

from app.service import Service, build
from app.simulator.fake_wechat.push import PushRequest, build_push, build_url_check
from app.web.application import create_app
from tests.web.conftest import TOKEN, Door, settings_for

Kept = Callable[[], list[tuple[str, str]]]
ENTITY_BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'
)


def test_wechat_checks_the_address_and_hears_its_own_echo(app: Flask, service: Service) -> None:
    query = build_url_check(TOKEN, "5127193086914834312", service.clock.now())
    answer = app.test_client().get("/wechat", query_string=query)
    assert (answer.status_code, answer.data) == (200, b"5127193086914834312")
    assert answer.content_type.startswith("text/plain")


def test_a_stranger_checking_the_address_hears_nothing(app: Flask, service: Service) -> None:
    query = build_url_check("anothertoken", "<script>", service.clock.now())
    answer = app.test_client().get("/wechat", query_string=query)
    assert (answer.status_code, answer.data) == (403, b"")


@pytest.mark.parametrize("message_format", ["json", "xml"])
@pytest.mark.parametrize("mode", ["plain", "compatible", "security"])
def test_a_resident_writes_and_wechat_hears_success(
    database_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    door: Door,
    kept: Kept,
    mode: str,
    message_format: str,
) -> None:
    service = build(settings_for(database_url, tmp_path_factory.mktemp("service"), wechat={"mode": mode}))
    inside = Door(create_app(service), service, {**door.channel, "mode": mode, "format": message_format})  # type: ignore[typeddict-item]
    answer = inside.pushes(inside.says("村口的路灯坏了😀", openid="oAunt"))
    assert (answer.status_code, answer.data) == (200, b"success")
    [(sender, payload)] = kept()
    assert sender == "oAunt"
    assert json.loads(payload)["Content"] == "村口的路灯坏了😀"
    service.close()


def test_what_wechat_repeats_is_kept_once(door: Door, kept: Kept) -> None:
    message = door.says("桥塌了")
    assert [door.pushes(message).data for _ in range(3)] == [b"success"] * 3
    assert len(kept()) == 1


def test_repeats_that_arrive_at_the_same_moment_are_kept_once(door: Door, kept: Kept) -> None:
    message = door.says("自来水停了两天")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: door.pushes(message).data, range(16)))
    assert answers == [b"success"] * 16
    assert len(kept()) == 1


def test_two_people_with_the_same_message_number_are_two(door: Door, kept: Kept) -> None:
    for openid in ("oOne", "oTwo"):
        door.pushes(door.says("路灯不亮", openid=openid, MsgId=24538900112233445))
    assert [sender for sender, _ in kept()] == ["oOne", "oTwo"]


STRANGE = {
    "an unknown kind": {"MsgType": "hologram", "Shape": {"Faces": [1, 2]}},
    "an unknown event": {"MsgType": "event", "Event": "weapp_new_thing"},
    "a sender that is a number": {"MsgType": "text", "FromUserName": 42, "Content": "喂"},
    "a sender that is a list": {"MsgType": "text", "FromUserName": ["o1"], "Content": "喂"},
    "no sender at all": {"MsgType": "text", "Content": "喂"},
    "a sender longer than the column": {"MsgType": "text", "FromUserName": "o" * 500, "Content": "喂"},
    "content that is an object": {"MsgType": "text", "FromUserName": "o1", "Content": {"a": None}},
    "a moment in words": {"MsgType": "text", "FromUserName": "o1", "CreateTime": "gestern", "Content": "喂"},
    "nothing": {},
}


@pytest.mark.parametrize("payload", STRANGE.values(), ids=STRANGE)
def test_what_is_signed_but_strange_is_kept_raw(door: Door, kept: Kept, payload: dict[str, object]) -> None:
    request = build_push(payload, now=door.service.clock.now(), **door.channel)
    assert door.posts(request).data == b"success"
    [(_, stored)] = kept()
    assert json.loads(stored) == payload


def test_what_is_signed_and_encrypted_but_no_json_is_kept_raw(
    monkeypatch: pytest.MonkeyPatch, door: Door, kept: Kept
) -> None:
    monkeypatch.setattr("app.simulator.fake_wechat.push.render", _broken_inside)
    assert door.pushes(door.says("喂")).data == b"success"
    [(_, stored)] = kept()
    assert json.loads(stored) == {"Raw": '{"half', "MsgType": "unparsed"}


def _broken_inside(payload: dict[str, object], _format: str) -> bytes:
    """The outer body as it should be, the sealed one cut off."""
    return json.dumps(payload).encode() if "Encrypt" in payload else b'{"half'


def hostile(door: Door) -> dict[str, tuple[PushRequest, bytes | None, dict[str, str]]]:
    """What is wrong with it → (request, other body, other query)."""
    now = door.service.clock.now()
    message = door.says("正常")

    def push(**changes: object) -> PushRequest:
        return build_push(message, now=now, **{**door.channel, **changes})  # type: ignore[typeddict-item]

    good = push()
    sealed = json.loads(good.body)["Encrypt"]
    return {
        "wrong signature": (good, None, {"msg_signature": "0" * 40}),
        "no signature": (good, None, {"msg_signature": ""}),
        "another nonce": (good, None, {"nonce": "1"}),
        "another token": (push(token="stranger"), None, {}),
        "stale": (build_push(message, now=now - timedelta(minutes=10), **door.channel), None, {}),
        "from the future": (build_push(message, now=now + timedelta(minutes=10), **door.channel), None, {}),
        "for another app": (push(app_id="wxffffffffffffffff"), None, {}),
        "another key": (push(aes_key="b" * 42 + "A"), None, {}),
        "plain in security mode": (push(mode="plain"), None, {}),
        "sealed part cut": (good, json.dumps({"Encrypt": sealed[:-24]}).encode(), {}),
        "truncated JSON": (good, good.body[:-10], {}),
        "empty": (good, b"", {}),
        "not UTF-8": (good, b'{"Encrypt":"\xff\xfe"}', {}),
        "an entity bomb": (good, ENTITY_BOMB, {}),
        "Encrypt is a number": (good, b'{"Encrypt":1}', {}),
        "Encrypt is a list": (good, b'{"Encrypt":["a"]}', {}),
        "a list": (good, b"[]", {}),
        "nested deeply": (good, b'{"Encrypt":' + b"[" * 5000 + b"]" * 5000 + b"}", {}),
        "signature of strange letters": (good, None, {"msg_signature": "签名\x00"}),
        "timestamp in words": (good, None, {"timestamp": "now"}),
    }


def test_what_wechat_did_not_send_is_refused_and_the_door_stays_open(door: Door, kept: Kept) -> None:
    answers = {
        name: door.posts(request, body, **query).status_code
        for name, (request, body, query) in hostile(door).items()
    }
    assert {name: code for name, code in answers.items() if code not in {400, 403}} == {}
    assert kept() == []
    assert door.pushes(door.says("还在吗")).data == b"success"


def test_a_body_over_the_limit_is_refused_unread(door: Door, kept: Kept) -> None:
    request = build_push(door.says("长"), now=door.service.clock.now(), **door.channel)
    over = door.service.settings.limits.body_bytes + 1
    assert door.posts(request, b"x" * over).status_code == 413
    assert kept() == []


def test_a_body_without_a_length_or_shorter_than_said_is_refused(app: Flask) -> None:
    client = app.test_client()
    assert client.post("/wechat", data=b"{}", environ_overrides={"CONTENT_LENGTH": ""}).status_code == 400
    assert client.post("/wechat", data=b"{}", environ_overrides={"CONTENT_LENGTH": "90"}).status_code == 400
    assert client.post("/wechat", data=b"{}", environ_overrides={"CONTENT_LENGTH": "-1"}).status_code == 400


def test_a_query_of_thousands_of_parameters_is_refused(app: Flask) -> None:
    assert app.test_client().post("/wechat?" + "a=1&" * 5000, data=b"{}").status_code == 400


def test_other_methods_are_refused(app: Flask) -> None:
    assert [app.test_client().open("/wechat", method=m).status_code for m in ("PUT", "DELETE")] == [405, 405]


def test_a_refusal_is_logged_with_reason_and_address_but_no_content(door: Door) -> None:
    request = build_push(door.says("我叫张三，电话13812345678"), now=door.service.clock.now(), **door.channel)
    with structlog.testing.capture_logs() as logs:
        door.posts(request, msg_signature="0" * 40)
    [line] = logs
    assert (line["event"], line["reason"], line["ip"]) == ("push refused", "wrong msg_signature", "127.0.0.1")
    assert set(line) == {"event", "reason", "status", "ip", "log_level"}


def test_when_the_database_is_away_wechat_is_asked_to_come_again(door: Door, kept: Kept) -> None:
    with door.service.db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox RENAME TO inbox_away")
    message = door.says("不能丢")
    with structlog.testing.capture_logs() as logs:
        assert door.pushes(message).status_code == 500
    assert [line["event"] for line in logs] == ["push not stored"]
    with door.service.db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox_away RENAME TO inbox")
    assert door.pushes(message).data == b"success"
    assert len(kept()) == 1


def test_a_hung_redis_never_holds_up_the_answer(
    sqlite_url: str, tmp_path_factory: pytest.TempPathFactory, door: Door, silent_port: int
) -> None:
    folder = tmp_path_factory.mktemp("hung")
    redis = {"url": f"redis://127.0.0.1:{silent_port}"}
    service = build(settings_for(sqlite_url, folder, redis=redis))
    inside = Door(create_app(service), service, door.channel)
    inside.pushes(inside.says("先来一条"))
    began = service.clock.now()
    for number in range(20):
        assert inside.pushes(inside.says(f"第{number}条")).data == b"success"
    assert service.clock.now() - began < timedelta(seconds=1)
    service.close()
