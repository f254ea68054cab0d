"""The promise ledger (承诺台账): 列入计划 is no solution; it stays under supervision until kept or formally explained."""

from sqlalchemy import select

from handlers import assignment_clocks, escalating, loop_news, news, returning, wording
from handlers.assignment_access import for_organ, for_staff
from handlers.assignment_life import by_organ, covered, move, note_down, tell_timelines
from handlers.audit import audit
from handlers.desk import Desk, NotFound, NotPossible
from handlers.issue_life import by_staff
from handlers.loop_people import deputies_of
from handlers.replies import commitment_of, current, end_asking
from handlers.said import is_beyond_a_term, required
from models.assignment import Assignment, LoopClock
from models.issue import Issue, Result
from models.people import Organ, StaffMember
from models.reply import AnswerState, Reply, Solved
from models.rules.assignment_state import AssignmentAct, AssignmentState, goes_back
from models.rules.issue_state import IssueState
from models.rules.local_time import local_date
from models.rules.permissions import Permit
from models.supervision import Commitment, PromiseState

STATE_IN_WORDS = {
    PromiseState.OPEN: "待兑现",
    PromiseState.REPORTED: "承办单位报告已兑现，待核实",
    PromiseState.KEPT: "已兑现",
    PromiseState.BROKEN: "未兑现，已退回",
    PromiseState.EXPLAINED: "不能兑现，已说明原因",
    PromiseState.RETURNED: "已退回重办，以新的答复为准",
}
OPEN = (PromiseState.OPEN, PromiseState.REPORTED)
_MISSING = "没有找到这项承诺，或者它不归您管。"


def promise(desk: Desk, member: StaffMember, number: int) -> str:
    """A reply of 列入计划 goes into the ledger, due on the day it names. Raises Refusal."""
    assignment = for_staff(desk, member, number, Permit.SUPERVISE)
    if assignment.state is AssignmentState.PROMISED:
        return "已经在承诺台账里了。"
    reply = current(desk, assignment)
    if reply is None or reply.result is not Result.PLANNED or reply.planned_until is None:
        raise NotPossible("只有答复为「列入计划」、写明办结日期的，才列入承诺台账。")
    if commitment_of(desk, assignment, reply) is not None:
        raise NotPossible("这项承诺已经有了结果，请核对清单后销号。")
    if is_beyond_a_term(desk, reply.planned_until):
        raise NotPossible(
            f"答复写的是 {reply.planned_until.year} 年才办好，不能算承诺。请退回承办单位，写一个一届以内的日子。"
        )
    move(desk, assignment, AssignmentAct.PROMISE, by_staff(member))
    made = Commitment(
        assignment_id=assignment.id,
        organ_id=reply.organ_id,
        text=reply.plain_words,
        due_on=reply.planned_until,
        state=PromiseState.OPEN,
        made_at=desk.now,
    )
    desk.session.add(made)
    desk.session.flush()
    clock = assignment_clocks.start(
        desk, assignment, LoopClock.PROMISE, organ_id=reply.organ_id, on=reply.planned_until
    )
    until = wording.last_day(clock.due_at, desk.rules.zone)
    tell_timelines(desk, assignment, "promised", until, by_staff(member))
    audit(desk, member, "promise", assignment)
    text = f"{loop_news.subject(assignment)} 已列入承诺台账，请在{until}前办好，办好后在网页上报告。"
    loop_news.to_organ(desk, assignment, reply.organ, text)
    return f"已列入承诺台账，{until}前兑现；兑现以前不销号。"


def report_kept(desk: Desk, organ: Organ, commitment_id: int, words: str) -> str:
    """The organ says it is kept; supervising staff go and see. Raises NotFound, BadInput, NotPossible."""
    assignment = for_organ(desk, organ, _assignment_of(desk, commitment_id))
    made = desk.session.get_one(Commitment, commitment_id, populate_existing=True)
    if made.organ_id != organ.id:
        raise NotFound(_MISSING)
    words = required(words, "是怎样兑现的", "words")
    _demand(made, *OPEN)
    made.state, made.reported_at, made.note = PromiseState.REPORTED, desk.now, words
    note_down(desk, assignment, "promise_reported", by_organ(organ), words)
    audit(desk, organ, "promise_reported", assignment)
    text = f"{loop_news.subject(assignment)} {organ.name}报告承诺已兑现，请现场核实：{words}"
    loop_news.to_staff(desk, assignment, text)
    return "已报告，工作人员核实后确认。"


def confirm_kept(desk: Desk, member: StaffMember, commitment_id: int, words: str) -> str:
    """Staff have seen it: kept. Residents whose matter is open are asked whether it is truly solved. Raises Refusal."""
    assignment, made = _locked(desk, member, commitment_id)
    words = required(words, "谁去看的、看到了什么", "words")
    _demand(made, *OPEN)
    _end(desk, assignment, made, PromiseState.KEPT, words)
    move(desk, assignment, AssignmentAct.KEEP, by_staff(member), words)
    tell_timelines(desk, assignment, "promise_kept", words, by_staff(member))
    audit(desk, member, "promise_kept", assignment)
    _ask_again(desk, assignment)
    _tell(desk, assignment, f"{loop_news.subject(assignment)} 承诺的事经核实已经兑现。")
    return "已确认兑现，请核对清单后销号。"


