"""交办: organs are charged with it from the day of assignment; an objection is decided by staff, never by the organ."""

from datetime import date

import pytest

from handlers import assigning, organ
from handlers.assigning import Orders
from handlers.desk import BadInput, Forbidden, NotFound, NotPossible
from models.assignment import LoopClock, OrganState, Part
from models.rules.assignment_state import AssignmentState
from tests.handlers.loop.office import Office

TO_JT = Orders("JT", (), "请查看后答复")


def test_assigned_to_a_lead_and_an_assisting_organ(studied: Office) -> None:
    told = studied.clerk(assigning.assign, "S1", 1, Orders("JT", ("CZ",), "请现场查看后答复"))
    assert told.endswith("已交县交通局办理（协办：县财政局），4月10日（周五）前答复。")
    one = studied.assignment()
    assert one.state is AssignmentState.HANDLING
    assert [(c.organ.code, c.part, c.state) for c in one.organs] == [
        ("JT", Part.LEAD, OrganState.WAITING),
        ("CZ", Part.ASSIST, OrganState.WAITING),
    ]
    assert studied.clock(LoopClock.STUDY) is None
    assert studied.last_day(LoopClock.REPLY) == date(2026, 4, 10)
    assert studied.last_day(LoopClock.OBJECT) == date(2026, 3, 24)
    assert studied.last_day(LoopClock.ASSIST) == date(2026, 3, 24)


def test_everybody_is_told_of_the_assignment(studied: Office) -> None:
    studied.assigned("JT", "CZ")
    assert studied.told("o-ma")[-1].startswith("№ 1001 已交县交通局办理（协办：县财政局），4月10日")
    assert "已交县交通局办理" in studied.told("o-zhang")[-1]
    assert "由你单位主办" in studied.told("o-JT")[-1]
    assert "由你单位协办" in studied.told("o-CZ")[-1]
    assert "已交县交通局办理" in "\n".join(studied.writes("o-ma", "进度 1001"))
    assert studied.audited()[-1] == "staff:S1 assign assignment:1"


