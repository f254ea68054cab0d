"""Who takes part: residents, deputies, organs, staff; and the WeChat contact each is reached by."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, stored, to
from models.place import Grid, Station


class Capacity(StrEnum):
    """In which congress a deputy sits; one person may hold several. 议政代表 have no right of suggestion."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    CONSULTATIVE = "consultative"


CAPACITY_IN_WORDS = {
    Capacity.PROVINCE: "省",
    Capacity.CITY: "市",
    Capacity.COUNTY: "县",
    Capacity.TOWNSHIP: "乡",
    Capacity.CONSULTATIVE: "议政",
}


class StaffRole(StrEnum):
    """What a staff member may do (domain §8)."""

    COUNTY = "county"
    TOWNSHIP = "township"
    COMMITTEE = "committee"
    STATION_HEAD = "station_head"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


ROLE_IN_WORDS = {
    StaffRole.COUNTY: "县",
    StaffRole.TOWNSHIP: "乡镇",
    StaffRole.COMMITTEE: "工委",
    StaffRole.STATION_HEAD: "站长",
    StaffRole.LEADER: "领导",
    StaffRole.ADMINISTRATOR: "管理员",
}


class OrganKind(StrEnum):
    """一府一委两院."""

    GOVERNMENT = "government"
    SUPERVISION = "supervision"
    COURT = "court"
    PROCURATORATE = "procuratorate"


ORGAN_IN_WORDS = {
    OrganKind.GOVERNMENT: "政府部门",
    OrganKind.SUPERVISION: "监委",
    OrganKind.COURT: "法院",
    OrganKind.PROCURATORATE: "检察院",
}


class Contact(Base):
    """One WeChat account (openid), with the ledger of what may still be sent to it.

    WeChat allows 5 customer-service messages within 48 hours of what the person wrote, 2 within a minute of
    entering the chat; each action sets its own count back to the maximum.
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index(
            "ix_contact_unreachable",
            "unreachable_since",
            sqlite_where=text("unreachable_since IS NOT NULL"),
            postgresql_where=text("unreachable_since IS NOT NULL"),
        ),
    )
    id: Mapped[Key]
    openid: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_wrote_at: Mapped[datetime | None]
    written_left: Mapped[int] = mapped_column(default=0)
    written_until: Mapped[datetime | None]
    entered_left: Mapped[int] = mapped_column(default=0)
    entered_until: Mapped[datetime | None]
    scene_grid_id: Mapped[int | None] = to("grid.id")
    scene_at: Mapped[datetime | None]
    scene_latitude: Mapped[float | None]
    scene_longitude: Mapped[float | None]
    """Where they pointed on the map before they said what it is about; None when the grid is known otherwise."""
    unreachable_since: Mapped[datetime | None]
    unreachable_reason: Mapped[str] = mapped_column(String(128), default="")
    sending_until: Mapped[datetime | None]


class Resident(Base):
    """Someone who writes in (居民 / 群众); `grid_id` is where their last matter was."""

    __tablename__ = "resident"
    id: Mapped[Key]
    contact_id: Mapped[int | None] = to("contact.id", unique=True)
    name: Mapped[str] = mapped_column(String(32), default="")
    phone_sealed: Mapped[str] = mapped_column(String(256), default="")
    grid_id: Mapped[int | None] = to("grid.id")
    anonymous: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]
    """When all that tells who they are and what they said was erased; what they told stays counted."""
    contact: Mapped[Contact | None] = relationship()


class Deputy(Base):
    """人大代表 or 议政代表."""

    __tablename__ = "deputy"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(32))
    phone_sealed: Mapped[str] = mapped_column(String(256), default="")
    introduction: Mapped[str] = mapped_column(String(500), default="")
    station_id: Mapped[int | None] = to("station.id", index=True)
    contact_id: Mapped[int | None] = to("contact.id", unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    contact: Mapped[Contact | None] = relationship()
    station: Mapped[Station | None] = relationship()
    capacities: Mapped[list["DeputyCapacity"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="DeputyCapacity.id"
    )
    grids: Mapped[list["GridDeputy"]] = relationship(
        cascade="all, delete-orphan", back_populates="deputy", order_by="GridDeputy.rank"
    )


class DeputyCapacity(Base):
    """One of the congresses a deputy sits in."""

    __tablename__ = "deputy_capacity"
    __table_args__ = (UniqueConstraint("deputy_id", "capacity"),)
    id: Mapped[Key]
    deputy_id: Mapped[int] = to("deputy.id")
    capacity: Mapped[Capacity] = stored(Capacity)


class GridDeputy(Base):
    """Who serves a grid; rank 1 is the responsible deputy (责任代表), the others stand in, in order."""

    __tablename__ = "grid_deputy"
    __table_args__ = (UniqueConstraint("grid_id", "deputy_id"),)
    id: Mapped[Key]
    grid_id: Mapped[int] = to("grid.id", index=True)
    deputy_id: Mapped[int] = to("deputy.id", index=True)
    rank: Mapped[int]
    grid: Mapped[Grid] = relationship()
    deputy: Mapped[Deputy] = relationship(back_populates="grids")


class Organ(Base):
    """A state organ (承办单位)."""

    __tablename__ = "organ"
    __table_args__ = (Index("uq_organ_contact", "contact_id", unique=True),)
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[OrganKind] = stored(OrganKind)
    head: Mapped[str] = mapped_column(String(32), default="")
    contact_person: Mapped[str] = mapped_column(String(32), default="")
    phone_sealed: Mapped[str] = mapped_column(String(256), default="")
    contact_id: Mapped[int | None] = to("contact.id")
    """The WeChat of the contact person, who is reminded there."""
    active: Mapped[bool] = mapped_column(default=True)
    contact: Mapped[Contact | None] = relationship()


class StaffMember(Base):
    """Staff of the congress: county, township, committee, station head, leader, administrator."""

    __tablename__ = "staff"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(32))
    phone_sealed: Mapped[str] = mapped_column(String(256), default="")
    role: Mapped[StaffRole] = stored(StaffRole)
    contact_id: Mapped[int | None] = to("contact.id", unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    contact: Mapped[Contact | None] = relationship()
    territories: Mapped[list["StaffTerritory"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="StaffTerritory.id"
    )


class StaffTerritory(Base):
    """A township, or the whole county by its name, that a staff member is in charge of (辖区, 包联)."""

    __tablename__ = "staff_territory"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)
    id: Mapped[Key]
    staff_id: Mapped[int] = to("staff.id")
    name: Mapped[str] = mapped_column(String(32), index=True)


class Invitation(Base):
    """A one-time code (绑定 CODE) by which a deputy, staff member or organ joins their WeChat; only its hash is kept."""

    __tablename__ = "invitation"
    id: Mapped[Key]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    generation: Mapped[int] = mapped_column(default=1)
    deputy_id: Mapped[int | None] = to("deputy.id", index=True)
    staff_id: Mapped[int | None] = to("staff.id", index=True)
    organ_id: Mapped[int | None] = to("organ.id", index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
