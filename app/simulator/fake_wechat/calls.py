"""One call of the API as the endpoints see it, and the two kinds of answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.simulator.fake_wechat.errors import WeChatError

Fields = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """`upload` is the file of a multipart body, in the part named `media`."""

    path: str
    query: Mapping[str, str]
    body: bytes = b""
    upload: bytes | None = None

    @cached_property
    def json(self) -> Fields:
        """Raises 47001 for a body that is no JSON object."""
        try:
            fields = json.loads(self.body)
        except ValueError as error:
            raise WeChatError(47001) from error
        if not isinstance(fields, dict):
            raise WeChatError(47001)
        return fields


@dataclass(frozen=True)
class Blob:
    """An answer that is a file."""

    data: bytes
    content_type: str
    name: str


Answer = Fields | Blob


def required(fields: Mapping[str, Any], name: str, code: int = 40097) -> str:
    """The text under `name`. Raises `code` when it is missing, empty or no text."""
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise WeChatError(code, name)
    return value
