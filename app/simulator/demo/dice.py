"""Chance that falls the same on every machine and every version: the demo is the same county for everybody."""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
_MASK = (1 << 64) - 1


class Dice:
    """SplitMix64 (Steele, Lea, Flood 2014): small, even, and not for secrets."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def _next(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def below(self, bound: int) -> int:
        """A whole number in [0, bound)."""
        return self._next() % bound

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * (self._next() / _MASK)

    def chance(self, share: float) -> bool:
        return self._next() < share * _MASK

    def pick(self, items: Sequence[Item]) -> Item:
        return items[self.below(len(items))]
