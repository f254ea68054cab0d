"""The fake on a real socket: its faults as a client meets them, its control API, its speed of mind under many threads."""

import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.faults import Fault
from app.simulator.fake_wechat.server import FakeServer, serve
from tests.simulator.account import APP_ID, SECRET

SEND = "/cgi-bin/message/custom/send"


@pytest.fixture
def server(fake: FakeWeChat) -> Iterator[FakeServer]:
    with serve(fake) as running:
        yield running


@pytest.fixture
def http() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def send(server: FakeServer, http: requests.Session, fake: FakeWeChat) -> Callable[..., requests.Response]:
    account = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
    token = http.post(f"{server.base_url}/cgi-bin/stable_token", json=account).json()["access_token"]
    fake.write("oWang", "路灯坏了")

    def send(timeout: float = 5) -> requests.Response:
        message = {"touser": "oWang", "msgtype": "text", "text": {"content": "已收到"}}
        return http.post(
            f"{server.base_url}{SEND}", params={"access_token": token}, json=message, timeout=timeout
        )

    return send


def replies(fake: FakeWeChat) -> int:
    return sum(item.by == "account" for item in fake.shown("oWang"))


def test_the_next_calls_answer_an_error(fake: FakeWeChat, send: Callable[..., requests.Response]) -> None:
    fake.faults.add(Fault("errcode", SEND, -1, times=2))
    assert [send().json()["errcode"] for _ in range(3)] == [-1, -1, 0]
    assert replies(fake) == 1


def test_a_fault_of_another_path_does_not_matter(
    fake: FakeWeChat, send: Callable[..., requests.Response]
) -> None:
    fake.faults.add(Fault("errcode", "/wxa/msg_sec_check", -1, times=None))
    assert send().json()["errcode"] == 0


def test_a_dropped_connection(fake: FakeWeChat, send: Callable[..., requests.Response]) -> None:
    fake.faults.add(Fault("drop"))
    with pytest.raises(requests.ConnectionError):
        send()
    assert replies(fake) == 0
    assert send().json()["errcode"] == 0


def test_a_message_that_is_sent_though_the_answer_is_lost(
    fake: FakeWeChat, send: Callable[..., requests.Response]
) -> None:
    fake.faults.add(Fault("lost_answer"))
    with pytest.raises(requests.ConnectionError):
        send()
    assert replies(fake) == 1


def test_a_web_page_instead_of_json(fake: FakeWeChat, send: Callable[..., requests.Response]) -> None:
    fake.faults.add(Fault("html"))
    answer = send()
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html")
    assert replies(fake) == 0


def test_a_hanging_call(fake: FakeWeChat, send: Callable[..., requests.Response]) -> None:
    fake.faults.add(Fault("hang", value=60))
    with pytest.raises(requests.ReadTimeout):
        send(timeout=0.2)
    assert send().json()["errcode"] == 0


def test_every_answer_has_the_latency(fake: FakeWeChat, send: Callable[..., requests.Response]) -> None:
    fake.faults.latency_ms = 80
    assert send().elapsed.total_seconds() >= 0.08


def test_a_hundred_slow_calls_at_once_take_hardly_longer_than_one(
    fake: FakeWeChat, server: FakeServer
) -> None:
    fake.phones.strangers_welcome = True
    account = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
    token = requests.post(f"{server.base_url}/cgi-bin/stable_token", json=account, timeout=5).json()[
        "access_token"
    ]
    fake.faults.latency_ms = 500

    def one(number: int) -> int:
        message = {"touser": f"o{number}", "msgtype": "text", "text": {"content": "好"}}
        url = f"{server.base_url}{SEND}"
        return int(
            requests.post(url, params={"access_token": token}, json=message, timeout=30).json()["errcode"]
        )

    with ThreadPoolExecutor(100) as pool:
        assert list(pool.map(one, range(100))) == [0] * 100
    assert fake.quota.calls[SEND] == 100


def test_kept_connections_end_with_the_server(fake: FakeWeChat, http: requests.Session) -> None:
    with serve(fake) as server:
        assert http.get(f"{server.base_url}/cgi-bin/getcallbackip").json()["errcode"] == 41001
    with pytest.raises(requests.ConnectionError):
        http.get(f"{server.base_url}/cgi-bin/getcallbackip")


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"nonsense\r\n\r\n",
        b"POST /cgi-bin/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
        b"POST /cgi-bin/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n",
        b"POST /cgi-bin/token HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nno header\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused(server: FakeServer, request_bytes: bytes) -> None:
    host, port = server.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(request_bytes)
        assert connection.makefile("rb").readline().startswith(b"HTTP/1.1 400")


