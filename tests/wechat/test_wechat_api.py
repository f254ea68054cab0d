"""The calls to WeChat: what goes over the line, one fresh token at most, and no secret in any word about a failure."""

import io
import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.settings import WeChat
from app.wechat.client import Login, PhoneNumber, WeChatApi
from app.wechat.errors import Failure, TokenError, WeChatError, redact
from app.wechat.token import TokenBroker
from app.wechat.transport import Transport
from tests.wechat.conftest import NOON
from tests.wechat.far_end import Asked, FarEnd, Reply, refuses, says

OPENID = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
CUSTOM, SUBSCRIBE = "/cgi-bin/message/custom/send", "/cgi-bin/message/subscribe/send"
TOKEN_PATH = "/cgi-bin/stable_token"
FINE = says(errcode=0, errmsg="ok")


def failed(call: Callable[[], Any]) -> WeChatError:
    with pytest.raises(WeChatError) as caught:
        call()
    return caught.value


def test_a_chat_message_as_wechat_wants_it(far_end: FarEnd, api: WeChatApi) -> None:
    far_end.plan(CUSTOM, FINE)
    assert api.send_text(OPENID, "已收到 № 1023") == ""
    (asked,) = far_end.at(CUSTOM)
    assert asked.query == {"access_token": "TOKEN-1"}
    assert asked.body == {"touser": OPENID, "msgtype": "text", "text": {"content": "已收到 № 1023"}}
    assert "已收到".encode() in asked.raw


def test_a_subscription_message_as_wechat_wants_it(far_end: FarEnd, api: WeChatApi) -> None:
    far_end.plan(SUBSCRIBE, says(errcode=0, errmsg="ok", msgid=294857612345))
    data = {"thing1": {"value": "村口路灯"}}
    assert api.send_subscribe(OPENID, "TMPL", data, "pages/web/index?to=1") == "294857612345"
    assert far_end.at(SUBSCRIBE)[0].body == {
        "touser": OPENID,
        "template_id": "TMPL",
        "data": data,
        "miniprogram_state": "formal",
        "lang": "zh_CN",
        "page": "pages/web/index?to=1",
    }


def test_the_content_check_is_version_two(far_end: FarEnd, api: WeChatApi) -> None:
    far_end.plan("/wxa/msg_sec_check", says(errcode=0, result={"suggest": "review", "label": 20001}))
    far_end.plan("/wxa/media_check_async", says(errcode=0, trace_id="t-1"))
    assert api.check_text(OPENID, "路灯") == "review"
    assert far_end.asked[-1].body == {"version": 2, "openid": OPENID, "scene": 4, "content": "路灯"}
    assert api.check_media(OPENID, "https://example.org/a.jpg") == "t-1"
    assert far_end.asked[-1].body["media_type"] == 2


def test_logging_in_needs_no_access_token(far_end: FarEnd, api: WeChatApi, settings: WeChat) -> None:
    far_end.plan("/sns/jscode2session", says(openid=OPENID, session_key="KEY", unionid="u1"))
    assert api.login("CODE") == Login(OPENID, "u1")
    (asked,) = far_end.asked
    assert asked.query["js_code"] == "CODE"
    assert "access_token" not in asked.query


def test_the_number_behind_the_phone_button(far_end: FarEnd, api: WeChatApi) -> None:
    info = {"phoneNumber": "+8613800000000", "purePhoneNumber": "13800000000", "countryCode": 86}
    far_end.plan("/wxa/business/getuserphonenumber", says(errcode=0, phone_info=info))
    assert api.phone_number("CODE", OPENID) == PhoneNumber("13800000000", "86")
    assert far_end.asked[-1].body == {"code": "CODE", "openid": OPENID}


def test_a_grids_own_code_is_a_picture(far_end: FarEnd, api: WeChatApi) -> None:
    far_end.plan("/wxa/getwxacodeunlimit", Reply(b"\x89PNG...", kind="image/png"))
    assert api.scene_code("grid=411323001001", "/pages/chat/index") == b"\x89PNG..."
    asked = far_end.asked[-1].body
    assert (asked["scene"], asked["page"]) == ("grid=411323001001", "pages/chat/index")
    assert (asked["env_version"], asked["check_path"]) == ("release", True)
    far_end.plan("/wxa/getwxacodeunlimit", refuses(41030, "invalid page"))
    assert failed(lambda: api.scene_code("a", "pages/none")).code == 41030


