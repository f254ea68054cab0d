"""The key by which a repeated push is known: the same for a repeat, another for another event in the same second."""

import json
from collections.abc import Mapping
from hashlib import sha1
from typing import Any

from handlers.inbound import subscription_items

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
