"""A small picture of where a grid lies among its neighbours: dots by their coordinates, without tiles from anywhere."""

from dataclasses import dataclass
from math import ceil

from models.place import Grid
from models.queries.matter import Dot

SIZE = 320
"""The picture's side in its own units; the grid in question is its middle."""
MARGIN = 40
SMALLEST_KM = 1.0


@dataclass(frozen=True)
class Mark:
    """A dot on the picture. `above`: its name stands over it, so that two names do not cover each other."""

    name: str
    x: float
    y: float
    above: bool


@dataclass(frozen=True)
class Picture:
    """`scale_km` is how far `scale` units are."""

    name: str
    marks: tuple[Mark, ...]
    scale: float
    scale_km: int
    longitude: float
    latitude: float


def picture(grid: Grid, around: tuple[Dot, ...]) -> Picture | None:
    """None for a grid without coordinates: then there is nothing honest to draw."""
    if grid.longitude is None or grid.latitude is None:
        return None
    reach = max([SMALLEST_KM, *(max(abs(dot.east), abs(dot.north)) for dot in around)])
    unit = (SIZE / 2 - MARGIN) / reach
    middle = SIZE / 2
    marks = tuple(
        Mark(
            dot.name,
            round(middle + dot.east * unit, 1),
            round(middle - dot.north * unit, 1),
            above=index % 2 == 0,
        )
        for index, dot in enumerate(sorted(around, key=lambda dot: dot.east))
    )
    scale_km = max(1, ceil(reach / 3))
    return Picture(grid.name, marks, round(scale_km * unit, 1), scale_km, grid.longitude, grid.latitude)
