"""Who is in the registry and who has a living invitation: frozen rows for the invitations list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import Deputy, GridDeputy, Invitation, Organ, StaffMember, StaffTerritory
from models.place import Grid


@dataclass(frozen=True, slots=True)
class InviteeLine:
    """One active deputy, staff member or organ. `generation` is of the living invitation; None when there is none."""

    kind: str
    code: str
    name: str
    townships: tuple[str, ...]
    grids: tuple[str, ...]
    generation: int | None
    bound: bool


def invitees(session: Session) -> Iterator[InviteeLine]:
    """Deputies, then staff, then organs, by code."""
    yield from _deputies(session)
    yield from _staff(session)
    yield from _organs(session)


def _deputies(session: Session) -> Iterator[InviteeLine]:
    places: dict[int, list[tuple[str, str]]] = {}
    served = (
        select(GridDeputy.deputy_id, Grid.township, Grid.name)
        .join(Grid, GridDeputy.grid_id == Grid.id)
        .order_by(GridDeputy.rank, Grid.code)
    )
    for deputy, township, name in session.execute(served):
        places.setdefault(deputy, []).append((township, name))
    living = _living(session, Invitation.deputy_id)
    for row in _people(session, Deputy):
        townships = tuple(dict.fromkeys(township for township, _name in places.get(row.id, ())))
        grids = tuple(name for _township, name in places.get(row.id, ()))
        yield InviteeLine(
            "deputy", row.code, row.name, townships, grids, living.get(row.id), row.contact_id is not None
        )


def _staff(session: Session) -> Iterator[InviteeLine]:
    townships: dict[int, list[str]] = {}
    territories = select(StaffTerritory.staff_id, StaffTerritory.name).order_by(StaffTerritory.id)
    for member, name in session.execute(territories):
        townships.setdefault(member, []).append(name)
    living = _living(session, Invitation.staff_id)
    for row in _people(session, StaffMember):
        names = tuple(townships.get(row.id, ()))
        yield InviteeLine(
            "staff", row.code, row.name, names, (), living.get(row.id), row.contact_id is not None
        )


def _organs(session: Session) -> Iterator[InviteeLine]:
    living = _living(session, Invitation.organ_id)
    for row in _people(session, Organ):
        bound = row.contact_id is not None
        yield InviteeLine("organ", row.code, row.name, (), (), living.get(row.id), bound)


def _people(session: Session, model: Any) -> Any:
    columns = model.id, model.code, model.name, model.contact_id
    return session.execute(select(*columns).where(model.active).order_by(model.code)).all()


def _living(session: Session, owner: Any) -> dict[int, int]:
    unused = select(owner, Invitation.generation).where(owner.is_not(None), Invitation.used_at.is_(None))
    return dict(session.execute(unused).all())
