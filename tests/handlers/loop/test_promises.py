"""列入计划 is no solution: kept, broken or explained; only then it is closed out."""

from datetime import date

import pytest
from sqlalchemy import update

from handlers import closing_out, organ, promises, returning
from handlers.desk import BadInput, NotFound, NotPossible
from models.assignment import LoopClock
from models.issue import ClockKind, Result
from models.reply import AnswerState, Reply, ResidentAnswer, Solved
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from models.supervision import Commitment, Escalation, PromiseState
from tests.handlers.loop.evaluation import all_of, closed_out, handled, rated, seen_on_the_spot
from tests.handlers.loop.office import Office


@pytest.fixture
def promised(assigned: Office) -> Office:
    """县交通局 promised to do it by 9 May; it is in the ledger."""
    handled(assigned, Result.PLANNED)
    assigned.writes("o-ma", "评价 1001 基本满意")
    rated(assigned)
    assigned.clerk(promises.promise, "S1", 1)
    return assigned


def test_a_plan_goes_into_the_ledger_with_its_day(promised: Office) -> None:
    [made] = all_of(promised, Commitment)
    assert (made.state, made.due_on) == (PromiseState.OPEN, date(2026, 5, 9))
    assert promised.last_day(LoopClock.PROMISE) == date(2026, 5, 9)
    clock = promised.clock(LoopClock.PROMISE)
    assert clock is not None
    assert clock.source == "承办单位自己承诺的日期"
    assert promised.assignment().state is AssignmentState.PROMISED
    assert promised.clerk(promises.promise, "S1", 1) == "已经在承诺台账里了。"
    with pytest.raises(NotPossible, match="承诺已兑现"), promised.unchanged():
        closed_out(promised)


def test_a_plan_for_the_last_day_of_a_term_goes_into_the_ledger(assigned: Office) -> None:
    assigned.spoken()
    assigned.bureau(
        organ.feed_back, "JT", 1, assigned.answer(Result.PLANNED, planned_until=date(2031, 3, 10))
    )
    assigned.writes("o-ma", "评价 1001 基本满意")
    rated(assigned)
    assigned.clerk(promises.promise, "S1", 1)
    assert all_of(assigned, Commitment)[0].due_on == date(2031, 3, 10)


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(9999, 12, 30), date(2032, 1, 1)])
def test_a_slip_of_the_year_kept_from_before_is_no_promise_and_may_be_sent_back(
    assigned: Office, day: date
) -> None:
    handled(assigned, Result.PLANNED)
    assigned.writes("o-ma", "评价 1001 基本满意")
    rated(assigned)
    with assigned.db.transaction() as session:
        session.execute(update(Reply).values(planned_until=day))
    with pytest.raises(NotPossible, match=f"{day.year} 年才办好，不能算承诺"), assigned.unchanged():
        assigned.clerk(promises.promise, "S1", 1)
    assigned.clerk(returning.send_back, "S1", 1, "办结的年份写错了")
    assert assigned.assignment().state is AssignmentState.HANDLING


def test_only_a_plan_is_promised(assigned: Office) -> None:
    handled(assigned)
    assigned.writes("o-ma", "解决 1001 是")
    rated(assigned)
    with pytest.raises(NotPossible, match="只有答复为「列入计划」"), assigned.unchanged():
        assigned.clerk(promises.promise, "S1", 1)


def test_kept_is_seen_asked_and_closed_out_as_solved(promised: Office) -> None:
    promised.bureau(promises.report_kept, "JT", 1, "灯已装好")
    assert "请现场核实：灯已装好" in promised.told("o-staff")[-1]
    assert promised.audited()[-1] == "organ:JT promise_reported assignment:1"
    with pytest.raises(BadInput), promised.unchanged():
        promised.clerk(promises.confirm_kept, "S1", 1, " ")
    promised.clerk(promises.confirm_kept, "S1", 1, "陈晓去看过，亮了")
    assert "真的解决了吗？请回复：解决 1001 是" in promised.told("o-ma")[-1]
    assert all_of(promised, ResidentAnswer)[0].state is AnswerState.ASKED
    with pytest.raises(NotPossible, match="群众都已回答"), promised.unchanged():
        closed_out(promised)
    promised.writes("o-ma", "解决 1001 是")
    assert closed_out(promised) == "交办件 1 已销号：已解决。"
    assert promised.issue().result is Result.SOLVED
    assert [clock for clock in promised.issue().clocks if clock.kind is ClockKind.RECHECK]


