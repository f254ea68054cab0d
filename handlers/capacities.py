"""In which congresses a deputy sits, and who sits there with them: the right of suggestion belongs to the elected."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, or_, select

from handlers.desk import Desk, NotPossible
from models.people import Capacity, Deputy, DeputyCapacity, GridDeputy
from models.place import Grid, Station

NO_RIGHT = (
    "议政代表可以收集和上报群众意见，但没有提出代表建议的权利（代表法）。"
    "请发「上报」加编号和内容，由工作人员继续办。"
)
NO_TOWNSHIP = "登记表里看不出您是哪个乡镇的代表，请联系乡镇人大补上联络站，再提出乡级建议。"


@dataclass(frozen=True)
class Seat:
    """Where a suggestion of that capacity is assigned: the county, and for a township deputy the township."""

    county: str
    township: str = ""


def elected(deputy: Deputy) -> tuple[Capacity, ...]:
    """The capacities with a right of suggestion (代表法 art. 24, 36), by rank of congress; none for 议政代表."""
    held = {held.capacity for held in deputy.capacities} - {Capacity.CONSULTATIVE}
    return tuple(sorted(held, key=list(Capacity).index))


def demand_right(deputy: Deputy) -> tuple[Capacity, ...]:
    """The deputy's elected capacities. Raises NotPossible when there is none, with the way that is open to them."""
    held = elected(deputy)
    if not held:
        raise NotPossible(NO_RIGHT)
    return held


def seat(desk: Desk, deputy: Deputy, capacity: Capacity) -> Seat:
    """Whose organs check and assign it. Raises NotPossible when the registry does not tell the township."""
    if capacity is not Capacity.TOWNSHIP:
        return Seat(_county(desk, deputy))
    township = township_of(desk, deputy)
    if not township:
        raise NotPossible(NO_TOWNSHIP)
    return Seat(_county(desk, deputy, township), township)


def township_of(desk: Desk, deputy: Deputy) -> str:
    """The township of the deputy's station, else the one their grids lie in; empty when it is not certain."""
    if deputy.station_id is not None:
        return desk.session.scalar(select(Station.township).where(Station.id == deputy.station_id)) or ""
    names = desk.session.scalars(_grids(deputy).with_only_columns(Grid.township).distinct()).all()
    return names[0] if len(names) == 1 else ""


def sits_with(capacity: Capacity, at: Seat) -> ColumnElement[bool]:
    """Deputies in office of the same congress: of the same county, for the township's of the same township."""
    holds = exists().where(DeputyCapacity.deputy_id == Deputy.id, DeputyCapacity.capacity == capacity)
    in_township = (Grid.township == at.township) if at.township else (Grid.county == at.county)
    serves = exists().where(GridDeputy.deputy_id == Deputy.id, GridDeputy.grid_id == Grid.id, in_township)
    if not at.township:
        return Deputy.active & holds & serves
    of_station = exists().where(Station.id == Deputy.station_id, Station.township == at.township)
    return Deputy.active & holds & or_(of_station, Deputy.station_id.is_(None) & serves)


def _county(desk: Desk, deputy: Deputy, township: str = "") -> str:
    grids = _grids(deputy).with_only_columns(Grid.county).order_by(GridDeputy.rank, GridDeputy.id)
    found = desk.session.scalars(grids.limit(1)).first()
    if found is None and township:
        found = desk.session.scalars(select(Grid.county).where(Grid.township == township).limit(1)).first()
    return found or ""


def _grids(deputy: Deputy) -> Select[Grid]:
    return (
        select(Grid).join(GridDeputy, GridDeputy.grid_id == Grid.id).where(GridDeputy.deputy_id == deputy.id)
    )
