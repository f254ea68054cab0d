"""Grid → deputy: who is asked to confirm a matter, and who stands in when nobody does or cannot be reached."""

from datetime import datetime, time

from sqlalchemy import func, select

from handlers import issue_clocks, news, wording
from handlers.desk import Desk
from handlers.facts import matter_facts
from handlers.issue_life import SYSTEM, Actor, log, move
from handlers.notices import drop, tell
from models.issue import Asking, AskingState, Check, ClockKind, Issue
from models.outbox import NoticeKind
from models.people import Deputy, GridDeputy
from models.place import Grid
from models.rules.issue_state import IssueAct, IssueState
from models.rules.local_time import at, local
from models.search_writer import changed

LONGEST_STORY = 10
"""However long someone goes on writing, the deputy is called after this many settle times."""


def deputies_of(desk: Desk, grid: Grid) -> list[Deputy]:
    """The grid's active deputies, the responsible one first."""
    return list(
        desk.session.scalars(
            select(Deputy)
            .join(GridDeputy)
            .where(GridDeputy.grid_id == grid.id, Deputy.active)
            .order_by(GridDeputy.rank, GridDeputy.id)
        )
    )


def _to_be_asked(desk: Desk, grid: Grid) -> Deputy | None:
    """Who will be called first: the responsible deputy, or who stands in when they cannot be reached."""
    deputies = deputies_of(desk, grid)
    return next(filter(can_be_reached, deputies), deputies[0] if deputies else None)


def submit(desk: Desk, issue: Issue, grid: Grid, source: str, by: Actor) -> None:
    """The place is known: the matter is the grid's, and its story settles before the deputy is called."""
    issue.grid, issue.place_source = grid, source
    issue.resident.grid_id = grid.id
    changed(desk.session, issue)
    issue.deputy = _to_be_asked(desk, grid)
    move(desk, issue, IssueAct.SUBMIT, by)
    settle_later(desk, issue)


def settle_later(desk: Desk, issue: Issue) -> None:
    """More may follow: call the deputy only after some quiet. Words that wait for staff are not on their way."""
    if issue.state is IssueState.SUBMITTED and not issue.askings and issue.check is not Check.RISKY:
        longest = (issue.submitted_at or desk.now) + LONGEST_STORY * desk.rules.clocks.settle
        issue.settles_at = min(desk.now + desk.rules.clocks.settle, longest)


def submitted_text(desk: Desk, issue: Issue) -> str:
    """What the resident reads when the matter is registered: number, deputy, and by when they confirm."""
    if issue.check is Check.RISKY:
        return f"已记下，编号 № {issue.id}（{wording.place(issue.grid)}）。{who_and_when(desk, issue)}"
    return f"已登记，编号 № {issue.id}，地点：{wording.place(issue.grid)}。{who_and_when(desk, issue)}"


def who_and_when(desk: Desk, issue: Issue) -> str:
    """Who will confirm it, and by when, if it is registered (or moved) now."""
    if issue.check is Check.RISKY:
        return "工作人员看过后转给代表，有进展告诉您。"
    if issue.deputy is None:
        return "这个网格的代表名单正在更新，先请工作人员接手，有进展告诉您。"
    deadline = issue_clocks.receipt_deadline(desk.rules, desk.now)
    who = wording.titled(issue.deputy)
    return f"{who}会在{wording.last_day(deadline, desk.rules.zone)}前确认收到，有进展马上告诉您。"


def move_grid(desk: Desk, issue: Issue, grid: Grid, by: Actor) -> None:
    """The matter belongs to another grid (换网格), while nobody has confirmed it: it is routed anew."""
    if not drop(desk.session, issue.id, NoticeKind.NEW_ISSUE, desk.now):
        news.to_deputy(desk, issue, f"№ {issue.id} 已换到别的网格，不用您确认了。")
    issue.grid, issue.resident.grid_id = grid, grid.id
    changed(desk.session, issue)
    for asking in list(issue.askings):
        issue.askings.remove(asking)
    issue_clocks.stop(desk, issue, ClockKind.RECEIPT)
    issue.deputy = _to_be_asked(desk, grid)
    log(desk, issue, "moved_grid", by, wording.place(grid))
    settle_later(desk, issue)


def announce(desk: Desk, issue: Issue) -> None:
    """The story has settled: ask the responsible deputy to confirm."""
    issue.settles_at = None
    if issue.state is IssueState.SUBMITTED and issue.check is not Check.RISKY and not issue.askings:
        ask_next(desk, issue)


def ask_next(desk: Desk, issue: Issue) -> None:
    """Ask the next deputy of the grid who can be reached; when none is left, the township's staff."""
    asked = {asking.deputy_id for asking in issue.askings}
    waiting = [d for d in (deputies_of(desk, issue.grid) if issue.grid else []) if d.id not in asked]
    reachable = next((deputy for deputy in waiting if can_be_reached(deputy)), None)
    if reachable is not None:
        _ask(desk, issue, reachable)
        return
    if waiting and not issue.askings:
        # Nobody can be reached by WeChat: the responsible deputy keeps it, and staff are told to telephone.
        _ask(desk, issue, waiting[0])
    hand_to_staff(desk, issue)


