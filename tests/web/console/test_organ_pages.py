"""An organ at its own pages: it sees what is asked of it and does exactly what is possible now."""

from datetime import timedelta

import pytest

from app.security import Vault
from handlers import assigning, evaluating, organ, supervising
from models.assignment import LoopClock, OrganState, RequestKind
from models.issue import Check
from models.reply import Solved
from models.rules.assignment_state import AssignmentState
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks
from tests.web.console_visits import Console

PAGE = "/console/organ/1"
ACTS = {
    "accept": {},
    "object": {"reason": "不归我们"},
    "clarification": {"reason": "哪一盏"},
    "extension": {"reason": "要等配件", "wanted_until": "2026-05-20"},
    "progress": {"words": "明天去看"},
    "contact": {"on": "2026-03-10", "how": "电话", "words": "说了", "deputy_code": "D1"},
    "opinion": {"words": "同意"},
    "photos": {"shows": "after"},
    "reply": {"do": "send"},
}


def test_a_new_matter_lies_on_the_desk_to_accept(desks: Desks) -> None:
    desk = desks.of("JT").opens("/console/")
    assert desk.path == "/console/organ"
    assert "待签收" in desk.html
    assert "莲花村东头的路灯坏了" in desk.html

    desk.opens(PAGE).posts(f"{PAGE}/accept")

    assert "已签收" in desk.html
    assert desks.office.assignment().organs[0].state is OrganState.ACCEPTED
    assert f"{PAGE}/accept" not in desk.html


def test_only_what_is_possible_now_is_offered(desks: Desks) -> None:
    desk = desks.of("JT").opens(PAGE)
    assert f"{PAGE}/accept" in desk.html
    assert f"{PAGE}/object" in desk.html
    assert f"{PAGE}/progress" not in desk.html
    assert f"{PAGE}/reply" not in desk.html

    desk.posts(f"{PAGE}/accept")
    for act in ("progress", "contact", "clarification", "extension", "object", "photos"):
        assert f"{PAGE}/{act}" in desk.html
    assert f"{PAGE}/opinion" not in desk.html

    desks.office.passes(days=30)  # the window for an objection is over
    page = desks.of("JT").opens(PAGE).html
    assert f"{PAGE}/progress" in page
    assert f"{PAGE}/object" not in page


def test_an_objection_waits_for_the_staff_and_cannot_be_made_twice(desks: Desks) -> None:
    desk = desks.of("JT").opens(PAGE).posts(f"{PAGE}/object", reason="路灯归供电公司管")
    assert desks.office.assignment().state is AssignmentState.OBJECTED
    assert f"{PAGE}/object" not in desk.html
    assert "异议已提出" in desk.html


def test_an_objection_without_a_reason_is_refused_beside_its_field(desks: Desks) -> None:
    desk = desks.of("JT").opens(PAGE).posts(f"{PAGE}/object", reason="  ")
    assert desk.status == 422
    assert 'id="object-reason-why"' in desk.html
    assert desks.office.assignment().state is AssignmentState.HANDLING


def test_a_clarification_stops_the_clock_and_an_extension_is_asked_for_a_day(desks: Desks) -> None:
    desk = desks.of("JT").opens(PAGE).posts(f"{PAGE}/accept")
    desk.posts(f"{PAGE}/clarification", reason="请说明是哪一盏路灯")
    clock = desks.office.clock(LoopClock.REPLY)
    assert clock is not None
    assert clock.paused_at is not None
    assert f"{PAGE}/clarification" not in desk.html

    desk.posts(f"{PAGE}/extension", reason="配件要从外地调", wanted_until="2026-05-20")
    kinds = [request.kind for request in desks.office.assignment().requests]
    assert kinds == [RequestKind.CLARIFICATION, RequestKind.EXTENSION]


@pytest.mark.parametrize("day", ["", "明天", "2026-02-30", "2020-01-01"])
def test_a_day_that_is_none_is_refused_beside_its_field_and_the_words_are_kept(
    desks: Desks, day: str
) -> None:
    desk = desks.of("JT").opens(PAGE).posts(f"{PAGE}/accept")
    desk.posts(f"{PAGE}/extension", reason="配件要从外地调来", wanted_until=day)
    assert desk.status == 422
    assert 'id="extension-wanted_until-why"' in desk.html
    assert "配件要从外地调来" in desk.html


def test_an_organ_never_learns_who_the_resident_is(desks: Desks) -> None:
    desks.office.writes("o-ma", "匿名")
    with desks.office.db.transaction() as session:
        resident = desks.office.issue().resident
        session.merge(resident).name = "马翠兰"
    page = desks.of("JT").opens(PAGE).html
    assert "莲花村东头的路灯坏了" in page
    assert "马翠兰" not in page
    assert "o-ma" not in page


def test_an_organ_reads_no_note_that_staff_made_for_themselves(desks: Desks) -> None:
    """They may say who told it, or what is thought of the organ."""
    town = desks.office
    town.spoken()
    town.replies()
    called = "三组李大爷 13812345678，他说没修好"
    town.clerk(evaluating.check_on_spot, "S1", 1001, Solved.PARTLY, None, called)
    town.clerk(supervising.put_on_list, "S1", 1, "一直没有动静，请抓紧")
    town.clerk(supervising.note_visit, "S1", 1, "李大爷家门口还是黑的")
    page = desks.of("JT").opens(PAGE).html
    assert "李大爷" not in page
    assert "13812345678" not in page
    assert "一直没有动静，请抓紧" in page, "what is addressed to the organ it reads"


