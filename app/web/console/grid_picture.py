"""A small picture of where a grid lies among its neighbours: dots by their coordinates, without tiles from anywhere."""

from dataclasses import dataclass
from math import ceil

from models.place import Grid
from models.queries.matter import Dot

SIZE = 320
"""The picture's side in its own units; the grid in question is its middle."""
MARGIN = 40
SMALLEST_KM = 1.0
LABEL_WIDTH, LABEL_HEIGHT = 84, 14


@dataclass(frozen=True)
class Mark:
    """A dot on the picture; its name (if there is room for one) stands over it or below."""

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


def _named(at: tuple[float, float], dot: Dot, taken: list[tuple[float, float]]) -> Mark:
    """The nearest dots get their names; one that would cover another name stays a dot."""
    x, y = round(at[0], 1), round(at[1], 1)
    for label, above in ((y - LABEL_HEIGHT, True), (y + LABEL_HEIGHT, False)):
        if all(abs(x - left) > LABEL_WIDTH or abs(label - top) > LABEL_HEIGHT for left, top in taken):
            taken.append((x, label))
            return Mark(dot.name, x, y, above)
    return Mark("", x, y, above=True)


def picture(grid: Grid, around: tuple[Dot, ...]) -> Picture | None:
    """None for a grid without coordinates: then there is nothing honest to draw."""
    if grid.longitude is None or grid.latitude is None:
        return None
    reach = max([SMALLEST_KM, *(max(abs(dot.east), abs(dot.north)) for dot in around)])
    unit = (SIZE / 2 - MARGIN) / reach
    middle = SIZE / 2
    taken = [(middle, middle + LABEL_HEIGHT)]
    marks = tuple(_named((middle + dot.east * unit, middle - dot.north * unit), dot, taken) for dot in around)
    scale_km = max(1, ceil(reach / 3))
    return Picture(grid.name, marks, round(scale_km * unit, 1), scale_km, grid.longitude, grid.latitude)
