"""评价: attitude and result apart, 真的解决了吗, silence, and a "no" that returns it once."""

import pytest

from handlers import evaluating, returning
from handlers.desk import BadInput, Forbidden, NotFound, NotPossible
from models.assignment import LoopClock, OrganState
from models.issue import Result, Satisfaction
from models.reply import AnswerState, DeputyMark, MarkState, ResidentAnswer, Solved
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from models.supervision import Escalation, EscalationKind
from tests.handlers.loop.evaluation import all_of, handled, rated
from tests.handlers.loop.office import Office


@pytest.fixture
def answered(assigned: Office) -> Office:
    """县交通局 has replied: solved."""
    handled(assigned)
    return assigned


def test_the_deputy_and_the_resident_are_asked_separately_and_nothing_is_pre_selected(
    answered: Office,
) -> None:
    deputy, resident = answered.told("o-zhang")[-1], answered.told("o-ma")[-1]
    assert "评价 1001 态度…… 结果……" in deputy
    assert "3月24日（周二）" in deputy
    assert (
        "县交通局答复您：\n路灯换好了，今晚就亮。\n真的解决了吗？请回复：解决 1001 是（或 部分、否）"
        in resident
    )
    [mark], [answer] = all_of(answered, DeputyMark), all_of(answered, ResidentAnswer)
    assert (mark.state, mark.attitude, mark.result) == (MarkState.ASKED, None, None)
    assert (answer.state, answer.solved, answer.satisfaction) == (AnswerState.ASKED, None, None)


def test_solved_at_once_is_evaluated_when_all_have_said_so(answered: Office) -> None:
    assert "评价 1001" in answered.writes("o-ma", "解决 1001 是")[-1]
    assert answered.assignment().state is AssignmentState.FED_BACK
    assert rated(answered, "态度满意 结果基本满意") == "已记下您的评价：态度满意，结果基本满意。"
    assert answered.assignment().state is AssignmentState.EVALUATED
    assert answered.clock(LoopClock.RATE) is None
    assert "请核对清单后销号" in answered.told("o-staff")[-1]


def test_a_deputy_may_change_the_marks_while_the_asking_lasts(answered: Office) -> None:
    rated(answered)
    rated(answered, "态度不满意 结果满意")
    [mark] = all_of(answered, DeputyMark)
    assert (mark.attitude, mark.result) == (Satisfaction.UNSATISFIED, Satisfaction.SATISFIED)
    assert answered.assignment().state is AssignmentState.FED_BACK


def test_one_grade_alone_is_no_rating(answered: Office) -> None:
    assert "分开评价" in answered.writes("o-zhang", "评价 1001 满意")[-1]
    assert "后面还要写内容" in answered.writes("o-zhang", "评价 1001 态度满意")[-1]
    assert all_of(answered, DeputyMark)[0].state is MarkState.ASKED


def test_a_deputy_it_does_not_concern_cannot_rate(answered: Office) -> None:
    with answered.db.transaction() as session:
        wang = answered.deputy("D3")
        desk = answered.desk(session)
        with pytest.raises(NotFound):
            evaluating.rate(desk, wang, 1, Satisfaction.SATISFIED, Satisfaction.SATISFIED, "")


def test_the_replies_to_rate_are_in_the_deputys_to_do(answered: Office) -> None:
    assert (
        "等您评价的答复：\n№ 1001「莲花村东头的路灯坏了」 评价 1001" in answered.writes("o-zhang", "待办")[-1]
    )
    rated(answered)
    assert "评价" not in answered.writes("o-zhang", "待办")[-1]


def test_unsatisfied_with_the_result_returns_it_with_a_month(answered: Office) -> None:
    assert "已退回承办单位重新办理" in rated(answered, "态度满意 结果不满意 还有两盏不亮")
    one = answered.assignment()
    assert (one.state, one.round) == (AssignmentState.HANDLING, 2)
    assert one.supervised_since is not None
    assert "还有两盏不亮" in one.supervised_for
    assert [charge.state for charge in one.organs] == [OrganState.WAITING]
    assert answered.last_day(LoopClock.REPLY).isoformat() == "2026-04-10"
    assert "退回重办" in answered.told("o-JT")[-1]
    assert "已退回承办单位重新办理" in answered.told("o-ma")[-1]
    assert answered.issue().state is IssueState.REPORTED
    assert all_of(answered, ResidentAnswer)[0].state is AnswerState.SILENT


def test_a_resident_who_says_no_gets_it_back(answered: Office) -> None:
    answered.writes("o-ma", "解决 1001 否 还是不亮")
    assert (answered.assignment().state, answered.assignment().round) == (AssignmentState.HANDLING, 2)
    assert "退回承办单位重新办理" in "\n".join(answered.writes("o-ma", "进度 1001"))
    assert "还没" not in answered.told("o-JT")[-1]


def test_solved_but_unsatisfied_returns_it_too(answered: Office) -> None:
    answered.writes("o-ma", "解决 1001 是")
    answered.writes("o-ma", "评价 1001 不满意 拖了三个月")
    assert answered.assignment().state is AssignmentState.HANDLING
    assert answered.issue().state is IssueState.REPORTED


