"""The numbered register: which letter may be drawn when, what it says, and what becomes of it."""

from datetime import date
from typing import Any

import pytest

from handlers import escalating, letter_fate, letters, requests, supervising
from handlers.desk import BadInput, Desk, Forbidden, NotFound, NotPossible
from models.assignment import Assignment, LoopClock, RequestKind
from models.people import StaffMember
from models.rules.letter_content import AssignLetter
from models.supervision import EscalationKind, LetterKind
from tests.handlers.loop.letter_office import (
    day_of,
    drawn,
    drawn_for_all,
    numbers,
    opened,
    register,
    replied_on_paper,
)
from tests.handlers.loop.office import Office

A_LETTER = {"title": "修路灯", "summary": "路灯坏了", "answer_by": date(2027, 1, 1)}


def wish(**changes: Any) -> letters.LetterWish:
    return letters.LetterWish(**A_LETTER | changes)


def test_the_lead_and_the_assisting_organ_each_get_a_numbered_letter(studied: Office) -> None:
    studied.assigned("JT", "CZ")
    assert drawn_for_all(studied) == ["丹水镇人大函〔2026〕1号", "丹水镇人大函〔2026〕2号"]
    lead, assisting = register(studied)
    assert lead.content["主送机关"] == "县交通局"
    assert assisting.content["主送机关"] == "县财政局"
    assert lead.content["发文机关"] == "丹水镇人民代表大会主席团"
    assert (lead.content["主办单位"], lead.content["协办单位"]) == ("县交通局", "县财政局")
    assert day_of(lead, "办理期限") == studied.last_day(LoopClock.REPLY)
    assert day_of(lead, "异议期限") == studied.last_day(LoopClock.OBJECT)
    assert assisting.content["异议期限"] == ""
    assert day_of(assisting, "协办期限") == studied.last_day(LoopClock.ASSIST)
    assert "路灯坏了" in lead.content["内容"]
    assert lead.title == "关于交办群众反映第1001号的函（莲花村东头的路灯坏了）"
    assert "收到交办函丹水镇人大函〔2026〕1号" in studied.told("o-JT")[-1]
    with studied.unchanged(), pytest.raises(NotPossible, match="每个承办单位都有交办函了"):
        drawn_for_all(studied)


def test_what_was_drawn_stands_on_the_timeline_and_in_the_audit_log(assigned: Office) -> None:
    drawn(assigned)
    last = assigned.assignment().events[-1]
    assert (last.act, last.note) == ("letter", "交办函丹水镇人大函〔2026〕1号，县交通局")
    assert "staff:S1 letter assignment:1" in assigned.audited()


def test_the_county_writes_in_its_own_name_and_series(assigned: Office) -> None:
    assert drawn(assigned, code="S9") == "西人常办函〔2026〕1号"
    assert register(assigned)[0].content["发文机关"] == "西峡县人民代表大会常务委员会办公室"


def test_each_series_begins_with_one_each_year(assigned: Office) -> None:
    drawn(assigned)
    assigned.now = assigned.now.replace(year=2027)
    assert drawn(assigned, LetterKind.SUPERVISE) == "丹水镇人大函〔2027〕1号"


def test_a_resident_stays_unnamed_and_risky_words_stay_out(office: Office) -> None:
    office.reported(words="莲花村的桥要塌了")
    office.writes("o-ma", "补充 1001 那里有赌博网站的广告")
    office.assigned()
    drawn(office)
    content = register(office)[0].content
    assert content["提出人"] == "群众"
    assert "桥要塌了" in content["内容"]
    assert "赌博" not in "".join(content.values())


def test_nothing_is_assigned_by_letter_before_it_is_assigned(studied: Office) -> None:
    with studied.unchanged(), pytest.raises(NotPossible, match="交办以后"):
        drawn(studied)


def test_a_reminder_waits_until_the_working_day_before(assigned: Office) -> None:
    assert assigned.last_day(LoopClock.REPLY) == date(2026, 4, 10)  # a Friday
    assigned.until("2026-04-08 10:00")
    with assigned.unchanged(), pytest.raises(NotPossible, match="4月9日（周四）起可以开提醒函"):
        drawn(assigned, LetterKind.REMIND)
    assigned.until("2026-04-09 10:00")
    drawn(assigned, LetterKind.REMIND)
    letter = register(assigned)[0]
    assert (letter.content["剩余天数"], letter.content["逾期天数"]) == ("1", "")
    assert letter.content["答复期限"] == "2026年4月10日"
    with assigned.unchanged(), pytest.raises(NotPossible, match="今天已经给县交通局开过提醒函"):
        drawn(assigned, LetterKind.REMIND)