def test_kept_but_the_resident_stays_silent(promised: Office) -> None:
    promised.clerk(promises.confirm_kept, "S1", 1, "去看过")
    promised.passes(days=20)
    assert all_of(promised, ResidentAnswer)[0].state is AnswerState.SILENT
    with pytest.raises(NotPossible, match="当面核实"), promised.unchanged():
        closed_out(promised)


def test_kept_they_say_but_the_resident_says_no(promised: Office) -> None:
    promised.clerk(promises.confirm_kept, "S1", 1, "去看过")
    promised.writes("o-ma", "解决 1001 否")
    assert (promised.assignment().state, promised.assignment().round) == (AssignmentState.HANDLING, 2)


def test_explained_is_closed_but_counts_as_not_possible(promised: Office) -> None:
    promised.clerk(promises.explain, "S1", 1, "规划改线，已向村里书面说明")
    assert "现在办不了：规划改线" in promised.told("o-ma")[-1]
    closed_out(promised)
    assert promised.assignment().result is Result.NOT_POSSIBLE
    assert (promised.issue().state, promised.issue().result) == (IssueState.CLOSED, Result.NOT_POSSIBLE)


def test_broken_goes_back_and_a_second_time_proposes_an_escalation(promised: Office) -> None:
    with pytest.raises(NotPossible, match="到5月9日才到期"), promised.unchanged():
        promised.clerk(promises.hold_broken, "S1", 1, "没动静")
    promised.until("2026-05-11 10:00")
    assert "应在5月9日（周六）前兑现承诺" in promised.told("o-JT")[-1]
    promised.clerk(promises.hold_broken, "S1", 1, "现场没有动工")
    assert (promised.assignment().state, promised.assignment().round) == (AssignmentState.HANDLING, 2)
    assert all_of(promised, Escalation) == []
    handled(promised, Result.PLANNED)
    promised.passes(days=20)
    promised.clerk(promises.promise, "S1", 1)
    promised.passes(days=60)
    promised.clerk(promises.hold_broken, "S1", 2, "还是没有动工")
    assert promised.assignment().round == 3
    assert len(all_of(promised, Escalation)) == 1


def test_an_ended_promise_stays_ended(promised: Office) -> None:
    promised.clerk(promises.explain, "S1", 1, "规划改线，已书面说明")
    for act in (promises.confirm_kept, promises.explain, promises.hold_broken):
        with pytest.raises(NotPossible, match="不能兑现，已说明原因"), promised.unchanged():
            promised.clerk(act, "S1", 1, "再来一次")
    with pytest.raises(NotFound), promised.unchanged():
        promised.bureau(promises.report_kept, "GD", 1, "不是我们的")
    with pytest.raises(NotFound), promised.unchanged():
        promised.clerk(promises.explain, "S1", 99, "没有这项")


def test_the_organ_replies_anew_after_staff_have_been_there(promised: Office) -> None:
    promised.until("2026-05-11 10:00")
    promised.clerk(promises.hold_broken, "S1", 1, "没有动工")
    handled(promised)
    promised.writes("o-ma", "解决 1001 是")
    rated(promised)
    seen_on_the_spot(promised)
    assert promised.clerk(closing_out.close_out, "S1", 1, "") == "交办件 1 已销号：已解决。"
    assert all_of(promised, ResidentAnswer)[-1].solved is Solved.YES


def test_a_plan_that_is_sent_back_leaves_the_ledger(promised: Office) -> None:
    """Nobody waits for it any more, and nobody may hold the organ to it while it works on the return."""
    promised.writes("o-ma", "评价 1001 不满意")
    assert promised.assignment().state is AssignmentState.HANDLING
    [made] = all_of(promised, Commitment)
    assert (made.state, made.ended_at) == (PromiseState.RETURNED, promised.now)
    handled(promised)
    promised.until("2026-05-11 10:00")
    with pytest.raises(NotPossible, match="退回重办"), promised.unchanged():
        promised.clerk(promises.hold_broken, "S1", 1, "到期没有兑现")
    with pytest.raises(NotPossible, match="退回重办"), promised.unchanged():
        promised.bureau(promises.report_kept, "JT", 1, "装好了")


def test_a_plan_that_staff_send_back_leaves_the_ledger(promised: Office) -> None:
    promised.clerk(returning.send_back, "S1", 1, "计划太远，请先装临时灯")
    assert [made.state for made in all_of(promised, Commitment)] == [PromiseState.RETURNED]
