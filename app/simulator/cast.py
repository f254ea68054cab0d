"""Who may be played in the simulator: the demo's people, found by name; each with their phone and what they might say."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from app.simulator.demo.accounts import (
    DEPUTY_OPENID,
    GRID_CODE,
    RESIDENT_OPENID,
    STAFF_OPENID,
)
from models.people import ROLE_IN_WORDS, Contact, Deputy, GridDeputy, Resident, StaffMember
from models.place import Grid

MOST = 40


@dataclass(frozen=True)
class Player:
    """One person with a phone. `about` says who they are; `chips` are examples of what to say."""

    openid: str
    role: str
    name: str
    about: str
    grid: str = ""
    chips: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


STARTERS = {"resident": RESIDENT_OPENID, "deputy": DEPUTY_OPENID, "staff": STAFF_OPENID}


def starters(session: Session) -> list[Player]:
    """The three phones a newcomer finds; fewer when the county has no such people."""
    found = (search(session, role, openid=openid) for role, openid in STARTERS.items())
    return [players[0] for players in found if players]


def search(session: Session, role: str, words: str = "", openid: str = "") -> list[Player]:
    """People of this role who have a WeChat contact, by a part of their name or place."""
    match role:
        case "resident":
            return _residents(session, words, openid)
        case "deputy":
            return _deputies(session, words, openid)
        case "staff":
            return _staff(session, words, openid)
        case _:
            return []


def _narrowed(query: Any, openid: str) -> Any:
    return (query.where(Contact.openid == openid) if openid else query).limit(MOST)


def _residents(session: Session, words: str, openid: str) -> list[Player]:
    query = (
        select(Resident.name, Contact.openid, Grid)
        .join(Contact, Contact.id == Resident.contact_id)
        .outerjoin(Grid, Grid.id == Resident.grid_id)
        .where(or_(Resident.name.contains(words), Grid.name.contains(words), Grid.township.contains(words)))
        .order_by(Resident.id)
    )
    home = session.scalars(select(Grid).where(Grid.code == GRID_CODE)).one_or_none()
    return [
        _resident(name, found, grid or home)
        for name, found, grid in session.execute(_narrowed(query, openid))
    ]


def _resident(name: str, openid: str, grid: Grid | None) -> Player:
    place = grid.name if grid else "村里"
    spoken = place.removesuffix("第一网格").removesuffix("第二网格")
    chips = (f"{spoken}东头的路灯坏了", "你好，找谁说事？", "进度", "代表", "匿名", "帮助")
    about = f"居民 · {grid.township} {place}" if grid else "居民"
    return Player(openid, "resident", name or "一位居民", about, grid.code if grid else "", chips)


def _deputies(session: Session, words: str, openid: str) -> list[Player]:
    query = (
        select(Deputy, Contact.openid)
        .join(Contact, Contact.id == Deputy.contact_id)
        .where(Deputy.active, or_(Deputy.name.contains(words), Deputy.grids.any(_served(words))))
        .options(selectinload(Deputy.grids).selectinload(GridDeputy.grid))
        .order_by(Deputy.code)
    )
    chips = ("待办", "收到", "答复 ", "走访 到三组看了五户老人，都说吃水难", "小结", "帮助")
    return [
        Player(found, "deputy", deputy.name, _serves(deputy), chips=chips)
        for deputy, found in session.execute(_narrowed(query, openid))
    ]


def _served(words: str) -> Any:
    return GridDeputy.grid.has(or_(Grid.name.contains(words), Grid.township.contains(words)))


def _serves(deputy: Deputy) -> str:
    first = deputy.grids[0].grid if deputy.grids else None
    return f"代表 · {first.township} {first.name}" if first else "代表"


def _staff(session: Session, words: str, openid: str) -> list[Player]:
    query = (
        select(StaffMember, Contact.openid)
        .join(Contact, Contact.id == StaffMember.contact_id)
        .where(StaffMember.active)
        .where(
            or_(StaffMember.name.contains(words), StaffMember.territories.any(name=words))
            if words
            else StaffMember.active
        )
        .order_by(StaffMember.code)
    )
    return [
        Player(found, "staff", member.name, _in_charge(member), chips=("摘要", "统计", "帮助"))
        for member, found in session.execute(_narrowed(query, openid))
    ]


def _in_charge(member: StaffMember) -> str:
    where = "、".join(territory.name for territory in member.territories[:2])
    return f"{ROLE_IN_WORDS[member.role]} · {where}" if where else ROLE_IN_WORDS[member.role]
