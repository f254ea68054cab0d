"""The category tree (517 leaves of three levels) below the three fields of concern: 经济发展, 社会稳定, 民生保障 (domain §1).

`data/categories.csv` holds it: a stable code of six digits (two for each level, so that a code's beginning is its topic and
its area), the names, the field, and the everyday words by which people speak of it.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from models.rules.folding import fold

_FILE = Path(__file__).parent / "data" / "categories.csv"
BETWEEN = " › "
OTHER = "其他"
_AREA, _TOPIC = 2, 4  # digits of a code that say so
_MOST_FOUND = 30


class Concern(StrEnum):
    """The three fields of concern; `Issue.field` holds one by its value."""

    ECONOMY = "economy"
    STABILITY = "stability"
    LIVELIHOOD = "livelihood"


CONCERN_IN_WORDS = {
    Concern.ECONOMY: "经济发展",
    Concern.STABILITY: "社会稳定",
    Concern.LIVELIHOOD: "民生保障",
}


@dataclass(frozen=True, slots=True)
class Category:
    """A leaf. `code` is what `Issue.category` holds."""

    code: str
    area: str
    topic: str
    leaf: str
    concern: Concern
    words: tuple[str, ...]
    """Everyday words that speak of it; may be empty."""

    @property
    def path(self) -> str:
        """城乡建设 › 城市建设和市政管理 › 城市公共设施."""
        return BETWEEN.join((self.area, self.topic, self.leaf))

    @property
    def is_rest(self) -> bool:
        """What fits nowhere else: never proposed from the tree alone."""
        return self.leaf == OTHER


@cache
def categories() -> dict[str, Category]:
    """All leaves by code, in the tree's order."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _category(row) for row in csv.DictReader(file)}


def _category(row: dict[str, str]) -> Category:
    concern, words = Concern(row["field"]), tuple(row["words"].split())
    return Category(row["code"], row["area"], row["topic"], row["leaf"], concern, words)


def find_category(code: str) -> Category | None:
    """The leaf of this code; None when there is none."""
    return categories().get(code)


def in_words(code: str) -> str:
    """The path of a leaf, the topic's or the area's of a shorter code; empty for an unknown one."""
    first = next((each for each in categories().values() if code and each.code.startswith(code)), None)
    if first is None or len(code) not in {_AREA, _TOPIC, len(first.code)}:
        return ""
    return BETWEEN.join((first.area, first.topic, first.leaf)[: len(code) // 2])


def areas() -> dict[str, str]:
    """The fifteen areas: code of two digits → name."""
    return {each.code[:_AREA]: each.area for each in categories().values()}


def topics(area: str) -> dict[str, str]:
    """The topics of an area: code of four digits → name."""
    return {each.code[:_TOPIC]: each.topic for each in categories().values() if each.code[:_AREA] == area}


def leaves(topic: str) -> tuple[Category, ...]:
    """The leaves of a topic."""
    return tuple(each for each in categories().values() if each.code[:_TOPIC] == topic)


def search(typed: str, limit: int = _MOST_FOUND) -> tuple[Category, ...]:
    """Leaves for a picker: every word typed stands in the path or among the everyday words; the best first."""
    wanted = fold(typed).replace("›", " ").split()
    if not wanted:
        return ()
    ranked = [(rank, each) for each in categories().values() if (rank := _rank(each, wanted)) is not None]
    return tuple(each for _, each in sorted(ranked, key=lambda pair: (pair[0], pair[1].code))[:limit])


def _rank(category: Category, wanted: Iterable[str]) -> int | None:
    """How far from the leaf's own name the words stand; None when one is missing."""
    ranks = [_place_of(category, word) for word in wanted]
    known = [rank for rank in ranks if rank is not None]
    return sum(known) if len(known) == len(ranks) else None


def _place_of(category: Category, word: str) -> int | None:
    places = (
        word == category.leaf,
        word in category.leaf or word in category.words,
        any(word in each for each in category.words),
        word in category.topic,
        word in category.area or category.code.startswith(word),
    )
    return next((rank for rank, is_there in enumerate(places) if is_there), None)
