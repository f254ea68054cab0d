"""Supervising staff: what is late, the list, key matters, the promise ledger, escalations; leaders read and do nothing."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from handlers import escalating, promises
from models.assignment import Assignment
from models.issue import Result
from models.rules.assignment_state import AssignmentState
from models.supervision import (
    Commitment,
    Escalation,
    EscalationKind,
    EscalationState,
    LetterKind,
    PromiseState,
)
from tests.handlers.loop.letter_office import drawn
from tests.web.console.desks import Desks
from tests.web.console_visits import Desk

ROOT = "/console/supervision"
TABS = ("late", "list", "key", "promises", "escalations")


@pytest.fixture
def late(desks: Desks) -> Desks:
    """The reply is overdue."""
    desks.office.passes(days=45)
    return desks


@pytest.fixture
def promised(desks: Desks) -> Desks:
    """县交通局 promised it within sixty days."""
    desks.office.spoken()
    desks.office.replies(Result.PLANNED)
    with desks.office.db.transaction() as session:
        session.get_one(Assignment, 1).state = AssignmentState.EVALUATED
    desks.office.clerk(promises.promise, "S1", 1)
    return desks


@pytest.fixture
def escalated(desks: Desks) -> Desks:
    with desks.office.db.transaction() as session:
        escalating.propose(desks.office.desk(session), session.get_one(Assignment, 1), "两次不满意")
    return desks


def exported(desk: Desk, key: str, query: str = "") -> list[tuple[object, ...]]:
    answer = desk.client.get(f"{ROOT}/{key}.xlsx{query}")
    assert answer.status_code == 200
    (sheet,) = load_workbook(io.BytesIO(answer.data)).worksheets
    return list(sheet.values)


def test_what_is_late_is_listed_with_its_organ_and_counted(late: Desks) -> None:
    desk = late.of("S1").opens(ROOT)
    assert "莲花村东头的路灯坏了" in desk.html
    assert "县交通局" in desk.html
    assert "超期" in desk.html
    assert "承办单位答复" in desk.html
    assert "按承办单位" in desk.html


def test_filters_stay_in_the_address_and_narrow_the_list(late: Desks) -> None:
    desk = late.of("S9")
    assert "路灯坏了" in desk.opens(f"{ROOT}/late?organ=JT&township=丹水镇").html
    assert "路灯坏了" not in desk.opens(f"{ROOT}/late?organ=GD").html
    assert "路灯坏了" not in desk.opens(f"{ROOT}/late?township=城关街道").html
    very = late.office.assignment().clocks
    assert any(clock.very_late_at for clock in very) == ("路灯坏了" in desk.opens(f"{ROOT}/late?very=1").html)


def test_nobody_sees_beyond_their_territory(late: Desks) -> None:
    assert "路灯坏了" not in late.of("S2").opens(ROOT).html
    assert len(exported(late.of("S2"), "late")) == 1
    assert late.of("S2").opens("/console/me").posts(f"{ROOT}/1/on", reason="x").status == 404


@pytest.mark.parametrize("tab", TABS)
def test_every_list_is_shown_and_exported_with_the_same_filters(promised: Desks, tab: str) -> None:
    desk = promised.of("S9")
    query = "?organ=JT&township=丹水镇&state=open&page=1"
    assert desk.opens(f"{ROOT}/{tab}{query}").status == 200
    assert exported(desk, tab, query)[0][0] == "交办件"
    for nonsense in ("?page=x", "?page=99999999999999999999999", "?state=xx&organ='", "?page=-1"):
        assert desk.opens(f"{ROOT}/{tab}{nonsense}").status == 200


def test_a_line_in_excel_says_what_the_page_says(late: Desks) -> None:
    (_, *lines) = exported(late.of("S9"), "late")
    assert any("县交通局" in line and "承办单位答复" in line for line in lines)


def test_onto_the_list_with_a_reason_and_off_again(late: Desks) -> None:
    desk = late.of("S1").opens(ROOT)
    desk.posts(f"{ROOT}/1/off", reason="先移出再说")
    desk.opens(f"{ROOT}/late").posts(f"{ROOT}/1/on", reason=" ")
    assert desk.status == 422
    assert "请写明为什么督办" in desk.html
    desk.posts(f"{ROOT}/1/on", reason="群众反映强烈")
    desk.opens(f"{ROOT}/list")
    assert "群众反映强烈" in desk.html
    desk.posts(f"{ROOT}/1/off", reason="已经开工")
    assert "群众反映强烈" not in desk.opens(f"{ROOT}/list").html


def test_a_step_is_put_forward_from_the_late_list_and_the_supervision_list(late: Desks) -> None:
    assert f"{ROOT}/1/escalate" not in late.of("S1").opens(ROOT).html
    desk = late.of("S9").opens(ROOT)
    desk.posts(f"{ROOT}/1/escalate", reason=" ")
    assert desk.status == 422
    assert "请写明为什么提出监督措施" in desk.html
    desk.opens(f"{ROOT}/list?all=1")
    desk.opens(ROOT).posts(f"{ROOT}/1/escalate", reason="拒不答复", **{"from": "late"})
    assert "拒不答复" in desk.opens(f"{ROOT}/escalations").html
    desk.opens(ROOT).posts(f"{ROOT}/1/escalate", reason="还是不答复")
    assert desk.status == 409
    assert "请先把这一项办完" in desk.html


def test_the_directors_meeting_chooses_a_key_matter(desks: Desks) -> None:
    desk = desks.of("S9").opens(f"{ROOT}/key")
    desk.posts(f"{ROOT}/key", number="一", decided_on="2026-03-09")
    assert 'id="key-number-why"' in desk.html
    desk.posts(f"{ROOT}/key", number="1", decided_on="")
    assert 'id="key-decided_on-why"' in desk.html
    desk.posts(f"{ROOT}/key", number="1", decided_on="2026-12-09")
    assert desk.status == 422
    desk.posts(f"{ROOT}/key", number="1", decided_on="2026-03-09", note="第十二次主任会议")
    assert "第十二次主任会议" in desk.opens(f"{ROOT}/key").html
    desk.posts(f"{ROOT}/1/unkey", reason="已经办结")
    assert "第十二次主任会议" not in desk.opens(f"{ROOT}/key").html


def test_township_staff_choose_no_key_matters(desks: Desks) -> None:
    desk = desks.of("S1").opens(f"{ROOT}/key")
    assert f'action="{ROOT}/key"' not in desk.html.replace(f'method="get" action="{ROOT}/key"', "")
    assert desk.posts(f"{ROOT}/key", number="1", decided_on="2026-03-09").status == 403


def promise(desks: Desks) -> Commitment:
    with desks.office.db.reading() as session:
        return session.scalars(select(Commitment)).one()


def test_a_promise_is_followed_until_staff_have_seen_it_kept(promised: Desks) -> None:
    desk = promised.of("S1").opens(f"{ROOT}/promises?state=open")
    assert "路灯换好了" in desk.html
    assert f"{ROOT}/promises/1/broken" not in desk.html
    desk.posts(f"{ROOT}/promises/1/confirm", words="")
    assert "谁去看的" in desk.html
    assert desk.status == 422
    desk.posts(f"{ROOT}/promises/1/confirm", words="陈晓五月三日到现场，灯全亮了")
    assert promise(promised).state is PromiseState.KEPT
    assert "灯全亮了" in desk.opens(f"{ROOT}/promises?state=kept").html
    assert "灯全亮了" not in desk.opens(f"{ROOT}/promises?state=open").html


def test_a_promise_past_its_day_may_be_held_broken(promised: Desks) -> None:
    promised.office.passes(days=70)
    desk = promised.of("S1").opens(f"{ROOT}/promises")
    assert "已过期" in desk.html
    desk.posts(f"{ROOT}/promises/1/broken", words="一盏也没有换")
    assert promise(promised).state is PromiseState.BROKEN


def test_an_escalation_is_decided_recorded_and_shown_with_its_record(escalated: Desks) -> None:
    desk = escalated.of("S9").opens(f"{ROOT}/escalations?state=proposed")
    assert "两次不满意" in desk.html
    desk.posts(f"{ROOT}/escalations/1/decide", kind="")
    assert desk.status == 422
    desk.posts(f"{ROOT}/escalations/1/decide", kind="talk")
    desk.opens(f"{ROOT}/escalations").posts(f"{ROOT}/escalations/1/record", held_on="", people="", outcome="")
    assert desk.status == 422
    record = {"held_on": "2026-03-10", "people": "赵敏、钱局长", "outcome": "十日内办完"}
    desk.posts(f"{ROOT}/escalations/1/record", **record)
    with escalated.office.db.reading() as session:
        assert session.scalars(select(Escalation)).one().state is EscalationState.DONE
    page = desk.opens(f"{ROOT}/escalations").html
    assert "赵敏、钱局长" in page
    assert "十日内办完" in page


def test_an_escalations_letter_is_found_beside_its_record(escalated: Desks) -> None:
    office = escalated.office
    office.clerk(escalating.decide, "S9", 1, EscalationKind.TALK, "")
    drawn(office, LetterKind.SUPERVISE, code="S9", escalation=1)
    link = 'href="/console/letters/1">督办函</a>'
    desk = escalated.of("S9")
    assert link in desk.opens(f"{ROOT}/escalations").html
    assert link in desk.opens("/console/issues/1001").html
    assert link not in escalated.of("S8").opens("/console/issues/1001").html, "a leader opens no letters"


def test_every_state_of_a_promise_has_its_words(promised: Desks) -> None:
    page = promised.of("S1").opens(f"{ROOT}/promises").html
    assert "已退回重办，以新的答复为准（0）" in page
    assert ">（0）</option>" not in page


ACTS = (
    (f"{ROOT}/1/on", {"reason": "x"}),
    (f"{ROOT}/1/off", {"reason": "x"}),
    (f"{ROOT}/key", {"number": "1", "decided_on": "2026-03-09"}),
    (f"{ROOT}/1/unkey", {"reason": "x"}),
    (f"{ROOT}/promises/1/confirm", {"words": "x"}),
    (f"{ROOT}/promises/1/explain", {"words": "x"}),
    (f"{ROOT}/promises/1/broken", {"words": "x"}),
    (f"{ROOT}/escalations/1/decide", {"kind": "talk"}),
    (f"{ROOT}/escalations/1/record", {"held_on": "2026-03-10"}),
    (f"{ROOT}/escalations/1/drop", {"reason": "x"}),
    ("/console/instructions/1/answer", {"text": "x"}),
)


def test_a_leader_reads_everything_of_their_townships_and_acts_on_nothing(promised: Desks) -> None:
    before = promised.office.assignment()
    desk = promised.of("S8")
    for tab in TABS:
        page = desk.opens(f"{ROOT}/{tab}")
        assert page.status == 200
        assert 'method="post" action="/console/supervision' not in page.html
        assert desk.client.get(f"{ROOT}/{tab}.xlsx").status_code == 403
    assert desk.opens("/console/organs").status == 200
    for path, fields in ACTS:
        assert desk.opens("/console/me").posts(path, **fields).status == 403
    assert [e.id for e in promised.office.assignment().events] == [e.id for e in before.events]


def test_an_organ_opens_none_of_it(desks: Desks) -> None:
    desk = desks.of("JT")
    for path in (ROOT, f"{ROOT}/late.xlsx", "/console/organs", "/console/instructions"):
        assert desk.opens(path).status == 403


def test_organs_stand_side_by_side_and_small_samples_are_only_counted(desks: Desks) -> None:
    desks.office.spoken()
    desks.office.replies()
    page = desks.of("S9").opens("/console/organs").html
    assert "县供电公司" in page
    assert "1 件" in page
    assert "—" in page
    assert "%" not in page.split("<tbody>")[1]
