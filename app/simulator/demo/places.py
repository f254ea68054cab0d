"""The demo county's grids: Xixia's real villages; 43 large ones are two grids, the towns' communities first."""

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from app.simulator.demo.dice import Dice
from handlers.registry_rows import GridRow

COUNTY = "西峡县"
SPLIT = 43
_VILLAGES = Path(__file__).with_name("xixia_villages.csv.gz")
_COMMITTEES = {"居民委员会": "社区", "村民委员会": "村"}
# Roughly where each township's seat lies (longitude, latitude): for a plausible map, not for surveying.
SEATS = {
    "白羽街道": (111.475, 33.300),
    "紫金街道": (111.487, 33.311),
    "莲花街道": (111.470, 33.288),
    "丹水镇": (111.630, 33.160),
    "西坪镇": (111.080, 33.430),
    "双龙镇": (111.500, 33.530),
    "回车镇": (111.550, 33.240),
    "丁河镇": (111.320, 33.360),
    "桑坪镇": (111.270, 33.660),
    "米坪镇": (111.330, 33.580),
    "五里桥镇": (111.460, 33.330),
    "重阳镇": (111.230, 33.380),
    "太平镇": (111.720, 33.600),
    "阳城镇": (111.580, 33.200),
    "二郎坪镇": (111.720, 33.550),
    "石界河镇": (111.230, 33.600),
    "军马河镇": (111.450, 33.600),
    "田关镇": (111.620, 33.220),
    "寨根乡": (111.170, 33.500),
}
_NEAR, _FAR = 0.012, 0.05
"""Degrees around the seat: streets lie close together, mountain villages do not."""


@dataclass(frozen=True, slots=True)
class Village:
    code: str
    name: str
    township: str

    @property
    def is_community(self) -> bool:
        return self.name.endswith("社区")

    @property
    def stem(self) -> str:
        """The name without 村 or 社区, as people say it."""
        return self.name.removesuffix("社区").removesuffix("村")


def villages() -> tuple[Village, ...]:
    """All 295, in the order of their statistical codes."""
    with gzip.open(_VILLAGES, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(Village(row["village_code"], _short(row["village"]), row["township"]) for row in rows)


def _short(name: str) -> str:
    for committee, ending in _COMMITTEES.items():
        if name.endswith(committee):
            stem = name.removesuffix(committee)
            return stem if stem.endswith(ending) else stem + ending
    return name


def grids() -> tuple[GridRow, ...]:
    """All 338, in the order of their codes."""
    every = villages()
    large = {village.code for village in _largest(every)}
    dice = Dice(411323)
    return tuple(chain.from_iterable(_grids_of(village, village.code in large, dice) for village in every))


def _largest(every: Iterable[Village]) -> list[Village]:
    """The communities, then the first villages of each township in turn (the township's seat comes first)."""
    by_township: dict[str, list[Village]] = {}
    for village in every:
        by_township.setdefault(village.township, []).append(village)
    turns = chain.from_iterable(zip_longest(*by_township.values()))
    in_turn = [village for village in turns if village is not None]
    return sorted(in_turn, key=lambda village: not village.is_community)[:SPLIT]


def _grids_of(village: Village, large: bool, dice: Dice) -> Iterator[GridRow]:
    for number, part in enumerate(("第一网格", "第二网格") if large else ("",), start=1):
        longitude, latitude = SEATS[village.township]
        spread = _NEAR if village.township.endswith("街道") else _FAR
        yield GridRow(
            code=f"{village.code}{number:02}",
            name=village.name + part,
            township=village.township,
            county=COUNTY,
            aliases=_aliases(village, large),
            longitude=round(longitude + dice.between(-spread, spread), 5),
            latitude=round(latitude + dice.between(-spread, spread), 5),
        )


def _aliases(village: Village, large: bool) -> tuple[str, ...]:
    names = [village.name] if large else []
    if len(village.stem) > 1:
        names.append(village.stem)
    return tuple(names)