def test_partly_is_no_no(answered: Office) -> None:
    answered.writes("o-ma", "解决 1001 部分")
    rated(answered)
    assert answered.assignment().state is AssignmentState.EVALUATED
    [answer] = all_of(answered, ResidentAnswer)
    assert (answer.state, answer.solved) == (AnswerState.ANSWERED, Solved.PARTLY)


def test_returned_once_then_fine(answered: Office) -> None:
    answered.writes("o-ma", "解决 1001 否")
    handled(answered)
    answered.writes("o-ma", "解决 1001 是")
    rated(answered)
    assert answered.assignment().state is AssignmentState.EVALUATED
    assert all_of(answered, Escalation) == []


def test_a_second_no_proposes_a_talk_once_and_does_not_return_it(answered: Office) -> None:
    answered.writes("o-ma", "解决 1001 否")
    handled(answered)
    assert "监督措施" in rated(answered, "态度不满意 结果不满意")
    answered.writes("o-ma", "解决 1001 否")
    [proposed] = all_of(answered, Escalation)
    assert proposed.kind is EscalationKind.TALK
    assert (answered.assignment().state, answered.assignment().round) == (AssignmentState.EVALUATED, 2)
    assert len([text for text in answered.told("o-staff") if "建议约谈" in text]) == 1


def test_silence_is_reminded_once_and_then_stands_as_not_given(answered: Office) -> None:
    asked = len(answered.told("o-zhang"))
    for _ in range(13):
        answered.passes(days=1)
    assert len(answered.told("o-zhang")) == asked + 1
    answered.passes(days=3)
    assert answered.assignment().state is AssignmentState.EVALUATED
    assert [mark.state for mark in all_of(answered, DeputyMark)] == [MarkState.NOT_GIVEN]
    assert [answer.state for answer in all_of(answered, ResidentAnswer)] == [AnswerState.SILENT]
    assert "期限已经过了" in rated(answered)


def test_asking_on_the_spot_needs_words_and_a_silent_resident(answered: Office) -> None:
    ask = evaluating.check_on_spot
    answered.passes(days=20)
    with pytest.raises(BadInput) as refused, answered.unchanged():
        answered.clerk(ask, "S1", 1001, Solved.YES, None, "  ")
    assert refused.value.field == "words"
    with pytest.raises(NotFound), answered.unchanged():
        answered.clerk(ask, "S2", 1001, Solved.YES, None, "看过")
    with pytest.raises(Forbidden), answered.unchanged():
        answered.clerk(ask, "S8", 1001, Solved.YES, None, "看过")
    answered.clerk(ask, "S1", 1001, Solved.YES, Satisfaction.FAIR, "打电话问过，灯亮了")
    [answer] = all_of(answered, ResidentAnswer)
    assert (answer.state, answer.solved, answer.checked_by) == (
        AnswerState.CHECKED,
        Solved.YES,
        answered.member("S1").id,
    )
    assert "工作人员向您核实：已解决。打电话问过，灯亮了" in answered.writes("o-ma", "进度 1001")[-1]


def test_who_has_answered_is_not_answered_for(answered: Office) -> None:
    answered.writes("o-ma", "解决 1001 部分")
    with pytest.raises(NotPossible, match="自己说过"), answered.unchanged():
        answered.clerk(evaluating.check_on_spot, "S1", 1001, Solved.YES, None, "问过")


def test_a_no_on_the_spot_returns_it(answered: Office) -> None:
    answered.passes(days=20)
    assert "退回" in answered.clerk(evaluating.check_on_spot, "S1", 1001, Solved.NO, None, "去看过，还黑着")
    assert answered.assignment().round == 2


def test_that_a_plan_is_no_solution_yet_both_sides_agree(assigned: Office) -> None:
    handled(assigned, Result.PLANNED)
    assigned.writes("o-ma", "解决 1001 否")
    assert assigned.assignment().state is AssignmentState.FED_BACK
    rated(assigned)
    assert assigned.assignment().state is AssignmentState.EVALUATED
    assert "承诺台账" in assigned.told("o-staff")[-1]
    assigned.writes("o-ma", "评价 1001 不满意 等不起")
    assert assigned.assignment().round == 2


def test_staff_return_it_with_a_reason(answered: Office) -> None:
    with pytest.raises(BadInput), answered.unchanged():
        answered.clerk(returning.send_back, "S1", 1, "")
    assert "重办" in answered.clerk(returning.send_back, "S1", 1, "佐证照片不是这个地方")
    with pytest.raises(NotPossible), answered.unchanged():
        answered.clerk(returning.send_back, "S1", 1, "再退一次")


def test_solved_before_the_organ_replied_ends_it(assigned: Office) -> None:
    assigned.writes("o-ma", "解决 1001 是")
    assert assigned.assignment().state is AssignmentState.CANCELLED
    assert "不用再为它办了" in assigned.told("o-staff")[-1]


def test_partly_before_the_organ_replied_is_for_staff_to_decide(assigned: Office) -> None:
    assigned.writes("o-ma", "解决 1001 部分")
    assert assigned.assignment().state is AssignmentState.HANDLING
    assert "请看看要不要继续办" in assigned.told("o-staff")[-1]


def test_taken_back_while_only_their_answer_was_missing(answered: Office) -> None:
    rated(answered)
    answered.writes("o-ma", "撤回 1001")
    assert answered.assignment().state is AssignmentState.EVALUATED
