"""约谈 → 质询 → 通报批评 → 特定问题调查: proposed by the rule, each step a record; and leaders' instructions."""

from datetime import date, timedelta

import pytest

from handlers import escalating, instructions, returning
from handlers.desk import BadInput, Forbidden, NotFound, NotPossible
from models.supervision import (
    Escalation,
    EscalationKind,
    EscalationState,
    Instruction,
    InstructionNote,
    InstructionState,
)
from tests.handlers.loop.evaluation import all_of, closed_out, handled, rated, seen_on_the_spot
from tests.handlers.loop.office import Office


@pytest.fixture
def proposed(assigned: Office) -> Office:
    """Returned once; the second reply did not help either."""
    for _ in range(2):
        handled(assigned)
        rated(assigned, "态度满意 结果不满意")
    return assigned


def test_only_the_county_decides(proposed: Office) -> None:
    with pytest.raises(Forbidden), proposed.unchanged():
        proposed.clerk(escalating.decide, "S1", 1, EscalationKind.TALK, "")
    with pytest.raises(BadInput), proposed.unchanged():
        proposed.clerk(escalating.decide, "S9", 1, EscalationKind.CRITICISM, "")
    proposed.clerk(escalating.decide, "S9", 1, EscalationKind.CRITICISM, "已是第三年")
    [step] = all_of(proposed, Escalation)
    assert (step.kind, step.state) == (EscalationKind.CRITICISM, EscalationState.DECIDED)
    assert "已决定通报批评" in proposed.told("o-JT")[-1]


def test_the_record_has_a_date_people_and_an_outcome(proposed: Office) -> None:
    with pytest.raises(NotPossible, match="已提出，待决定"), proposed.unchanged():
        proposed.clerk(escalating.record, "S9", 1, proposed.today, "钱局长", "答应整改")
    proposed.clerk(escalating.decide, "S9", 1, EscalationKind.TALK, "")
    for held_on, people, outcome, field in (
        (proposed.today + timedelta(days=1), "钱局长", "整改", "held_on"),
        (proposed.today, "", "整改", "people"),
        (proposed.today, "钱局长", "", "outcome"),
    ):
        with pytest.raises(BadInput) as refused, proposed.unchanged():
            proposed.clerk(escalating.record, "S9", 1, held_on, people, outcome)
        assert refused.value.field == field
    proposed.clerk(escalating.record, "S9", 1, proposed.today, "赵敏、钱局长", "十日内换灯")
    [step] = all_of(proposed, Escalation)
    assert (step.state, step.held_on, step.people, step.outcome) == (
        EscalationState.DONE,
        proposed.today,
        "赵敏、钱局长",
        "十日内换灯",
    )
    assert "人大已就办理情况对承办单位进行约谈" in "\n".join(proposed.writes("o-ma", "进度 1001"))


def test_the_ladder_goes_up_one_step_each_round(proposed: Office) -> None:
    for number, kind in enumerate(EscalationKind, start=1):
        assert all_of(proposed, Escalation)[-1].kind is kind
        proposed.clerk(escalating.decide, "S9", number, kind, "")
        proposed.clerk(escalating.record, "S9", number, proposed.today, "钱局长", "再限一月")
        proposed.clerk(returning.send_back, "S1", 1, "按约谈要求重办")
        handled(proposed)
        rated(proposed, "态度不满意 结果不满意")
    assert all_of(proposed, Escalation)[-1].kind is EscalationKind.INVESTIGATION


def test_one_that_was_dropped_is_proposed_again(proposed: Office) -> None:
    proposed.clerk(escalating.drop, "S9", 1, "局里已主动整改")
    proposed.clerk(returning.send_back, "S1", 1, "再办一次")
    handled(proposed)
    rated(proposed, "态度满意 结果不满意")
    assert [(step.kind, step.state) for step in all_of(proposed, Escalation)] == [
        (EscalationKind.TALK, EscalationState.DROPPED),
        (EscalationKind.TALK, EscalationState.PROPOSED),
    ]


def test_the_county_puts_one_forward_with_a_reason(assigned: Office) -> None:
    with pytest.raises(Forbidden), assigned.unchanged():
        assigned.clerk(escalating.begin, "S1", 1, "拒不答复")
    with pytest.raises(NotFound), assigned.unchanged():
        assigned.clerk(escalating.begin, "S9", 77, "拒不答复")
    with pytest.raises(BadInput) as refused, assigned.unchanged():
        assigned.clerk(escalating.begin, "S9", 1, "  ")
    assert refused.value.field == "reason"
    assert assigned.clerk(escalating.begin, "S9", 1, "承办单位拒不答复") == "已提出约谈，请研究决定。"
    [step] = all_of(assigned, Escalation)
    assert (step.kind, step.state, step.reason) == (
        EscalationKind.TALK,
        EscalationState.PROPOSED,
        "承办单位拒不答复",
    )
    with pytest.raises(NotPossible, match="已经有一项监督措施：约谈「已提出，待决定」"), assigned.unchanged():
        assigned.clerk(escalating.begin, "S9", 1, "还是不答复")


