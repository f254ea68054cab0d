"""销号: every line of the check list keeps it open; kinds of end are counted apart; a later "no" opens it again."""

import pytest
from sqlalchemy import delete, update

from handlers import closing_out, escalating, evaluating, linking, supervising
from handlers.desk import Forbidden, NotFound, NotPossible
from models.assignment import Assignment, OrganRequest, RequestKind, RequestState
from models.duty import EntryKind, HandbookEntry
from models.issue import ClockKind, Result
from models.reply import AnswerState, ContactLog, ResidentAnswer, Solved
from models.rules.assignment_state import AssignmentState
from models.rules.close_out import check_list
from models.rules.issue_state import IssueState
from models.supervision import Escalation, EscalationState
from tests.handlers.loop.evaluation import all_of, closed_out, handled, rated, seen_on_the_spot
from tests.handlers.loop.office import Office


@pytest.fixture
def evaluated(assigned: Office) -> Office:
    """Solved, said the resident and the deputy; staff have been there."""
    handled(assigned)
    rated(assigned)
    assigned.passes(days=20)
    assigned.clerk(evaluating.check_on_spot, "S1", 1001, Solved.YES, None, "上门问过，灯亮了")
    return assigned


def lacking(office: Office) -> list[str]:
    with office.db.reading() as session:
        loop = closing_out.state_of(office.desk(session), session.get_one(Assignment, 1))
        return [item.words for item in check_list(loop) if not item.done]


def refused(office: Office, words: str) -> None:
    with pytest.raises(NotPossible, match=words), office.unchanged():
        closed_out(office)


def test_solved_and_closed_out(evaluated: Office) -> None:
    assert closed_out(evaluated) == "交办件 1 已销号：已解决。"
    one, issue = evaluated.assignment(), evaluated.issue()
    assert (one.state, one.result, one.supervised_since) == (AssignmentState.CLOSED_OUT, Result.SOLVED, None)
    assert (issue.state, issue.result) == (IssueState.CLOSED, Result.SOLVED)
    assert all(clock.stopped_at for clock in one.clocks)
    assert "已办结：已解决。谢谢您" in evaluated.told("o-ma")[-1]
    assert "已销号：已解决" in evaluated.told("o-zhang")[-1]
    assert "已销号" in evaluated.told("o-JT")[-1]
    assert closed_out(evaluated) == "交办件 1 已经销号了。"


def test_only_who_supervises_there_may(evaluated: Office) -> None:
    for code, refusal in (("S2", NotFound), ("S8", Forbidden)):
        with pytest.raises(refusal), evaluated.unchanged():
            evaluated.clerk(closing_out.close_out, code, 1, "")
    evaluated.clerk(closing_out.close_out, "S9", 1, "县里核对过")


def test_not_before_it_is_evaluated(assigned: Office) -> None:
    refused(assigned, "现在是「办理中」，不能销号")


def test_every_missing_line_is_named(assigned: Office) -> None:
    handled(assigned)
    with pytest.raises(NotPossible) as told, assigned.unchanged():
        closed_out(assigned)
    for line in ("有办理佐证", "群众都已回答", "代表已评价"):
        assert line in told.value.sentence


def test_without_evidence(assigned: Office) -> None:
    handled(assigned)
    assigned.writes("o-ma", "解决 1001 是")
    rated(assigned)
    refused(assigned, "有办理佐证")
    seen_on_the_spot(assigned)
    closed_out(assigned)
    assigned.writes("o-ma", "进度 1001")
    assert "已销号：已解决" in assigned.told("o-ma")[-1]  # whoever had closed their own matter reads it too


def test_with_a_silent_resident(assigned: Office) -> None:
    handled(assigned)
    rated(assigned)
    assigned.passes(days=20)
    seen_on_the_spot(assigned)
    refused(assigned, "群众都已回答，或工作人员已当面核实")
    assert lacking(assigned) == ["群众都已回答，或工作人员已当面核实"]


