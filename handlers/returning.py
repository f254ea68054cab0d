"""退回重办: handled again, with a new deadline, on the supervision list; all concerned are told."""

from sqlalchemy import select

from handlers import assignment_clocks, loop_news, news, suggestion_life, wording
from handlers.assignment_access import for_staff
from handlers.assignment_life import covered, move
from handlers.audit import audit
from handlers.desk import Desk
from handlers.handling_again import handle_again
from handlers.issue_life import SYSTEM, Actor, by_staff
from handlers.issue_life import move as move_issue
from handlers.loop_people import deputies_of
from handlers.replies import current, end_asking, reached
from handlers.said import required
from models.assignment import Assignment, LoopClock
from models.issue import Issue
from models.outbox import NoticeKind
from models.people import StaffMember
from models.rules.assignment_state import AssignmentAct, AssignmentState
from models.rules.issue_state import IssueAct, IssueState
from models.rules.permissions import Permit
from models.rules.suggestion_state import SuggestionAct, SuggestionState
from models.supervision import Commitment, PromiseState


def send_back(desk: Desk, member: StaffMember, number: int, reason: str) -> str:
    """Staff return it, in any round. Raises Forbidden, NotFound, BadInput, NotPossible."""
    assignment = for_staff(desk, member, number, Permit.SUPERVISE)
    reason = required(reason, "为什么退回，承办单位要照着办", "reason")
    give_back(desk, assignment, by_staff(member), reason)
    audit(desk, member, "send_back", assignment)
    return f"已退回承办单位重办，请在{_until(desk, assignment)}前答复。"


def give_back(desk: Desk, assignment: Assignment, by: Actor, reason: str) -> None:
    """Back to the organ: one month (河南办法 art. 22), and onto the supervision list. Closed out: it is reopened."""
    closed_out = assignment.state is AssignmentState.CLOSED_OUT
    reply = current(desk, assignment)
    if reply is not None:
        end_asking(reply, reached(desk, assignment, reply))
    move(desk, assignment, AssignmentAct.REOPEN if closed_out else AssignmentAct.RETURN, by, reason)
    if closed_out:
        _reopen_suggestion(desk, assignment, by, reason)
    handle_again(desk, assignment)
    _leave_ledger(desk, assignment, reason)
    assignment.supervised_since, assignment.supervised_for = desk.now, f"退回重办：{reason}"[:200]
    for issue in covered(desk, assignment):
        if issue.state is IssueState.REPORTED:
            move_issue(desk, issue, IssueAct.RETURN, SYSTEM, reason)
    _tell(desk, assignment, reason)


def revive(desk: Desk, issue: Issue) -> None:
    """The resident says it is not solved after all: their matter is open again and follows the assignment."""
    if issue.state is IssueState.CLOSED:
        move_issue(desk, issue, IssueAct.RETURN, SYSTEM, "群众说没有解决")


def _leave_ledger(desk: Desk, assignment: Assignment, reason: str) -> None:
    """A promise not yet due is not waited for any more: what is replied next takes its place."""
    waiting = select(Commitment).where(
        Commitment.assignment_id == assignment.id,
        Commitment.state.in_((PromiseState.OPEN, PromiseState.REPORTED)),
    )
    for made in desk.session.scalars(waiting):
        made.state, made.ended_at, made.note = PromiseState.RETURNED, desk.now, reason[:1000]


def _reopen_suggestion(desk: Desk, assignment: Assignment, by: Actor, reason: str) -> None:
    raised = assignment.suggestion
    if raised is not None and raised.state is SuggestionState.CLOSED:
        suggestion_life.move(desk, raised, SuggestionAct.REOPEN, by, reason)


def _until(desk: Desk, assignment: Assignment) -> str:
    clock = assignment_clocks.running(assignment, LoopClock.REPLY)
    return wording.last_day(clock.due_at, desk.rules.zone) if clock else "规定期限"


def _tell(desk: Desk, assignment: Assignment, reason: str) -> None:
    about, until = loop_news.subject(assignment), _until(desk, assignment)
    loop_news.to_organs(
        desk, assignment, f"{about} 退回重办：{reason}\n请在{until}前重新答复。", NoticeKind.REMINDER
    )
    text = f"{about} 已退回承办单位重办（{reason}），{until}前再答复。"
    loop_news.to_staff(desk, assignment, text)
    for deputy in deputies_of(desk, assignment):
        loop_news.to_deputy(desk, assignment, deputy, text)
    for issue in covered(desk, assignment):
        if issue.state is IssueState.REPORTED:
            news.to_resident(desk, issue, f"№ {issue.id} 已退回承办单位重新办理，{until}前再给您答复。")
