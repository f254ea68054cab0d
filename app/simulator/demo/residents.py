"""The demo's two hundred residents: an openid, a name where they gave one, and the grid they live in."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.simulator.demo.accounts import GRID_CODE, RESIDENT_OPENID
from app.simulator.demo.dice import Dice
from app.simulator.demo.names import a_name
from handlers.registry_rows import GridRow

RESIDENTS = 200
NEIGHBOURS = 190
"""From this one on, three live in the demo account's own grid."""


@dataclass(frozen=True, slots=True)
class DemoResident:
    openid: str
    name: str
    grid: GridRow


def demo_residents(grids: Sequence[GridRow]) -> tuple[DemoResident, ...]:
    """The first is the demo account; the others live all over the county."""
    dice = Dice(200)
    home = next(grid for grid in grids if grid.code == GRID_CODE)
    others = []
    for number in range(2, RESIDENTS + 1):
        name, elsewhere = a_name(dice), dice.pick(grids)
        lives = home if NEIGHBOURS < number <= NEIGHBOURS + 3 else elsewhere
        others.append(DemoResident(f"oDemoResident{number:02}", name, lives))
    return (DemoResident(RESIDENT_OPENID, a_name(dice), home), *others)
