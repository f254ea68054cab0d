"""Builds the HTTP request of one WeChat push: three modes × two formats, signed and encrypted. Pure and cheap.

Used by the fake itself, by `replay` and by the benchmarks. Source: 消息推送, 订阅消息 (the `List` shapes).
"""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack

from app.simulator.fake_wechat.cipher import encrypt, sign

Mode = Literal["plain", "compatible", "security"]
MessageFormat = Literal["json", "xml"]
Payload = dict[str, Any]

LIST_WRAPPER = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CONTENT_TYPES: dict[MessageFormat, str] = {"json": "application/json", "xml": "text/xml"}


class Channel(TypedDict):
    """What both ends of the push configuration agree on. `aes_key` is the 43-character EncodingAESKey."""

    app_id: str
    token: str
    aes_key: str
    mode: Mode
    format: MessageFormat


@dataclass(frozen=True, slots=True)
class PushRequest:
    """One POST to the webhook: append `url_query` to its URL."""

    url_query: dict[str, str]
    body: bytes
    content_type: str


def build_push(payload: Payload, *, now: datetime, **channel: Unpack[Channel]) -> PushRequest:
    """Sign (and encrypt) `payload`; every call draws a new nonce, as WeChat does when it re-sends."""
    shaped = shape(payload, channel["format"])
    timestamp, nonce = str(int(now.timestamp())), str(secrets.randbelow(10**10))
    query = {
        "signature": sign(channel["token"], timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": str(payload.get("FromUserName", "")),
    }
    if channel["mode"] == "plain":
        return PushRequest(query, render(shaped, channel["format"]), CONTENT_TYPES[channel["format"]])
    ciphertext = encrypt(render(shaped, channel["format"]), channel["aes_key"], channel["app_id"])
    query["encrypt_type"] = "aes"
    query["msg_signature"] = sign(channel["token"], timestamp, nonce, ciphertext)
    outer = shaped if channel["mode"] == "compatible" else {"ToUserName": payload.get("ToUserName", "")}
    body = render({**outer, "Encrypt": ciphertext}, channel["format"])
    return PushRequest(query, body, CONTENT_TYPES[channel["format"]])


def build_url_check(token: str, echostr: str, now: datetime) -> dict[str, str]:
    """The query of the GET with which WeChat checks a webhook; the answer must be `echostr` and nothing else."""
    timestamp, nonce = str(int(now.timestamp())), str(secrets.randbelow(10**10))
    return {
        "signature": sign(token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": echostr,
    }


def shape(payload: Payload, message_format: MessageFormat) -> Payload:
    """The subscribe events' `List`: in JSON an object when single, an array when several; in XML nested."""
    items = payload.get("List")
    wrapper = LIST_WRAPPER.get(str(payload.get("Event")))
    if not isinstance(items, list) or wrapper is None:
        return payload
    if message_format == "json":
        return {**payload, "List": items[0] if len(items) == 1 else items}
    return {**{key: value for key, value in payload.items() if key != "List"}, wrapper: {"List": items}}


def render(payload: Payload, message_format: MessageFormat) -> bytes:
    """The body as WeChat writes it: UTF-8, CDATA for text in XML."""
    if message_format == "json":
        return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return f"<xml>{_children(payload)}</xml>".encode()


def _children(fields: Payload) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    return f"<{name}>{_content(value)}</{name}>"


def _content(value: Any) -> str:
    if isinstance(value, dict):
        return _children(value)
    if isinstance(value, int | float):
        return str(value)
    # "]]>" would end the section early: close and open it again between the brackets
    return f"<![CDATA[{NOT_XML.sub('', str(value)).replace(']]>', ']]]]><![CDATA[>')}]]>"
