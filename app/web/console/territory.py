"""Whose matters a clerk's lists show: the territory of `handlers.access`, as the queries of lists take it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import access
from models.people import StaffMember
from models.place import Grid
from models.queries.digest import Scope
from models.rules.permissions import READS_ONLY


def scope_of(session: Session, member: StaffMember, township: str = "") -> Scope:
    """The member's territory, narrowed to `township` when they have it. Whoever has every grid has everything."""
    names = access.townships(member)
    placeless = member.role not in READS_ONLY
    every = townships_of(session, member)
    if township and township in every:
        return Scope((township,), everywhere=False, placeless=False, townships=(township,))
    if names is None or _all_grids_in(session, names):
        return Scope((), everywhere=True, placeless=placeless)
    return Scope(names, everywhere=False, placeless=placeless, townships=every)


def _all_grids_in(session: Session, names: tuple[str, ...]) -> bool:
    """The names cover the county, usually by its name: then no query need ask where something lies."""
    outside = select(Grid.id).where(Grid.township.not_in(names), Grid.county.not_in(names)).limit(1)
    return bool(names) and session.scalar(outside) is None


def townships_of(session: Session, member: StaffMember) -> tuple[str, ...]:
    """The townships of the member's territory, by name."""
    rows = session.scalars(
        select(Grid.township).where(Grid.active, access.grid_here(member)).distinct().order_by(Grid.township)
    )
    return tuple(rows)
