"""A clerk takes one matter through its whole life on its page; every form says what is wrong and keeps what was typed."""

import re
from datetime import timedelta

import pytest

from handlers import organ, requests
from models.assignment import LoopClock, RequestKind
from models.issue import Check, Result
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from tests.handlers.loop.office import Office
from tests.town import RISKY
from tests.web.console.desks import Desks
from tests.web.console_visits import Console, Desk

PAGE = "/console/issues/1001"


@pytest.fixture
def offices(console: Console, town: Office) -> Desks:
    """Nothing has happened yet."""
    return Desks(console, town)


@pytest.fixture
def chen(offices: Desks) -> Desk:
    """陈晓 of 丹水镇; 马大娘's street lamp has been reported up."""
    offices.office.reported()
    return offices.of("S1").opens(PAGE)


def seen(desk: Desk, action: str) -> str:
    """The newest event that a form of the page carries."""
    form = re.search(rf'action="{action}".*?name="seen" value="(\d*)"', desk.html, re.DOTALL)
    assert form is not None, f"no form {action}"
    return form[1]


def offered(desk: Desk) -> set[str]:
    """The acts whose forms the page shows."""
    return set(re.findall(r' action="/console/(?:issues|assignments)/\d+/([a-z-]+)"', desk.html))


def test_the_page_tells_the_whole_story(chen: Desk) -> None:
    assert chen.status == 200
    for words in ("莲花村东头的路灯坏了", "丹水镇 莲花村", "张广民", "上报", "研处中", "本县默认期限"):
        assert words in chen.html
    assert "<svg" in chen.html
    assert "石龙堰村" in chen.html, "the neighbouring grid stands on the picture"


def test_only_what_is_possible_now_is_offered(chen: Desk, offices: Desks) -> None:
    assert offered(chen) == {"categorise", "link", "assign", "pass-up", "supervise", "not-take"}
    offices.office.assigned()
    assert "recall" in offered(chen.opens(PAGE))
    assert "assign" not in offered(chen)


def test_from_study_to_the_end(chen: Desk, offices: Desks) -> None:
    town = offices.office
    chen.posts(f"{PAGE}/categorise", category="010204", field="")
    assert "归入" in chen.html
    page = "/console/assignments/1"
    chen.posts(f"{page}/assign", lead="县交通局", requirement="请现场查看后答复", **{"assist-CZ": "1"})
    assert chen.path == PAGE
    assert "县财政局" in chen.html
    assert town.assignment().state is AssignmentState.HANDLING
    town.bureau(organ.accept, "JT", 1)
    town.spoken()
    town.replies()
    assert "路灯换好了" in chen.opens(PAGE).html
    assert 'class="missing"' in chen.html, "the check list says what is still missing"
    assert 'action="/console/assignments/1/close-out"' not in chen.html
    town.passes(days=30)
    chen = offices.of("S1").opens(PAGE)
    chen.posts(f"{PAGE}/check-on-spot", solved="yes", satisfaction="satisfied", words="当面看过，亮了")
    assert "已记下" in chen.html
    chen.posts(f"{page}/close-out", words="已核实")
    assert "已销号" in chen.html
    assert town.issue().state is IssueState.CLOSED
    assert town.issue().result is Result.SOLVED


def test_a_wrong_organ_is_said_beside_the_field_and_the_words_stay(chen: Desk, offices: Desks) -> None:
    chen.posts("/console/assignments/1/assign", lead="县气象局", requirement="请查看", reply_by="2026-03-20")
    assert chen.status == 422
    assert "「县气象局」没有找到" in chen.html
    assert 'id="assign-lead-why"' in chen.html
    for typed in ('value="县气象局"', ">请查看</textarea>", 'value="2026-03-20"'):
        assert typed in chen.html
    assert offices.office.assignment().state is AssignmentState.STUDY


