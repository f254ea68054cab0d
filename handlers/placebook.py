"""The county's places, ready to be recognised in what people write; read again whenever the registry was imported."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from models.duty import AuditEntry
from models.place import Grid
from models.rules.places import Gazetteer, Place

REGISTRY_IMPORTED = "import-registry"


class PlaceBook:
    """One for each process: building the index takes longer than answering a message."""

    def __init__(self) -> None:
        self._built_at: int | None = None
        self._gazetteer: Gazetteer | None = None
        self._points: tuple[tuple[str, float, float], ...] = ()

    def gazetteer(self, session: Session) -> Gazetteer:
        """Names, aliases, townships of all active grids."""
        newest = session.scalar(select(func.max(AuditEntry.id)).where(AuditEntry.act == REGISTRY_IMPORTED))
        if self._gazetteer is None or newest != self._built_at:
            self._gazetteer, self._built_at = self._read(session), newest
        return self._gazetteer

    def points(self, session: Session) -> tuple[tuple[str, float, float], ...]:
        """(grid code, latitude, longitude) of the grids that have coordinates."""
        self.gazetteer(session)
        return self._points

    def _read(self, session: Session) -> Gazetteer:
        active = select(Grid).where(Grid.active).order_by(Grid.code).options(selectinload(Grid.aliases))
        grids = session.scalars(active).all()
        self._points = tuple(
            (grid.code, grid.latitude, grid.longitude)
            for grid in grids
            if grid.latitude is not None and grid.longitude is not None
        )
        return Gazetteer(
            Place(grid.code, grid.name, grid.township, tuple(alias.alias for alias in grid.aliases))
            for grid in grids
        )
