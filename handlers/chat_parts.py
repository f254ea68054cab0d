"""The parts a chat message is made of, behind its first word: numbers, separators, polite endings, the words themselves."""

import re
from dataclasses import dataclass

from models.rules.folding import Folded
from models.rules.greedy import covers

_NUMBER = re.compile(
    # a look-ahead captures all it can and gives nothing back
    r"(?=(?P<lead>[^\w#]*))(?P=lead)(?=(?P<sign>(?:编号|单号|no[. ]?|第|#)*))(?P=sign)"
    r"(?=(?P<gap>\s*))(?P=gap)(?<![0-9])(?P<number>[0-9]{1,10})(?![0-9])(?:\s*(?:号件|号|件))?"
)
_JOINED = re.compile(r"(?:\s*[,、;/和与及跟]\s*|\s+(?=#|no|[0-9]{3}))")
_SEPARATOR = re.compile(r"[^\w#]")
_LINKS = re.compile(r"[\s:,、;.。|/\-—~!]*")  # skipped before words; an opening bracket or quote stays
_BLANK = re.compile(r"(?:\[[^\[\]]{1,6}\]|[^\w#])*")  # also emoticon codes such as [OK], and emoji
_POLITE = re.compile(r"(?:\[[^\[\]]{1,6}\]|[^\w#]|谢谢|感谢|您|你|好的|好|了|ok|已阅|吧|哈)*")
# 「补充 2000 元补偿没到」: the digits count something, they are no issue's number.
_UNIT = re.compile(
    r"\s*(?:元|块|万|亿|年(?![前初底])|个(?!别)|%|度电|平方|公里|亩|斤|吨|岁|天|次|月份|月[0-9]|点(?:意见|建议|情况|问题))"
)
_UNIT_GLUED = re.compile(
    r"多|余|户|名|月|日|条|次|米|点|分|秒|句|下|种|类|项|楼|栋|组|队|路(?!灯)|期|级|层|届|人|[:.~-][0-9]"
)

_LIST_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,2}\Z")


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a position of a folded message."""

    line: Folded
    at: int

    @property
    def text(self) -> str:
        return self.line.text[self.at :]

    @property
    def is_blank(self) -> bool:
        """Nothing more was said: only spaces, punctuation, emoji."""
        return covers(_BLANK, self.text)

    @property
    def is_polite(self) -> bool:
        """Nothing more was said than 了, 好的 or 谢谢."""
        return covers(_POLITE, self.text)

    @property
    def is_separated(self) -> bool:
        """Something stands between what came before and the next word; also true at the end."""
        return not self.text or _SEPARATOR.match(self.text) is not None

    @property
    def counts_something(self) -> bool:
        """The number just read is followed by a unit, so it was a quantity or a date."""
        return bool(_UNIT.match(self.text) or _UNIT_GLUED.match(self.text))

    @property
    def is_list_item(self) -> bool:
        """The number just read begins an item of a list: 「建议1、修路2、装灯」."""
        return (
            self.text[:1] in {"、", ".", ")"} and _LIST_NUMBER.search(self.line.text[: self.at]) is not None
        )

    @property
    def words(self) -> str:
        """The rest as typed, without what linked it to the word before; empty if it says nothing."""
        return "" if self.is_blank else self.past(_LINKS).typed

    @property
    def typed(self) -> str:
        return self.line.typed_from(self.at)

    def past(self, pattern: re.Pattern[str]) -> "Tail":
        found = pattern.match(self.text)
        return Tail(self.line, self.at + found.end()) if found else self

    def numbers(self, most: int = 1) -> tuple[tuple[int, ...], "Tail"]:
        """Up to `most` issue numbers standing here, each once, in the order typed, and what follows them."""
        numbers: list[int] = []
        rest = after = self
        while len(numbers) < most and (found := _NUMBER.match(after.text)):
            numbers.append(int(found["number"]))
            rest = Tail(self.line, after.at + found.end())
            after = rest.past(_JOINED)
            if after.at == rest.at:
                break
        return tuple(dict.fromkeys(numbers)), rest

    def number(self) -> tuple[int | None, "Tail"]:
        """One issue number, if one stands here, and what follows it."""
        numbers, rest = self.numbers()
        return (numbers[0] if numbers else None), rest
