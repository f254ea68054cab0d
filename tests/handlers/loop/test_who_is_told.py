"""Who among the staff hears of the loop, and which page the news opens."""

import pytest
from sqlalchemy import select

from handlers import assigning, requests, studying
from models.assignment import RequestKind
from models.db import Database
from models.outbox import OutboxNotice
from models.people import Contact, StaffRole
from tests.builders import COUNTY, a_contact, a_staff_member
from tests.handlers.loop.office import Office


@pytest.fixture
def office(db: Database) -> Office:
    """Besides the town's staff three committees: one in charge of 丹水镇 (包联), one of 城关街道, one of the county."""
    office = Office(db)
    with db.transaction() as session:
        for code, name, where in (
            ("W1", "周敏", "丹水镇"),
            ("W2", "郑强", "城关街道"),
            ("W3", "冯莉", COUNTY),
        ):
            contact = a_contact(session, f"o-{code}")
            a_staff_member(session, StaffRole.COMMITTEE, where, name=name, code=code, contact_id=contact.id)
    office.reported()
    return office


def test_the_committee_in_charge_of_the_township_hears_of_its_loop(office: Office) -> None:
    office.assigned()
    office.bureau(requests.ask, "JT", 1, RequestKind.CLARIFICATION, "哪一盏灯？")
    for code, hears in (("W1", True), ("W2", False), ("W3", False)):
        assert any("哪一盏灯？" in text for text in office.told(f"o-{code}")) is hears, code


def test_what_the_county_studies_its_committees_hear_of(office: Office) -> None:
    office.clerk(studying.pass_up, "S1", 1)
    office.clerk(assigning.assign, "S9", 1, assigning.Orders("JT", (), "请现场查看后答复"))
    office.bureau(requests.ask, "JT", 1, RequestKind.CLARIFICATION, "哪一盏灯？")
    for code, hears in (("W1", True), ("W2", False), ("W3", True)):
        assert any("哪一盏灯？" in text for text in office.told(f"o-{code}")) is hears, code


def test_the_news_opens_the_matter_itself(office: Office) -> None:
    office.assigned()
    office.bureau(requests.ask, "JT", 1, RequestKind.CLARIFICATION, "哪一盏灯？")
    assert pages(office, "o-staff") == {"/m/staff/issues/1001"}


def pages(office: Office, openid: str) -> set[str]:
    with office.db.reading() as session:
        told = select(OutboxNotice.page).join(Contact, Contact.id == OutboxNotice.contact_id)
        return set(session.scalars(told.where(Contact.openid == openid)))
