"""One-time codes (绑定 CODE) by which deputies, staff and organs join their WeChat. Only hashes are kept.

Codes are derived, not stored: whoever knows the secret can print them again (`export invitations`).
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from handlers.registry_merge import batches
from models.people import Deputy, Invitation, Organ, StaffMember

DEPUTY = "deputy"
STAFF = "staff"
ORGAN = "organ"
CodeFor = Callable[[str, str, int], str]
"""(kind, registry code, generation) → the code; knows the secret."""

_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})


def normalised(code: str) -> str:
    """As compared: full-width and small letters folded, spaces and dashes gone, O as 0, I and L as 1."""
    folded = unicodedata.normalize("NFKC", code).upper().translate(_CONFUSED)
    return "".join(character for character in folded if character.isalnum())


def hashed(code: str) -> str:
    return hashlib.sha256(normalised(code).encode()).hexdigest()


def find(session: Session, code: str, now: datetime) -> Invitation | None:  # noqa: ARG001  a code does not expire yet
    """The unused invitation with this code, of someone who is still in service."""
    found = session.scalars(
        select(Invitation).where(Invitation.code_hash == hashed(code), Invitation.used_at.is_(None))
    ).one_or_none()
    if found is None:
        return None
    person = owner_of(session, found)
    return found if person is not None and person.active else None


def owner_of(session: Session, invitation: Invitation) -> Deputy | StaffMember | Organ | None:
    """Whose it is."""
    if invitation.deputy_id is not None:
        return session.get(Deputy, invitation.deputy_id)
    if invitation.organ_id is not None:
        return session.get(Organ, invitation.organ_id)
    return session.get(StaffMember, invitation.staff_id or 0)


@dataclass(frozen=True)
class _Kind:
    name: str
    model: Any
    key: str


_KINDS = (
    _Kind(DEPUTY, Deputy, "deputy_id"),
    _Kind(STAFF, StaffMember, "staff_id"),
    _Kind(ORGAN, Organ, "organ_id"),
)


def ensure_all(session: Session, code_for: CodeFor, now: datetime) -> int:
    """Give everyone who is in service and not yet bound a living code. Returns how many were made anew.

    Codes made under another secret are replaced, since nobody could print them any more.
    """
    made = 0
    for kind in _KINDS:
        fresh = list(_wanting(session, kind, code_for, now))
        made += len(fresh)
        for batch in batches(fresh):
            session.execute(insert(Invitation), batch)
    return made


def _wanting(session: Session, kind: _Kind, code_for: CodeFor, now: datetime) -> Iterator[dict[str, Any]]:
    last = _last(session, kind)
    unbound = select(kind.model.id, kind.model.code).where(kind.model.active, kind.model.contact_id.is_(None))
    dead: list[int] = []
    for person, code in session.execute(unbound.order_by(kind.model.id)).all():
        latest = last.get(person)
        if latest is not None and latest.used_at is None:
            if latest.code_hash == hashed(code_for(kind.name, code, latest.generation)):
                continue
            dead.append(latest.id)
        generation = latest.generation + 1 if latest else 1
        yield _row(kind, person, hashed(code_for(kind.name, code, generation)), generation, now)
    for batch in batches(dead):
        session.execute(update(Invitation).where(Invitation.id.in_(batch)).values(used_at=now))


def _last(session: Session, kind: _Kind) -> dict[int, Any]:
    """Each person's newest invitation."""
    owner = getattr(Invitation, kind.key)
    found = session.execute(
        select(
            owner.label("owner"),
            Invitation.id,
            Invitation.generation,
            Invitation.used_at,
            Invitation.code_hash,
        )
        .where(owner.is_not(None))
        .order_by(Invitation.generation)
    )
    return {row.owner: row for row in found}


def _row(kind: _Kind, person: int, code_hash: str, generation: int, now: datetime) -> dict[str, Any]:
    row = {"code_hash": code_hash, "generation": generation, "created_at": now}
    return row | {"deputy_id": None, "staff_id": None, "organ_id": None} | {kind.key: person}


def reissue(session: Session, code_for: CodeFor, kind: str, code: str, now: datetime) -> str | None:
    """A new code for one person (lost phone, code seen by others); all earlier ones die. None: no such person."""
    of = next(one for one in _KINDS if one.name == kind)
    person = session.scalar(select(of.model.id).where(of.model.code == code, of.model.active))
    if person is None:
        return None
    latest = _last(session, of).get(person)
    owner = getattr(Invitation, of.key)
    session.execute(
        update(Invitation).where(owner == person, Invitation.used_at.is_(None)).values(used_at=now)
    )
    generation = latest.generation + 1 if latest else 1
    fresh = code_for(of.name, code, generation)
    session.execute(insert(Invitation), [_row(of, person, hashed(fresh), generation, now)])
    return fresh
