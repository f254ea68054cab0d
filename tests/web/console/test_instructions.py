"""批示: a leader instructs within their townships, staff report back, and it is followed up until the leader closes it."""

import pytest
from sqlalchemy import select

from models.supervision import Instruction, InstructionState
from tests.web.console.desks import Desks

ROOT = "/console/instructions"
TEXT = "请一周内把路灯修好，报我"


@pytest.fixture
def instructed(desks: Desks) -> Desks:
    desk = desks.of("S8").opens(ROOT)
    desk.posts(f"{ROOT}/new", number="№ 1001", text=TEXT, due_on="2026-03-17")
    assert desk.path == ROOT
    return desks


def given(desks: Desks) -> list[Instruction]:
    with desks.office.db.reading() as session:
        return list(session.scalars(select(Instruction).order_by(Instruction.id)))


def test_a_leaders_page_shows_their_townships(desks: Desks) -> None:
    desks.office.passes(days=3)
    page = desks.of("S8").opens(ROOT).html
    assert "包联乡镇：丹水镇" in page
    assert "这一周新反映的" in page
    assert "莲花村东头的路灯坏了" in page
    desks.office.passes(days=33)
    page = desks.of("S8").opens(ROOT).html
    assert "已超期" in page
    assert "承办单位答复" in page


def test_an_instruction_reaches_the_staff_who_report_back_and_the_leader_closes_it(
    instructed: Desks,
) -> None:
    staff = instructed.of("S1").opens(ROOT)
    assert TEXT in staff.html
    staff.posts(f"{ROOT}/1/answer", text="")
    assert staff.status == 422
    assert "请写明" in staff.html
    staff.posts(f"{ROOT}/1/answer", text="配件已到，周六换好")
    assert given(instructed)[0].state is InstructionState.ANSWERED

    leader = instructed.of("S8").opens(ROOT)
    assert "配件已到，周六换好" in leader.html
    leader.posts(f"{ROOT}/1/more", text="换好后拍照报我")
    assert given(instructed)[0].state is InstructionState.OPEN
    leader.posts(f"{ROOT}/1/close", text="好")
    assert given(instructed)[0].state is InstructionState.CLOSED


def test_what_is_overdue_is_marked_and_can_be_looked_for(instructed: Desks) -> None:
    desk = instructed.of("S1")
    assert TEXT not in desk.opens(f"{ROOT}?overdue=1").html
    instructed.office.passes(days=10)
    desk = instructed.of("S1")
    assert "已过期" in desk.opens(ROOT).html
    assert TEXT in desk.opens(f"{ROOT}?overdue=1").html
    assert TEXT not in desk.opens(f"{ROOT}?state=closed").html


def test_a_refused_instruction_keeps_what_was_typed(desks: Desks) -> None:
    desk = desks.of("S8").opens(ROOT)
    desk.posts(f"{ROOT}/new", number="1001", text=TEXT, due_on="2020-01-01")
    assert desk.status == 422
    assert TEXT in desk.html
    assert 'id="instruct-due_on-why"' in desk.html
    desk.posts(f"{ROOT}/new", number="1001", text=TEXT, due_on="2062-03-17")
    assert (desk.status, "日期太远了" in desk.html) == (422, True)
    desk.posts(f"{ROOT}/new", number="4711", text=TEXT)
    assert desk.status == 422
    assert TEXT in desk.html
    assert 'id="instruct-number-why"' in desk.html
    desk.posts(f"{ROOT}/new", number="1001", text=TEXT)
    assert len(given(desks)) == 1


def test_an_instruction_belongs_to_its_leader_and_its_townships(instructed: Desks) -> None:
    elsewhere = instructed.of("S2")
    assert TEXT not in elsewhere.opens(ROOT).html
    assert elsewhere.opens(f"{ROOT}/1").status == 404
    assert elsewhere.opens("/console/me").posts(f"{ROOT}/1/answer", text="x").status == 404
    assert instructed.of("S1").opens(f"{ROOT}/1").status == 200
    assert instructed.of("S8").opens(f"{ROOT}/1").status == 200
    assert (
        instructed.of("S9").opens("/console/me").posts(f"{ROOT}/new", number="1001", text="x").status == 403
    )


def test_whose_territory_is_the_county_by_its_name_opens_what_their_list_shows(instructed: Desks) -> None:
    desk = instructed.of("S9").opens(ROOT)
    assert TEXT in desk.html
    assert desk.opens(f"{ROOT}/1").status == 200
    assert TEXT in desk.html


def test_a_page_of_another_site_is_not_gone_on_to(instructed: Desks) -> None:
    desk = instructed.of("S1").opens(ROOT)
    form = {"csrf": desk.token, "text": "周六换好", "back": "https://evil.example/"}
    answer = desk.client.post(f"{ROOT}/1/answer", data=form)
    assert answer.headers["Location"] == "/console/"
