"""研处: staff take a matter up, say what it is about, pass it up to the county, or show its residents the right door."""

from handlers import access, assignment_clocks, loop_news, news, proposals, wording
from handlers.assignment_access import for_staff, level_of
from handlers.assignment_life import LEFT, check, covered, move, of_issue
from handlers.audit import audit
from handlers.desk import BadInput, Desk, NotPossible
from handlers.issue_access import get_issue
from handlers.issue_clocks import running
from handlers.issue_life import Actor, by_staff, log
from handlers.issue_life import move as move_issue
from handlers.leaving_organs import leave_organs
from handlers.loop_people import tell_deputies, title
from handlers.notices import drop
from handlers.opening_study import let_go, open_study, study_again
from handlers.routing import staff_have_it
from handlers.said import LONG, SHORT, required
from models.assignment import Assignment, Level, LoopClock
from models.issue import Check, ClockKind, Issue
from models.outbox import NoticeKind
from models.people import StaffMember
from models.rules.assignment_state import ENDED, AssignmentAct, AssignmentState, Repeated
from models.rules.category_tree import CONCERN_IN_WORDS, Concern, find_category
from models.rules.issue_state import IssueAct, IssueState
from models.rules.issue_state import allowed as allowed_for
from models.rules.permissions import Permit


def take_up(desk: Desk, member: StaffMember, issue_number: int) -> str:
    """A matter that no deputy confirmed, or that was not answered (or not solved), goes to study without a deputy."""
    access.demand(member, Permit.STUDY)
    issue = get_issue(desk, member, issue_number)
    assignment = of_issue(desk, issue)
    if issue.state is IssueState.REPORTED and assignment is not None and assignment.state not in ENDED:
        return f"№ {issue.id} 已经在{title(assignment)}里了。"
    demand_waiting(desk, issue)
    by = by_staff(member)
    if issue.state is not IssueState.REPORTED:
        drop(desk.session, issue.id, NoticeKind.NEW_ISSUE, desk.now)
        move_issue(desk, issue, IssueAct.REPORT_UP, by)
        let_go(desk, issue)
        news.to_deputy(desk, issue, f"№ {issue.id} 已由工作人员接手研处。")
        news.to_resident(desk, issue, f"№ {issue.id} 工作人员已接手，正在研究由谁来办。有进展告诉您。")
    assignment = open_study(desk, issue, level_of(member), by)
    audit(desk, member, "take_up", issue)
    return f"已接手 № {issue.id}，请研处：{title(assignment)}。"


def demand_waiting(desk: Desk, issue: Issue) -> None:
    """Deputies come first: staff take over only what waits for nobody else."""
    if issue.check is Check.RISKY:
        raise NotPossible(f"№ {issue.id} 的内容还没有人看过，请先看过放行。")
    clock = running(issue, ClockKind.ANSWER)
    is_late = clock is not None and clock.due_at <= desk.now
    waits = {
        IssueState.SUBMITTED: staff_have_it(issue) or _asked_in_vain(issue),
        IssueState.RECEIVED: is_late or _said_unsolved(issue),
        IssueState.ANSWERED: _no_word_since(desk, issue),
        IssueState.REPORTED: True,
    }
    if not waits.get(issue.state, False):
        raise NotPossible(
            f"№ {issue.id} 现在是「{wording.state(issue)}」。代表没有确认、到期没有答复、答复后群众没有回音"
            "或者群众说没解决的，工作人员才接手。"
        )


def _no_word_since(desk: Desk, issue: Issue) -> bool:
    """The deputy answered, and the resident never said whether it helped."""
    clock = running(issue, ClockKind.CONFIRM)
    return clock is not None and clock.due_at <= desk.now


def _asked_in_vain(issue: Issue) -> bool:
    return any(event.act == "handed_on" for event in issue.events)


def _said_unsolved(issue: Issue) -> bool:
    """The deputy answered, and the resident said that it did not help."""
    return any(event.act == IssueAct.UNSOLVED for event in issue.events)


def categorise(desk: Desk, member: StaffMember, issue_number: int, category: str, field: str) -> str:
    """What it is about: the code of a leaf of the category tree, and one of the three fields of concern.

    Without a field it is the leaf's own. Raises BadInput.
    """
    access.demand(member, Permit.STUDY)
    issue = get_issue(desk, member, issue_number)
    leaf = find_category(category.strip())
    if leaf is None:
        raise BadInput("请从类别表里选一个类别。", "category")
    if field and field not in set(Concern):
        raise BadInput(f"请选一个领域：{'、'.join(CONCERN_IN_WORDS.values())}。", "field")
    concern = Concern(field) if field else leaf.concern
    told = f"{CONCERN_IN_WORDS[concern]}「{leaf.path}」"
    if (issue.category, issue.field) == (leaf.code, concern):
        return f"№ {issue.id} 已经归入{told}。"
    proposals.learn(desk, issue, leaf.code, f"staff:{member.code}")
    issue.field = concern
    log(desk, issue, "categorised", by_staff(member), told)
    audit(desk, member, "categorise", issue, leaf.code)
    return f"№ {issue.id} 归入{told}。"


