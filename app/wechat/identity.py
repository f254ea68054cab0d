"""The key by which a repeated push is known: the same for a repeat, another for another event in the same second."""

import json
from collections.abc import Mapping
from hashlib import sha1
from typing import Any

_SUBSCRIBE_TAGS = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")
_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_NAMES = ("ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "EventKey")


def identity(payload: Mapping[str, Any]) -> str:
    """Forty hex digits. MsgId alone has collided in practice, and so has sender with second: hence all of it.

    JSON's 123 and XML's "123" give the same key, as do a missing value and an empty one.
    """
    parts = [_plain(payload.get(name)) for name in _NAMES]
    message_id = payload.get("MsgId") or payload.get("MsgID") or payload.get("trace_id")
    parts += [_plain(message_id), _plain(payload.get("SessionFrom")), _plain(subscription_items(payload))]
    parts.append(_plain(payload.get("Raw")))
    if not message_id:
        parts.append(_plain([payload.get(name) for name in ("Content", "MediaId")]))
    return sha1(_encoder.encode(parts).encode(), usedforsecurity=False).hexdigest()


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


def _plain(value: Any) -> Any:
    match value:
        case None:
            return ""
        case dict():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case _:
            return str(value).strip()
