"""The registry as it stands in the database, in the rows of the workbook: what an export gives and an import takes."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.registry_rows import (
    DeputyRow,
    GridDeputyRow,
    GridRow,
    OrganRow,
    Registry,
    StaffRow,
    StationRow,
)
from models.people import Deputy, DeputyCapacity, GridDeputy, Organ, StaffMember, StaffTerritory
from models.place import Grid, GridAlias, Station


def current(session: Session, unseal: Callable[[str], str]) -> Registry:
    """Everything in service. Importing it again changes nothing."""
    return Registry(
        grids=_grids(session),
        stations=_stations(session),
        deputies=_deputies(session, unseal),
        grid_deputies=_links(session),
        organs=_organs(session, unseal),
        staff=_staff(session, unseal),
    )


def _active(session: Session, model: Any, *columns: Any) -> Any:
    return session.execute(select(*columns).where(model.active).order_by(model.code))


def _lists(session: Session, parent: Any, value: Any, order: Any) -> dict[int, tuple[Any, ...]]:
    lists: dict[int, list[Any]] = {}
    for key, one in session.execute(select(parent, value).order_by(order)):
        lists.setdefault(key, []).append(one)
    return {key: tuple(values) for key, values in lists.items()}


def _grids(session: Session) -> tuple[GridRow, ...]:
    aliases = _lists(session, GridAlias.grid_id, GridAlias.alias, GridAlias.id)
    columns = Grid.id, Grid.code, Grid.name, Grid.township, Grid.county, Grid.longitude, Grid.latitude
    return tuple(
        GridRow(code, name, township, county, aliases.get(key, ()), longitude, latitude)
        for key, code, name, township, county, longitude, latitude in _active(session, Grid, *columns)
    )


def _stations(session: Session) -> tuple[StationRow, ...]:
    columns = Station.code, Station.name, Station.township, Station.address, Station.hours, Station.head_code
    return tuple(StationRow(*row) for row in _active(session, Station, *columns))


def _deputies(session: Session, unseal: Callable[[str], str]) -> tuple[DeputyRow, ...]:
    capacities = _lists(session, DeputyCapacity.deputy_id, DeputyCapacity.capacity, DeputyCapacity.id)
    stations = dict(session.execute(select(Station.id, Station.code)).all())
    columns = (
        Deputy.id,
        Deputy.code,
        Deputy.name,
        Deputy.phone_sealed,
        Deputy.station_id,
        Deputy.introduction,
    )
    return tuple(
        DeputyRow(code, name, unseal(phone), capacities.get(key, ()), stations.get(station, ""), introduction)
        for key, code, name, phone, station, introduction in _active(session, Deputy, *columns)
    )


def _links(session: Session) -> tuple[GridDeputyRow, ...]:
    served = (
        select(Grid.code, Deputy.code, GridDeputy.rank)
        .join(Grid, GridDeputy.grid_id == Grid.id)
        .join(Deputy, GridDeputy.deputy_id == Deputy.id)
        .where(Grid.active, Deputy.active)
        .order_by(Grid.code, GridDeputy.rank, Deputy.code)
    )
    return tuple(GridDeputyRow(grid, deputy, rank) for grid, deputy, rank in session.execute(served))


def _organs(session: Session, unseal: Callable[[str], str]) -> tuple[OrganRow, ...]:
    columns = Organ.code, Organ.name, Organ.kind, Organ.head, Organ.contact_person, Organ.phone_sealed
    return tuple(
        OrganRow(code, name, kind, head, person, unseal(phone))
        for code, name, kind, head, person, phone in _active(session, Organ, *columns)
    )


def _staff(session: Session, unseal: Callable[[str], str]) -> tuple[StaffRow, ...]:
    territories = _lists(session, StaffTerritory.staff_id, StaffTerritory.name, StaffTerritory.id)
    columns = (
        StaffMember.id,
        StaffMember.code,
        StaffMember.name,
        StaffMember.phone_sealed,
        StaffMember.role,
    )
    return tuple(
        StaffRow(code, name, unseal(phone), role, territories.get(key, ()))
        for key, code, name, phone, role in _active(session, StaffMember, *columns)
    )
