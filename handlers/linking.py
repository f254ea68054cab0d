"""Same content: matters are linked to a main one, never merged away; handled once, answered to each; it can be undone.

A link says whom a matter follows. A main matter follows none: linking to one that follows resolves to its main, and
a main that is linked takes its followers along.
"""

from sqlalchemy import select

from handlers import access, assignment_clocks, news
from handlers.assigning import cancelled
from handlers.assignment_access import demand_level, level_of
from handlers.assignment_life import begin, main_of, of_issue
from handlers.audit import audit
from handlers.desk import BadInput, Desk, NotPossible
from handlers.issue_access import get_issue
from handlers.issue_life import Actor, by_staff, find_issue, log
from handlers.linked import links_to, standing
from handlers.opening_study import IN_THE_GRID, bring_along, open_study, study_again
from handlers.said import required
from models.assignment import Assignment, Level, LoopClock
from models.issue import ActorKind, Check, Issue
from models.linking import IssueLink
from models.people import StaffMember
from models.rules.assignment_state import ENDED, WITH_ORGAN, AssignmentState
from models.rules.issue_state import IssueState
from models.rules.permissions import Permit

LINKABLE = frozenset({*IN_THE_GRID, IssueState.REPORTED})
NOT_YET_ANSWERED = frozenset({AssignmentState.STUDY, *WITH_ORGAN})
LONGEST_REASON = 300


def link(desk: Desk, member: StaffMember, issue_number: int, main_number: int, reason: str) -> str:
    """`issue_number` follows `main_number` from now on. Raises NotFound, BadInput, NotPossible."""
    access.demand(member, Permit.STUDY)
    if issue_number == main_number:
        raise BadInput("不能和自己关联，请填另一件的编号。", "main_number")
    for number in sorted((issue_number, main_number)):  # in one order, so that nobody waits in a circle
        find_issue(desk, number)
    issue = get_issue(desk, member, issue_number)
    main = _main(desk, get_issue(desk, member, main_number), issue)
    before = standing(desk, issue.id)
    if before is not None and before.main_id == main.id:
        return f"№ {issue.id} 已经和 № {main.id} 关联了。"
    if before is not None:
        raise NotPossible(f"№ {issue.id} 已经和 № {before.main_id} 关联。要改，请先解除那个关联。")
    reason = required(reason, "为什么是同一件事", "reason", LONGEST_REASON)
    _demand_linkable(desk, issue, main)
    _demand_theirs(member, _own(desk, issue))
    follow(desk, issue, main, by_staff(member), reason)
    _join_loops(desk, issue, main, by_staff(member), level_of(member))
    audit(desk, member, "link", issue, f"issue:{main.id}")
    return f"已关联：№ {issue.id} 和 № {main.id} 一起办理，分别答复。"


def _main(desk: Desk, named: Issue, issue: Issue) -> Issue:
    """No chains: the main of the one that was named."""
    number = main_of(desk, named)
    if number == issue.id:
        raise BadInput(f"№ {named.id} 本来就跟着 № {issue.id} 办理。", "main_number")
    return named if number == named.id else find_issue(desk, number) or named


def _demand_linkable(desk: Desk, issue: Issue, main: Issue) -> None:
    for one in (issue, main):
        if one.state not in LINKABLE:
            raise NotPossible(f"№ {one.id} 还没说完或者已经结束，不能关联。")
        if one.check is Check.RISKY:
            raise NotPossible(f"№ {one.id} 的内容还没有人看过，请先看过放行。")
    theirs, own = of_issue(desk, main), of_issue(desk, issue)
    if theirs is not None and theirs.state not in NOT_YET_ANSWERED:
        raise NotPossible(f"№ {main.id} 已经答复过了，不能再关联；这一件请单独办理。")
    if own is not None and own.state not in {AssignmentState.STUDY, *ENDED}:
        raise NotPossible(f"№ {issue.id} 已经交办。请反过来：把 № {main.id} 关联到 № {issue.id}。")
    if own is not None and own.suggestion_id is not None and own.state not in ENDED:
        raise NotPossible(f"№ {issue.id} 已写进代表建议。请反过来：把 № {main.id} 关联到 № {issue.id}。")


def _demand_theirs(member: StaffMember, loop: Assignment | None) -> None:
    """A living loop of the county's is not ended, nor left, by a township."""
    if loop is not None and loop.state not in ENDED:
        demand_level(member, loop, Permit.STUDY)


def follow(desk: Desk, issue: Issue, main: Issue, by: Actor, reason: str) -> None:
    """Put the link on record, and tell: with it come those that followed this one."""
    for moving in links_to(desk, issue.id):
        moving.undone_at = desk.now
        desk.session.flush()  # one standing link at a time
        _follows(desk, desk.session.get_one(Issue, moving.issue_id), main, by, moving.reason)
    _follows(desk, issue, main, by, reason)


