"""The door of the webhook: what WeChat signed comes in, everything else is refused and takes nothing down."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import WeChat
from app.wechat.envelope import Envelope, Rejected

TENCENT_ENCRYPT = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsX"
    "UnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajA"
    "sjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
STREET_LIGHT = {
    "ToUserName": "gh_97417a04a28d",
    "FromUserName": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
    "CreateTime": 1714112445,
    "MsgType": "text",
    "Content": "村口路灯坏了😀",
    "MsgId": 24538900112233445,
}
STREET_LIGHT_XML = (
    "<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>"
    "<FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName><CreateTime>1714112445</CreateTime>"
    "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[村口<路灯>坏了😀]]></Content>"
    "<MsgId>24538900112233445</MsgId></xml>"
)
BILLION_LAUGHS = (
    '<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    "<xml><Encrypt>&c;</Encrypt><Content>&c;</Content></xml>"
)
XXE = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>'
HOSTILE = {
    "nothing": b"",
    "blank": b" \n ",
    "not a format": b"hello",
    "a list": b"[1]",
    "a number": b"12",
    "truncated JSON": b'{"ToUserName":"gh',
    "NaN": b'{"Encrypt":NaN}',
    "infinity by exponent": b'{"A":1e999}',
    "a number of 4,000 digits": b'{"A":' + b"9" * 4000 + b"}",
    "a number beyond Python's own limit": b'{"A":' + b"9" * 9000 + b"}",
    "the same key twice": b'{"Encrypt":"a","Encrypt":"b"}',
    "100,000 open brackets": b'{"A":' + b"[" * 100_000,
    "nested deeply": b'{"A":' + b"[" * 40 + b"]" * 40 + b"}",
    "not UTF-8": b'{"A":"\xff\xfe"}',
    "a raw NUL": b'{"A":"\x00"}',
    "XML cut off": b"<xml><Encrypt>abc",
    "XML of another root": b"<root><Encrypt>abc</Encrypt></root>",
    "XML with a bare text": b"<xml>abc</xml>",
    "XML nested deeply": b"<xml>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</xml>",
    "XML not UTF-8": b"<xml><A>\xff</A></xml>",
    "XML with a NUL": b"<xml><A>\x00</A></xml>",
    "XML with a NUL by number": b"<xml><A>&#0;</A></xml>",
    "XML with half a surrogate": b"<xml><A>&#xD83D;</A></xml>",
    "XML saying latin-1": b'<?xml version="1.0" encoding="latin-1"?><xml><A>\xe9</A></xml>',
    "unknown entity": b"<xml><A>&foo;</A></xml>",
    "billion laughs": BILLION_LAUGHS.encode(),
    "a file from outside": XXE.encode(),
    "a DTD of one's own": b'<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd"><xml><A>b</A></xml>',
}
Modes = Callable[[str], Envelope]


def test_tencents_own_example_of_checking_the_address(envelope: Envelope) -> None:
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }
    assert envelope.verify_url(query, datetime.fromtimestamp(1714036504, UTC)) == "4375120948345356249"


def test_tencents_own_example_in_plain_mode(envelope_in: Modes) -> None:
    query = {
        "signature": "899cf89e464efb63f54ddac96b0a0a235f53aa78",
        "timestamp": "1714037059",
        "nonce": "486452656",
    }
    now = datetime.fromtimestamp(1714037059, UTC)
    assert envelope_in("plain").open(query, b'{"Event":"debug_demo"}', now) == {"Event": "debug_demo"}


@pytest.mark.parametrize("mode", ["security", "compatible"])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_tencents_own_encrypted_example(envelope_in: Modes, mode: str, form: str) -> None:
    query = {
        "signature": "6c5c811b55cc85e0e1b54100749188c20beb3f5d",
        "timestamp": "1714112445",
        "nonce": "415670741",
        "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
    }
    body = (
        json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": TENCENT_ENCRYPT})
        if form == "json"
        else f"<xml><ToUserName/><Encrypt>\n{TENCENT_ENCRYPT}\n</Encrypt></xml>"
    )
    opened = envelope_in(mode).open(query, body.encode(), datetime.fromtimestamp(1714112445, UTC))
    assert opened == {
        "ToUserName": "gh_97417a04a28d",
        "FromUserName": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
        "CreateTime": 1714112445,
        "MsgType": "event",
        "Event": "debug_demo",
        "debug_str": "hello world",
    }


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_residents_words_arrive_whole(envelope: Envelope, wechat: Any, form: str) -> None:
    as_json = wechat.secure(json.dumps(STREET_LIGHT, ensure_ascii=False), form).opened_by(envelope)
    assert as_json == STREET_LIGHT
    as_xml = wechat.secure(STREET_LIGHT_XML, form).opened_by(envelope)
    assert as_xml["Content"] == "村口<路灯>坏了😀"
    assert as_xml["CreateTime"] == "1714112445"


def test_repeated_tags_become_a_list_and_empty_ones_an_empty_text(envelope: Envelope, wechat: Any) -> None:
    inner = (
        "<xml><SubscribeMsgPopupEvent><List><TemplateId>a</TemplateId></List><List><TemplateId>b</TemplateId></List>"
        "<List/></SubscribeMsgPopupEvent><EventKey></EventKey></xml>"
    )
    assert wechat.secure(inner).opened_by(envelope) == {
        "SubscribeMsgPopupEvent": {"List": [{"TemplateId": "a"}, {"TemplateId": "b"}, ""]},
        "EventKey": "",
    }


@pytest.mark.parametrize("mode", ["security", "compatible", "plain"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_body_is_refused_in_every_mode(
    envelope_in: Modes, wechat: Any, mode: str, body: bytes
) -> None:
    with pytest.raises(Rejected) as refused:
        wechat.plain(body).opened_by(envelope_in(mode))
    assert refused.value.status in {400, 403}


@pytest.mark.parametrize("inner", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_same_truly_sealed_by_wechat_is_kept_as_it_is(
    envelope: Envelope, wechat: Any, inner: bytes
) -> None:
    kept = wechat.secure(inner).opened_by(envelope)
    assert kept["MsgType"] == "unparsed"
    assert set(kept) == {"MsgType", "Raw"}
    kept["Raw"].encode()
    assert "\0" not in kept["Raw"]
    if inner.isascii():
        assert kept["Raw"] == inner.decode().replace("\0", "\ufffd")


@pytest.mark.parametrize(
    "value", ["1", "[]", "{}", "null", "true", '""', '["a"]', '"\\ud83d"', '"不是"', '"abc"']
)
def test_an_encrypt_that_is_no_ciphertext_is_refused(envelope: Envelope, wechat: Any, value: str) -> None:
    with pytest.raises(Rejected):
        wechat.plain('{"Encrypt":' + value + "}").opened_by(envelope)


@pytest.mark.parametrize("escape", ["\\ud83d", "\\u0000", "\\ude00\\ud83d"])
def test_half_an_emoji_does_not_break_the_database_later(
    envelope: Envelope, wechat: Any, escape: str
) -> None:
    opened = wechat.secure('{"Content":"路灯' + escape + '","' + escape + '":["' + escape + '"]}').opened_by(
        envelope
    )
    stored = json.dumps(opened, ensure_ascii=False).encode()
    assert opened["Content"].startswith("路灯\ufffd")
    assert b"\0" not in stored


def test_security_mode_takes_no_plain_body(envelope: Envelope, wechat: Any) -> None:
    with pytest.raises(Rejected) as refused:
        wechat.plain(json.dumps(STREET_LIGHT)).opened_by(envelope)
    assert refused.value.status == 403


def test_compatible_mode_trusts_the_encrypted_part_not_the_plain_one_beside_it(
    envelope_in: Modes, wechat: Any
) -> None:
    push = wechat.secure(json.dumps(STREET_LIGHT))
    both = json.loads(push.body) | {"Content": "someone else's words", "MsgType": "text"}
    opened = push.but(body=json.dumps(both).encode()).opened_by(envelope_in("compatible"))
    assert opened["Content"] == STREET_LIGHT["Content"]
    forged = push.but(body=json.dumps(both).encode(), msg_signature="0" * 40)
    with pytest.raises(Rejected):
        forged.opened_by(envelope_in("compatible"))


def test_plain_mode_reads_the_plain_part_and_says_when_there_is_none(envelope_in: Modes, wechat: Any) -> None:
    both = STREET_LIGHT | {"Encrypt": "abc"}
    assert wechat.plain(json.dumps(both)).opened_by(envelope_in("plain")) == STREET_LIGHT
    with pytest.raises(Rejected, match="mode is plain"):
        wechat.plain('{"ToUserName":"gh_1","Encrypt":"abc"}').opened_by(envelope_in("plain"))


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce"])
@pytest.mark.parametrize("value", ["", "x", "é", "\ud800", "0" * 600, "-1", "1e3", "١٧١٤", "\0"])
def test_a_query_of_nonsense_is_refused(envelope_in: Modes, wechat: Any, name: str, value: str) -> None:
    push = wechat.plain(json.dumps(STREET_LIGHT)).but(**{name: value})
    with pytest.raises(Rejected):
        push.opened_by(envelope_in("plain"))
    with pytest.raises(Rejected):
        envelope_in("plain").verify_url(push.query | {"echostr": "1"}, push.at)


@pytest.mark.parametrize("echo", ["", "<script>\n", "村", "\ud800", "1" * 600])
def test_only_an_ordinary_echostr_is_echoed(envelope: Envelope, wechat: Any, echo: str) -> None:
    push = wechat.plain("")
    with pytest.raises(Rejected):
        envelope.verify_url(push.query | {"echostr": echo}, push.at)


@pytest.mark.parametrize(
    ("seconds", "fresh"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)]
)
def test_five_minutes_are_the_limit(envelope: Envelope, wechat: Any, seconds: int, fresh: bool) -> None:
    push = wechat.secure(json.dumps(STREET_LIGHT))
    push = push.but(at=push.at + timedelta(seconds=seconds))
    if fresh:
        assert push.opened_by(envelope) == STREET_LIGHT
    else:
        with pytest.raises(Rejected):
            push.opened_by(envelope)


def test_a_body_too_large_is_not_even_read(wechat: Any) -> None:
    settings = WeChat(app_id="wx1", token="AAAAA", encoding_aes_key="A" * 43)
    with pytest.raises(Rejected) as refused:
        wechat.secure("x" * 2000).opened_by(Envelope(settings, max_bytes=1024))
    assert refused.value.status == 413


def test_nothing_is_accepted_before_a_token_is_configured(other_sender: Any) -> None:
    nobody = other_sender(token="")
    with pytest.raises(Rejected, match="no token"):
        nobody.plain("{}").opened_by(Envelope(WeChat(mode="plain")))
    with pytest.raises(Rejected, match="no app_id"):
        other_sender().secure("{}").opened_by(Envelope(WeChat(token="AAAAA")))


@given(body=st.binary(max_size=200), head=st.sampled_from([b"", b"{", b"<xml>", b"\xef\xbb\xbf{"]))
def test_no_body_gets_another_answer_than_accepted_or_refused(
    envelope_in: Modes, wechat: Any, body: bytes, head: bytes
) -> None:
    for mode in ("security", "compatible", "plain"):
        try:
            opened = wechat.plain(head + body).opened_by(envelope_in(mode))
        except Rejected:
            continue
        json.dumps(opened, ensure_ascii=False).encode()
