"""What township and county staff do before the console: give a place, release or refuse what waits for them."""

from handlers import news, placing, routing, wording
from handlers.assignment_life import of_issue
from handlers.audit import audit
from handlers.desk import BadInput, Desk, NotPossible, Stale
from handlers.issue_access import get_issue
from handlers.issue_life import by_staff, log, move
from handlers.matters import tell_deputy_of_more
from handlers.notices import drop
from handlers.passing_on import pass_on
from handlers.resident import ENDED
from models.issue import Check, Issue, IssueMessage
from models.outbox import NoticeKind
from models.people import StaffMember
from models.rules.assignment_state import IN_WORDS
from models.rules.issue_state import IssueAct, IssueState, Repeated
from models.rules.permissions import Permit
from models.search_writer import changed


def release(desk: Desk, member: StaffMember, number: int, read_until: int) -> str:
    """The content check held it back, or could not be made; a person has read it and lets it go on.

    `read_until` is the newest message they were shown (`held_until`): what came after it, nobody has read yet.
    """
    issue = get_issue(desk, member, number, Permit.RELEASE)
    waiting = _for_eyes(issue)
    if not waiting:
        return f"№ {number} 没有等您看的内容。"
    read = [message for message in waiting if message.id <= read_until]
    if not read:
        raise Stale(f"№ {number} 群众刚刚又说了话，您还没有看到，没有放行。请看过再放行。")
    kept_back = any(message.check is Check.RISKY for message in read)
    for message in read:
        message.check = Check.PASSED
    left = _for_eyes(issue)
    issue.check = Check.UNCHECKED if any(one.check is Check.UNCHECKED for one in left) else Check.PASSED
    changed(desk.session, issue)
    log(desk, issue, "released", by_staff(member))
    audit(desk, member, "release", issue)
    pass_on(desk, issue, Check.PASSED)
    said = f"№ {number} 已放行，" + (_goes_on(desk, issue) if kept_back else "承办单位也看得到了。")
    return said + (f"群众又说了 {len(left)} 条，请再看。" if left else "")


def _goes_on(desk: Desk, issue: Issue) -> str:
    """The deputy is told now of what was kept back from them."""
    routing.settle_later(desk, issue)
    if issue.askings and issue.state not in ENDED:
        tell_deputy_of_more(desk, issue)
    goes_on = issue.state not in {*ENDED, *placing.TELLING}
    return "会转给代表。" if goes_on else f"现在是「{wording.state(issue)}」。"


def _for_eyes(issue: Issue) -> list[IssueMessage]:
    """What no check has passed: held back from the deputy, or marked unchecked; others do not see either."""
    return [message for message in issue.messages if message.check is not Check.PASSED]


def held_until(issue: Issue) -> int:
    """The newest message that waits for staff's eyes: what `release` is to be told; 0 when none does."""
    return max((message.id for message in _for_eyes(issue)), default=0)


def place(desk: Desk, member: StaffMember, number: int, grid_code: str) -> str:
    """Staff found out where the problem is: the matter goes to that grid, and the resident is told."""
    issue = get_issue(desk, member, number, Permit.PLACE)
    grid = placing.grid_by_code(desk, grid_code.strip())
    if grid is None:
        raise BadInput(f"没有编码为「{grid_code.strip()}」的网格。")
    if issue.state not in placing.TELLING:
        raise NotPossible(f"№ {number} {wording.state(issue)}，地点已经定了。")
    routing.submit(desk, issue, grid, "staff", by_staff(member))
    log(desk, issue, "placed", by_staff(member), wording.place(grid))
    audit(desk, member, "place", issue)
    news.to_resident(desk, issue, f"工作人员帮您对上了地点。{routing.submitted_text(desk, issue)}")
    return f"№ {number} 已转到{wording.place(grid)}。"


def refuse(desk: Desk, member: StaffMember, number: int, reason: str) -> str:
    """Not accepted: with the reason and the right door, told to the resident."""
    issue = get_issue(desk, member, number, Permit.REFUSE)
    reason = reason.strip()
    if not reason:
        raise BadInput("请写明原因，以及群众该去哪里办。")
    _demand_no_loop(desk, issue)
    nobody_has_it = issue.state is IssueState.SUBMITTED
    if isinstance(move(desk, issue, IssueAct.REFUSE, by_staff(member), reason), Repeated):
        return f"№ {number} 已经说明过了。"
    if not (nobody_has_it and drop(desk.session, issue.id, NoticeKind.NEW_ISSUE, desk.now)):
        news.to_deputy(desk, issue, f"№ {number} 工作人员已向群众说明该去哪里办，不用您办了。")
    audit(desk, member, "refuse", issue)
    news.to_resident(desk, issue, f"№ {number} 这件事代表这里办不了：{reason}\n您说的话仍为您留存。")
    return f"№ {number} 已说明原因，并告诉了群众。"


def _demand_no_loop(desk: Desk, issue: Issue) -> None:
    """What is studied or handled ends by its assignment, so that all who wait for it are told."""
    assignment = of_issue(desk, issue)
    if issue.state is IssueState.REPORTED and assignment is not None and assignment.closed_at is None:
        raise NotPossible(f"№ {issue.id} 已上报，正在{IN_WORDS[assignment.state]}。不受理请在研处页面办。")