def test_a_supervision_letter_says_how_late_and_counts_the_reminders(assigned: Office) -> None:
    drawn(assigned)
    assigned.until("2026-04-10 10:00")
    with assigned.unchanged(), pytest.raises(NotPossible, match="还没有超期"):
        drawn(assigned, LetterKind.SUPERVISE)
    drawn(assigned, LetterKind.REMIND)
    assigned.until("2026-04-20 10:00")
    drawn(assigned, LetterKind.SUPERVISE, code="S9")
    content = register(assigned)[-1].content
    assert content["交办文号"] == "丹水镇人大函〔2026〕1号"
    assert content["交办机关"] == "丹水镇人民代表大会主席团"  # it is the county that writes now
    assert (content["逾期天数"], content["提醒次数"]) == ("10", "1")
    assert day_of(register(assigned)[-1], "答复期限") == date(2026, 4, 27)


def test_what_is_on_the_supervision_list_may_be_supervised_at_once(assigned: Office) -> None:
    assigned.clerk(supervising.put_on_list, "S1", 1, "雨季前必须修好")
    drawn(assigned, LetterKind.SUPERVISE)
    assert register(assigned)[0].content["督办事由"] == "雨季前必须修好。"


def test_nobody_is_pressed_while_staff_owe_an_answer(assigned: Office) -> None:
    assigned.bureau(requests.ask, "JT", 1, RequestKind.CLARIFICATION, "哪一盏灯", None)
    assigned.clerk(supervising.put_on_list, "S1", 1, "急")
    with assigned.unchanged(), pytest.raises(NotPossible, match="请先答复它的请求"):
        drawn(assigned, LetterKind.SUPERVISE)


def test_what_is_answered_is_not_pressed_but_for_a_step_that_was_decided(assigned: Office) -> None:
    assigned.spoken()
    assigned.replies()
    with pytest.raises(NotPossible, match="已经答复"):
        drawn(assigned, LetterKind.SUPERVISE)
    with assigned.db.transaction() as session:
        desk = assigned.desk(session)
        step = escalating.propose(desk, desk.session.get_one(Assignment, 1), "代表不满意")
        assert step is not None
        number = step.id
    assigned.clerk(escalating.decide, "S9", number, EscalationKind.TALK, "")
    drawn(assigned, LetterKind.SUPERVISE, code="S9", escalation=number)
    letter = register(assigned)[0]
    assert (letter.content["逾期天数"], letter.content["剩余天数"]) == ("", "")
    with assigned.db.reading() as session:
        assert session.get_one(type(step), number).letter_id == letter.id


def test_a_voided_letter_keeps_its_number_and_another_may_be_drawn(assigned: Office) -> None:
    drawn(assigned)
    with assigned.unchanged(), pytest.raises(BadInput, match="请写明作废的原因"):
        assigned.clerk(letter_fate.void, "S1", 1, " ")
    assert (
        assigned.clerk(letter_fate.void, "S1", 1, "写错了单位")
        == "丹水镇人大函〔2026〕1号已作废。这个号不再使用。"
    )
    with assigned.unchanged():
        assert "已经作废了" in assigned.clerk(letter_fate.void, "S1", 1, "再来一次")
    assert drawn(assigned) == "丹水镇人大函〔2026〕2号"
    assert "已作废：写错了单位" in "".join(assigned.told("o-JT"))


def test_the_organ_receives_it_by_opening_it_once(assigned: Office) -> None:
    drawn(assigned)
    assigned.passes(hours=1)
    at = assigned.now
    opened(assigned, 1)
    assigned.passes(hours=1)
    opened(assigned, 1)
    assert register(assigned)[0].received_at == at
    for other, code in ((1, "GD"), (99, "JT")):
        with assigned.unchanged(), pytest.raises(NotFound):
            opened(assigned, other, code)