@pytest.mark.parametrize("scene", ["", "x" * 33, "grid=网格", "a b", "100%", "a\n"])
def test_a_scene_wechat_would_refuse_is_not_sent(far_end: FarEnd, api: WeChatApi, scene: str) -> None:
    with pytest.raises(ValueError, match="scene"):
        api.scene_code(scene, "pages/chat/index")
    assert far_end.asked == []


def test_templates_are_listed_whatever_lies_among_them(far_end: FarEnd, api: WeChatApi) -> None:
    far_end.plan("/wxaapi/newtmpl/gettemplate", says(errcode=0, data=[{"priTmplId": "a"}, None, 3]))
    assert api.templates() == [{"priTmplId": "a"}]


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_token_gone_stale_is_renewed_once(far_end: FarEnd, api: WeChatApi, code: int) -> None:
    far_end.plan(TOKEN_PATH, *(says(access_token=f"TOKEN-{n}", expires_in=7200) for n in (1, 2)))
    far_end.plan(CUSTOM, lambda asked: FINE if asked.query["access_token"] == "TOKEN-2" else refuses(code))
    api.send_text(OPENID, "好")
    assert [one.query["access_token"] for one in far_end.at(CUSTOM)] == ["TOKEN-1", "TOKEN-2"]


def test_a_token_that_stays_bad_ends_after_one_more_try(far_end: FarEnd, api: WeChatApi) -> None:
    far_end.plan(CUSTOM, refuses(40001))
    assert failed(lambda: api.send_text(OPENID, "好")).code == 40001
    assert len(far_end.at(CUSTOM)) == 2
    assert len(far_end.at(TOKEN_PATH)) == 2


def test_a_picture_too_gets_a_fresh_token(far_end: FarEnd, api: WeChatApi) -> None:
    far_end.plan("/cgi-bin/media/get", refuses(42001), Reply(b"\xff\xd8", kind="image/jpeg"))
    assert api.media("m1", 1000).content == b"\xff\xd8"


@pytest.fixture
def patient_api(settings: WeChat) -> Iterator[WeChatApi]:
    """With 48 threads on two busy processors an honest answer may take longer than half a second."""
    line = Transport(settings, read_seconds=30)
    yield WeChatApi(settings, TokenBroker(settings, None, line), lambda: NOON, line)
    line.close()


def test_forty_eight_at_once_with_one_stale_token(far_end: FarEnd, patient_api: WeChatApi) -> None:
    tokens = iter(range(1, 100))
    far_end.plan(TOKEN_PATH, lambda _: says(access_token=f"TOKEN-{next(tokens)}", expires_in=7200))
    far_end.plan(CUSTOM, lambda asked: refuses(40001) if asked.query["access_token"] == "TOKEN-1" else FINE)
    with ThreadPoolExecutor(48) as pool:
        list(pool.map(lambda n: patient_api.send_text(OPENID, f"第 {n} 条"), range(192)))
    assert len(far_end.at(TOKEN_PATH)) == 2
    arrived = {one.body["text"]["content"] for one in far_end.at(CUSTOM)}
    assert len(arrived) == 192


