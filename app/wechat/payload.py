"""Turns the text of one push, XML or JSON, into a dictionary; what could hurt further in is refused here.

Values stay as WeChat sent them (numbers in XML are strings); repeated XML tags become a list; an empty tag is "".
"""

import json
import math
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

MAX_DEPTH = 16
MAX_DIGITS = 20
"""Enough for any 64-bit number; a longer one would not fit a database column."""

_BOM = b"\xef\xbb\xbf"


class UnreadableError(ValueError):
    """Neither JSON nor XML of the shape WeChat sends. The text says why, without quoting the body."""


def parse(body: bytes) -> dict[str, Any]:
    """Read one push. The first character tells the format, not a header. Raises `UnreadableError`, nothing else."""
    body = body.removeprefix(_BOM).strip()
    if body[:1] == b"{":
        return _from_json(body)
    if body[:1] == b"<":
        return _from_xml(body)
    raise UnreadableError("neither JSON nor XML")


def storable(text: str) -> str:
    """The text without what a UTF-8 database refuses: lone surrogates and NUL become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        text = body.decode()
        found = _json_decoder.decode(text)
    except UnreadableError:
        raise
    except (ValueError, RecursionError) as error:
        raise UnreadableError("broken JSON") from error
    if not isinstance(found, dict):
        raise UnreadableError("JSON, but no object")
    if text.count("{") + text.count("[") > MAX_DEPTH:
        _refuse_depth(found, MAX_DEPTH)
    return _cleaned(found) if "\\u" in text else found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableError("a JSON key twice")
    return found


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise UnreadableError("a number too long")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise UnreadableError("a number too large")
    return number


def _no_constant(name: str) -> Any:
    raise UnreadableError(f"{name} is not JSON")


_json_decoder = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_whole, parse_float=_fraction, parse_constant=_no_constant
)


def _refuse_depth(value: Any, left: int) -> None:
    if not isinstance(value, dict | list):
        return
    if left == 0:
        raise UnreadableError("nested too deeply")
    for inner in value.values() if isinstance(value, dict) else value:
        _refuse_depth(inner, left - 1)


def _cleaned(value: Any) -> Any:
    """Escapes (`\\ud83d`, `\\u0000`) can spell what raw UTF-8 cannot."""
    match value:
        case str():
            return storable(value)
        case dict():
            return {storable(key): _cleaned(inner) for key, inner in value.items()}
        case list():
            return [_cleaned(inner) for inner in value]
        case _:
            return value


def _from_xml(body: bytes) -> dict[str, Any]:
    tree = _Tree()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.text
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes no keyword here
    except UnreadableError:
        raise
    except (expat.ExpatError, ValueError) as error:
        raise UnreadableError("broken XML") from error
    return tree.found()


def _no_doctype(*_: Any) -> None:
    """Without a DTD there are no entities of one's own: no bombs, nothing fetched from outside."""
    raise UnreadableError("XML with a DTD")


class _Tree:
    """Builds nested dictionaries while expat walks."""

    __slots__ = ("_above", "_children", "_words", "text")

    def __init__(self) -> None:
        self._above: list[dict[str, Any]] = []
        self._children: dict[str, Any] = {}
        self._words: list[str] = []
        self.text: Callable[[str], None] = self._words.append

    def start(self, _tag: str, _attributes: dict[str, str]) -> None:
        if len(self._above) == MAX_DEPTH:
            raise UnreadableError("nested too deeply")
        self._words.clear()
        self._above.append(self._children)
        self._children = {}

    def end(self, tag: str) -> None:
        value = self._children or "".join(self._words).strip()
        self._words.clear()
        self._children = self._above.pop()
        if tag not in self._children:
            self._children[tag] = value
        elif isinstance(self._children[tag], list):
            self._children[tag].append(value)
        else:
            self._children[tag] = [self._children[tag], value]

    def found(self) -> dict[str, Any]:
        root = self._children.get("xml")
        if not isinstance(root, dict):
            raise UnreadableError("XML, but no <xml> with tags in it")
        return root
