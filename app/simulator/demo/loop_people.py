"""Whose matters go the whole way round: more townspeople, of grids whose deputy uses the service."""

from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.simulator.demo.dice import Dice
from app.simulator.demo.names import a_name
from app.simulator.demo.offices import TOWNSHIPS
from app.simulator.demo.residents import DemoResident
from handlers.registry_rows import GridRow
from models.people import Capacity, Deputy, DeputyCapacity, GridDeputy
from models.place import Grid

HOME = TOWNSHIPS[0]
"""Where the demo's township clerk and leader are at work."""
_BUSY = (HOME, HOME, HOME, "丁河镇", "丁河镇", "重阳镇", "重阳镇", "丹水镇", "丹水镇", "五里桥镇", "回车镇")


class Crowd:
    """Invented residents, one after another; each tells one matter. `every` holds those who came so far."""

    def __init__(self, session: Session, grids: tuple[GridRow, ...]) -> None:
        self._dice, self._numbers = Dice(417), count(1)
        self._grids = {capacity: _served(session, grids, capacity) for capacity in (None, *Capacity)}
        self.every: list[DemoResident] = []

    def at_home(self) -> DemoResident:
        """Of the demo clerk's township."""
        return self._of(self._in(HOME))

    def anywhere(self) -> DemoResident:
        """Mostly of a few large townships, so that their figures say something."""
        busy = self._dice.chance(0.7)
        return self._of(self._in(self._dice.pick(_BUSY if busy else TOWNSHIPS)))

    def served_by(self, capacity: Capacity) -> DemoResident:
        """Of a grid whose responsible deputy sits in that congress; of a township's, in the demo clerk's."""
        found = self._grids[capacity]
        at_home = [grid for grid in found if grid.township == HOME]
        return self._of(at_home if capacity is Capacity.TOWNSHIP else found)

    def next_door(self, to: DemoResident) -> DemoResident:
        return self._of([to.grid])

    def _in(self, township: str) -> list[GridRow]:
        return [grid for grid in self._grids[None] if grid.township == township]

    def _of(self, grids: list[GridRow]) -> DemoResident:
        number = next(self._numbers)
        one = DemoResident(f"oDemoNeighbour{number:03}", a_name(self._dice), self._dice.pick(grids))
        self.every.append(one)
        return one


def _served(session: Session, grids: tuple[GridRow, ...], capacity: Capacity | None) -> list[GridRow]:
    """The grids whose responsible deputy has joined by WeChat (and sits in that congress)."""
    bound = (
        select(Grid.code)
        .join(GridDeputy, GridDeputy.grid_id == Grid.id)
        .join(Deputy, Deputy.id == GridDeputy.deputy_id)
        .where(GridDeputy.rank == 1, Deputy.contact_id.is_not(None))
    )
    if capacity is not None:
        holds = select(DeputyCapacity.deputy_id).where(DeputyCapacity.capacity == capacity)
        bound = bound.where(Deputy.id.in_(holds))
    codes = set(session.scalars(bound))
    return [grid for grid in grids if grid.code in codes]
