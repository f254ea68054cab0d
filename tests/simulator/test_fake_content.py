"""Content checks, temporary media, mini-program codes."""

import io
from typing import Any

import pytest

from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.payloads import MediaVerdict
from tests.simulator.account import Api, Clock, Webhook

CHECK, CHECK_MEDIA, CODE = "/wxa/msg_sec_check", "/wxa/media_check_async", "/wxa/getwxacodeunlimit"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 32


def check(api: Api, content: str = "路灯坏了", **changes: Any) -> dict[str, Any]:
    return api.post(CHECK, **{"openid": "oWang", "version": 2, "scene": 2, "content": content, **changes})


@pytest.mark.parametrize(
    ("content", "suggest", "label"),
    [
        ("路灯坏了三天", "pass", 100),
        ("来我的赌博网站", "risky", 20006),
        ("再不修我就去上访", "review", 20001),
        ("上访不如去赌博网站", "risky", 20006),
    ],
)
def test_a_text_is_judged_by_its_worst_word(
    api: Api, fake: FakeWeChat, content: str, suggest: str, label: int
) -> None:
    fake.open("oWang")
    answer = check(api, content)
    assert answer["errcode"] == 0
    assert answer["trace_id"]
    assert answer["result"] == {"suggest": suggest, "label": label}
    assert {part["suggest"] for part in answer["detail"]} == {suggest}


def test_the_word_lists_may_be_changed(api: Api, fake: FakeWeChat) -> None:
    fake.open("oWang")
    fake.content.risky["路灯"] = 21000
    assert check(api)["result"] == {"suggest": "risky", "label": 21000}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": 1}, 40097),
        ({"version": "2"}, 40097),
        ({"scene": 5}, 40129),
        ({"scene": None}, 40129),
        ({"scene": True}, 40129),
        ({"openid": "oNobody"}, 43104),
        ({"content": ""}, 40097),
        ({"content": "长" * 2501}, 45002),
    ],
)
def test_checks_that_are_refused(api: Api, fake: FakeWeChat, changes: dict[str, Any], code: int) -> None:
    fake.open("oWang")
    assert check(api, **changes)["errcode"] == code
    assert check(api, "长" * 2500)["errcode"] == 0


@pytest.mark.parametrize("visit", ["open", "write", "enter", "log in"])
def test_a_person_is_inside_for_two_hours(api: Api, fake: FakeWeChat, clock: Clock, visit: str) -> None:
    fake.phone("oWang")
    assert check(api)["errcode"] == 61010
    if visit == "open":
        fake.open("oWang")
    elif visit == "write":
        fake.write("oWang", "在吗")
    elif visit == "enter":
        fake.enter("oWang")
    else:
        account = {"appid": fake.app_id, "secret": fake.app_secret, "grant_type": "authorization_code"}
        api.get("/sns/jscode2session", js_code=fake.login_code("oWang"), **account)
    clock.forward(hours=2)
    api.token = api.stable()["access_token"]
    assert check(api)["errcode"] == 0
    clock.forward(seconds=1)
    assert check(api)["errcode"] == 61010


def test_the_verdict_on_a_picture_comes_as_a_push(api: Api, fake: FakeWeChat, webhook: Webhook) -> None:
    fake.open("oWang")
    fake.content.media["bad"] = MediaVerdict("risky", 20002)
    asked = {"openid": "oWang", "version": 2, "scene": 2, "media_type": 2}
    traces = {}
    for url in ("https://x/good.png", "https://x/bad.png", "file:///x"):
        traces[api.post(CHECK_MEDIA, media_url=url, **asked)["trace_id"]] = url
        fake.sender.settle()
    told = {
        traces[event["trace_id"]]: (event["errcode"], event["result"]["suggest"])
        for event in webhook.events()
    }
    assert told["https://x/good.png"] == (0, "pass")
    assert told["https://x/bad.png"] == (0, "risky")
    assert told["file:///x"][0] == -1008
    assert api.code(CHECK_MEDIA, media_url="https://x", **{**asked, "media_type": 3}) == 40097


# --- media ---


def upload(api: Api, kind: str, data: bytes) -> dict[str, Any]:
    query = {"access_token": api.token, "type": kind}
    answer = api.http.post(
        "/cgi-bin/media/upload", query_string=query, data={"media": (io.BytesIO(data), "a.png")}
    )
    return dict(answer.get_json(force=True))


def test_media_live_three_days(api: Api, clock: Clock) -> None:
    media_id = upload(api, "image", PNG)["media_id"]
    clock.forward(days=2, hours=23, minutes=59)
    query = {"access_token": api.stable()["access_token"], "media_id": media_id}
    kept = api.http.get("/cgi-bin/media/get", query_string=query)
    assert (kept.data, kept.content_type) == (PNG, "image/png")
    clock.forward(minutes=1)
    gone = api.http.get("/cgi-bin/media/get", query_string=query)
    assert gone.status_code == 200
    assert gone.get_json(force=True)["errcode"] == 40007


def test_of_a_video_only_the_address_is_given(api: Api) -> None:
    media_id = upload(api, "video", b"mp4")["media_id"]
    assert media_id in api.get("/cgi-bin/media/get", access_token=api.token, media_id=media_id)["video_url"]
    assert "thumb_media_id" in upload(api, "thumb", JPEG)


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("book", PNG, 40004),
        ("image", b"", 41005),
        ("image", b"<svg/>", 40005),
        ("thumb", b"\xff" * 65537, 40006),
    ],
)
def test_uploads_that_are_refused(api: Api, kind: str, data: bytes, code: int) -> None:
    assert upload(api, kind, data)["errcode"] == code


def test_a_photo_from_a_phone_can_be_fetched_by_its_id_and_its_address(
    api: Api, fake: FakeWeChat, webhook: Webhook
) -> None:
    fake.send_photo("oWang", JPEG)
    (event,) = webhook.events()
    got = api.http.get(
        "/cgi-bin/media/get", query_string={"access_token": api.token, "media_id": event["MediaId"]}
    )
    assert got.data == JPEG
    assert api.http.get(event["PicUrl"]).data == JPEG


# --- codes ---


def code(api: Api, **fields: Any) -> Any:
    return api.http.post(CODE, query_string={"access_token": api.token}, json=fields)


def test_a_code_is_a_picture(api: Api) -> None:
    answer = code(api, scene="g=338&t=19", page="pages/index", check_path=False, width=430)
    assert answer.content_type == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    assert answer.data != code(api, scene="g=337&t=19").data


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"scene": "网格12"}, 40129),
        ({"scene": "a%20"}, 40129),
        ({"scene": "g" * 33}, 40169),
        ({"scene": ""}, 40169),
        ({}, 40169),
        ({"scene": "g", "page": "/pages/index"}, 41030),
        ({"scene": "g", "page": "pages/index?x=1"}, 41030),
        ({"scene": "g", "page": "pages/unknown"}, 41030),
        ({"scene": "g", "width": 279}, 40097),
        ({"scene": "g", "env_version": "beta"}, 40097),
        ({"scene": "g", "check_path": "no"}, 40097),
    ],
)
def test_codes_that_are_refused(api: Api, fake: FakeWeChat, fields: dict[str, Any], refused: int) -> None:
    fake.pages = {"pages/index"}
    assert code(api, **fields).get_json(force=True)["errcode"] == refused
    assert code(api, scene="g" * 32, page="pages/index").content_type == "image/png"
    assert code(api, scene="g", page="pages/unknown", check_path=False).content_type == "image/png"