def test_with_a_deputy_who_was_not_spoken_to(evaluated: Office) -> None:
    with evaluated.db.transaction() as session:
        session.execute(delete(ContactLog))
    refused(evaluated, "与代表联系沟通有记录")


def test_with_an_open_request(evaluated: Office) -> None:
    with evaluated.db.transaction() as session:
        asked = OrganRequest(
            assignment_id=1, organ_id=1, kind=RequestKind.EXTENSION, asked_at=evaluated.now, reason="再等等"
        )
        asked.state = RequestState.ASKED
        session.add(asked)
    refused(evaluated, "承办单位的请求都已答复")


def test_with_a_proposed_escalation(evaluated: Office) -> None:
    with evaluated.db.transaction() as session:
        escalating.propose(evaluated.desk(session), session.get_one(Assignment, 1), "拖延")
    refused(evaluated, "约谈等监督措施都已有结果")
    evaluated.clerk(escalating.drop, "S9", 1, "已经解决，不再约谈")
    closed_out(evaluated)


def test_with_a_resident_who_says_no_after_the_second_round(assigned: Office) -> None:
    handled(assigned)
    assigned.writes("o-ma", "解决 1001 否")
    handled(assigned)
    rated(assigned)
    assigned.writes("o-ma", "解决 1001 否")
    seen_on_the_spot(assigned)
    with assigned.db.transaction() as session:
        session.execute(update(Escalation).values(state=EscalationState.DONE))
    refused(assigned, "群众没有说「没解决」")


def test_not_possible_and_honestly_explained_ends_so(assigned: Office) -> None:
    handled(assigned, Result.NOT_POSSIBLE)
    assigned.writes("o-ma", "解决 1001 否")
    rated(assigned)
    closed_out(assigned)
    assert assigned.issue().result is Result.NOT_POSSIBLE
    assert not [clock for clock in assigned.issue().clocks if clock.kind is ClockKind.RECHECK]


def test_a_resident_who_said_partly_keeps_their_word(assigned: Office) -> None:
    handled(assigned)
    assigned.writes("o-ma", "解决 1001 部分")
    rated(assigned)
    seen_on_the_spot(assigned)
    closed_out(assigned)
    assert (assigned.assignment().result, assigned.issue().result) == (Result.SOLVED, Result.PARTLY)


def test_a_partly_heard_on_the_spot_is_partly(assigned: Office) -> None:
    handled(assigned)
    rated(assigned)
    assigned.passes(days=20)
    assigned.clerk(evaluating.check_on_spot, "S1", 1001, Solved.PARTLY, None, "上门问过，亮了一半")
    closed_out(assigned)
    assert assigned.issue().result is Result.PARTLY


def test_four_weeks_later_it_is_asked_again_and_a_no_opens_it(evaluated: Office) -> None:
    closed_out(evaluated)
    evaluated.passes(days=29)
    assert "办结四周了，现在还好吗" in evaluated.told("o-ma")[-1]
    evaluated.writes("o-ma", "解决 1001 是")
    credited = [entry for entry in all_of(evaluated, HandbookEntry) if entry.kind is EntryKind.SOLVED]
    assert len(credited) == 1, "the deputy solved one matter, whoever says so how often"
    told = evaluated.writes("o-ma", "解决 1001 否 又黑了")
    assert "已退回承办单位重新办理" in told[0]
    assert "已退回承办单位重新办理" in told[1]
    one, issue = evaluated.assignment(), evaluated.issue()
    assert (one.state, one.round, one.closed_at) == (AssignmentState.HANDLING, 2, None)
    assert (issue.state, issue.result, issue.closed_at) == (IssueState.REPORTED, None, None)
    for openid in ("o-zhang", "o-staff", "o-JT"):
        assert any("群众说没有解决" in text for text in evaluated.told(openid)[-2:])


def test_a_no_after_the_second_round_opens_it_and_proposes(assigned: Office) -> None:
    handled(assigned)
    assigned.writes("o-ma", "解决 1001 否")
    handled(assigned)
    assigned.writes("o-ma", "解决 1001 是")
    rated(assigned)
    seen_on_the_spot(assigned)
    closed_out(assigned)
    assigned.passes(days=3)
    assigned.writes("o-ma", "解决 1001 否")
    assert (assigned.assignment().state, assigned.assignment().round) == (AssignmentState.HANDLING, 3)
    assert len(all_of(assigned, Escalation)) == 1


