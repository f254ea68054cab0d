"""评价: deputies mark attitude and result apart, residents say whether it is truly solved; a "no" returns it.

In later rounds a "no" proposes an escalation instead (domain §5; 河南办法 art. 22).
"""

from sqlalchemy import select

from handlers import assignment_clocks, escalating, loop_news, returning, wording
from handlers.access import demand
from handlers.assignment_access import demand_level
from handlers.assignment_life import find_assignment, move, note_down
from handlers.audit import audit
from handlers.crediting import credit
from handlers.desk import Desk, NotFound, NotPossible
from handlers.issue_access import get_issue
from handlers.issue_life import SYSTEM, by_deputy, by_resident, by_staff, log
from handlers.leaving import left
from handlers.replies import CLAIMS, answering_to, current, end_asking, is_in, reached
from handlers.said import required, short_enough
from models.assignment import Assignment, LoopClock
from models.issue import Issue, Result, Satisfaction
from models.people import Deputy, StaffMember
from models.reply import AnswerState, DeputyMark, MarkState, Reply, ResidentAnswer, Solved
from models.rules.assignment_state import AssignmentAct, AssignmentState, goes_back
from models.rules.issue_state import IssueState
from models.rules.permissions import Permit

LONGEST_WORDS = 500
SOLVED_IN_WORDS = {Solved.YES: "已解决", Solved.PARTLY: "部分解决", Solved.NO: "没有解决"}
_ANSWERED_TO = frozenset(
    {
        AssignmentState.FED_BACK,
        AssignmentState.EVALUATED,
        AssignmentState.PROMISED,
        AssignmentState.CLOSED_OUT,
    }
)
"""With a reply of its round, which a "no" may be about."""


def rate(
    desk: Desk, deputy: Deputy, number: int, attitude: Satisfaction, result: Satisfaction, words: str
) -> str:
    """The deputy's marks of the reply in hand; until the time is over they may be changed. Raises NotFound, NotPossible."""
    words = short_enough(words.strip(), "words", LONGEST_WORDS)
    assignment, mark = _asked_of(desk, deputy, number)
    move(desk, assignment, AssignmentAct.RATE, by_deputy(deputy), _in_words(attitude, result, words))
    mark.attitude, mark.result, mark.words = attitude, result, words
    mark.state, mark.given_at = MarkState.GIVEN, desk.now
    said = f"已记下您的评价：态度{_GRADE[attitude]}，结果{_GRADE[result]}。"
    if result is not Satisfaction.UNSATISFIED:
        settle(desk, assignment)
        return said
    return said + _no(
        desk, assignment, f"{deputy.name}代表评价办理结果不满意" + (f"：{words}" if words else "")
    )


_GRADE = wording.SATISFACTION_IN_WORDS


def _in_words(attitude: Satisfaction, result: Satisfaction, words: str) -> str:
    return f"态度{_GRADE[attitude]}，结果{_GRADE[result]} {words}".strip()


def _asked_of(desk: Desk, deputy: Deputy, number: int) -> tuple[Assignment, DeputyMark]:
    """The assignment, locked, and the deputy's mark of its reply. Raises NotFound, the same for what is not theirs."""
    missing = NotFound(f"没有等您评价的交办件 {number}。发「待办」看看您的事。")
    try:
        assignment = find_assignment(desk, number)
    except NotFound:
        raise missing from None
    reply = current(desk, assignment)
    mine = (mark for mark in reply.marks if mark.deputy_id == deputy.id) if reply else iter(())
    mark = next(mine, None)
    if mark is None:
        raise missing
    if mark.state is MarkState.NOT_GIVEN:
        raise NotPossible("评价的期限已经过了，按未评价记录。有意见请直接告诉人大工作人员。")
    return assignment, mark


def waiting_marks(desk: Desk, deputy: Deputy) -> list[tuple[Assignment, DeputyMark]]:
    """Replies that wait for this deputy's marks, oldest first."""
    rows = desk.session.execute(
        select(Assignment, DeputyMark)
        .join(Reply, Reply.assignment_id == Assignment.id)
        .join(DeputyMark, DeputyMark.reply_id == Reply.id)
        .where(DeputyMark.deputy_id == deputy.id, DeputyMark.state == MarkState.ASKED)
        .order_by(DeputyMark.id)
    )
    return [(assignment, mark) for assignment, mark in rows]


