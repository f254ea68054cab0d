"""What WeChat's push says, in our words: pure, and never raising for what is merely strange.

Field names and shapes: WeChat 小程序 客服消息「接收消息和事件」 and 订阅消息 pages. XML and JSON pushes differ in
types (numbers as strings) and in nesting (`List` is an object when single, an array when several).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

_SUBSCRIBE_TAGS = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")
_SCENE = re.compile(r"grid=([^&;,\s\x00-\x1f]{1,32})")
_LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


class Said(StrEnum):
    """What kind of thing arrived."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    CARD = "card"
    ENTERED = "entered"
    CHOSE = "chose"
    NOTICE_SENT = "notice_sent"
    MEDIA_CHECKED = "media_checked"
    LEFT = "left"
    OTHER = "other"


@dataclass(frozen=True)
class Choice:
    """One answer to the subscription popup, or a refusal made later in the settings."""

    template_id: str
    accepted: bool


@dataclass(frozen=True)
class Point:
    """Where, by WeChat's map (GCJ-02), with WeChat's label."""

    latitude: float
    longitude: float
    label: str = ""


@dataclass(frozen=True)
class Inbound:
    """One push. `said_at` is WeChat's clock (CreateTime); `media_id` lives three days."""

    inbox_id: int
    openid: str
    said: Said
    said_at: datetime
    message_id: str = ""
    text: str = ""
    media_id: str = ""
    scene_grid: str = ""
    point: Point | None = None
    choices: tuple[Choice, ...] = ()
    failed_notices: tuple[tuple[str, str], ...] = ()
    """Outgoing notices WeChat could not deliver: (WeChat's message id, reason)."""
    media_trace: str = ""
    media_risky: bool | None = None


_MESSAGES = {
    "text": Said.TEXT,
    "image": Said.IMAGE,
    "voice": Said.VOICE,
    "video": Said.VIDEO,
    "shortvideo": Said.VIDEO,
    "location": Said.LOCATION,
    "link": Said.LINK,
    "miniprogrampage": Said.CARD,
}
_EVENTS = {
    "user_enter_tempsession": Said.ENTERED,
    "subscribe": Said.ENTERED,
    "scan": Said.ENTERED,
    "unsubscribe": Said.LEFT,
    "subscribe_msg_popup_event": Said.CHOSE,
    "subscribe_msg_change_event": Said.CHOSE,
    "subscribe_msg_sent_event": Said.NOTICE_SENT,
    "wxa_media_check": Said.MEDIA_CHECKED,
}


def read_push(payload: Mapping[str, Any], *, inbox_id: int, received_at: datetime) -> Inbound:
    """Read one decrypted push. What we do not know is `Said.OTHER`, kept raw in the inbox."""
    kind = _word(payload, "MsgType").lower()
    said = (
        _EVENTS.get(_word(payload, "Event").lower(), Said.OTHER) if kind == "event" else _MESSAGES.get(kind)
    )
    items = subscription_items(payload)
    checked = said is Said.MEDIA_CHECKED
    return Inbound(
        inbox_id=inbox_id,
        openid=_word(payload, "FromUserName"),
        said=said or Said.OTHER,
        said_at=_moment(payload.get("CreateTime"), received_at),
        message_id=_word(payload, "MsgId") or _word(payload, "MsgID"),
        text=_text(said, payload),
        media_id=_word(payload, "MediaId"),
        scene_grid=_scene(payload),
        point=_point(payload) if said is Said.LOCATION else None,
        choices=tuple(map(_choice, items)) if said is Said.CHOSE else (),
        failed_notices=tuple(filter(None, map(_failure, items))) if said is Said.NOTICE_SENT else (),
        media_trace=_word(payload, "trace_id") if checked else "",
        media_risky=_is_risky(payload) if checked else None,
    )


def _word(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _text(said: Said | None, payload: Mapping[str, Any]) -> str:
    if said is Said.TEXT:
        content = payload.get("Content")
        return content if isinstance(content, str) else _word(payload, "Content")
    if said is Said.VOICE:
        return _word(payload, "Recognition")
    if said is Said.LOCATION:
        return _word(payload, "Label") or _word(payload, "Poiname")
    if said in {Said.LINK, Said.CARD}:
        parts = (_word(payload, name) for name in ("Title", "Description", "Url", "PagePath"))
        return "\n".join(part for part in parts if part)
    return ""


def _moment(value: Any, otherwise: datetime) -> datetime:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return otherwise
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _LATEST else otherwise


def _scene(payload: Mapping[str, Any]) -> str:
    """The grid in a chat button's `session-from`, or in a QR code's scene (`qrscene_` when just followed)."""
    for name in ("SessionFrom", "EventKey"):
        if found := _SCENE.search(unquote(_word(payload, name))):
            return found[1]
    return ""


def _point(payload: Mapping[str, Any]) -> Point | None:
    try:
        latitude, longitude = float(payload["Location_X"]), float(payload["Location_Y"])
    except (KeyError, TypeError, ValueError):
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004  degrees
        return None
    return Point(latitude, longitude, _word(payload, "Label"))


def subscription_items(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The items of a `subscribe_msg_*_event`, however written.

    XML nests them in a tag named after the event; JSON has a top-level `List`; a single one is an object, several are
    a list. Anything that is no object is left out.
    """
    found: list[Any] = []
    for holder in (payload, *(payload.get(tag) for tag in _SUBSCRIBE_TAGS)):
        for one in holder if isinstance(holder, list) else [holder]:
            found += _as_list(one.get("List")) if isinstance(one, Mapping) else []
    return [item for item in found if isinstance(item, dict)]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _choice(item: Mapping[str, Any]) -> Choice:
    return Choice(_word(item, "TemplateId"), _word(item, "SubscribeStatusString").lower() == "accept")


def _failure(item: Mapping[str, Any]) -> tuple[str, str] | None:
    code = _word(item, "ErrorCode") or "0"
    return None if code == "0" else (_word(item, "MsgID"), f"{code} {_word(item, 'ErrorStatus')}".strip())


def _is_risky(payload: Mapping[str, Any]) -> bool | None:
    """None when the check itself failed (errcode not 0, e.g. -1008: the picture could not be fetched)."""
    result = payload.get("result")
    if _word(payload, "errcode") not in {"", "0"} or not isinstance(result, Mapping):
        return None
    return _word(result, "suggest") == "risky"