def explain(desk: Desk, member: StaffMember, commitment_id: int, words: str) -> str:
    """It cannot be kept, and that was formally explained; it does not count as kept. Raises Refusal."""
    assignment, made = _locked(desk, member, commitment_id)
    words = required(words, "为什么不能兑现，向谁作了说明", "words")
    _demand(made, *OPEN)
    _end(desk, assignment, made, PromiseState.EXPLAINED, words)
    move(desk, assignment, AssignmentAct.EXPLAIN, by_staff(member), words)
    tell_timelines(desk, assignment, "promise_explained", words, by_staff(member))
    audit(desk, member, "promise_explained", assignment)
    for issue in covered(desk, assignment):
        if issue.state in {IssueState.REPORTED, IssueState.CLOSED}:
            news.to_resident(desk, issue, f"№ {issue.id} 原来列入计划的事现在办不了：{words}")
    _tell(desk, assignment, f"{loop_news.subject(assignment)} 承诺的事不能兑现，已说明原因：{words}")
    return "已登记说明。它不算兑现，销号时按「无法解决」计。"


def hold_broken(desk: Desk, member: StaffMember, commitment_id: int, words: str) -> str:
    """Past its day and not kept: handled again, under supervision; a second time an escalation is proposed. Raises Refusal."""
    assignment, made = _locked(desk, member, commitment_id)
    words = required(words, "没有兑现的情况", "words")
    _demand(made, *OPEN)
    if local_date(desk.now, desk.rules.zone) <= made.due_on:
        raise NotPossible(f"这项承诺到{made.due_on.month}月{made.due_on.day}日才到期。")
    _end(desk, assignment, made, PromiseState.BROKEN, words)
    reason = f"承诺到期没有兑现：{words}"
    if not goes_back(assignment.round):
        escalating.propose(desk, assignment, reason)
    returning.give_back(desk, assignment, by_staff(member), reason)
    audit(desk, member, "promise_broken", assignment)
    return "已登记未兑现，并退回承办单位重办。"


def _assignment_of(desk: Desk, commitment_id: int) -> int:
    found = desk.session.scalar(select(Commitment.assignment_id).where(Commitment.id == commitment_id))
    if found is None:
        raise NotFound(_MISSING)
    return found


def _locked(desk: Desk, member: StaffMember, commitment_id: int) -> tuple[Assignment, Commitment]:
    """The assignment first, then the promise, as it is now that nobody else can change it."""
    assignment = for_staff(desk, member, _assignment_of(desk, commitment_id), Permit.SUPERVISE)
    return assignment, desk.session.get_one(Commitment, commitment_id, populate_existing=True)


def _demand(made: Commitment, *states: PromiseState) -> None:
    if made.state not in states:
        raise NotPossible(f"这项承诺现在是「{STATE_IN_WORDS[made.state]}」，这一步不能办。")


def _end(desk: Desk, assignment: Assignment, made: Commitment, state: PromiseState, words: str) -> None:
    made.state, made.ended_at, made.note = state, desk.now, words
    assignment_clocks.stop(desk, assignment, LoopClock.PROMISE)


def _ask_again(desk: Desk, assignment: Assignment) -> None:
    """What they said of the plan is no answer to what was done since."""
    reply = current(desk, assignment)
    if reply is None:
        raise RuntimeError(f"assignment {assignment.id} made a promise without a reply")
    end_asking(reply, Result.PLANNED)
    matters = covered(desk, assignment)
    still_open = {issue.id: issue for issue in matters if issue.state is IssueState.REPORTED}
    again = [one for one in reply.answers if one.issue_id in still_open and one.solved is not Solved.YES]
    for answer in again:
        answer.state, answer.solved, answer.asked_at = AnswerState.ASKED, None, desk.now
        issue = still_open[answer.issue_id]
        question = f"真的解决了吗？请回复：解决 {issue.id} 是（或 部分、否）"
        news.to_resident(desk, issue, f"{_kept(issue, reply)}\n{question}")
    for issue in matters:
        if issue.state is IssueState.CLOSED:
            news.to_resident(desk, issue, _kept(issue, reply))
    if again:
        assignment_clocks.start(desk, assignment, LoopClock.RATE)


def _kept(issue: Issue, reply: Reply) -> str:
    return f"№ {issue.id} {reply.organ.name}答应的事，经核实已经办好：{reply.plain_words}"


def _tell(desk: Desk, assignment: Assignment, text: str) -> None:
    loop_news.to_organs(desk, assignment, text)
    for deputy in deputies_of(desk, assignment):
        loop_news.to_deputy(desk, assignment, deputy, text)
