"""Who got another role, or came back into service, signs in anew: their old sessions never met the new role's second step."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.account import Account
from models.people import Organ, StaffMember


@dataclass(frozen=True)
class Standing:
    """What an account's sessions were begun under."""

    role: str
    active: bool


def standings(session: Session) -> Mapping[int, Standing]:
    """Of every account, by its id."""
    staff = select(Account.id, StaffMember.role, StaffMember.active).join(StaffMember, Account.staff)
    organs = select(Account.id, Organ.active).join(Organ, Account.organ)
    found = {row.id: Standing(row.role, row.active) for row in session.execute(staff)}
    return found | {row.id: Standing("organ", row.active) for row in session.execute(organs)}


def end_changed(session: Session, before: Mapping[int, Standing]) -> None:
    """End the sessions of the accounts that stand otherwise than `before`."""
    after = standings(session)
    changed = [number for number, standing in before.items() if after.get(number) != standing]
    if changed:
        theirs = update(Account).where(Account.id.in_(changed))
        session.execute(theirs.values(generation=Account.generation + 1))
