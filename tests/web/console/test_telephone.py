"""Whoever has no WeChat is telephoned: the act says so, the work list keeps it, and the call is on record."""

import pytest
from sqlalchemy import select

from app.security import Vault
from models.issue import Issue
from models.people import Deputy, Organ
from models.rules.assignment_state import AssignmentState
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks
from tests.web.console_visits import Console, Desk

PAGE = "/console/issues/1001"
CALLS = "/console/?group=to_call"


@pytest.fixture
def offices(console: Console, town: Office) -> Desks:
    """县交通局 and 张广民 have bound no WeChat; 马大娘 came to the office and her matter was written down."""
    desks = Desks(console, town)
    town.reported()
    vault = Vault(console.service.settings.security.secret_key)
    with town.db.transaction() as session:
        bureau = session.scalars(select(Organ).where(Organ.code == "JT")).one()
        bureau.contact_id, bureau.contact_person, bureau.phone_sealed = (
            None,
            "王五",
            vault.seal("13800001111"),
        )
        deputy = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        deputy.contact_id, deputy.phone_sealed = None, vault.seal("13800002222")
        resident = session.scalars(select(Issue)).one().resident
        resident.contact_id, resident.name, resident.phone_sealed = None, "马桂兰", vault.seal("13800003333")
    return desks


def test_the_act_says_whom_to_telephone_and_the_work_list_keeps_it(offices: Desks) -> None:
    chen = offices.of("S1").opens(PAGE)
    chen.posts("/console/assignments/1/assign", lead="JT", requirement="请查看后答复")
    said = "县交通局（王五 13800001111）、马桂兰（13800003333）、张广民代表（13800002222）没有绑定微信，请打电话告诉。"
    assert said in chen.html
    assert "№ 1001" in chen.opens(CALLS).html
    chen.opens(PAGE)
    assert "县交通局（王五 13800001111）" in chen.html
    chen.posts("/console/assignments/1/telephoned", words="")
    assert chen.status == 422
    chen.posts("/console/assignments/1/telephoned", words="给王五打了电话，他说下午来取")
    assert "已记下电话情况" in chen.html
    assert "已打电话告诉" in chen.html
    assert "给王五打了电话，他说下午来取" in chen.html
    assert "№ 1001" not in chen.opens(CALLS).html


def test_who_is_asked_what_they_think_and_cannot_read_it_is_telephoned(offices: Desks) -> None:
    town = offices.office
    town.assigned()
    town.spoken()
    town.replies()
    assert town.assignment().state is AssignmentState.FED_BACK
    chen = offices.of("S1").opens(CALLS)
    assert "№ 1001" in chen.html
    chen.opens(PAGE)
    for line in ("张广民代表（13800002222）", "马桂兰（13800003333）"):
        assert f"<li>{line}</li>" in chen.html
    assert "13800003333" not in offices.of("S2").opens(CALLS).html
    chen = offices.of("S1").opens(PAGE).posts("/console/assignments/1/telephoned", words="都打过了")
    assert "№ 1001" not in chen.opens(CALLS).html


def test_an_organ_is_not_told_who_the_resident_is(offices: Desks) -> None:
    town = offices.office
    town.assigned()
    bureau = offices.of("JT").opens("/console/organ/1")
    bureau.posts("/console/organ/1/progress", words="灯杆已经订好")
    assert "马桂兰" not in bureau.html
    assert "13800003333" not in bureau.html


def test_who_has_wechat_is_not_telephoned(console: Console, town: Office) -> None:
    town.reported()
    chen: Desk = Desks(console, town).of("S1").opens(PAGE)
    chen.posts("/console/assignments/1/assign", lead="JT", requirement="请查看后答复")
    assert "打电话" not in chen.html
    assert "№ 1001" not in chen.opens(CALLS).html
