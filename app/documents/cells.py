"""Reading one cell: what Excel made of it, cleaned, checked, or a sentence saying what is wrong. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.documents.registry_columns import Column, Kind

LONGITUDES = 73.0, 136.0
"""China, with a little room."""
LATITUDES = 3.0, 54.0
_LONGEST_EXACT = 10**15
"""Excel keeps 15 digits of a number; the rest became zeros."""
_MOST_RANK = 99
_BLANK = re.compile(r"\s+")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_PHONE_PUNCTUATION = re.compile(r"[\s\-()（）－]")
_SEVERAL = re.compile(r"[、,，;；/\n]")


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell as Excel holds it: `type` is openpyxl's data type letter (s, n, d, b, e, f)."""

    value: Any
    type: str = "s"


class UnreadableError(ValueError):
    """The cell cannot be used; the text is the sentence for the clerk."""


def text_of(raw: Raw) -> str:
    """The cell as trimmed text; a whole number as its digits. Raises UnreadableError."""
    value = raw.value
    if value is None:
        return ""
    if raw.type == "f":
        raise UnreadableError("这里是公式，请改成值（复制，再选「粘贴为数值」）。")
    if raw.type == "e":
        raise UnreadableError(f"这里是 Excel 的错误值 {value}，请改正。")
    if isinstance(value, bool):
        raise UnreadableError("这里是 TRUE/FALSE，请改成文字。")
    if isinstance(value, date | datetime | time | timedelta):
        raise UnreadableError("Excel 把这里当成了日期，请把这一列设为「文本」后重新填写。")
    if isinstance(value, int | float):
        return _digits(value)
    return _clean(str(value))


def _digits(value: float) -> str:
    if value != value or abs(value) >= _LONGEST_EXACT:  # noqa: PLR0124  not a number is not itself
        raise UnreadableError("数字太长，Excel 已丢掉后面几位，请把这一列设为「文本」后重新填写。")
    return str(int(value)) if value == int(value) else repr(value)


def _clean(text: str) -> str:
    kept = "".join(
        character
        for character in text
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    kept = _BLANK.sub(" ", kept).strip()  # \s covers the full-width and the non-breaking space
    return kept[1:] if re.match(r"'[=+\-@＝＋－＠]", kept) else kept


def read_cell(column: Column, raw: Raw) -> Any:
    """The value for the registry: text, a tuple of texts, a float, an int, or None. Raises UnreadableError."""
    text = text_of(raw)
    if not text:
        if column.required:
            raise UnreadableError("不能空着。")
        return _EMPTY.get(column.kind, "")
    match column.kind:
        case Kind.CODE:
            return _short(unicodedata.normalize("NFKC", text).replace(" ", ""), column.longest)
        case Kind.NAME | Kind.TEXT:
            return _short(_BETWEEN_CHINESE.sub("", text), column.longest)
        case Kind.PHONE:
            return _phone(text)
        case Kind.NAMES | Kind.WORDS:
            return _several(column, text)
        case _:
            return _measure(column, text)


_EMPTY: dict[Kind, Any] = {Kind.NAMES: (), Kind.WORDS: (), Kind.LONGITUDE: None, Kind.LATITUDE: None}


def _measure(column: Column, text: str) -> Any:
    match column.kind:
        case Kind.LONGITUDE:
            return _degrees(text, LONGITUDES, LATITUDES)
        case Kind.LATITUDE:
            return _degrees(text, LATITUDES, LONGITUDES)
        case Kind.RANK:
            return _rank(text)
        case _:
            return _word(column, text)


def _short(text: str, longest: int) -> str:
    if len(text) > longest:
        raise UnreadableError(f"太长了，最多 {longest} 个字，这里有 {len(text)} 个。")
    return text


def _phone(text: str) -> str:
    folded = _PHONE_PUNCTUATION.sub("", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(?:\+86|0086)", "", folded)
    if not re.fullmatch(r"1[0-9]{10}", digits):
        raise UnreadableError("手机号应是 11 位数字，以 1 开头。")
    return digits


def _several(column: Column, text: str) -> tuple[str, ...]:
    names = (_BETWEEN_CHINESE.sub("", part.strip()) for part in _SEVERAL.split(text))
    distinct = tuple(dict.fromkeys(name for name in names if name))
    for name in distinct:
        if column.words:
            _word(column, name)
        else:
            _short(name, column.longest)
    if not distinct and column.required:
        raise UnreadableError("不能空着。")
    return distinct


def _word(column: Column, text: str) -> str:
    word = text.replace(" ", "")
    if word not in column.words:
        raise UnreadableError(f"「{word[:20]}」不认识，只能填：{'、'.join(column.words)}。")
    return word


def _degrees(text: str, bounds: tuple[float, float], other: tuple[float, float]) -> float:
    try:
        degrees = float(unicodedata.normalize("NFKC", text).rstrip("°度 "))
    except ValueError as error:
        raise UnreadableError("应是度数，如 111.48。") from error
    if bounds[0] <= degrees <= bounds[1]:
        return degrees
    if other[0] <= degrees <= other[1]:
        raise UnreadableError("经度和纬度像是填反了：经度在 73 到 136 之间，纬度在 3 到 54 之间。")
    raise UnreadableError(f"应在 {bounds[0]:.0f} 到 {bounds[1]:.0f} 之间（中国境内）。")


def _rank(text: str) -> int:
    digits = unicodedata.normalize("NFKC", text)
    if not re.fullmatch(r"[0-9]{1,4}", digits) or not 1 <= int(digits) <= _MOST_RANK:
        raise UnreadableError("应是 1、2、3 这样的整数；1 是责任代表。")
    return int(digits)