def test_a_bad_grade_alone_opens_nothing_that_is_closed_out(evaluated: Office) -> None:
    closed_out(evaluated)
    evaluated.writes("o-ma", "评价 1001 不满意")
    assert evaluated.assignment().state is AssignmentState.CLOSED_OUT


def test_without_an_assignment_a_no_goes_to_the_deputy_as_before(office: Office) -> None:
    office.tells("o-ma", "莲花村东头的路灯坏了")
    office.writes("o-zhang", "答复 1001 修好了")
    office.writes("o-ma", "解决 1001 是")
    office.writes("o-ma", "解决 1001 否")
    assert office.issue().state is IssueState.RECEIVED


def test_of_two_neighbours_one_says_no(studied: Office) -> None:
    studied.reported("o-sun", "莲花村的灯不亮，黑得很")
    studied.clerk(linking.link, "S1", 1002, 1001, "同一盏灯")
    studied.assigned()
    handled(studied)
    assert "真的解决了吗？请回复：解决 1002 是" in studied.told("o-sun")[-1]
    studied.writes("o-ma", "解决 1001 是")
    studied.writes("o-sun", "解决 1002 否")
    assert (studied.issue(1001).state, studied.issue(1002).state) == (IssueState.CLOSED, IssueState.REPORTED)
    assert studied.assignment().round == 2
    before = len(studied.told("o-ma"))
    handled(studied)
    assert len(studied.told("o-ma")) == before  # who has closed theirs is left in peace
    studied.writes("o-sun", "解决 1002 是")
    rated(studied)
    seen_on_the_spot(studied)
    closed_out(studied)
    assert [issue.result for issue in studied.issues()] == [Result.SOLVED, Result.SOLVED]


def test_the_supervision_list_and_key_matters(assigned: Office) -> None:
    assigned.clerk(supervising.put_on_list, "S1", 1, "反映三年了")
    assert assigned.assignment().supervised_for == "反映三年了"
    assert "已列入督办：反映三年了" in assigned.told("o-JT")[-1]
    assert "已经在" in assigned.clerk(supervising.put_on_list, "S1", 1, "再列一次")
    assigned.clerk(supervising.take_off, "S1", 1, "已修好")
    assert assigned.assignment().supervised_since is None
    with pytest.raises(Forbidden), assigned.unchanged():
        assigned.clerk(supervising.make_key, "S1", 1, assigned.today, "")
    assigned.clerk(supervising.make_key, "S9", 1, assigned.today, "主任会议第3次")
    assert assigned.assignment().key_since == assigned.today
    assigned.clerk(supervising.unmake_key, "S9", 1, "已办结")
    assert assigned.assignment().key_since is None


def test_what_is_answered_four_weeks_later_is_on_record(assigned: Office) -> None:
    """Silent until 销号; asked again, the resident says that half of it is done: their word tells how it ended."""
    handled(assigned)
    rated(assigned)
    assigned.passes(days=20)
    assigned.clerk(evaluating.check_on_spot, "S1", 1001, Solved.YES, None, "上门问过邻居，说亮了")
    closed_out(assigned)
    assigned.passes(days=29)
    assert "部分解决" in assigned.writes("o-ma", "解决 1001 部分 只亮了一半")[-1]
    [answer] = all_of(assigned, ResidentAnswer)
    assert (answer.state, answer.solved, answer.words) == (AnswerState.ANSWERED, Solved.PARTLY, "只亮了一半")
    assert (assigned.issue().state, assigned.issue().result) == (IssueState.CLOSED, Result.PARTLY)
    assert assigned.assignment().state is AssignmentState.CLOSED_OUT
    events = len(assigned.issue().events)
    assigned.writes("o-ma", "解决 1001 部分")
    assert len(assigned.issue().events) == events
