"""What a resident does about their own matters: look, add, withdraw, stay anonymous, see who the deputy is."""

from collections.abc import Sequence

from sqlalchemy import select

from handlers import matters, news, routing, wording
from handlers.desk import BadInput, Desk, NotFound, NotPossible
from handlers.evaluating import taken_back
from handlers.issue_life import by_resident, find_issue, log, move
from handlers.leaving import left
from handlers.linked import my_follower
from handlers.matters import Words, add_words
from handlers.notices import drop
from models.issue import Issue
from models.outbox import NoticeKind
from models.people import Contact, Resident
from models.place import Grid
from models.rules.issue_state import IssueAct, IssueState, Repeated

SHOWN = 8
ENDED = (IssueState.CLOSED, IssueState.WITHDRAWN, IssueState.NOT_ACCEPTED)


def my_issue(desk: Desk, resident: Resident, number: int | None, states: Sequence[IssueState] = ()) -> Issue:
    """The resident's own matter; without a number the latest (in one of `states`). Raises NotFound."""
    if number is not None:
        issue = find_issue(desk, number)
        if issue is None or issue.resident_id != resident.id:
            raise NotFound(_not_theirs(desk, resident, number))
        return issue
    found = latest(desk, resident, states)
    if found is None:
        raise NotFound("您还没有这样的事。有什么难处直接说就行。")
    return found


def _not_theirs(desk: Desk, resident: Resident, number: int) -> str:
    """Who joined a neighbour's matter may have the neighbour's number in mind."""
    mine = my_follower(desk, resident.id, number)
    if mine is not None:
        return f"№ {number} 是邻居的编号，您的是 № {mine.id}（一起办理，分别答复您）。"
    return f"没有找到您的 № {number}。发「进度」可以看您反映过的事。"


def latest(desk: Desk, resident: Resident, states: Sequence[IssueState] = ()) -> Issue | None:
    """The resident's newest matter (in one of `states`), locked for change after the loop it follows."""
    query = select(Issue.id).where(Issue.resident_id == resident.id)
    if states:
        query = query.where(Issue.state.in_(states))
    newest = desk.session.scalar(query.order_by(Issue.id.desc()).limit(1))
    return find_issue(desk, newest) if newest is not None else None


def open_numbers(desk: Desk, resident: Resident) -> list[int]:
    """The numbers of the resident's matters that have not ended, newest first."""
    return [issue.id for issue in matters.open_matters(desk, resident)]


def progress(desk: Desk, resident: Resident, number: int | None = None) -> str:
    """进度 (all of mine) or 进度 N (the whole timeline)."""
    if number is not None:
        issue = my_issue(desk, resident, number)
        lines = wording.timeline(issue, desk.rules.zone, matters.deputy_names(desk, issue))
        return "\n".join([wording.one_line(issue), *lines])
    mine = desk.session.scalars(
        select(Issue).where(Issue.resident_id == resident.id).order_by(Issue.id.desc()).limit(SHOWN)
    ).all()
    if not mine:
        return "您还没有反映过事情。有什么难处直接说就行。"
    return "\n".join(
        [
            *(wording.one_line(issue) for issue in mine),
            "看详细请发「进度」加编号，比如：进度 " + str(mine[0].id),
        ]
    )


def add(desk: Desk, resident: Resident, number: int | None, words: Words) -> str:
    """补充 N words."""
    if not words.text and not words.is_media:
        raise BadInput("要补充什么？比如：补充 1023 路灯还是不亮")
    issue = my_issue(desk, resident, number, matters.OPEN_STATES)
    if issue.state in ENDED:
        raise NotPossible(
            f"№ {issue.id} {wording.state(issue)}，不能再补充。如果又有问题，请直接说，我们另记一件。"
        )
    add_words(desk, issue, words)
    return f"已补充到 № {issue.id}。"


def withdraw(desk: Desk, resident: Resident, number: int | None) -> str:
    """撤回 N."""
    issue = my_issue(desk, resident, number, matters.OPEN_STATES)
    nobody_has_it, reported = issue.state is IssueState.SUBMITTED, issue.state is IssueState.REPORTED
    verdict = move(desk, issue, IssueAct.WITHDRAW, by_resident(resident))
    if isinstance(verdict, Repeated):
        return f"№ {issue.id} 已经撤回了，您说过的话仍为您留存。"
    # a deputy who has not been told of it yet need not hear that it is gone
    if not (nobody_has_it and drop(desk.session, issue.id, NoticeKind.NEW_ISSUE, desk.now)):
        news.to_deputy(desk, issue, f"№ {issue.id} 群众已撤回，不用再办了。")
    left(desk, issue, by_resident(resident), "群众已撤回")
    taken_back(desk, issue)
    if reported:
        news.to_staff(desk, issue, f"№ {issue.id} 群众已撤回，不用再办了。")
    return f"№ {issue.id} 已撤回，您说过的话仍为您留存。"


def set_anonymous(desk: Desk, resident: Resident, *, on: bool) -> str:
    """匿名 for all matters, ended ones too; 取消匿名 for what is still open; both for what comes."""
    resident.anonymous = on
    mine = select(Issue).where(Issue.resident_id == resident.id, Issue.anonymous.is_not(on))
    for issue in desk.session.scalars(mine.order_by(Issue.id)).all():
        if on or issue.state not in ENDED:
            issue.anonymous = on
            log(desk, issue, "anonymous" if on else "named", by_resident(resident))
    if on:
        return "好的，代表看不到您是谁，只看到您说的事。要恢复请发「取消匿名」。"
    return "好的，已取消匿名。"


def who_is_my_deputy(desk: Desk, contact: Contact, resident: Resident) -> str:
    """代表: the card of who serves my grid (亮身份)."""
    grid = desk.session.get(Grid, resident.grid_id or contact.scene_grid_id or 0)
    if grid is None:
        return "您在哪个村（社区）？发「换网格」告诉我，就能看到您的代表。"
    deputies = routing.deputies_of(desk, grid)
    if not deputies:
        return f"{wording.place(grid)}的代表名单正在更新，请稍后再看。"
    lines = [f"{wording.titled(d)}{'，责任代表' if n == 0 else ''}" for n, d in enumerate(deputies)]
    station = next((d.station for d in deputies if d.station), None)
    where = f"\n联络站：{station.name}，{station.address}，{station.hours}" if station else ""
    return f"{wording.place(grid)}的代表：\n" + "\n".join(lines) + where