def test_a_foreign_host_name_is_refused(server: FakeServer, http: requests.Session) -> None:
    for path in ("/_phone/phones", "/cgi-bin/getcallbackip"):
        assert http.get(server.base_url + path, headers={"Host": "evil.example"}).status_code == 403


# --- the control API ---


def test_a_chat_through_the_control_api(server: FakeServer, http: requests.Session, fake: FakeWeChat) -> None:
    phone = f"{server.base_url}/_phone/phones/oWang"
    assert http.put(phone, json={"name": "王大娘"}).json()["name"] == "王大娘"
    assert http.post(f"{phone}/enter", json={"session_from": "grid-12"}).json()["acknowledged"]
    assert http.post(f"{phone}/write", json={"text": "路灯坏了"}).json()["deliveries"] == 1
    assert len(http.post(f"{phone}/write-long", json={"text": "长" * 1000}).json()) == 2
    place = {"latitude": 33.3, "longitude": 111.5, "label": "白羽街道"}
    assert http.post(f"{phone}/location", json=place).json()["acknowledged"]
    photo = {"photo": ("a.png", b"\x89PNG....", "image/png")}
    assert http.post(f"{phone}/photo", files=photo).json()["acknowledged"]
    messages = http.get(f"{phone}/messages").json()
    assert [item["kind"] for item in messages] == ["text", "text", "text", "location", "image"]
    assert http.get(messages[-1]["content"]["url"]).content == b"\x89PNG...."
    assert http.get(f"{phone}/messages", params={"since": messages[2]["id"]}).json() == messages[3:]
    assert http.post(f"{phone}/choose", json={"choices": {"DUTY": "accept"}}).json()["acknowledged"]
    assert http.get(phone).json()["grants"] == {"DUTY": -1}
    assert http.post(f"{phone}/withdraw", json={"template_ids": ["DUTY"]}).json()["acknowledged"]
    assert http.get(phone).json()["grants"] == {}
    assert http.post(f"{phone}/login-code").json()["code"] in fake.login_codes.issued
    assert [one["openid"] for one in http.get(f"{server.base_url}/_phone/phones").json()] == ["oWang"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("phones/oWang/write", {"text": ""}, 400),
        ("phones/oWang/write", {"text": "长" * 683}, 400),
        ("phones/oWang/write", {"text": "\ud800"}, 400),
        ("phones/oWang/write", ["x"], 400),
        ("phones/oWang/location", {"latitude": "here"}, 400),
        ("phones/oWang/choose", {"choices": {"NONE": "accept"}}, 400),
        ("phones/oWang/withdraw", {}, 400),
        ("phones/oWang/fly", {}, 404),
        ("faults", {"kind": "flood"}, 400),
        ("faults", {"kind": "drop", "how": "hard"}, 400),
    ],
)
def test_what_cannot_be_done_is_said(
    server: FakeServer, http: requests.Session, path: str, body: Any, status: int
) -> None:
    answer = http.post(
        f"{server.base_url}/_phone/{path}",
        data=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == status


def test_faults_through_the_control_api(
    server: FakeServer, http: requests.Session, send: Callable[..., requests.Response]
) -> None:
    control = f"{server.base_url}/_phone"
    http.post(f"{control}/faults", json={"kind": "errcode", "path": SEND, "value": 45015, "times": 5})
    assert http.post(f"{control}/latency", json={"ms": 5}).json()["latency_ms"] == 5
    assert send().json()["errcode"] == 45015
    assert http.delete(f"{control}/faults").json() == {"latency_ms": 0, "waiting": []}
    assert send().json()["errcode"] == 0
    http.post(f"{control}/tokens/invalidate")
    assert send().json()["errcode"] == 40001
    counters = http.get(f"{control}/counters").json()
    assert counters["calls"][SEND] == 3
    assert counters["refusals"] == {f"{SEND} 40001": 1, f"{SEND} 45015": 1}


def test_only_pages_of_this_machine_may_use_the_phones(server: FakeServer, http: requests.Session) -> None:
    url = f"{server.base_url}/_phone/phones"
    ours = http.get(url, headers={"Origin": "http://127.0.0.1:8000"})
    assert ours.headers["Access-Control-Allow-Origin"] == "http://127.0.0.1:8000"
    theirs = http.get(url, headers={"Origin": "http://127.0.0.1.evil.example"})
    assert "Access-Control-Allow-Origin" not in theirs.headers