def test_nobody_is_summoned_before_it_is_given_to_an_organ_or_after_it_ended(studied: Office) -> None:
    with pytest.raises(NotPossible, match="不能提出监督措施"), studied.unchanged():
        studied.clerk(escalating.begin, "S9", 1, "拖着不办")
    studied.assigned()
    handled(studied)
    studied.writes("o-ma", "解决 1001 是")
    rated(studied)
    seen_on_the_spot(studied)
    closed_out(studied)
    with pytest.raises(NotPossible, match="不能提出监督措施"), studied.unchanged():
        studied.clerk(escalating.begin, "S9", 1, "拖着不办")


def test_an_organ_that_is_very_late_is_proposed_for_once(assigned: Office) -> None:
    assigned.passes(days=40)
    assert all_of(assigned, Escalation) == []
    assigned.passes(days=10)
    [step] = all_of(assigned, Escalation)
    assert (step.kind, step.reason) == (EscalationKind.TALK, "县交通局应在4月10日（周五）前答复，严重超期")
    assigned.clerk(escalating.drop, "S9", 1, "已催办")
    assigned.passes(days=30)
    assert len(all_of(assigned, Escalation)) == 1


def test_staff_who_are_very_late_with_the_study_summon_nobody(studied: Office) -> None:
    studied.passes(days=60)
    assert all_of(studied, Escalation) == []


def test_what_was_put_forward_for_neglect_does_not_stand_for_the_second_no(assigned: Office) -> None:
    handled(assigned)
    rated(assigned, "态度满意 结果不满意")
    assigned.clerk(escalating.begin, "S9", 1, "办理不上心")
    assigned.clerk(escalating.drop, "S9", 1, "再看一轮")
    handled(assigned)
    rated(assigned, "态度满意 结果不满意")
    assert [step.state for step in all_of(assigned, Escalation)] == [
        EscalationState.DROPPED,
        EscalationState.PROPOSED,
    ]


@pytest.fixture
def instructed(studied: Office) -> Office:
    """孙主任 wants it done by the end of March."""
    studied.clerk(instructions.instruct, "S8", 1001, "请一周内拿出办法", date(2026, 3, 31))
    return studied


def test_a_leader_instructs_within_their_townships_only(instructed: Office) -> None:
    assert (
        "【批示】№ 1001 孙主任批示：请一周内拿出办法\n请在3月31日前回报。" in instructed.told("o-staff")[-1]
    )
    instructed.writes("o-zhou", "灌河社区污水横流")
    instructed.settles()
    with pytest.raises(NotFound), instructed.unchanged():
        instructed.clerk(instructions.instruct, "S8", 1002, "请办", None)
    with pytest.raises(Forbidden), instructed.unchanged():
        instructed.clerk(instructions.instruct, "S1", 1001, "请办", None)
    with pytest.raises(BadInput), instructed.unchanged():
        instructed.clerk(instructions.instruct, "S8", 1001, "请办", date(2026, 3, 1))


def test_it_is_followed_up_until_the_leader_closes_it(instructed: Office) -> None:
    with pytest.raises(NotFound), instructed.unchanged():
        instructed.clerk(instructions.answer_instruction, "S2", 1, "不归我")
    instructed.clerk(instructions.answer_instruction, "S1", 1, "已交供电公司")
    [given] = all_of(instructed, Instruction)
    assert given.state is InstructionState.ANSWERED
    instructed.clerk(instructions.ask_more, "S8", 1, "几时装好？")
    instructed.clerk(instructions.answer_instruction, "S1", 1, "月底前")
    with pytest.raises(NotFound), instructed.unchanged():
        instructed.clerk(instructions.close_instruction, "S1", 1, "")
    instructed.clerk(instructions.close_instruction, "S8", 1, "好")
    assert "孙主任已办结" in instructed.told("o-staff")[-1]
    assert len(all_of(instructed, InstructionNote)) == 4
    with pytest.raises(NotPossible), instructed.unchanged():
        instructed.clerk(instructions.answer_instruction, "S1", 1, "又想起来")


def test_it_is_late_after_its_day_while_nobody_has_answered(instructed: Office) -> None:
    [given] = all_of(instructed, Instruction)
    assert not instructions.is_late(given, date(2026, 3, 31))
    assert instructions.is_late(given, date(2026, 4, 1))
