"""WeChat's value types of subscription messages, and how any fact is made to fit (发送订阅消息: 参数值限制).

A value that does not fit makes WeChat refuse the whole message (47003), so whatever comes in, what goes out fits.
Lengths are counted in UTF-16 units, WeChat's own way, of which an emoji takes two.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
THING, LONG, PHONE, CAR, SYMBOLS, PHRASE, NAME_HAN, NAME_LETTERS, AMOUNT_DIGITS, CENTS = (
    20,
    32,
    17,
    8,
    5,
    5,
    10,
    20,
    10,
    2,
)
NOTHING = "无"

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_DAY = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?(?: ?(\d{1,2}):(\d{2})(?::\d{2})?)?", re.ASCII)

Fit = Callable[[str, datetime], str]


def kind_of(field: str) -> str:
    """`thing12` is of kind `thing`."""
    return field.rstrip("0123456789")


def fitted(field: str, fact: str, now: datetime) -> str:
    """The fact as WeChat takes it for this field, never empty. An unknown kind is treated as `thing`."""
    fact = re.sub(r"\s+", " ", "".join(map(_printable, fact))).strip()
    return _FITS.get(kind_of(field), _thing)(fact, now)


def is_known(field: str) -> bool:
    return kind_of(field) in _FITS


def _printable(char: str) -> str:
    if unicodedata.category(char) in {"Cs", "Cn", "Co", "Cf"}:
        return ""
    return " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char


def _cut(text: str, units: int) -> str:
    """The text, or as much of it as leaves room for an ellipsis."""
    return text if _units(text) <= units else _cut_hard(text[:units], units - 1).rstrip() + "…"


def _cut_hard(text: str, units: int) -> str:
    while _units(text) > units:
        text = text[:-1]
    return text


def _units(text: str) -> int:
    return len(text) + sum(ord(char) > 0xFFFF for char in text)  # noqa: PLR2004 - the end of the basic plane


def _plain(fact: str) -> str:
    """Full-width letters and digits as ordinary ones."""
    return unicodedata.normalize("NFKC", fact)


def _only(allowed: str, units: int, otherwise: str) -> Fit:
    """Keeps the allowed characters, at most so many."""
    other = re.compile(f"[^{allowed}]")
    return lambda fact, _: other.sub("", _plain(fact))[:units].strip() or otherwise


def _thing(fact: str, _: datetime) -> str:
    return _cut(fact, THING) or NOTHING


def _enum(fact: str, _: datetime) -> str:
    return fact or NOTHING


def _number(fact: str, _: datetime) -> str:
    found = _NUMBER.search(_plain(fact).replace(",", ""))
    return found.group()[:LONG].rstrip(".") if found else "0"


def _amount(fact: str, _: datetime) -> str:
    """At most ten digits; one that is longer cannot be cut without lying, so it is left out."""
    found = _NUMBER.search(_plain(fact).replace(",", ""))
    if found is None:
        return "0元"
    whole, _dot, part = found.group().lstrip("-").partition(".")
    part = part[: min(CENTS, AMOUNT_DIGITS - len(whole))] if len(whole) <= AMOUNT_DIGITS else ""
    return f"{whole}.{part}元" if part else f"{whole}元" if len(whole) <= AMOUNT_DIGITS else "0元"


def _name(fact: str, _: datetime) -> str:
    """Ten characters as soon as one is Chinese, else twenty letters or signs; digits are not allowed."""
    name = re.sub(r"\s+", " ", "".join(char for char in fact if not char.isdecimal())).strip()
    return (name[:NAME_LETTERS].strip() if name.isascii() else _cut(name, NAME_HAN)) or NOTHING


def _symbol(fact: str, _: datetime) -> str:
    signs = (char for char in fact if not char.isalnum() and not char.isspace())
    return _cut_hard("".join(signs)[:SYMBOLS], SYMBOLS) or "-"


def _car(fact: str, _: datetime) -> str:
    plate = re.sub(f"[^{_HAN}A-Za-z0-9]", "", _plain(fact))
    inner_ok = re.fullmatch(f"[{_HAN}A-Za-z0-9][A-Za-z0-9]{{1,{CAR - 2}}}[{_HAN}A-Za-z0-9]", plate)
    return plate if inner_ok else "暂无"


def _date(fact: str, now: datetime) -> str:
    return _range(fact, lambda end: _moment(end, now)) or _day(now.astimezone(CHINA))


def _time(fact: str, now: datetime) -> str:
    """A time of day; a fact with a day keeps it, a day alone gets 00:00."""

    def with_time(end: str) -> str:
        clock = _clock(end)
        moment = clock or _moment(end, now)
        return moment if not moment or ":" in moment else f"{moment} 00:00"

    here = now.astimezone(CHINA)
    return _range(fact, with_time) or f"{_day(here)} {here:%H:%M}"


def _range(fact: str, written: Callable[[str], str]) -> str:
    """`a~b` piece by piece; "" when there is no moment in it, or more than two."""
    ends = [written(end.strip()) for end in re.split("[~～]", fact)]
    return "~".join(ends) if len(ends) <= len(("from", "to")) and all(ends) else ""


def _clock(text: str) -> str:
    try:
        return f"{time.fromisoformat(text):%H:%M}" if ":" in text else ""
    except ValueError:
        return ""


def _moment(text: str, now: datetime) -> str:
    """An ISO moment or day, or one already written the Chinese way; "" for anything else."""
    try:
        moment = datetime.fromisoformat(text)
        has_time = len(text) > len("2026-11-23")
    except ValueError:
        found = _DAY.fullmatch(text)
        if found is None:
            return ""
        return _moment_of(*found.groups())
    # a moment at the edge of the calendar cannot be moved to another zone
    if moment.tzinfo is not None and abs(moment.year - now.year) < 1000:  # noqa: PLR2004
        moment = moment.astimezone(CHINA)
    return f"{_day(moment)} {moment:%H:%M}" if has_time else _day(moment)


def _moment_of(year: str, month: str, day: str, hour: str | None, minute: str | None) -> str:
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=CHINA)
    except ValueError:
        return ""
    return f"{_day(moment)} {moment:%H:%M}" if hour else _day(moment)


def _day(moment: datetime) -> str:
    return f"{moment.year:04}年{moment.month}月{moment.day}日"


_FITS: dict[str, Fit] = {
    "thing": _thing,
    "number": _number,
    "letter": _only("A-Za-z", LONG, "NA"),
    "symbol": _symbol,
    "character_string": _only("\\x20-\\x7e", LONG, "-"),
    "time": _time,
    "date": _date,
    "amount": _amount,
    "phone_number": _only("0-9+() -", PHONE, "-"),
    "car_number": _car,
    "name": _name,
    "phrase": _only(_HAN, PHRASE, NOTHING),
    "enum": _enum,
}
