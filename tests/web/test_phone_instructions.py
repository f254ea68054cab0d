"""A leader on the phone: reads the townships, instructs, follows it up; staff report back from theirs."""

import pytest
from sqlalchemy import select

from app.service import Service
from models.people import StaffMember
from models.supervision import Instruction, InstructionState
from tests.builders import a_contact
from tests.handlers.loop.office import Office
from tests.town import RISKY
from tests.web.phone_visits import PhonePages

ROOT = "/m/staff/instructions"


@pytest.fixture
def town(service: Service) -> Office:
    town = Office(service.db)
    town.reported()
    town.assigned()
    with town.db.transaction() as session:
        for code in ("S8", "S2"):
            member = session.scalars(select(StaffMember).where(StaffMember.code == code)).one()
            member.contact_id = a_contact(session, f"o-{code}").id
    return town


def given(phone: PhonePages) -> list[Instruction]:
    with phone.town.db.reading() as session:
        return list(session.scalars(select(Instruction)))


def test_a_leader_instructs_on_a_matter_and_closes_it_when_the_staff_have_reported(phone: PhonePages) -> None:
    leader = phone.visit("o-S8", "/m/staff")
    assert ROOT in leader.html
    assert "莲花村东头的路灯坏了" in leader.opens(ROOT).html
    leader.opens("/m/staff/issues/1001").posts("/m/staff/issues/1001/instruct", text="一周内修好")
    assert leader.path == ROOT
    assert "一周内修好" in leader.html

    staff = phone.visit("o-staff", ROOT)
    staff.posts(f"{ROOT}/1/answer", text="")
    assert staff.status == 422
    staff.posts(f"{ROOT}/1/answer", text="配件到了，周六换")
    assert given(phone)[0].state is InstructionState.ANSWERED

    leader.opens(ROOT)
    assert "配件到了，周六换" in leader.html
    leader.posts(f"{ROOT}/1/more", text="换好拍照")
    leader.posts(f"{ROOT}/1/close", text="")
    assert given(phone)[0].state is InstructionState.CLOSED


def test_a_leader_does_not_read_on_the_phone_what_is_held_back(phone: PhonePages, town: Office) -> None:
    """A station head may be the very deputy it is about."""
    town.writes("o-ma", f"补充 1001 那里有{RISKY}")
    leader = phone.visit("o-S8", "/m/staff")
    assert "内容检查没通过" not in leader.html
    assert RISKY not in leader.html
    assert RISKY not in leader.opens("/m/staff/issues/1001").html
    assert RISKY in phone.visit("o-staff", "/m/staff/issues/1001").html, "who decides on it reads it"


def test_a_refused_instruction_keeps_what_was_typed(phone: PhonePages) -> None:
    leader = phone.visit("o-S8", "/m/staff/issues/1001")
    for day in ("明天", "2020-01-01"):
        leader.posts("/m/staff/issues/1001/instruct", text="一周内修好", due_on=day)
        assert leader.status == 422
        assert "一周内修好" in leader.html
    assert given(phone) == []


def test_only_leaders_instruct_and_only_in_their_townships(phone: PhonePages) -> None:
    staff = phone.visit("o-staff", "/m/staff/issues/1001")
    assert "作批示" not in staff.html
    staff.posts("/m/staff/issues/1001/instruct", text="修好")
    assert given(phone) == []
    leader = phone.visit("o-S8", "/m/staff/issues/1001")
    leader.posts("/m/staff/issues/4711/instruct", text="修好")
    assert leader.status == 404
    leader.opens("/m/staff/issues/1001").posts("/m/staff/issues/1001/instruct", text="修好")
    elsewhere = phone.visit("o-S2", ROOT)
    assert "修好" not in elsewhere.html
    assert elsewhere.posts(f"{ROOT}/1/answer", text="x", csrf=elsewhere.opens("/m/staff").token).status in {
        403,
        404,
    }