@pytest.mark.parametrize(
    ("act", "fields", "why", "field"),
    [
        ("assign", {"lead": ""}, "请选一个主办单位", "assign-lead"),
        ("assign", {"lead": "县"}, "对得上好几家", "assign-lead"),
        ("assign", {"lead": "JT", "requirement": ""}, "请写明办理要求", "assign-requirement"),
        ("assign", {"lead": "JT", "requirement": "办", "reply_by": "明天"}, "要写成", "assign-reply_by"),
        ("assign", {"lead": "JT", "requirement": "办", "reply_by": "2027-01-01"}, "最迟", "assign-reply_by"),
        ("not-take", {"reason": "", "door": "x"}, "请写明不受理的原因", "not-take-reason"),
        ("not-take", {"reason": "x", "door": ""}, "请写明群众该去哪里办", "not-take-door"),
        ("supervise", {"reason": ""}, "请写明", "supervise-reason"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    chen: Desk, act: str, fields: dict[str, str], why: str, field: str
) -> None:
    chen.posts(f"/console/assignments/1/{act}", **fields)
    assert chen.status == 422
    assert why in chen.html
    assert f'id="{field}-why"' in chen.html


@pytest.mark.parametrize(
    ("act", "fields", "why"),
    [
        ("categorise", {"category": ""}, "请选一个类别"),
        ("categorise", {"category": "不存在的一类"}, "没有找到"),
        ("link", {"main_number": "abc", "reason": "x"}, "请填另一件的编号"),
        ("link", {"main_number": "1001", "reason": "x"}, "不能和自己关联"),
        ("link", {"main_number": "99999999999999999999", "reason": "x"}, "请填另一件的编号"),
    ],
)
def test_a_wrong_choice_about_the_matter_is_explained(
    chen: Desk, act: str, fields: dict[str, str], why: str
) -> None:
    chen.posts(f"{PAGE}/{act}", **fields)
    assert chen.status == 422
    assert why in chen.html


def test_the_second_of_two_clerks_is_told_and_keeps_their_words(chen: Desk, offices: Desks) -> None:
    zhao = offices.of("S9").opens(PAGE)
    action = "/console/assignments/1/assign"
    stand = seen(zhao, action)
    chen.posts(action, lead="JT", requirement="请查看", seen=seen(chen, action))
    zhao.posts(action, lead="GD", requirement="请县供电公司换灯", seen=stand)
    assert zhao.status == 409
    assert "刚刚由陈晓办过了" in zhao.html
    assert "请县供电公司换灯" in zhao.html, "the words are kept although the form is gone"
    lead = [one.organ.name for one in offices.office.assignment().organs]
    assert lead == ["县交通局"]


def test_two_clerks_on_the_matter_itself(chen: Desk, offices: Desks) -> None:
    zhao = offices.of("S9").opens(PAGE)
    stand = seen(zhao, f"{PAGE}/categorise")
    chen.posts(f"{PAGE}/categorise", category="010204", seen=seen(chen, f"{PAGE}/categorise"))
    zhao.posts(f"{PAGE}/categorise", category="020101", seen=stand)
    assert zhao.status == 409
    assert "陈晓" in zhao.html
    assert offices.office.issue().category == "010204"


def test_another_townships_clerk_finds_nothing(chen: Desk, offices: Desks) -> None:
    wu = offices.of("S2")
    for path in (PAGE, "/console/assignments/1", "/console/issues/1", "/console/assignments/77"):
        assert wu.opens(path).status == 404
        assert "没有找到" in wu.html
        assert "路灯" not in wu.html
    wu.opens("/console/me").posts("/console/assignments/1/assign", lead="JT", requirement="请查看", seen="1")
    assert wu.status == 404
    wu.opens("/console/me").posts(f"{PAGE}/link", main_number="1001", reason="x")
    assert wu.status == 404
    assert offices.office.assignment().state is AssignmentState.STUDY


def test_a_leader_reads_and_instructs_and_sees_no_other_form(chen: Desk, offices: Desks) -> None:
    sun = offices.of("S8").opens(PAGE)
    assert offered(sun) == {"instruct"}
    sun.posts(f"{PAGE}/instruct", text="请抓紧，学生上学要走这条路", due_on="2026-03-20")
    assert "批示已转给" in sun.html
    chen.opens(PAGE)
    assert "学生上学要走这条路" in chen.html
    chen.posts(f"{PAGE}/instructions/1/answer", text="")
    assert chen.status == 422
    chen.posts(f"{PAGE}/instructions/1/answer", text="已交县交通局")
    sun.opens(PAGE)
    assert "已交县交通局" in sun.html
    sun.posts(f"{PAGE}/instructions/1/close", text="")
    assert "批示已办结" in sun.html


def test_the_county_cannot_be_overruled_by_the_township(chen: Desk, offices: Desks) -> None:
    chen.posts("/console/assignments/1/pass-up")
    assert "已转县里研处" in chen.html
    assert "assign" not in offered(chen)
    assert "assign" in offered(offices.of("S9").opens(PAGE))


def test_what_the_residents_would_read_is_shown_before_it_is_sent(chen: Desk, offices: Desks) -> None:
    chen.posts("/console/assignments/1/not-take-preview", reason="这是承包合同的事", door="请打 12348。")
    assert "群众会读到" in chen.html
    assert "原因：这是承包合同的事" in chen.html
    assert ">这是承包合同的事</textarea>" in chen.html
    assert offices.office.assignment().state is AssignmentState.STUDY
    chen.posts("/console/assignments/1/not-take", reason="这是承包合同的事", door="请打 12348。")
    assert offices.office.issue().state is IssueState.NOT_ACCEPTED
    chen.posts("/console/assignments/1/undo-not-take")
    assert offices.office.assignment().state is AssignmentState.STUDY


def test_an_objection_is_upheld_or_followed(chen: Desk, offices: Desks) -> None:
    town = offices.office
    town.assigned()
    town.bureau(organ.object_to, "JT", 1, "这段路归县供电公司管")
    chen.opens(PAGE)
    assert "这段路归县供电公司管" in chen.html
    assert "停计中（等工作人员处理异议）" in chen.html
    assert {"uphold", "reassign", "recall"} <= offered(chen)
    chen.posts("/console/assignments/1/reassign", lead="JT", requirement="请查看", reason="确实")
    assert chen.status == 422
    assert "维持交办" in chen.html
    chen.posts("/console/assignments/1/reassign", lead="GD", requirement="请换灯", reason="确实归供电公司")
    assert "改由县供电公司" in chen.html


def test_an_organs_request_is_answered(chen: Desk, offices: Desks) -> None:
    town = offices.office
    town.assigned()
    until = town.last_day(LoopClock.REPLY) + timedelta(days=10)
    town.bureau(requests.ask, "JT", 1, RequestKind.EXTENSION, "材料还没到", until)
    chen.opens(PAGE)
    assert "材料还没到" in chen.html
    chen.posts("/console/assignments/1/answer-request", item="1")
    assert chen.status == 422
    assert "请选同意还是不同意" in chen.html
    chen.posts("/console/assignments/1/answer-request", item="1", granted="yes", until=until.isoformat())
    assert town.last_day(LoopClock.REPLY) == until


def test_a_clock_that_stands_still_says_what_it_waits_for(chen: Desk, offices: Desks) -> None:
    town = offices.office
    town.assigned()
    town.bureau(requests.ask, "JT", 1, RequestKind.CLARIFICATION, "哪一盏灯？")
    chen.opens(PAGE)
    assert "停计中（等工作人员答复补充说明）" in chen.html
    assert "答复单位要的补充说明" in chen.html
    town.passes(days=7)
    assert "答复单位要的补充说明" in offices.of("S1").opens("/console/supervision").html


def test_held_words_are_marked_and_let_go(offices: Desks) -> None:
    town = offices.office
    town.tells("o-wang", f"莲花村有人开{RISKY}")
    chen = offices.of("S1").opens(PAGE)
    assert "内容检查没通过" in chen.html
    assert "release" in offered(chen)
    assert RISKY not in offices.of("S8").opens(PAGE).html, "a leader does not read what is held back"
    shown = chen.hidden("held")
    town.writes("o-wang", f"补充 1001 {RISKY}还在收钱")
    chen.posts(f"{PAGE}/release", held=shown)
    assert "已放行" in chen.html
    assert "群众又说了 1 条" in chen.html, "what came after the page was opened, nobody has read"
    assert [m.check for m in town.issue().messages if RISKY in m.text] == [Check.PASSED, Check.RISKY]
    chen.posts(f"{PAGE}/release", held=shown)
    assert "还没有看到" in chen.html
    chen.opens(PAGE).posts(f"{PAGE}/release", held=chen.hidden("held"))
    assert "release" not in offered(chen)


def test_a_place_is_found_and_set(offices: Desks) -> None:
    offices.office.writes("o-far", "路灯坏了三天没人修")
    chen = offices.of("S1").opens(f"{PAGE}?where=石龙堰")
    assert "石龙堰村" in chen.html
    chen.posts(f"{PAGE}/place", grid="")
    assert "请选一个网格" in chen.html
    chen.posts(f"{PAGE}/place", grid="SL01")
    issue = offices.office.issue()
    assert issue.state is IssueState.SUBMITTED
    assert issue.grid is not None
    assert issue.grid.code == "SL01"


def test_same_content_is_linked_and_undone(chen: Desk, offices: Desks) -> None:
    offices.office.tells("o-liu", "莲花村东头路灯不亮了")
    page = "/console/issues/1002"
    chen.opens(page).posts(f"{page}/link", main_number="№ 1001", reason="同一盏灯")
    assert "已关联" in chen.html
    assert "主件" in chen.html
    assert "unlink" in offered(chen)
    assert "№ 1002" in chen.opens(PAGE).html
    chen.opens(page).posts(f"{page}/unlink", reason="不是同一盏")
    assert chen.status == 200
    assert "link" in offered(chen)


def test_the_check_list_of_linked_matters(chen: Desk, offices: Desks) -> None:
    """The neighbours' list and the check list come upon the same matters."""
    town = offices.office
    town.tells("o-liu", "莲花村东头路灯不亮了")
    chen.opens(PAGE.replace("1001", "1002")).posts(
        "/console/issues/1002/link", main_number="1001", reason="同一盏灯"
    )
    town.assigned()
    town.spoken()
    town.replies()
    assert chen.opens(PAGE).status == 200
    assert "销号核对清单" in chen.html


def test_supervised_key_and_escalated(chen: Desk, offices: Desks) -> None:
    town = offices.office
    page = "/console/assignments/1"
    assert "escalate" not in offered(chen.opens(PAGE))
    assert "escalate" not in offered(offices.of("S9").opens(PAGE)), "nobody has it yet"
    chen.posts(f"{page}/supervise", reason="群众多次反映")
    assert "群众多次反映" in chen.html
    zhao = offices.of("S9").opens(PAGE)
    zhao.posts(f"{page}/key", decided_on="", note="")
    assert "请填主任会议是哪一天确定的" in zhao.html
    zhao.posts(f"{page}/key", decided_on="2026-03-01", note="第三次主任会议")
    assert "重点督办" in zhao.html
    assert "key" not in offered(chen.opens(PAGE)), "the directors' meeting is the county's"
    for _ in range(2):
        if town.assignment().state is AssignmentState.STUDY:
            town.assigned()
            zhao.opens(PAGE).posts(f"{page}/escalate", reason="")
            assert "请写明为什么提出监督措施" in zhao.html
        town.spoken()
        town.replies()
        town.writes("o-ma", "解决 1001 否")
    zhao.opens(PAGE)
    assert "decide" in offered(zhao)
    zhao.posts(f"{page}/decide", item="1", kind="inquiry", words="")
    assert zhao.status == 422
    zhao.posts(f"{page}/decide", item="1", kind="talk", words="")
    assert "已决定约谈" in zhao.html
    zhao.posts(f"{page}/record", item="1", held_on="", people="钱局长", outcome="答应一周内修好")
    assert "请填是哪一天进行的" in zhao.html
    assert ">答应一周内修好</textarea>" in zhao.html
    zhao.posts(f"{page}/record", item="1", held_on="2026-03-10", people="钱局长", outcome="答应一周内修好")
    assert "已登记约谈" in zhao.html


def test_whoever_stays_silent_after_the_deputys_answer_is_asked_by_staff(offices: Desks) -> None:
    town = offices.office
    town.tells("o-ma", "莲花村东头的路灯坏了")
    town.writes("o-zhang", "答复 1001 已换了新灯泡")
    chen = offices.of("S1").opens(PAGE)
    assert "check-on-spot" in offered(chen)
    assert "take-up" not in offered(chen)
    chen.posts(f"{PAGE}/check-on-spot", solved="", words="打电话问过")
    assert chen.status == 422
    assert "请选群众怎么说" in chen.html
    town.passes(days=16)
    chen = offices.of("S1").opens("/console/?group=silent")
    assert "答复后群众没有回音" in chen.html
    assert "№ 1001" in chen.html
    assert "take-up" in offered(chen.opens(PAGE))
    chen.posts(f"{PAGE}/check-on-spot", solved="yes", satisfaction="", words="打电话问过，亮了")
    assert town.issue().state is IssueState.CLOSED
    assert "打电话问过，亮了" in chen.html