def _follows(desk: Desk, issue: Issue, main: Issue, by: Actor, reason: str) -> None:
    link_ = IssueLink(issue_id=issue.id, main_id=main.id, linked_at=desk.now, by_kind=by.kind, by_id=by.id)
    link_.reason = reason
    desk.session.add(link_)
    desk.session.flush()
    log(desk, issue, "linked", by, str(main.id))
    log(desk, main, "followed", by, str(issue.id))
    if by.kind is not ActorKind.RESIDENT:  # who joined by themselves has just been told
        text = f"№ {issue.id} 和 № {main.id} 是同一件事，一起办理，分别答复您。"
        news.to_resident(desk, issue, text)
    news.to_deputy(desk, issue, f"№ {issue.id} 和 № {main.id} 是同一件事，已关联，一起办理、分别答复。")


def _join_loops(desk: Desk, issue: Issue, main: Issue, by: Actor, level: Level) -> None:
    """One loop for both: the study of the one that follows ends, and both are where the further one was."""
    own = _own(desk, issue)
    was_reported = IssueState.REPORTED in {issue.state, main.state}
    if own is not None and own.state is AssignmentState.STUDY:
        cancelled(desk, own, by, f"和 № {main.id} 一起办理")
        level = own.level
    theirs = of_issue(desk, main)
    if was_reported and (theirs is None or theirs.state in ENDED):
        open_study(desk, main, level, by, f"和 № {issue.id} 是同一件事")
    elif was_reported:
        for link_ in links_to(desk, main.id):
            bring_along(desk, desk.session.get_one(Issue, link_.issue_id))


def _own(desk: Desk, issue: Issue) -> Assignment | None:
    mine = select(Assignment).where(Assignment.issue_id == issue.id).with_for_update()
    return desk.session.scalars(mine).one_or_none()


def unlink(desk: Desk, member: StaffMember, issue_number: int, reason: str) -> str:
    """It was not the same after all: the matter goes its own way again, with those that came along with it."""
    access.demand(member, Permit.STUDY)
    issue = get_issue(desk, member, issue_number)
    before = standing(desk, issue.id)
    if before is None:
        raise NotPossible(f"№ {issue.id} 没有和别的事关联。")
    reason = required(reason, "为什么不是同一件事", "reason", LONGEST_REASON)
    main = find_issue(desk, before.main_id)
    theirs = of_issue(desk, issue)
    if theirs is not None and theirs.state not in {*NOT_YET_ANSWERED, *ENDED}:
        raise NotPossible(f"№ {issue.id} 已经和 № {before.main_id} 一起答复，请等评价结束。")
    _demand_theirs(member, theirs)
    by = by_staff(member)
    before.undone_at = desk.now
    desk.session.flush()
    log(desk, issue, "unlinked", by, reason)
    if main is not None:
        log(desk, main, "left_alone", by, str(issue.id))
    _bring_back(desk, issue, before, by)
    _own_way(desk, issue, theirs, by, level_of(member))
    news.to_resident(desk, issue, f"№ {issue.id} 改为单独办理，有进展告诉您。")
    news.to_deputy(desk, issue, f"№ {issue.id} 已解除和 № {before.main_id} 的关联，单独办理。")
    audit(desk, member, "unlink", issue, f"issue:{before.main_id}")
    return f"已解除关联：№ {issue.id} 单独办理。"


def _bring_back(desk: Desk, issue: Issue, before: IssueLink, by: Actor) -> None:
    """Those that followed it until it was linked follow it again."""
    came_along = select(IssueLink).where(
        IssueLink.main_id == issue.id, IssueLink.undone_at == before.linked_at
    )
    for old in desk.session.scalars(came_along.order_by(IssueLink.issue_id)).all():
        now_ = standing(desk, old.issue_id)
        if now_ is None or (now_.main_id, now_.linked_at) != (before.main_id, before.linked_at):
            continue
        now_.undone_at = desk.now
        desk.session.flush()
        _follows(desk, desk.session.get_one(Issue, old.issue_id), issue, by, old.reason)


def _own_way(desk: Desk, issue: Issue, theirs: Assignment | None, by: Actor, level: Level) -> None:
    """What was reported up is studied by itself again."""
    if issue.state is not IssueState.REPORTED:
        return
    own = _own(desk, issue)
    if own is None:
        own = begin(desk, issue, theirs.level if theirs else level, by, "单独办理")
        assignment_clocks.start(desk, own, LoopClock.STUDY)
    elif own.state in ENDED:
        study_again(desk, own, by, "单独办理")
