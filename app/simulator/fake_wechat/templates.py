"""Subscription-message templates and the limits of each value type (发送订阅消息: 参数值限制)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from app.simulator.fake_wechat.errors import WeChatError

ONE_TIME, LONG_TERM = 2, 3
FIELD = re.compile(r"([a-z_]+?)\d+")
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
NUMBER_DIGITS, AMOUNT_DIGITS, NAME_HAN, NAME_LETTERS, THING_CHARS = 32, 10, 10, 20, 20

DAY = r"\d{4}(?:年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})"
CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
DATE = re.compile(rf"({DAY})(?: ?{CLOCK})?")
TIME = re.compile(rf"(?:({DAY}) ?)?{CLOCK}")


@dataclass
class FakeTemplate:
    """One template of the account: `lines` maps the label on the card to WeChat's field name, in order.

    `enums` lists the allowed values of each enum field; `banned` makes WeChat answer 43107.
    """

    title: str
    kind: Literal[2, 3]
    lines: dict[str, str]
    enums: dict[str, list[str]] = field(default_factory=dict)
    banned: bool = False

    def content(self) -> str:
        return "".join(f"{label}:{{{{{name}.DATA}}}}\n" for label, name in self.lines.items())

    def as_listed(self, template_id: str) -> dict[str, Any]:
        """The entry of `gettemplate`."""
        enums = [{"enumValueList": values, "keywordCode": name} for name, values in self.enums.items()]
        entry = {
            "priTmplId": template_id,
            "title": self.title,
            "content": self.content(),
            "example": "",
            "type": self.kind,
        }
        return {**entry, "keywordEnumValueList": enums} if enums else entry

    def card(self, data: Any) -> list[dict[str, str]]:
        """The lines as the phone shows them. Raises 47003 naming the field, as WeChat does."""
        if not isinstance(data, dict):
            raise WeChatError(47003, "data")
        for name in data:
            if name not in self.lines.values():
                raise WeChatError(47003, f"data.{name} is not in the template")
        return [
            {"label": label, "value": self._checked(name, data.get(name))}
            for label, name in self.lines.items()
        ]

    def _checked(self, name: str, given: Any) -> str:
        value = given.get("value") if isinstance(given, Mapping) else None
        if value is None or value == "":
            raise WeChatError(47003, f"data.{name}.value is empty")
        text = str(value)
        if isinstance(value, str | int | float) and self._fits(name, text):
            return text
        raise WeChatError(47003, f"data.{name}.value invalid")

    def _fits(self, name: str, text: str) -> bool:
        if CONTROL.search(text):
            return False
        found = FIELD.fullmatch(name)
        kind = found.group(1) if found else name
        if kind == "enum":
            return text in self.enums.get(name, [])
        return CHECKS.get(kind, _thing)(text)


def _thing(text: str) -> bool:
    return len(text) <= THING_CHARS


def _number(text: str) -> bool:
    digits = re.fullmatch(r"-?(\d+)(?:\.(\d+))?", text, re.ASCII)
    return digits is not None and sum(map(str.isdigit, text)) <= NUMBER_DIGITS


def _amount(text: str) -> bool:
    shaped = re.fullmatch(r"[¥￥$€£]?\d+(?:\.\d+)?元?", text, re.ASCII)
    return shaped is not None and sum(map(str.isdigit, text)) <= AMOUNT_DIGITS


def _name(text: str) -> bool:
    """Ten characters as soon as one of them is Chinese, else twenty letters or signs; never digits."""
    if re.search(r"\d", text):
        return False
    return len(text) <= (NAME_HAN if re.search(f"[{HAN}]", text) else NAME_LETTERS)


def _moments(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        ends = re.split(r" ?~ ?", text)
        return len(ends) <= len(("from", "to")) and all(_moment(pattern, end) for end in ends)

    return fits


def _moment(pattern: re.Pattern[str], text: str) -> bool:
    found = pattern.fullmatch(text)
    return found is not None and (found.group(1) is None or _exists(found.group(1)))


def _exists(day: str) -> bool:
    year, month, of_month = (int(part) for part in re.findall(r"\d+", day))
    try:
        datetime(year, month, of_month)  # noqa: DTZ001 - only whether the calendar has this day
    except ValueError:
        return False
    return True


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


CHECKS: dict[str, Callable[[str], bool]] = {
    "thing": _thing,
    "number": _number,
    "letter": _matches(r"[A-Za-z]{1,32}"),
    "symbol": _matches(rf"[^\sA-Za-z0-9{HAN}]{{1,5}}"),
    "character_string": _matches(r"[\x20-\x7e]{1,32}"),
    "time": _moments(TIME),
    "date": _moments(DATE),
    "amount": _amount,
    "phone_number": _matches(r"[0-9+()\- ]{1,17}"),
    "car_number": _matches(rf"[{HAN}A-Za-z0-9][A-Za-z0-9]{{0,6}}[{HAN}A-Za-z0-9]"),
    "name": _name,
    "phrase": _matches(rf"[{HAN}]{{1,5}}"),
}