def pass_up(desk: Desk, member: StaffMember, number: int) -> str:
    """Township staff hand the study to the county: what no organ of the township can handle."""
    assignment = for_staff(desk, member, number, Permit.STUDY)
    by = by_staff(member)
    check(desk, assignment, AssignmentAct.PASS_UP, by)
    if assignment.suggestion is not None:  # the county may not assign it (代表法 art. 51)
        raise NotPossible("乡镇人大代表的建议由乡镇人大主席团交办，不能转到县里。")
    if assignment.level is Level.COUNTY:
        return f"{title(assignment)}已经由县里研处。"
    move(desk, assignment, AssignmentAct.PASS_UP, by)
    assignment.level = Level.COUNTY
    assignment_clocks.start(desk, assignment, LoopClock.STUDY)
    loop_news.to_staff(
        desk, assignment, f"【乡镇转来】{assignment.township}转来{title(assignment)}，请研处。"
    )
    audit(desk, member, "pass_up", assignment)
    return f"已转县里研处：{title(assignment)}。"


def not_take(desk: Desk, member: StaffMember, number: int, reason: str, door: str) -> str:
    """Not taken, with the reason and the right door; every resident is told, each with their own number."""
    assignment = for_staff(desk, member, number, Permit.STUDY)
    by = by_staff(member)
    if isinstance(check(desk, assignment, AssignmentAct.NOT_TAKE, by), Repeated):
        return f"{title(assignment)}已经说明过了。"
    if assignment.suggestion is not None:
        raise NotPossible("代表建议不能不受理；内容不合要求的，请写明理由退回代表修改。")
    reason = required(reason, "不受理的原因，群众会看到", "reason", LONG)
    door = required(door, "群众该去哪里办", "door", SHORT)
    move(desk, assignment, AssignmentAct.NOT_TAKE, by, f"{reason}\n{door}")
    assignment_clocks.stop_all(desk, assignment)
    tell_deputies(desk, assignment, f"{title(assignment)}没有受理，已向群众说明该去哪里办：{door}")
    for issue in _may(desk, assignment, IssueAct.REFUSE):
        move_issue(desk, issue, IssueAct.REFUSE, by, f"{reason}\n您可以这样办：{door}")
        news.to_resident(desk, issue, _politely(issue, reason, door))
    leave_organs(desk, assignment, f"{title(assignment)}不再由你单位办理。")
    audit(desk, member, "not_take", assignment)
    return f"{title(assignment)}没有受理，原因和去处已告诉群众和代表。"


def _politely(issue: Issue, reason: str, door: str) -> str:
    words = wording.snippet(wording.said(issue, to_others=False), 20)
    about = f"您反映的「{words}」" if words else "您反映的事"
    return (
        f"№ {issue.id} {about}我们认真看过了，这里办不了，很抱歉。\n原因：{reason}\n"
        f"您可以这样办：{door}\n您说的话仍为您留存。"
    )


def undo_not_take(desk: Desk, member: StaffMember, number: int) -> str:
    """Taken after all: it is studied again, and the residents are told."""
    assignment = for_staff(desk, member, number, Permit.STUDY)
    by = by_staff(member)
    check(desk, assignment, AssignmentAct.REOPEN, by)
    if assignment.state is not AssignmentState.NOT_TAKEN:
        raise NotPossible(f"{title(assignment)}不是「不予受理」，不用恢复。")
    refused_at = assignment.closed_at
    study_again(desk, assignment, by, "")
    for issue in covered(desk, assignment):
        if issue.state is IssueState.NOT_ACCEPTED and issue.closed_at == refused_at:
            _take_back(desk, issue, by)
    tell_deputies(desk, assignment, f"{title(assignment)}重新受理了，正在研处。")
    audit(desk, member, "undo_not_take", assignment)
    return f"已恢复，请研处：{title(assignment)}。"


def _take_back(desk: Desk, issue: Issue, by: Actor) -> None:
    move_issue(desk, issue, IssueAct.TAKE_BACK, by)
    move_issue(desk, issue, IssueAct.REPORT_UP, by)
    news.to_resident(desk, issue, f"№ {issue.id} 工作人员重新受理了这件事，正在研究由谁来办。有进展告诉您。")


def _may(desk: Desk, assignment: Assignment, act: IssueAct) -> list[Issue]:
    """The covered matters on which the act is possible now."""
    mine = (issue for issue in covered(desk, assignment) if issue.state not in LEFT)
    return [issue for issue in mine if act in allowed_for(issue.state)]