@pytest.mark.parametrize(
    ("orders", "field"),
    [
        (Orders("", (), "要求"), "lead"),
        (Orders("没有", (), "要求"), "lead"),
        (Orders("JT", ("JT",), "要求"), "assist"),
        (Orders("JT", ("CZ", "CZ"), "要求"), "assist"),
        (Orders("JT", ("没有",), "要求"), "assist"),
        (Orders("JT", (), "  "), "requirement"),
        (Orders("JT", (), "要" * 2001), "requirement"),
        (Orders("JT", (), "要求", date(2026, 3, 10)), "reply_by"),
        (Orders("JT", (), "要求", date(2026, 4, 11)), "reply_by"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(studied: Office, orders: Orders, field: str) -> None:
    with pytest.raises(BadInput) as refused, studied.unchanged():
        studied.clerk(assigning.assign, "S1", 1, orders)
    assert refused.value.field == field


def test_staff_may_shorten_the_limit_but_not_lengthen_it(studied: Office) -> None:
    with pytest.raises(BadInput, match=r"最迟 4月10日（周五）答复.*可以提前，不能延后"):
        studied.clerk(assigning.assign, "S1", 1, Orders("JT", (), "要求", date(2026, 5, 1)))
    studied.clerk(assigning.assign, "S1", 1, Orders("JT", (), "要求", date(2026, 3, 20)))
    assert studied.last_day(LoopClock.REPLY) == date(2026, 3, 20)


def test_the_second_clerk_is_told_who_was_first(studied: Office) -> None:
    studied.assigned()
    with pytest.raises(NotPossible, match="这件事刚刚由陈晓交办给县交通局。"), studied.unchanged():
        studied.clerk(assigning.assign, "S9", 1, Orders("CZ", (), "要求"))


def test_who_may_not_assign(studied: Office) -> None:
    for code, refusal in (("S2", NotFound), ("S8", Forbidden)):
        with pytest.raises(refusal), studied.unchanged():
            studied.clerk(assigning.assign, code, 1, TO_JT)


def test_an_organ_objects_once_with_a_reason(assigned: Office) -> None:
    with pytest.raises(BadInput):
        assigned.bureau(organ.object_to, "JT", 1, " ")
    told = assigned.bureau(organ.object_to, "JT", 1, "路灯由供电公司管")
    assert "3月24日（周二）前答复" in told
    assert assigned.assignment().state is AssignmentState.OBJECTED
    assert assigned.clock(LoopClock.REASSIGN) is not None
    assert "县交通局认为" in assigned.told("o-staff")[-1]
    assigned.clerk(assigning.uphold, "S1", 1, "县里的分工就是交通局管")
    with pytest.raises(NotPossible, match="已经提出过一次异议"), assigned.unchanged():
        assigned.bureau(organ.object_to, "JT", 1, "还是不归我们")


def test_an_upheld_objection_costs_the_organ_no_time(assigned: Office) -> None:
    assigned.bureau(organ.object_to, "JT", 1, "路灯由供电公司管")
    assigned.passes(days=6)
    assert assigned.clock(LoopClock.REPLY).paused_at is not None  # type: ignore[union-attr]  # it runs
    assigned.clerk(assigning.uphold, "S1", 1, "县里的分工就是交通局管")
    assert assigned.last_day(LoopClock.REPLY) == date(2026, 4, 16)
    assert assigned.clock(LoopClock.REASSIGN) is None
    assert "经核实，仍由县交通局办理" in "\n".join(assigned.writes("o-ma", "进度 1001"))


def test_reassigned_the_time_runs_from_the_new_day(assigned: Office) -> None:
    assigned.bureau(organ.object_to, "JT", 1, "路灯由供电公司管")
    assigned.passes(days=6)
    with pytest.raises(BadInput, match="维持交办"), assigned.unchanged():
        assigned.clerk(assigning.reassign, "S1", 1, TO_JT, "再想想")
    assigned.clerk(assigning.reassign, "S1", 1, Orders("GD", (), "请检修"), "路灯归供电公司")
    assert assigned.last_day(LoopClock.REPLY) == date(2026, 4, 16)
    assert [(c.organ.code, c.state) for c in assigned.assignment().organs] == [
        ("JT", OrganState.RELEASED),
        ("GD", OrganState.WAITING),
    ]
    assert "改由县供电公司办理" in assigned.told("o-ma")[-1]
    assert "不再由你单位办理" in assigned.told("o-JT")[-1]
    with pytest.raises(NotFound):
        assigned.bureau(organ.accept, "JT", 1)


def test_an_assisting_organ_stays_when_the_lead_changes(studied: Office) -> None:
    studied.assigned("JT", "CZ")
    studied.bureau(organ.object_to, "JT", 1, "不归我们")
    studied.clerk(assigning.reassign, "S1", 1, Orders("GD", ("CZ",), "请检修"), "归供电公司")
    living = [c for c in studied.assignment().organs if c.state is not OrganState.RELEASED]
    assert [(c.organ.code, c.part) for c in living] == [("CZ", Part.ASSIST), ("GD", Part.LEAD)]
    clock = studied.clock(LoopClock.ASSIST)
    assert clock is not None
    assert clock.paused_at is None


def test_the_days_for_an_objection_pass(assigned: Office) -> None:
    assigned.passes(days=15)
    with pytest.raises(NotPossible, match="异议期已过"), assigned.unchanged():
        assigned.bureau(organ.object_to, "JT", 1, "不归我们")


def test_only_the_lead_objects(studied: Office) -> None:
    studied.assigned("JT", "CZ")
    with pytest.raises(NotPossible, match="由主办单位来做"), studied.unchanged():
        studied.bureau(organ.object_to, "CZ", 1, "不归我们")


def test_taken_back_and_assigned_to_another(assigned: Office) -> None:
    assigned.clerk(assigning.recall, "S1", 1, "交错了单位")
    assert assigned.assignment().state is AssignmentState.STUDY
    assert assigned.clock(LoopClock.REPLY) is None
    assert "已收回" in assigned.told("o-JT")[-1]
    assigned.clerk(assigning.assign, "S1", 1, Orders("GD", (), "请检修"))
    assert [c.organ.code for c in assigned.assignment().organs if c.state is OrganState.WAITING] == ["GD"]


def test_nothing_is_cancelled_while_somebody_waits(assigned: Office) -> None:
    with pytest.raises(NotPossible, match="还有群众在等结果：№ 1001"), assigned.unchanged():
        assigned.clerk(assigning.cancel, "S1", 1, "不办了")


def test_withdrawn_by_the_resident_the_organ_is_told(assigned: Office) -> None:
    assigned.writes("o-ma", "撤回 1001")
    assert assigned.assignment().state is AssignmentState.CANCELLED
    assert "不用再办了" in assigned.told("o-JT")[-1]
    assert [clock for clock in assigned.assignment().clocks if clock.stopped_at is None] == []
