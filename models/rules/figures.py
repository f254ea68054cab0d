"""Honest figures: medians from counts of days, shares that say when the sample is too small to be ranked."""

from collections.abc import Mapping
from dataclasses import dataclass

SMALL = 10
"""Fewer than this many are shown but not ranked: one opinion would make the first and the last."""


@dataclass(frozen=True)
class Share:
    """`part` out of `whole`."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """One decimal; None when there is nothing to share."""
        return round(100 * self.part / self.whole, 1) if self.whole else None

    @property
    def small(self) -> bool:
        return self.whole < SMALL


def median_days(counts: Mapping[int, int]) -> float | None:
    """The median of days, from how many took so many days; None for none. Between two middle ones: their mean."""
    total = sum(counts.values())
    if total == 0:
        return None
    middle = ((total - 1) // 2, total // 2)
    found: list[int] = []
    seen = 0
    for days in sorted(counts):
        seen += counts[days]
        found += [days] * sum(at < seen for at in middle[len(found) :])
        if len(found) == len(middle):
            break
    return sum(found) / len(found)


def ranked(shares: Mapping[str, Share]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names in order of their share, best first; and apart, by name, those whose sample is small."""
    large = [name for name, share in shares.items() if not share.small]
    order = sorted(large, key=lambda name: (-(shares[name].percent or 0), name))
    return tuple(order), tuple(sorted(name for name, share in shares.items() if share.small))