def resident_said(
    desk: Desk, issue: Issue, solved: Solved | None, satisfaction: Satisfaction | None, words: str
) -> str:
    """What the resident said of their matter, as far as an organ has answered it. `words` are those fit for others.

    Returns what follows of a "no", in words; empty when nothing does.
    """
    assignment = answering_to(desk, issue)
    if assignment is None:
        return ""
    reply = current(desk, assignment)
    if reply is None or assignment.state not in _ANSWERED_TO:
        if solved in {Solved.YES, Solved.PARTLY}:
            _settled_early(desk, issue, assignment, solved, words)
        return ""
    result = reached(desk, assignment, reply)
    answer = _answer_of(desk, reply, issue)
    _write_down(desk, answer, (solved, satisfaction), words, result)
    note = f"№ {issue.id} {_said(solved, satisfaction)} {words}".strip()
    note_down(desk, assignment, AssignmentAct.RATE, by_resident(issue.resident), note)
    late_grade = assignment.state is AssignmentState.CLOSED_OUT and solved is not Solved.NO
    if (
        is_no(solved, satisfaction, result) and not late_grade
    ):  # a grade alone opens nothing that is closed out
        return _no(desk, assignment, _reason(issue, solved), issue)
    settle(desk, assignment)
    return ""


def _settled_early(desk: Desk, issue: Issue, assignment: Assignment, solved: Solved, words: str) -> None:
    """Before the organ replied: on record, staff are told, and what is wholly solved need not be handled any more."""
    said = f"群众说{SOLVED_IN_WORDS[solved]}"
    note = f"№ {issue.id} {_said(solved, None)} {words}".strip()
    note_down(desk, assignment, AssignmentAct.RATE, by_resident(issue.resident), note)
    text = f"№ {issue.id} {said}，承办单位还没有答复，请看看要不要继续办。"
    if solved is Solved.YES:
        text = f"№ {issue.id} {said}，承办单位不用再为它办了。"
        left(desk, issue, by_resident(issue.resident), said)
    loop_news.to_staff(desk, assignment, text)


def taken_back(desk: Desk, issue: Issue) -> None:
    """The resident withdrew it: if only their answer was missing, the evaluation is over."""
    assignment = answering_to(desk, issue)
    if assignment is not None:
        settle(desk, assignment)


def is_no(solved: Solved | None, satisfaction: Satisfaction | None, result: Result) -> bool:
    """不满意, or 没解决 of a reply that says it is: that a plan is no solution yet, both sides agree."""
    return satisfaction is Satisfaction.UNSATISFIED or (solved is Solved.NO and result in CLAIMS)


def _reason(issue: Issue, solved: Solved | None) -> str:
    return f"№ {issue.id} 群众" + ("说没有解决" if solved is Solved.NO else "评价不满意")


def _said(solved: Solved | None, satisfaction: Satisfaction | None) -> str:
    parts = [SOLVED_IN_WORDS[solved]] if solved else []
    parts += [_GRADE[satisfaction]] if satisfaction else []
    return "群众：" + "，".join(parts)


def _answer_of(desk: Desk, reply: Reply, issue: Issue) -> ResidentAnswer:
    """Theirs; someone who had closed the matter before the reply, and was not asked, may still say so."""
    found = next((answer for answer in reply.answers if answer.issue_id == issue.id), None)
    if found is None:
        found = ResidentAnswer(issue_id=issue.id, state=AnswerState.ASKED, asked_at=desk.now)
        reply.answers.append(found)
    return found


def _write_down(
    desk: Desk,
    answer: ResidentAnswer,
    said: tuple[Solved | None, Satisfaction | None],
    words: str,
    result: Result,
) -> None:
    answer.solved, answer.satisfaction = said[0] or answer.solved, said[1] or answer.satisfaction
    answer.words, answer.answered_at = words[:LONGEST_WORDS] or answer.words, desk.now
    if is_in(answer, result):
        answer.state = AnswerState.ANSWERED


