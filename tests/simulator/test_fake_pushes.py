"""Pushes as WeChat packs them: Tencent's published vectors, every mode and format, and wechatpy reading them."""

import itertools
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import xmltodict
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from app.simulator.fake_wechat import payloads
from app.simulator.fake_wechat.cipher import decrypt, encrypt, key_of, sign
from app.simulator.fake_wechat.payloads import MediaVerdict, Source
from app.simulator.fake_wechat.push import (
    Channel,
    MessageFormat,
    Mode,
    PushRequest,
    build_push,
    build_url_check,
)
from app.simulator.fake_wechat.text import size, split_text

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SOURCE = Source("oResident", "gh_gridvoice", NOW)
APP_ID, TOKEN, AES_KEY = "wx1234567890abcdef", "gridvoice", "k" * 42 + "0"

TENCENT_APP_ID, TENCENT_TOKEN, TENCENT_KEY = "wxba5fad812f8e6fb9", "AAAAA", "A" * 43
TENCENT_PUSH = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8"
    "XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32I"
    "Ijdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)


def push(
    payload: dict[str, Any], mode: Mode = "security", message_format: MessageFormat = "json"
) -> PushRequest:
    channel = Channel(app_id=APP_ID, token=TOKEN, aes_key=AES_KEY, mode=mode, format=message_format)
    return build_push(payload, now=NOW, **channel)


# --- Tencent's vectors ---


@pytest.mark.parametrize(
    ("timestamp", "nonce", "signature"),
    [
        ("1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        ("1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        ("1714112445", "415670741", "6c5c811b55cc85e0e1b54100749188c20beb3f5d"),
    ],
)
def test_tencents_signatures(timestamp: str, nonce: str, signature: str) -> None:
    assert sign(TENCENT_TOKEN, timestamp, nonce) == signature


def test_tencents_encrypted_push() -> None:
    assert (
        sign(TENCENT_TOKEN, "1714112445", "415670741", TENCENT_PUSH)
        == "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"
    )
    message, app_id = decrypt(TENCENT_PUSH, TENCENT_KEY)
    assert app_id == TENCENT_APP_ID
    assert json.loads(message) == {
        "ToUserName": "gh_97417a04a28d",
        "FromUserName": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
        "CreateTime": 1714112445,
        "MsgType": "event",
        "Event": "debug_demo",
        "debug_str": "hello world",
    }


def test_tencents_encrypted_reply() -> None:
    reply = encrypt(b'{"demo_resp":"good luck"}', TENCENT_KEY, TENCENT_APP_ID, salt=b"707722b803182950")
    assert reply == "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    assert sign(TENCENT_TOKEN, "1713424427", "415670741", reply) == "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"


# --- encryption ---


@settings(deadline=None)
@given(message=st.binary(max_size=300), app_id=st.text("abcdefx0123456789", min_size=1, max_size=20))
def test_what_is_encrypted_can_be_read_again(message: bytes, app_id: str) -> None:
    assert decrypt(encrypt(message, AES_KEY, app_id), AES_KEY) == (message, app_id)


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_wechatpy_reads_what_we_encrypt(text: str) -> None:
    pushed = push(payloads.text(SOURCE, text))
    query = pushed.url_query
    crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
    inner = crypto.decrypt_message(
        json.loads(pushed.body), query["msg_signature"], query["timestamp"], query["nonce"]
    )
    assert json.loads(inner)["Content"] == text


@pytest.mark.parametrize("broken", ["", "not base64!", "AAAA", "A" * 64])
def test_broken_ciphertext_is_a_value_error(broken: str) -> None:
    with pytest.raises(ValueError):
        decrypt(broken, AES_KEY)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="43"):
        key_of("short")


# --- modes and formats ---


@pytest.mark.parametrize("message_format", ["json", "xml"])
@pytest.mark.parametrize("mode", ["plain", "compatible", "security"])
def test_every_mode_and_format_is_signed_and_shows_what_it_should(
    mode: Mode, message_format: MessageFormat
) -> None:
    pushed = push(payloads.text(SOURCE, "路灯坏了"), mode, message_format)
    query = pushed.url_query
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
    assert query["openid"] == "oResident"
    body = json.loads(pushed.body) if message_format == "json" else xmltodict.parse(pushed.body)["xml"]
    assert ("Content" in body) == (mode != "security")
    assert ("Encrypt" in body) == ("msg_signature" in query) == ("encrypt_type" in query) == (mode != "plain")
    if mode != "plain":
        assert query["msg_signature"] == sign(TOKEN, query["timestamp"], query["nonce"], body["Encrypt"])
        inner, app_id = decrypt(body["Encrypt"], AES_KEY)
        assert app_id == APP_ID
        assert "路灯坏了" in inner.decode()