def test_a_paper_letter_is_marked_received_by_staff(assigned: Office) -> None:
    drawn(assigned)
    assigned.clerk(letter_fate.mark_received, "S1", 1)
    assert register(assigned)[0].received_at == assigned.now


@pytest.mark.parametrize(("code", "refusal"), [("S2", NotFound), ("S8", Forbidden)])
def test_other_townships_and_leaders_draw_and_void_nothing(
    assigned: Office, code: str, refusal: type[Exception]
) -> None:
    with assigned.unchanged(), pytest.raises(refusal):
        assigned.clerk(_draw_plain, code)
    drawn(assigned)
    with assigned.unchanged(), pytest.raises(refusal):
        assigned.clerk(letter_fate.void, code, 1, "不该他管")


def _draw_plain(desk: Desk, member: StaffMember) -> str:
    return letters.draw(desk, member, 1, LetterKind.ASSIGN, wish()).title


def test_a_township_does_not_void_what_the_county_wrote(assigned: Office) -> None:
    drawn(assigned, code="S9")
    with assigned.unchanged(), pytest.raises(NotPossible, match="西峡县人民代表大会常务委员会办公室发出"):
        assigned.clerk(letter_fate.void, "S1", 1, "我来作废")
    assert "已作废" in assigned.clerk(letter_fate.void, "S9", 1, "作废")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 101}, "title"),
        ({"summary": ""}, "summary"),
        ({"requirement": "要" * 2001}, "requirement"),
        ({"copies": ("某局",) * 13}, "copies"),
        ({"answer_by": date(2026, 3, 9)}, "answer_by"),
        ({"answer_by": date(2031, 3, 11)}, "answer_by"),
        ({"organ": "没有这个"}, "organ"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_no_number_is_used(
    assigned: Office, changes: dict[str, Any], field: str
) -> None:
    def do(desk: Desk, member: StaffMember) -> str:
        return letters.draw(desk, member, 1, LetterKind.ASSIGN, wish(**changes)).title

    with assigned.unchanged(), pytest.raises(BadInput) as refused:
        assigned.clerk(do, "S1")
    assert refused.value.field == field
    assert drawn(assigned) == "丹水镇人大函〔2026〕1号"


def test_a_step_of_another_matter_is_refused(assigned: Office) -> None:
    assigned.clerk(supervising.put_on_list, "S1", 1, "急")
    with assigned.unchanged(), pytest.raises(BadInput) as refused:
        drawn(assigned, LetterKind.SUPERVISE, escalation=77)
    assert refused.value.field == "escalation"


def test_looking_at_a_draft_changes_nothing(assigned: Office) -> None:
    def look(desk: Desk, member: StaffMember) -> str:
        content = letters.drafted(desk, member, 1, LetterKind.ASSIGN, wish())
        assert isinstance(content, AssignLetter)
        return content.head.number

    with assigned.unchanged():
        assert assigned.clerk(look, "S1") == "（发文时编号）"


def test_the_organ_answers_each_deputy_on_paper(assigned: Office) -> None:
    with assigned.unchanged(), pytest.raises(NotPossible, match="还没有答复"):
        replied_on_paper(assigned)
    assigned.spoken()
    assigned.replies()
    assert replied_on_paper(assigned) == ["县交通局函〔2026〕1号"]
    content = register(assigned)[0].content
    assert content["题名"] == "关于群众反映第1001号办理情况的答复"
    assert (content["结果类别"], content["办理结果"]) == ("A", "已解决")
    assert (content["签发人"], content["承办人"]) == ("钱局长", "周工")
    assert content["代表"] == "张广民代表"
    with assigned.unchanged(), pytest.raises(NotPossible, match="每位代表都有了"):
        replied_on_paper(assigned)
    with assigned.unchanged(), pytest.raises(NotFound):
        replied_on_paper(assigned, "GD")
    with assigned.unchanged(), pytest.raises(NotPossible, match="县交通局发出"):
        assigned.clerk(letter_fate.void, "S9", 1, "不该管")
    assigned.bureau(letter_fate.void_own, "JT", 1, "漏了一段")
    assert replied_on_paper(assigned) == ["县交通局函〔2026〕2号"]
    assert numbers(assigned) == ["县交通局函〔2026〕1号", "县交通局函〔2026〕2号"]