def check_on_spot(
    desk: Desk,
    member: StaffMember,
    issue_number: int,
    solved: Solved,
    satisfaction: Satisfaction | None,
    words: str,
) -> str:
    """Of an organ's reply; of a deputy's answer see `confirming`. Raises Refusal."""
    demand(member, Permit.SUPERVISE)
    words = required(words, "怎么核实的，群众怎么说", "words", LONGEST_WORDS)
    issue, assignment, reply = _replied_to(desk, member, issue_number)
    answer = next((one for one in reply.answers if one.issue_id == issue.id), None)
    if answer is None or answer.state is AnswerState.ANSWERED:
        raise NotPossible(f"№ {issue_number} 群众已经自己说过了，不用再核实。")
    result = reached(desk, assignment, reply)
    _write_down(desk, answer, (solved, satisfaction), words, result)
    answer.state, answer.checked_by = AnswerState.CHECKED, member.id
    if satisfaction is not None:
        issue.satisfaction, issue.satisfaction_words = satisfaction, words
    note = f"{SOLVED_IN_WORDS[solved]}。{words}"
    log(desk, issue, "checked_on_spot", by_staff(member), note)
    note_down(desk, assignment, "checked_on_spot", by_staff(member), f"№ {issue.id} {note}")
    audit(desk, member, "check_on_spot", issue)
    if is_no(solved, satisfaction, result):
        return "已记下。" + _no(desk, assignment, _reason(issue, solved), issue)
    if solved is Solved.YES:
        credit(desk, issue)
    settle(desk, assignment)
    return f"已记下 № {issue_number} 的核实情况：{SOLVED_IN_WORDS[solved]}。"


def _replied_to(desk: Desk, member: StaffMember, number: int) -> tuple[Issue, Assignment, Reply]:
    issue = get_issue(desk, member, number, Permit.SUPERVISE)
    assignment = answering_to(desk, issue)
    reply = current(desk, assignment) if assignment else None
    if assignment is None or reply is None or assignment.state is AssignmentState.CLOSED_OUT:
        raise NotPossible(f"№ {number} 现在没有等群众回答的答复。")
    demand_level(member, assignment, Permit.SUPERVISE)
    return issue, assignment, reply


def settle(desk: Desk, assignment: Assignment) -> None:
    """All marks and answers are in, or their time is over: evaluated, and 销号 is next."""
    reply = current(desk, assignment)
    if reply is None or assignment.state is not AssignmentState.FED_BACK:
        return
    if any(mark.state is MarkState.ASKED for mark in reply.marks) or _residents_wait(desk, reply):
        return
    assignment_clocks.stop(desk, assignment, LoopClock.RATE)
    move(desk, assignment, AssignmentAct.EVALUATE, SYSTEM)
    planned = reached(desk, assignment, reply) is Result.PLANNED
    next_step = "请列入承诺台账，跟踪督办。" if planned else "请核对清单后销号。"
    loop_news.to_staff(desk, assignment, f"{loop_news.subject(assignment)} 评价已结束，{next_step}")


def _residents_wait(desk: Desk, reply: Reply) -> bool:
    """Someone asked has not answered, and has not taken the matter back meanwhile."""
    asked = [answer.issue_id for answer in reply.answers if answer.state is AnswerState.ASKED]
    still_open = select(Issue.id).where(Issue.id.in_(asked), Issue.state == IssueState.REPORTED)
    return bool(asked) and desk.session.scalars(still_open.limit(1)).first() is not None


def time_is_up(desk: Desk, assignment: Assignment) -> None:
    """Ten working days are over: what was not said stands as not said."""
    reply = current(desk, assignment)
    if reply is not None:
        end_asking(reply, reached(desk, assignment, reply))
        settle(desk, assignment)


def _no(desk: Desk, assignment: Assignment, reason: str, issue: Issue | None = None) -> str:
    """Returned once with a new deadline; after that an escalation is proposed (and a closed one opened again)."""
    closed_out = assignment.state is AssignmentState.CLOSED_OUT
    again = goes_back(assignment.round)
    if not again:
        escalating.propose(desk, assignment, f"第{assignment.round}次办理后，{reason}")
    if issue is not None:
        returning.revive(desk, issue)
    if again or closed_out:
        returning.give_back(desk, assignment, SYSTEM, reason)
        return "已退回承办单位重新办理。"
    settle(desk, assignment)
    return "已建议人大采取进一步的监督措施。"
