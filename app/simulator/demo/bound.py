"""Who of the demo has joined their WeChat: most deputies and staff, and all residents. In bulk: 1,600 people."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.simulator.demo.accounts import DEPUTY_CODE, STAFF_CODE, deputy_openid, staff_openid
from app.simulator.demo.dice import Dice
from app.simulator.demo.residents import DemoResident
from models.outbox import Grant
from models.people import Contact, Deputy, Resident, StaffMember, StaffRole
from models.place import Grid

_DEPUTIES_BOUND = 0.93
_OTHER_STAFF_BOUND = 0.7


def bind_all(
    session: Session, residents: Iterable[DemoResident], lasting: Iterable[str], since: datetime
) -> None:
    """Make the contacts and join them; who is left out has only an invitation.

    Deputies and staff have allowed the `lasting` (long-term) templates, else nothing could reach them unasked.
    """
    dice = Dice(93)

    def deputy_joins(code: str) -> bool:
        return dice.chance(_DEPUTIES_BOUND) or code == DEPUTY_CODE

    def staff_joins(code: str) -> bool:
        return dice.chance(_OTHER_STAFF_BOUND) or code == STAFF_CODE or code.endswith("A")

    _join(session, Deputy, deputy_joins, deputy_openid, since)
    _join(session, StaffMember, staff_joins, staff_openid, since)
    _allow(session, lasting, since)
    bind_residents(session, residents, since)


def _allow(session: Session, lasting: Iterable[str], since: datetime) -> None:
    rows = [
        {"contact_id": contact_id, "template_id": template, "left": 0, "accepted": True, "changed_at": since}
        for contact_id in session.scalars(select(Contact.id))
        for template in lasting
    ]
    if rows:
        session.execute(insert(Grant), rows)


def _join(
    session: Session, model: Any, joins: Callable[[str], bool], openid: Callable[[str], str], since: datetime
) -> None:
    people = session.execute(select(model.id, model.code).order_by(model.code)).all()
    chosen = {openid(code): key for key, code in people if joins(code)}
    contacts = _contacts(session, chosen, since)
    session.execute(
        update(model), [{"id": key, "contact_id": contacts[openid]} for openid, key in chosen.items()]
    )


def _contacts(session: Session, openids: Iterable[str], since: datetime) -> dict[str, int]:
    rows = [{"openid": openid, "created_at": since} for openid in openids]
    session.execute(insert(Contact), rows)
    return dict(session.execute(select(Contact.openid, Contact.id)).all())


def bind_residents(session: Session, residents: Iterable[DemoResident], since: datetime) -> None:
    people = tuple(residents)
    contacts = _contacts(session, (one.openid for one in people), since)
    grids = dict(session.execute(select(Grid.code, Grid.id)).all())
    session.execute(
        insert(Resident),
        [
            {"contact_id": contacts[one.openid], "name": one.name, "grid_id": grids[one.grid.code]}
            for one in people
        ],
    )


def county_member(session: Session) -> StaffMember:
    """The county staff member who acts in the demo's history."""
    county = select(StaffMember).where(StaffMember.role == StaffRole.COUNTY).order_by(StaffMember.code)
    return session.scalars(county.limit(1)).one()
