"""Who wrote: the contact of an openid, and who that person is to us (resident, deputy, staff, an organ's contact; one may be several)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.chat import Conversation
from models.people import Contact, Deputy, Organ, Resident, StaffMember


@dataclass(frozen=True)
class Writer:
    """The person behind a chat. `conversation` is where that chat stands."""

    contact: Contact
    conversation: Conversation
    deputy: Deputy | None
    staff: StaffMember | None
    organ: Organ | None = None
    """Whose contact person writes."""


def contact_for(session: Session, openid: str, now: datetime) -> Contact:
    """The contact, made at the first word; two workers making it at once end with one."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    found = session.scalars(select(Contact).where(Contact.openid == openid)).one_or_none()
    if found is not None:
        return found
    fresh = {"openid": openid, "created_at": now, "written_left": 0, "entered_left": 0}
    session.execute(
        insert(Contact)
        .values(**fresh, unreachable_reason="")
        .on_conflict_do_nothing(index_elements=["openid"])
    )
    return session.scalars(select(Contact).where(Contact.openid == openid)).one()


def writer_of(session: Session, contact: Contact) -> Writer:
    """Everything the conversation needs to know about who is writing."""
    conversation = session.get(Conversation, contact.id)
    if conversation is None:
        conversation = Conversation(
            contact_id=contact.id, options=[], asked_times=0, replies=0, wrong_codes=0
        )
        session.add(conversation)
    deputy = select(Deputy).where(Deputy.contact_id == contact.id, Deputy.active)
    staff = select(StaffMember).where(StaffMember.contact_id == contact.id, StaffMember.active)
    organ = select(Organ).where(Organ.contact_id == contact.id, Organ.active)
    return Writer(
        contact,
        conversation,
        session.scalars(deputy).one_or_none(),
        session.scalars(staff).one_or_none(),
        session.scalars(organ).one_or_none(),
    )


def resident_of(session: Session, contact: Contact) -> Resident:
    """The resident behind a contact, made when they first write as one."""
    resident = session.scalars(select(Resident).where(Resident.contact_id == contact.id)).one_or_none()
    if resident is None:
        resident = Resident(contact_id=contact.id, contact=contact)
        session.add(resident)
        session.flush()
    return resident
