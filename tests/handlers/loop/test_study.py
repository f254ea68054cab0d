"""研处: what is reported up is studied; staff take up what nobody answers, say what it is, or show the right door."""

import pytest

from handlers import staff, studying, supervising
from handlers.desk import BadInput, Forbidden, NotFound, NotPossible
from models.assignment import Level, LoopClock
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from tests.handlers.loop.office import Office


def test_what_a_deputy_reports_up_is_studied_within_five_working_days(studied: Office) -> None:
    one = studied.assignment()
    assert (one.state, one.level, one.township, one.issue_id) == (
        AssignmentState.STUDY,
        Level.TOWNSHIP,
        "丹水镇",
        1001,
    )
    assert studied.last_day(LoopClock.STUDY).isoformat() == "2026-03-17"


def test_reporting_up_twice_makes_one_assignment(studied: Office) -> None:
    studied.writes("o-zhang", "上报 1001 请再催一催")
    assert len(studied.assignments()) == 1


def test_staff_take_up_what_no_deputy_confirmed(office: Office) -> None:
    office.tells("o-ma", "莲花村东头的路灯坏了")
    with pytest.raises(NotPossible, match="代表没有确认"), office.unchanged():
        office.clerk(studying.take_up, "S1", 1001)
    office.passes(days=3)  # 张广民 did not confirm, 李秀英 is asked
    assert "请研处" in office.clerk(studying.take_up, "S1", 1001)
    assert office.issue().state is IssueState.REPORTED
    assert office.assignment().state is AssignmentState.STUDY
    assert "工作人员已接手" in office.told("o-ma")[-1]
    assert "工作人员接手研处" in "\n".join(office.writes("o-ma", "进度 1001"))
    assert office.audited() == ["staff:S1 take_up issue:1001"]


def test_nobody_is_asked_to_confirm_what_staff_have_taken_up(office: Office) -> None:
    office.tells("o-ma", "莲花村东头的路灯坏了")
    office.passes(days=3)
    office.clerk(studying.take_up, "S1", 1001)
    before = office.told("o-li")
    office.passes(days=10)
    assert not [text for text in office.told("o-li")[len(before) :] if "确认" in text]


def test_staff_take_up_what_was_not_answered_in_time(office: Office) -> None:
    office.tells("o-ma", "莲花村东头的路灯坏了")
    office.writes("o-zhang", "收到 1001")
    with pytest.raises(NotPossible):
        office.clerk(studying.take_up, "S1", 1001)
    office.passes(days=32)
    office.clerk(studying.take_up, "S9", 1001)
    assert office.assignment().level is Level.COUNTY


def test_taking_up_twice_changes_nothing(office: Office) -> None:
    office.tells("o-ma", "莲花村东头的路灯坏了")
    office.passes(days=3)
    office.clerk(studying.take_up, "S1", 1001)
    with office.unchanged():
        assert "已经在交办件 1" in office.clerk(studying.take_up, "S9", 1001)


def test_category_and_field_are_decided_by_staff(studied: Office) -> None:
    told = studied.clerk(studying.categorise, "S1", 1001, "010103", "livelihood")
    assert told == "№ 1001 归入民生保障「城乡建设 › 安全生产 › 安全隐患」。"
    assert (studied.issue().category, studied.issue().field) == ("010103", "livelihood")
    with pytest.raises(BadInput) as refused:
        studied.clerk(studying.categorise, "S1", 1001, "999999", "livelihood")
    assert refused.value.field == "category"


def test_the_township_passes_the_study_up_to_the_county(studied: Office) -> None:
    studied.passes(days=2)
    studied.clerk(studying.pass_up, "S1", 1)
    assert studied.assignment().level is Level.COUNTY
    assert studied.last_day(LoopClock.STUDY).isoformat() == "2026-03-19"
    with pytest.raises(NotPossible, match="由县里研处"):
        studied.clerk(studying.not_take, "S1", 1, "理由", "去处")


def test_not_taken_is_told_politely_with_the_right_door(studied: Office) -> None:
    told = studied.clerk(studying.not_take, "S1", 1, "这条路是村民自己修的私路", "请找村委会商量，电话 12345")
    assert "原因和去处已告诉群众和代表" in told
    letter = studied.told("o-ma")[-1]
    assert letter.startswith("№ 1001 您反映的「莲花村东头的路灯坏了」我们认真看过了")
    assert "原因：这条路是村民自己修的私路" in letter
    assert "您可以这样办：请找村委会商量，电话 12345" in letter
    assert "没有受理" in studied.told("o-zhang")[-1]
    assert studied.issue().state is IssueState.NOT_ACCEPTED
    assert studied.clock(LoopClock.STUDY) is None


@pytest.mark.parametrize(("reason", "door", "field"), [("", "12345", "reason"), ("私路", " ", "door")])
def test_not_taken_needs_a_reason_and_a_door(studied: Office, reason: str, door: str, field: str) -> None:
    with pytest.raises(BadInput) as refused, studied.unchanged():
        studied.clerk(studying.not_take, "S1", 1, reason, door)
    assert refused.value.field == field


def test_not_taking_can_be_undone(studied: Office) -> None:
    studied.clerk(studying.not_take, "S1", 1, "私路", "村委会")
    studied.clerk(studying.undo_not_take, "S1", 1)
    assert studied.assignment().state is AssignmentState.STUDY
    assert studied.issue().state is IssueState.REPORTED
    assert studied.issue().closed_at is None
    assert studied.clock(LoopClock.STUDY) is not None
    assert "重新受理了这件事" in studied.told("o-ma")[-1]


def test_a_studied_matter_is_not_refused_behind_its_assignment(studied: Office) -> None:
    with pytest.raises(NotPossible, match="研处"), studied.unchanged():
        studied.clerk(staff.refuse, "S1", 1001, "请打 12345")


def test_another_township_sees_nothing_and_a_leader_studies_nothing(studied: Office) -> None:
    with pytest.raises(NotFound):
        studied.clerk(studying.not_take, "S2", 1, "理由", "去处")
    with pytest.raises(Forbidden):
        studied.clerk(studying.not_take, "S8", 1, "理由", "去处")


def test_withdrawn_before_anybody_handles_it_the_study_ends(studied: Office) -> None:
    studied.writes("o-ma", "撤回 1001")
    assert studied.assignment().state is AssignmentState.CANCELLED
    assert studied.clock(LoopClock.STUDY) is None


def test_what_has_ended_is_supervised_no_more(studied: Office) -> None:
    studied.clerk(supervising.put_on_list, "S1", 1, "研处太慢")
    studied.clerk(studying.not_take, "S1", 1, "属于供电公司维护范围", "请拨打 95598")
    assert studied.assignment().supervised_since is None
