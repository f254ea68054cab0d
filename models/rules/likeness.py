"""Whether two matters say the same: the rare words they share, how near they are, how long apart; with reasons.

A proposal for a person who decides. Shared words count by their rarity, in the dictionary and among the candidates looked
at: a word that every third of them has tells nothing, however rare it is elsewhere.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from models.rules.words import is_known, rarity

LEAST_SCORE = 0.38
"""On a provincial mailbox nine of ten pairs above 0.4 tell of the same matter, half of those between 0.3 and 0.4."""
LEAST_SHARED = 2
"""Words; the very same village and one rare word is not enough, people there write of many things."""
MOST_REASONS = 4
_HALF_LIFE_DAYS = 180.0
_OLD_STILL_COUNTS = 0.6
"""However old: last year's flood of complaints is worth seeing, after today's."""
_SOON = 60
_YEAR = 365
_FEWEST_TO_COUNT = 20
"""Candidates, from which on it is counted how common a word is among them."""
_COMMONEST = 4.0
"""The rarity, in the dictionary, of a word that tells nothing."""


class Nearness(IntEnum):
    """How near two matters are."""

    ELSEWHERE = 0
    SAME_TOWNSHIP = 1
    SAME_GRID = 2


_NEAR = {Nearness.ELSEWHERE: 1.0, Nearness.SAME_TOWNSHIP: 1.15, Nearness.SAME_GRID: 1.35}
_NEAR_IN_WORDS = {Nearness.SAME_GRID: "同一个村（社区）", Nearness.SAME_TOWNSHIP: "同一个乡镇"}


@dataclass(frozen=True, slots=True)
class Told:
    """A matter as it is compared."""

    issue_id: int
    words: tuple[str, ...]
    grid_id: int | None
    township: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another matter that may be the same; `score` from 0 to 1, the reasons in plain words."""

    issue_id: int
    score: float
    shared: tuple[str, ...]
    reasons: tuple[str, ...]


def like(one: Told, others: Sequence[Told], limit: int = 5) -> tuple[Likeness, ...]:
    """Those of `others` that may say the same as `one`, the likeliest first; `one` itself is left out."""
    candidates = [other for other in others if other.issue_id != one.issue_id]
    weights = _weights(one, candidates)
    found = (_compare(one, other, weights) for other in candidates)
    ranked = sorted(filter(None, found), key=lambda each: (-each.score, -each.issue_id))
    return tuple(ranked[:limit])


def rarest(words: Iterable[str], most: int) -> tuple[str, ...]:
    """The words by which to look for others that say the same."""
    return tuple(sorted(dict.fromkeys(words), key=lambda word: (-rarity(word), word))[:most])


def nearness(one: Told, other: Told) -> Nearness:
    if one.grid_id is not None and one.grid_id == other.grid_id:
        return Nearness.SAME_GRID
    is_near = bool(one.township) and one.township == other.township
    return Nearness.SAME_TOWNSHIP if is_near else Nearness.ELSEWHERE


def _weights(one: Told, candidates: Sequence[Told]) -> Mapping[str, float]:
    """How much each word tells: its rarity, less what it is common among the candidates."""
    count = Counter(word for told in (one, *candidates) for word in told.words)
    among = len(candidates) + 1
    return {
        word: max(0.1, rarity(word) - _COMMONEST) * _unusual(times, among) for word, times in count.items()
    }


def _unusual(times: int, among: int) -> float:
    """1 for a word that few of them have, towards 0 for one that all have."""
    if among < _FEWEST_TO_COUNT:
        return 1.0
    return min(1.0, math.log(among / times) / math.log(_FEWEST_TO_COUNT))


def _compare(one: Told, other: Told, weights: Mapping[str, float]) -> Likeness | None:
    shared = sorted(set(one.words) & set(other.words), key=lambda word: (-weights[word], word))
    if len(shared) < LEAST_SHARED:
        return None
    sizes = (sum(weights[word] ** 2 for word in told.words) for told in (one, other))
    together = sum(weights[word] ** 2 for word in shared)
    overlap = together / (math.prod(math.sqrt(size) for size in sizes) or 1.0)
    days = abs((one.at - other.at).days)
    near = nearness(one, other)
    score = min(1.0, overlap * _NEAR[near] * _fresh(days))
    if score < LEAST_SCORE:
        return None
    shown = sorted(shared, key=lambda word: not is_known(word))[
        :MOST_REASONS
    ]  # names cut wrongly say nothing
    return Likeness(other.issue_id, score, tuple(shown), _reasons(near, shown, days))


def _fresh(days: int) -> float:
    return _OLD_STILL_COUNTS + (1 - _OLD_STILL_COUNTS) * math.pow(0.5, days / _HALF_LIFE_DAYS)


def _reasons(near: Nearness, shared: Sequence[str], days: int) -> tuple[str, ...]:
    where = [_NEAR_IN_WORDS[near]] if near in _NEAR_IN_WORDS else []
    return (*where, f"都说到：{'、'.join(shared)}", _apart(days))


def _apart(days: int) -> str:
    if days == 0:
        return "同一天"
    if days <= _SOON:
        return f"相隔 {days} 天"
    if days < _YEAR:
        return f"相隔约 {round(days / 30)} 个月"
    return "一年前也有人反映" if days < 2 * _YEAR else "几年前也有人反映"