@pytest.mark.parametrize(
    ("reply", "failure", "code"),
    [
        (refuses(45015), Failure.ANSWERED, 45015),
        (says(errcode="40003", errmsg="text"), Failure.ANSWERED, 40003),
        (says(status=500), Failure.BUSY, 0),
        (Reply(b"Bad Gateway", status=502, kind="text/plain"), Failure.BUSY, 0),
        (Reply(b"<html>maintenance</html>", kind="text/html"), Failure.UNCLEAR, 0),
        (Reply(b"[]"), Failure.UNCLEAR, 0),
        (Reply(b""), Failure.UNCLEAR, 0),
        (says(errcode="not a number"), Failure.UNCLEAR, 0),
        (Reply(b"[" * 100_000), Failure.UNCLEAR, 0),
        (Reply(b'{"errcode":0}', cut=5), Failure.UNCLEAR, 0),
        (Reply(b"{}", cut=-1), Failure.UNCLEAR, 0),
        (Reply(b"", status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"}), Failure.UNCLEAR, 0),
    ],
)
def test_every_kind_of_bad_answer(
    far_end: FarEnd, api: WeChatApi, reply: Reply, failure: Failure, code: int
) -> None:
    far_end.plan(CUSTOM, reply)
    error = failed(lambda: api.send_text(OPENID, "好"))
    assert (error.failure, error.code) == (failure, code)
    assert len(far_end.at(CUSTOM)) == 1


def test_no_answer_in_time_may_have_arrived(far_end: FarEnd, api: WeChatApi) -> None:
    hold = threading.Event()
    far_end.plan(CUSTOM, Reply(b"{}", wait_for=hold))
    began = time.monotonic()
    assert failed(lambda: api.send_text(OPENID, "好")).failure is Failure.UNCLEAR
    assert time.monotonic() - began < 2
    hold.set()


def test_no_connection_means_not_sent(settings: WeChat) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    nowhere = Transport(settings.model_copy(update={"api_base": f"http://127.0.0.1:{port}"}))
    error = failed(lambda: nowhere.ask("post", "cgi-bin/message/custom/send", {"access_token": "T"}))
    assert error.failure is Failure.NOT_SENT
    nowhere.close()


def test_no_failure_carries_a_secret(far_end: FarEnd, settings: WeChat, api: WeChatApi) -> None:
    """Neither the words of the exception, nor anything chained to it, nor what libraries write at debug level."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root, login_code = logging.getLogger(), "LOGIN-" + "CODE"
    levels = {logger: logger.level for logger in (root, logging.getLogger("urllib3"))}
    root.addHandler(handler)
    for logger in levels:
        logger.setLevel(logging.DEBUG)
    far_end.plan(CUSTOM, refuses(47003, f"bad access_token=TOKEN-1 for {OPENID}"), Reply(b"{}", cut=-1))
    far_end.plan("/sns/jscode2session", refuses(40029, f"secret {settings.app_secret}"), Reply(b"{}", cut=-1))
    try:
        errors = [
            failed(call)
            for _ in range(2)
            for call in (lambda: api.send_text(OPENID, "好"), lambda: api.login(login_code))
        ]
    finally:
        root.removeHandler(handler)
        for logger, level in levels.items():
            logger.setLevel(level)
    told = written.getvalue() + "".join(
        "".join(traceback.format_exception(error)) + repr(error.__context__) + repr(error) for error in errors
    )
    assert "/cgi-bin/message/custom/send" in told
    for secret in ("TOKEN-1", settings.app_secret, login_code, OPENID):
        assert secret not in told


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("/cgi-bin/token?appid=a&secret=S3&x=1", "/cgi-bin/token?appid=a&secret=***&x=1"),
        ('{"access_token": "abc", "b": 1}', '{"access_token": "***", "b": 1}'),
        ("?access_token=abc HTTP/1.1", "?access_token=*** HTTP/1.1"),
        (f"invalid openid {OPENID}.", "invalid openid o***."),
        ("errcode=40001", "errcode=40001"),
    ],
)
def test_what_is_secret_is_taken_out(text: str, clean: str) -> None:
    assert redact(text) == clean


def test_a_wrong_app_secret_is_told_as_a_token_failure(far_end: FarEnd, api: WeChatApi) -> None:
    far_end.plan(TOKEN_PATH, refuses(40125))
    assert isinstance(failed(api.check_credentials), TokenError)
    assert failed(lambda: api.send_text(OPENID, "好")).code == 40125
    assert far_end.at(CUSTOM) == []


def test_cookies_are_not_kept(far_end: FarEnd, api: WeChatApi) -> None:
    seen: list[Asked] = []

    def answer(asked: Asked) -> Reply:
        seen.append(asked)
        return Reply(b'{"errcode":0}', headers={"Set-Cookie": "a=b; Path=/"})

    far_end.plan(CUSTOM, answer)
    for _ in range(2):
        api.send_text(OPENID, "好")
    assert not list(api._transport._http.cookies)


def test_half_an_emoji_in_a_text_does_not_stop_it(far_end: FarEnd, api: WeChatApi) -> None:
    far_end.plan(CUSTOM, FINE)
    api.send_text(OPENID, "路灯\ud83d")
    assert far_end.at(CUSTOM)[0].body["text"]["content"] == "路灯?"


def test_the_transport_can_be_used_by_the_broker_alone(settings: WeChat) -> None:
    broker = TokenBroker(settings)
    assert broker.get() == "TOKEN-1"
    broker._transport.close()