def can_be_reached(deputy: Deputy) -> bool:
    """Bound to WeChat, and the last notice did not fail for good."""
    return deputy.contact is not None and deputy.contact.unreachable_since is None


def _ask(desk: Desk, issue: Issue, deputy: Deputy) -> None:
    issue.deputy = deputy
    clock = issue_clocks.start(desk, issue, ClockKind.RECEIPT)
    issue.askings.append(
        Asking(
            deputy_id=deputy.id,
            rank=len(issue.askings) + 1,
            state=AskingState.WAITING,
            asked_at=desk.now,
            due_at=clock.due_at,
        )
    )
    log(desk, issue, "asked", SYSTEM, wording.deputy_name(deputy))
    if deputy.contact_id is not None:
        _call(desk, issue, deputy, deputy.contact_id, clock.due_at)


def _call(desk: Desk, issue: Issue, deputy: Deputy, contact_id: int, due_at: datetime) -> None:
    """One push per matter; past the daily limit for one resident, one line a day instead of each."""
    key = f"new:{issue.id}:{deputy.id}"
    fields = matter_facts(desk, issue, while_states=(IssueState.SUBMITTED,))
    if _pushed_today(desk, issue) > desk.rules.limits.pushed_issues_per_resident_per_day:
        today = local(desk.now, desk.rules.zone).date().isoformat()
        key = f"more:{issue.resident_id}:{deputy.id}:{today}"
        text = "同一位群众今天反映的事比较多，后面的没有逐条通知您。发「待办」可以看到全部。"
        tell(
            desk.session,
            desk.rules,
            contact_id,
            NoticeKind.REMINDER,
            text,
            desk.now,
            fields=fields,
            key=key,
            page="/m/deputy",
        )
        return
    text = new_issue_text(issue, wording.day_and_time(due_at, desk.rules.zone))
    tell(
        desk.session,
        desk.rules,
        contact_id,
        NoticeKind.NEW_ISSUE,
        text,
        desk.now,
        fields=fields,
        page=f"/m/deputy/issues/{issue.id}",
        issue_id=issue.id,
        key=key,
    )


def _pushed_today(desk: Desk, issue: Issue) -> int:
    zone = desk.rules.zone
    today = at(local(desk.now, zone).date(), time(0), zone)
    return (
        desk.session.scalar(
            select(func.count())
            .select_from(Issue)
            .where(Issue.resident_id == issue.resident_id, Issue.grid_id == issue.grid_id)
            .where(Issue.submitted_at >= today, Issue.id <= issue.id)
        )
        or 0
    )


def new_issue_text(issue: Issue, deadline: str) -> str:
    """What the deputy reads first."""
    words = wording.snippet(wording.said(issue), 160) or "（只有照片）"
    who = "一位群众（匿名）" if issue.anonymous else "一位群众"
    note = "\n（内容未经微信检查，请勿转发）" if issue.check is Check.UNCHECKED else ""
    return (
        f"【新反映】№ {issue.id}\n{wording.place(issue.grid)}，{who}：\n"
        f"「{words}」{wording.enclosed(issue.attachments)}{note}\n请在{deadline}前回复：收到 {issue.id}"
    )


def hand_on(desk: Desk, issue: Issue) -> None:
    """Nobody confirmed in time: the next deputy is asked, and the resident's timeline says so."""
    for asking in issue.askings:
        if asking.state is AskingState.WAITING:
            asking.state, asking.ended_at = AskingState.PASSED_ON, desk.now
    log(desk, issue, "handed_on", SYSTEM)
    ask_next(desk, issue)


def hand_to_staff(desk: Desk, issue: Issue) -> None:
    """No deputy of the grid confirmed or can be reached: township staff are told, once."""
    if staff_have_it(issue):
        return
    log(desk, issue, "handed_to_staff", SYSTEM)
    text = (
        f"№ {issue.id}（{wording.place(issue.grid)}）没有代表确认收到，或者代表没有绑定微信。"
        "请打电话提醒代表，或在工作人员页面处理。"
    )
    news.to_staff(desk, issue, text, NoticeKind.REMINDER, once="staff")


def staff_have_it(issue: Issue) -> bool:
    """Whether the staff were told since the matter came to this grid."""
    told = (event.act for event in reversed(issue.events) if event.act in {"handed_to_staff", "moved_grid"})
    return next(told, "") == "handed_to_staff"


def confirmed(desk: Desk, issue: Issue, deputy: Deputy) -> None:
    """A deputy has it: the others need not confirm any more."""
    issue.deputy = deputy
    for asking in issue.askings:
        if asking.state is AskingState.WAITING:
            own = asking.deputy_id == deputy.id
            asking.state = AskingState.CONFIRMED if own else AskingState.PASSED_ON
            asking.ended_at = desk.now
