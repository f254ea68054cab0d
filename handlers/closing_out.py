"""销号: by supervising staff only, when every line of the check list is met; kinds of end are counted apart."""

from collections import Counter

from sqlalchemy import func, select

from handlers import assignment_clocks, escalating, issue_clocks, loop_news, news, suggestion_life, wording
from handlers.assignment_access import for_staff
from handlers.assignment_life import covered, move
from handlers.audit import audit
from handlers.contacting import spoke_with_deputy
from handlers.desk import Desk, NotPossible
from handlers.issue_life import Actor, by_staff, log
from handlers.issue_life import move as move_issue
from handlers.loop_people import deputies_of
from handlers.replies import CLAIMS, commitment_of, current, reached
from handlers.said import short_enough
from handlers.supervising import VISITED
from models.assignment import Assignment, RequestState
from models.issue import ClockKind, Issue, Result
from models.people import StaffMember
from models.reply import AnswerState, Evidence, MarkState, Reply, ResidentAnswer, Solved
from models.rules.assignment_state import AssignmentAct, AssignmentState
from models.rules.close_out import Loop, missing
from models.rules.issue_state import IssueAct, IssueState
from models.rules.permissions import Permit
from models.rules.suggestion_state import SuggestionAct, SuggestionState
from models.supervision import PromiseState

_BY_WORD = {Solved.YES: Result.SOLVED, Solved.PARTLY: Result.PARTLY, Solved.NO: Result.UNSOLVED}
_WITH_A_REPLY = frozenset({AssignmentState.FED_BACK, AssignmentState.EVALUATED, AssignmentState.PROMISED})


def state_of(desk: Desk, assignment: Assignment) -> Loop:
    """What the records say, for the check list."""
    reply = current(desk, assignment)
    result = reached(desk, assignment, reply) if reply else None
    answers = _open_answers(desk, assignment, reply)
    states = Counter(answer.state for answer in answers)
    unsolved = sum(answer.solved is Solved.NO for answer in answers)
    return Loop(
        state=assignment.state,
        has_result=reply is not None,
        planned=result is Result.PLANNED,
        contacted=spoke_with_deputy(desk, assignment),
        evidence=result not in {*CLAIMS, None} or _has_evidence(desk, assignment, reply),
        residents_waiting=states[AnswerState.ASKED],
        residents_silent=states[AnswerState.SILENT],
        residents_no=unsolved if result in CLAIMS else 0,
        deputies_waiting=sum(mark.state is MarkState.ASKED for mark in reply.marks) if reply else 0,
        requests_open=sum(request.state is RequestState.ASKED for request in assignment.requests),
        escalations_open=escalating.open_ones(desk, assignment),
    )


def close_out(desk: Desk, member: StaffMember, number: int, words: str) -> str:
    """销号. Raises NotPossible, which names every line that is missing; NotFound, Forbidden, BadInput."""
    assignment = for_staff(desk, member, number, Permit.SUPERVISE)
    if assignment.state is AssignmentState.CLOSED_OUT:
        return f"交办件 {number} 已经销号了。"
    words = short_enough(words.strip(), "words")
    lacking = missing(state_of(desk, assignment)) if assignment.state in _WITH_A_REPLY else ()
    if lacking:
        raise NotPossible("还不能销号，还差：" + "；".join(lacking) + "。")
    move(desk, assignment, AssignmentAct.CLOSE_OUT, by_staff(member), words)
    reply = current(desk, assignment)
    if reply is None:
        raise RuntimeError(f"assignment {number} was evaluated without a reply")
    assignment.result = reached(desk, assignment, reply)
    assignment_clocks.stop_all(desk, assignment)
    _close_issues(desk, assignment, reply, by_staff(member))
    _close_suggestion(desk, assignment, by_staff(member), words)
    audit(desk, member, "close_out", assignment, assignment.result)
    _tell(desk, assignment)
    return f"交办件 {number} 已销号：{wording.RESULT_IN_WORDS[assignment.result]}。"


def _open_answers(desk: Desk, assignment: Assignment, reply: Reply | None) -> list[ResidentAnswer]:
    """Of matters that are still open; who closed theirs, or took it back, has had their word."""
    still_open = {issue.id for issue in covered(desk, assignment) if issue.state is IssueState.REPORTED}
    return [answer for answer in reply.answers if answer.issue_id in still_open] if reply else []


def _has_evidence(desk: Desk, assignment: Assignment, reply: Reply | None) -> bool:
    """A photo of this round, or the words of who went there: with a resident, at a promise kept, or alone."""
    photos = select(func.count(Evidence.id)).where(
        Evidence.assignment_id == assignment.id, Evidence.round == assignment.round
    )
    if reply is None:
        return False
    if desk.session.scalar(photos) or any(answer.state is AnswerState.CHECKED for answer in reply.answers):
        return True
    made = commitment_of(desk, assignment, reply)
    if made is not None and made.state is PromiseState.KEPT:
        return True
    return any(event.act == VISITED and event.at >= reply.at for event in assignment.events)


def _close_issues(desk: Desk, assignment: Assignment, reply: Reply, by: Actor) -> None:
    """A matter its resident has closed keeps their word, and is told; the others end with what was really reached."""
    answers = {answer.issue_id: answer for answer in reply.answers}
    for issue in covered(desk, assignment):
        if issue.state is IssueState.CLOSED:
            log(desk, issue, IssueAct.CLOSE_OUT, by, wording.RESULT_IN_WORDS[issue.result or Result.UNSOLVED])
            news.to_resident(desk, issue, f"№ {issue.id} {wording.state(issue)}，工作人员核对后已销号。")
        if issue.state is not IssueState.REPORTED:
            continue
        result = _result_for(assignment, reply, answers.get(issue.id))
        move_issue(desk, issue, IssueAct.CLOSE_OUT, by, wording.RESULT_IN_WORDS[result])
        issue.result = result
        if result in CLAIMS:
            issue_clocks.start(desk, issue, ClockKind.RECHECK)
        _thank(desk, issue, result)


def _result_for(assignment: Assignment, reply: Reply, answer: ResidentAnswer | None) -> Result:
    """What the organ reached, as far as the resident agrees: SOLVED only if they do not say no. Their "partly" stands,
    unless it was said of a plan that came to nothing.
    """
    result = assignment.result or Result.UNSOLVED
    said = answer.solved if answer else None
    in_vain = reply.result is Result.PLANNED and result is not Result.SOLVED
    if said is not None and (result is Result.SOLVED or (said is Solved.PARTLY and not in_vain)):
        return _BY_WORD[said]
    return result


def _thank(desk: Desk, issue: Issue, result: Result) -> None:
    text = f"№ {issue.id} 已办结：{wording.RESULT_IN_WORDS[result]}。谢谢您关心家乡的事。"
    if result in CLAIMS:
        text += f"\n四周后我们再问您一次；要是没有办好，随时回复：解决 {issue.id} 否"
    news.to_resident(desk, issue, text)


def _close_suggestion(desk: Desk, assignment: Assignment, by: Actor, words: str) -> None:
    raised = assignment.suggestion
    if raised is not None and raised.state is SuggestionState.ASSIGNED:
        suggestion_life.move(desk, raised, SuggestionAct.CLOSE, by, words)


def _tell(desk: Desk, assignment: Assignment) -> None:
    result = wording.RESULT_IN_WORDS[assignment.result or Result.UNSOLVED]
    text = f"{loop_news.subject(assignment)} 已销号：{result}。"
    loop_news.to_organs(desk, assignment, text)
    for deputy in deputies_of(desk, assignment):
        loop_news.to_deputy(desk, assignment, deputy, text)