def test_the_url_check_is_signed() -> None:
    query = build_url_check(TOKEN, "4375120948345356249", NOW)
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_no_text_breaks_out_of_the_xml(text: str) -> None:
    hostile = f"{text}]]></Content><MsgType>event</MsgType>"
    body = push(payloads.text(SOURCE, hostile), "plain", "xml").body
    parsed = xmltodict.parse(body, strip_whitespace=False)["xml"]
    assert parsed["MsgType"] == "text"
    assert parsed["Content"] == hostile.replace("\ufffe", "").replace("\uffff", "")


# --- the shapes of events ---


@pytest.mark.parametrize(
    ("choices", "json_list"),
    [({"T1": "accept"}, dict), ({"T1": "accept", "T2": "reject"}, list)],
)
def test_the_list_of_a_subscribe_event_is_an_object_or_an_array(
    choices: dict[str, payloads.Choice], json_list: type
) -> None:
    event = payloads.popup(SOURCE, choices)
    as_json = json.loads(push(event, "plain").body)
    assert isinstance(as_json["List"], json_list)
    as_xml = xmltodict.parse(push(event, "plain", "xml").body, force_list=("List",))["xml"]
    assert "List" not in as_xml
    assert [item["TemplateId"] for item in as_xml["SubscribeMsgPopupEvent"]["List"]] == list(choices)


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (payloads.image(SOURCE, "M1", "http://127.0.0.1/p"), {"MsgType": "image", "MediaId": "M1"}),
        (payloads.voice(SOURCE, "M1", "路灯坏了"), {"MsgType": "voice", "Recognition": "路灯坏了"}),
        (payloads.video(SOURCE, "M1", "M2"), {"MsgType": "video", "ThumbMediaId": "M2"}),
        (payloads.location(SOURCE, 33.3, 111.5, "白羽街道"), {"MsgType": "location", "Location_X": 33.3}),
        (payloads.link(SOURCE, "t", "d", "https://x"), {"MsgType": "link", "Url": "https://x"}),
        (
            payloads.mini_program_page(SOURCE, "t", "wx1", "p"),
            {"MsgType": "miniprogrampage", "PagePath": "p"},
        ),
        (
            payloads.enter_session(SOURCE, "grid-12"),
            {"Event": "user_enter_tempsession", "SessionFrom": "grid-12"},
        ),
        (payloads.change(SOURCE, ["T1"]), {"Event": "subscribe_msg_change_event"}),
        (payloads.sent(SOURCE, "T1", 7), {"Event": "subscribe_msg_sent_event"}),
        (payloads.follow(SOURCE, "12"), {"Event": "subscribe", "EventKey": "qrscene_12"}),
        (payloads.scan(SOURCE, "12"), {"Event": "SCAN", "EventKey": "12"}),
        (SOURCE.event("brand_new_event", {"Deep": {"Er": [1, 2]}}), {"Deep": {"Er": [1, 2]}}),
        (
            payloads.media_check(SOURCE, "wx1", "trace", MediaVerdict("risky", 20002)),
            {"Event": "wxa_media_check", "result": {"suggest": "risky", "label": 20002}},
        ),
    ],
)
def test_every_kind_of_push_says_the_same_in_json_and_xml(
    payload: dict[str, Any], told: dict[str, Any]
) -> None:
    as_json = json.loads(push(payload, "plain").body)
    assert told.items() <= as_json.items()
    assert as_json["FromUserName"] == "oResident"
    as_xml = xmltodict.parse(push(payload, "plain", "xml").body)["xml"]
    assert as_xml["MsgType"] == as_json["MsgType"]
    assert as_xml.get("Event") == as_json.get("Event")


def test_message_ids_are_64_bit_and_never_the_same() -> None:
    ids = {payloads.text(SOURCE, "x")["MsgId"] for _ in range(1000)}
    assert len(ids) == 1000
    assert all(2**53 < one < 2**63 for one in ids)


def test_session_from_has_1024_characters_at_most() -> None:
    assert payloads.enter_session(SOURCE, "g" * 1024)["SessionFrom"] == "g" * 1024
    with pytest.raises(ValueError, match="1024"):
        payloads.enter_session(SOURCE, "g" * 1025)


# --- long stories ---


@settings(deadline=None)
@given(text=st.text(max_size=400), limit=st.integers(4, 200))
def test_a_split_text_loses_nothing_and_fits(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert "".join(parts) == text
    assert all(0 < size(part) <= limit for part in parts)


@settings(deadline=None)
@given(text=st.text(min_size=1, max_size=400))
def test_a_split_text_is_cut_only_when_full(text: str) -> None:
    parts = split_text(text, 20)
    assert all(size(first) + size(then[0]) > 20 for first, then in itertools.pairwise(parts))


def test_a_limit_that_holds_no_character_is_refused() -> None:
    with pytest.raises(ValueError, match="4"):
        split_text("路灯", 3)
