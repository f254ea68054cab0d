"""Everyone who may have a console account, with the state of it: staff and organs in service, whether invited or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from models.account import Account
from models.duty import AuditEntry
from models.people import Organ, StaffMember


class Holder(StrEnum):
    """Whose account."""

    STAFF = "staff"
    ORGAN = "organ"


class AccountState(StrEnum):
    """Derived from what the account holds, at a moment."""

    NEVER = "never"
    INVITED = "invited"
    EXPIRED = "expired"
    ACTIVE = "active"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One person or organ. `role` is a StaffRole or an OrganKind by value."""

    holder: Holder
    owner_id: int
    code: str
    name: str
    role: str
    account_id: int | None
    state: AccountState
    invitation_expires_at: datetime | None
    last_sign_in_at: datetime | None
    locked_until: datetime | None
    known_locked_until: datetime | None
    """The same for browsers it has signed in with before."""
    second_step: bool


@dataclass(frozen=True)
class Wanted:
    """Which of them: by words in name or code, by state; empty for all."""

    words: str = ""
    state: AccountState | None = None
    holder: Holder | None = None


def count(session: Session, wanted: Wanted, now: datetime) -> int:
    everyone = _everyone(now)
    return session.scalar(select(func.count()).select_from(everyone).where(*_where(everyone, wanted))) or 0


def lines(
    session: Session, wanted: Wanted, now: datetime, *, limit: int, offset: int = 0
) -> tuple[AccountLine, ...]:
    """Organs after staff, by code."""
    everyone = _everyone(now)
    rows = session.execute(
        select(everyone)
        .where(*_where(everyone, wanted))
        .order_by(everyone.c.holder.desc(), everyone.c.code)
        .limit(limit)
        .offset(offset)
    )
    return tuple(_line(row) for row in rows)


def line_of(session: Session, holder: Holder, owner_id: int, now: datetime) -> AccountLine | None:
    """One of them; None for someone who is not in service."""
    everyone = _everyone(now)
    found = session.execute(
        select(everyone).where(everyone.c.holder == holder.value, everyone.c.owner_id == owner_id)
    ).one_or_none()
    return _line(found) if found else None


def history(session: Session, who: str, limit: int = 20) -> tuple[AuditEntry, ...]:
    """What was done by or to this account, newest first; `who` as the audit log names it."""
    mine = or_(AuditEntry.who == who, AuditEntry.what == who)
    return tuple(session.scalars(select(AuditEntry).where(mine).order_by(AuditEntry.id.desc()).limit(limit)))


def names(session: Session, who: Iterable[str]) -> dict[str, str]:
    """`staff:S1` → 陈晓, for those of the audit log's names that are staff or organs."""
    codes: dict[str, list[str]] = {"staff": [], "organ": []}
    for one in who:
        kind, _, code = one.partition(":")
        codes.get(kind, []).append(code)
    found: dict[str, str] = {}
    staff = select(StaffMember.code, StaffMember.name).where(StaffMember.code.in_(codes["staff"]))
    organs = select(Organ.code, Organ.name).where(Organ.code.in_(codes["organ"]))
    found |= {f"staff:{row.code}": row.name for row in session.execute(staff)}
    return found | {f"organ:{row.code}": row.name for row in session.execute(organs)}


def _line(row: Row[Any]) -> AccountLine:
    return AccountLine(
        holder=Holder(row.holder),
        owner_id=row.owner_id,
        code=row.code,
        name=row.name,
        role=row.role,
        account_id=row.account_id,
        state=AccountState(row.state),
        invitation_expires_at=row.invitation_expires_at,
        last_sign_in_at=row.last_sign_in_at,
        locked_until=row.locked_until,
        known_locked_until=row.known_locked_until,
        second_step=bool(row.second_step),
    )


def _everyone(now: datetime) -> Subquery:
    staff = _holders(Holder.STAFF, StaffMember, Account.staff_id == StaffMember.id, now)
    organs = _holders(Holder.ORGAN, Organ, Account.organ_id == Organ.id, now)
    return union_all(staff, organs).subquery("everyone")


def _holders(holder: Holder, model: Any, joined: ColumnElement[bool], now: datetime) -> Select[Any]:
    role = model.role if model is StaffMember else model.kind
    return (
        select(
            literal(holder.value).label("holder"),
            model.id.label("owner_id"),
            model.code.label("code"),
            model.name.label("name"),
            role.cast(String(32)).label("role"),
            Account.id.label("account_id"),
            _state(now).label("state"),
            Account.invitation_expires_at,
            Account.last_sign_in_at,
            Account.locked_until,
            Account.known_locked_until,
            and_(Account.id.is_not(None), Account.totp_confirmed_at.is_not(None)).label("second_step"),
        )
        .outerjoin_from(model, Account, joined)
        .where(model.active)
    )


def _state(now: datetime) -> ColumnElement[str]:
    return case(
        (or_(Account.locked_until > now, Account.known_locked_until > now), AccountState.LOCKED.value),
        (Account.password_hash != "", AccountState.ACTIVE.value),
        (Account.invitation_expires_at > now, AccountState.INVITED.value),
        (Account.invitation_hash != "", AccountState.EXPIRED.value),
        else_=AccountState.NEVER.value,
    )


def _where(everyone: Subquery, wanted: Wanted) -> list[ColumnElement[bool]]:
    columns = everyone.c
    where: list[ColumnElement[bool]] = []
    if wanted.words:
        where.append(
            or_(
                columns.name.contains(wanted.words, autoescape=True),
                func.upper(columns.code).contains(wanted.words.upper(), autoescape=True),
            )
        )
    if wanted.state:
        where.append(columns.state == wanted.state.value)
    if wanted.holder:
        where.append(columns.holder == wanted.holder.value)
    return where