@pytest.mark.parametrize("check", [Check.RISKY, Check.UNCHECKED])
def test_words_that_have_not_passed_the_check_are_not_shown(desks: Desks, check: Check) -> None:
    with desks.office.db.transaction() as session:
        message = session.merge(desks.office.issue().messages[0])
        message.check = check
    desk = desks.of("JT")
    assert "路灯坏了" not in desk.opens("/console/organ").html
    assert "路灯坏了" not in desk.opens(PAGE).html


def test_what_a_resident_adds_stands_there_with_its_day_once_it_has_passed(desks: Desks) -> None:
    town = desks.office
    town.passes(days=1)
    town.writes("o-ma", "补充 1001 西头那盏也不亮")
    town.check_answers = False
    town.writes("o-ma", "补充 1001 晚上有人摔了")
    page = desks.of("JT").opens(PAGE).html
    assert "3月11日（周三）又说</span> 西头那盏也不亮" in page
    assert "莲花村东头的路灯坏了" in page
    assert "晚上有人摔了" not in page


def test_another_organ_sees_nothing_and_changes_nothing(desks: Desks) -> None:
    before = desks.office.assignment()
    desk = desks.of("GD")
    assert "路灯" not in desk.opens("/console/organ").html
    for path in (PAGE, f"{PAGE}/reply", "/console/organ/99"):
        assert desk.opens(path).status == 404
    for act, fields in ACTS.items():
        assert desk.opens("/console/me").posts(f"{PAGE}/{act}", **fields).status == 404
    assert [e.id for e in desks.office.assignment().events] == [e.id for e in before.events]


def test_an_organ_that_was_released_sees_it_no_more(desks: Desks) -> None:
    desk = desks.of("JT").opens(PAGE).posts(f"{PAGE}/object", reason="路灯归供电公司管")
    orders = assigning.Orders("GD", (), "请现场查看后答复")
    desks.office.clerk(assigning.reassign, "S1", 1, orders, "确属供电公司")
    assert desk.opens(PAGE).status == 404
    assert desks.of("GD").opens(PAGE).status == 200


def test_staff_do_not_open_an_organs_pages(desks: Desks) -> None:
    desk = desks.of("S1")
    assert desk.opens("/console/organ").status == 403
    assert desk.opens(PAGE).status == 403


def test_an_assisting_organ_gives_its_opinion_and_may_mend_it(console: Console, town: Office) -> None:
    town.reported()
    town.assigned("JT", "GD")
    desks = Desks(console, town)
    desk = desks.of("GD").opens(PAGE).posts(f"{PAGE}/accept")
    assert f"{PAGE}/reply" not in desk.html
    desk.posts(f"{PAGE}/opinion", words="电源由我们负责接通")
    assert "电源由我们负责接通" in desks.of("JT").opens(PAGE).html
    desk.opens(PAGE).posts(f"{PAGE}/opinion", words="电源下周接通")
    assert "电源下周接通" in desks.of("JT").opens(PAGE).html


def test_deputies_phone_is_masked_and_gone_once_all_is_over(desks: Desks) -> None:
    vault = Vault(desks.console.service.settings.security.secret_key)
    with desks.office.db.transaction() as session:
        session.merge(desks.office.deputy("D1")).phone_sealed = vault.seal("13812340001")
    page = desks.of("JT").opens(PAGE).html
    assert "138****0001" in page
    assert "张广民" in page
    with desks.office.db.transaction() as session:
        session.merge(desks.office.assignment()).state = AssignmentState.CLOSED_OUT
    assert "13812340001" not in desks.of("JT").opens(PAGE).html


def test_the_desk_says_what_is_late_and_how_late(desks: Desks) -> None:
    desks.of("JT").opens(PAGE).posts(f"{PAGE}/accept")
    desks.office.passes(days=33)
    assert "已超期" in desks.of("JT").opens("/console/organ").html
    desks.office.passes(days=20)
    desk = desks.of("JT").opens("/console/organ")
    assert "严重超期" in desk.html
    assert desk.opens("/console/organ/done").html.count("<li data-row>") == 0


def test_the_page_of_done_things_bears_nonsense(desks: Desks) -> None:
    desk = desks.of("JT")
    for page in ("0", "-3", "x", "99999999999999999999", "2"):
        assert desk.opens(f"/console/organ/done?page={page}").status == 200


def test_contact_is_logged_with_the_deputy(desks: Desks) -> None:
    desk = desks.of("JT").opens(PAGE).posts(f"{PAGE}/accept")
    desk.posts(f"{PAGE}/contact", **ACTS["contact"] | {"on": "2026-03-10"})
    assert "沟通记录" in desk.html
    assert "写答复" in desk.html
    tomorrow = (desks.office.today + timedelta(days=1)).isoformat()
    desk.posts(f"{PAGE}/contact", **ACTS["contact"] | {"on": tomorrow})
    assert 'id="contact-on-why"' in desk.html


def test_progress_is_told(desks: Desks) -> None:
    desk = desks.of("JT").opens(PAGE).posts(f"{PAGE}/accept")
    desk.posts(f"{PAGE}/progress", words="配件到了，周六换灯")
    assert any("周六换灯" in text for text in desks.office.told("o-ma"))
    assert organ.LONGEST_PROGRESS < 600
    desk.posts(f"{PAGE}/progress", words="长" * 600)
    assert desk.status == 422
    assert 'id="progress-words-why"' in desk.html
