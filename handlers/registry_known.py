"""What the database already knows of the registry: for checking a file that names codes it does not define."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import Deputy, GridDeputy, StaffMember
from models.place import Grid, Station


@dataclass(frozen=True)
class Known:
    """Codes and places in the database. `served` holds (grid code, deputy code, rank) of active ones."""

    grids: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Grid code → (township, county)."""
    stations: frozenset[str] = frozenset()
    deputies: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    served: tuple[tuple[str, str, int], ...] = ()


NOTHING = Known()


def known(session: Session) -> Known:
    """Everything active, in five queries."""
    places = session.execute(select(Grid.code, Grid.township, Grid.county).where(Grid.active))
    served = session.execute(
        select(Grid.code, Deputy.code, GridDeputy.rank)
        .join(Grid, GridDeputy.grid_id == Grid.id)
        .join(Deputy, GridDeputy.deputy_id == Deputy.id)
        .where(Grid.active, Deputy.active)
    )
    return Known(
        grids={code: (township, county) for code, township, county in places},
        stations=frozenset(session.scalars(select(Station.code).where(Station.active))),
        deputies=frozenset(session.scalars(select(Deputy.code).where(Deputy.active))),
        staff=frozenset(session.scalars(select(StaffMember.code).where(StaffMember.active))),
        served=tuple((grid, deputy, rank) for grid, deputy, rank in served),
    )
