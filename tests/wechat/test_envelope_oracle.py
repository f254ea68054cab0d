"""wechatpy as the oracle: the same verdict on every encrypted push, valid or hostile.

Whatever wechatpy raises counts as a refusal (it leaks IndexError, ValueError, KeyError …). Where we mean to differ,
a test says so by name.
"""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wechat.envelope import Envelope, Rejected
from app.wechat.payload import parse

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
MESSAGES = st.dictionaries(
    st.sampled_from(["Content", "MsgType", "Event", "EventKey", "MsgId", "CreateTime", "FromUserName"]),
    WORDS | st.integers(0, 2**63),
    min_size=1,
)
FORMS = st.sampled_from(["json", "xml"])
AMONG_32 = st.integers(0, 10_000)


def as_xml(message: dict[str, Any]) -> str:
    not_in_xml = str.maketrans("", "", "]\ufffe\uffff")
    cells = (f"<{k}><![CDATA[{str(v).translate(not_in_xml)}]]></{k}>" for k, v in message.items())
    return f"<xml>{''.join(cells)}</xml>"


def wechatpy_says(wechat: Any, push: Any) -> str | None:
    """The inner text as wechatpy decrypts it, or None for its refusal, whatever the exception."""
    try:
        outer = json.loads(push.body) if push.body.lstrip()[:1] == b"{" else push.body.decode()
        text = wechat.crypto.decrypt_message(
            outer, push.query["msg_signature"], push.query["timestamp"], push.query["nonce"]
        )
    except Exception:  # noqa: BLE001 - this is what counts as wechatpy's refusal
        return None
    return str(text)


def we_say(envelope: Envelope, push: Any) -> dict[str, Any] | None:
    try:
        return dict(push.opened_by(envelope))
    except Rejected:
        return None


def assert_same_verdict(envelope: Envelope, wechat: Any, push: Any) -> None:
    theirs, ours = wechatpy_says(wechat, push), we_say(envelope, push)
    assert (theirs is None) == (ours is None)
    if theirs is not None:
        assert ours == parse(theirs.encode())


def changed(body: bytes, at: int, bit: int) -> bytes:
    at %= len(body)
    return body[:at] + bytes([body[at] ^ (1 << bit)]) + body[at + 1 :]


@given(message=MESSAGES, form=FORMS, inner_form=FORMS)
def test_what_wechat_sealed_is_read_alike(
    envelope: Envelope, wechat: Any, message: dict[str, Any], form: str, inner_form: str
) -> None:
    inner = json.dumps(message, ensure_ascii=False) if inner_form == "json" else as_xml(message)
    push = wechat.secure(inner, form)
    assert we_say(envelope, push) is not None
    assert_same_verdict(envelope, wechat, push)


@given(form=FORMS, at=AMONG_32, bit=st.integers(0, 7))
@settings(max_examples=400)
def test_one_bit_flipped_in_the_body(envelope: Envelope, wechat: Any, form: str, at: int, bit: int) -> None:
    push = wechat.secure('{"Content":"路灯坏了"}', form)
    assert_same_verdict(envelope, wechat, push.but(body=changed(push.body, at, bit)))


@pytest.mark.parametrize("form", ["json", "xml"])
def test_cut_off_at_every_byte(envelope: Envelope, wechat: Any, form: str) -> None:
    push = wechat.secure('{"Content":"路灯坏了"}', form)
    for length in range(len(push.body)):
        cut = push.but(body=push.body[:length])
        assert we_say(envelope, cut) is None
        assert wechatpy_says(wechat, cut) is None


@given(at=AMONG_32, bit=st.integers(0, 7), form=FORMS)
@settings(max_examples=300)
def test_one_bit_flipped_in_the_ciphertext_though_signed_again(
    envelope: Envelope, wechat: Any, at: int, bit: int, form: str
) -> None:
    """Only somebody with the token, but not the key, could do this. We are stricter, never laxer."""
    inner = b'{"Content":"' + b"a" * 40 + b'"}'
    content = b"r" * 16 + len(inner).to_bytes(4, "big") + inner + wechat.app_id.encode()
    padding = 32 - len(content) % 32
    padded = changed(content + bytes([padding]) * padding, at, bit)
    push = wechat.envelope(wechat.encrypt(padded), form)
    ours = we_say(envelope, push)
    if wechatpy_says(wechat, push) is None:
        assert ours is None or ours["MsgType"] == "unparsed"
    else:
        assert ours is not None or padded[-padding:] != bytes([padding]) * padding


