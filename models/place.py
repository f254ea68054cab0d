"""Where people live: grids (网格) in townships in a county, and the deputies' liaison stations (联络站)."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, to


class Grid(Base):
    """The smallest area; every grid has deputies, every deputy a grid (代表进网格、网格有代表)."""

    __tablename__ = "grid"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    township: Mapped[str] = mapped_column(String(32), index=True)
    county: Mapped[str] = mapped_column(String(32))
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    active: Mapped[bool] = mapped_column(default=True)
    aliases: Mapped[list["GridAlias"]] = relationship(cascade="all, delete-orphan")


class GridAlias(Base):
    """Another name people use for the place."""

    __tablename__ = "grid_alias"
    __table_args__ = (UniqueConstraint("grid_id", "alias"),)
    id: Mapped[Key]
    grid_id: Mapped[int] = to("grid.id")
    alias: Mapped[str] = mapped_column(String(64))


class Station(Base):
    """A deputies' liaison station (人大代表联络站)."""

    __tablename__ = "station"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    township: Mapped[str] = mapped_column(String(32), index=True)
    address: Mapped[str] = mapped_column(String(128), default="")
    hours: Mapped[str] = mapped_column(String(128), default="")
    head_code: Mapped[str] = mapped_column(String(32), default="")
    active: Mapped[bool] = mapped_column(default=True)