@given(
    name=st.sampled_from(["msg_signature", "timestamp", "nonce"]),
    value=st.text(st.characters(exclude_categories=["Cs"]), max_size=45),
)
def test_a_changed_query(envelope: Envelope, wechat: Any, name: str, value: str) -> None:
    assert_same_verdict(envelope, wechat, wechat.secure('{"Content":"路灯"}').but(**{name: value}))


@given(st.binary(max_size=120), FORMS)
def test_any_bytes_for_a_ciphertext_signed_with_the_token(
    envelope: Envelope, wechat: Any, sealed: bytes, form: str
) -> None:
    padded = sealed + b"\0" * (-len(sealed) % 16)
    push = wechat.envelope(wechat.encrypt(padded), form)
    assert_same_verdict(envelope, wechat, push)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_sealed_by_someone_else(envelope: Envelope, wechat: Any, other_sender: Any, form: str) -> None:
    for stranger in (
        other_sender(app_id="wx0000000000000000"),
        other_sender(app_id=wechat.app_id + "x"),
        other_sender(app_id=wechat.app_id[:-1]),
        other_sender(token="BBBBB"),
        other_sender(aes_key="B" * 43),
    ):
        push = stranger.secure('{"Content":"路灯坏了"}', form)
        assert we_say(envelope, push) is None
        assert wechatpy_says(wechat, push) is None


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b"<xml/>", b"<a/>", b"", b'{"Encrypt":{}}', b'{"Encrypt":[1]}']
)
def test_no_ciphertext_at_all(envelope: Envelope, wechat: Any, body: bytes) -> None:
    push = wechat.secure("{}").but(body=body)
    assert we_say(envelope, push) is None
    assert wechatpy_says(wechat, push) is None


# What we mean to do otherwise.


@pytest.mark.parametrize("tail", [b"\x01\x02", b"\x07" * 6 + b"\x08", b"\x21" * 33, b"\x00"])
def test_difference_padding_is_validated_wholly(envelope: Envelope, wechat: Any, tail: bytes) -> None:
    """wechatpy looks only at the last byte and cuts that many."""
    inner = b'{"Content":"1"}'
    content = b"r" * 16 + len(inner).to_bytes(4, "big") + inner + wechat.app_id.encode()
    filler = -(len(content) + len(tail)) % 32
    push = wechat.envelope(wechat.encrypt(content + b"\x05" * filler + tail))
    assert we_say(envelope, push) is None


def test_difference_wechatpy_takes_a_broken_padding(envelope: Envelope, wechat: Any) -> None:
    inner = b'{"Content":"12345"}'
    content = b"r" * 16 + len(inner).to_bytes(4, "big") + inner + wechat.app_id.encode()
    padding = 32 - len(content) % 32
    push = wechat.envelope(wechat.encrypt(content + b"\0" * (padding - 1) + bytes([padding])))
    assert wechatpy_says(wechat, push) == inner.decode()
    assert we_say(envelope, push) is None


def test_difference_base64_is_strict(envelope: Envelope, wechat: Any) -> None:
    push = wechat.envelope("\n!" + wechat.seal(b'{"Content":"1"}'), "json")
    assert wechatpy_says(wechat, push) is not None
    assert we_say(envelope, push) is None


def test_difference_timestamps_are_looked_at(envelope: Envelope, wechat: Any) -> None:
    push = wechat.secure('{"Content":"1"}')
    late = push.but(at=push.at.replace(year=push.at.year + 1))
    assert wechatpy_says(wechat, late) is not None
    assert we_say(envelope, late) is None


def test_difference_json_is_read_without_a_trick(envelope: Envelope, wechat: Any) -> None:
    """wechatpy reads a JSON envelope only when given the dictionary; the text itself it takes for XML."""
    push = wechat.secure('{"Content":"1"}', "json")
    signature, at, nonce = (push.query[name] for name in ("msg_signature", "timestamp", "nonce"))
    with pytest.raises(Exception, match="not well-formed"):
        wechat.crypto.decrypt_message(push.body.decode(), signature, at, nonce)
    assert we_say(envelope, push) == {"Content": "1"}


def test_difference_an_inner_text_that_is_no_utf8_is_kept(envelope: Envelope, wechat: Any) -> None:
    push = wechat.secure(b'{"Content":"\xff"}')
    assert wechatpy_says(wechat, push) is None
    assert we_say(envelope, push) == {"MsgType": "unparsed", "Raw": '{"Content":"\\xff"}'}
