"""What a deputy does: confirm, answer, report up, record visits and deeds. No act here closes a matter (代表法: 不直接处理问题)."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from handlers import news, rating_words, routing, wording
from handlers.desk import BadInput, Desk, NotFound
from handlers.duty_tasks import SUMMARIES, standings
from handlers.duty_wording import met_in_words
from handlers.handbook import draft_summary, enter, status
from handlers.issue_clocks import running
from handlers.issue_life import by_deputy, find_issue, move
from handlers.opening_study import open_study
from models.assignment import Level
from models.duty import EntryKind
from models.issue import Check, ClockKind, Issue
from models.people import Deputy, GridDeputy
from models.rules.issue_state import IssueAct, IssueState, Repeated
from models.rules.periods import DutyKind, Period, period_at

SHOWN = 10
LONGEST_ANSWER = 1000
_TURNS = {IssueAct.ANSWER, IssueAct.UNSOLVED}
IN_HAND = (IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED, IssueState.REPORTED)


def my_grids(deputy: Deputy) -> ColumnElement[bool]:
    """Matters of the deputy's grids that they may see: not drafts, not words that wait for staff."""
    grids = select(GridDeputy.grid_id).where(GridDeputy.deputy_id == deputy.id)
    return Issue.grid_id.in_(grids) & (Issue.check != Check.RISKY) & Issue.submitted_at.is_not(None)


def get_issue(desk: Desk, deputy: Deputy, number: int) -> Issue:
    """A matter of the deputy's grids. Raises NotFound, the same for one that is not theirs."""
    issue = find_issue(desk, number)
    serves = {place.grid_id for place in deputy.grids}
    if (
        issue is None
        or issue.grid_id not in serves
        or issue.check is Check.RISKY
        or issue.submitted_at is None
    ):
        raise NotFound(f"没有找到 № {number}，或者它不在您的网格。发「待办」看看您的事。")
    return issue


def confirm_receipt(desk: Desk, deputy: Deputy, number: int) -> str:
    """收到 N: the clocks start, the resident is told at once."""
    issue = get_issue(desk, deputy, number)
    if isinstance(move(desk, issue, IssueAct.RECEIVE, by_deputy(deputy)), Repeated):
        who = "您" if issue.deputy_id == deputy.id else wording.deputy_name(issue.deputy)
        return f"№ {number} {who}已经确认过了。"
    routing.confirmed(desk, issue, deputy)
    due = wording.last_day(_answer_due(issue), desk.rules.zone)
    news.to_resident(desk, issue, f"№ {number} {wording.titled(deputy)}已确认收到，会在{due}前给您答复。")
    done = _note(desk, deputy, EntryKind.RECEIPT, wording.snippet(wording.said(issue)), issue)
    return f"已确认收到 № {number}，已告诉群众。请在{due}前答复：答复 {number} 加上您的话。{done}"


def answer(desk: Desk, deputy: Deputy, number: int, words: str) -> str:
    """答复 N words: goes to the resident, who is asked whether it is truly solved."""
    issue = get_issue(desk, deputy, number)
    words = _words(words, f"答复 {number} 已联系供电所，周五前修好")
    if _said_before(issue, deputy, words):
        return f"№ {number} 这段答复已经转给群众了。"
    move(desk, issue, IssueAct.ANSWER, by_deputy(deputy), words)
    routing.confirmed(desk, issue, deputy)
    text = (
        f"№ {number} {wording.titled(deputy)}答复您：\n{words}\n"
        f"真的解决了吗？请回复：解决 {number} 是（或 部分、否）"
    )
    news.to_resident(desk, issue, text)
    done = _note(desk, deputy, EntryKind.ANSWER, words, issue)
    return f"已把答复转给群众（№ {number}）。群众说解决了才算办结。{done}"


def _said_before(issue: Issue, deputy: Deputy, words: str) -> bool:
    """The same answer sent twice by mistake; after a "no" from the resident it may well be said again."""
    if issue.state not in {IssueState.ANSWERED, IssueState.REPORTED}:
        return False
    last = next((event for event in reversed(issue.events) if event.act in _TURNS), None)
    return last is not None and (last.act, last.actor_id, last.note) == (IssueAct.ANSWER, deputy.id, words)


def solve(desk: Desk, deputy: Deputy, number: int, words: str) -> str:
    """解决 N words: says with evidence that it is solved; the resident confirms, the deputy never closes."""
    return answer(desk, deputy, number, _words(words, f"解决 {number} 路灯昨天已修好，附近几户都看过"))


def report_up(desk: Desk, deputy: Deputy, number: int, words: str) -> str:
    """上报 N words: passes it to township staff."""
    issue = get_issue(desk, deputy, number)
    words = _words(words, f"上报 {number} 需要镇里协调")
    if isinstance(move(desk, issue, IssueAct.REPORT_UP, by_deputy(deputy), words), Repeated):
        return f"№ {number} 已经上报过了。"
    routing.confirmed(desk, issue, deputy)
    open_study(desk, issue, Level.TOWNSHIP, by_deputy(deputy), words)
    news.to_resident(
        desk,
        issue,
        f"№ {number} {wording.titled(deputy)}已上报，由乡镇继续研处。有进展告诉您。",
    )
    news.to_staff(
        desk, issue, f"【代表上报】№ {number}（{wording.place(issue.grid)}）{deputy.name}代表：{words}"
    )
    done = _note(desk, deputy, EntryKind.REPORT_UP, words, issue)
    return f"已上报 № {number}，乡镇工作人员会看到。{done}"


def visit(desk: Desk, deputy: Deputy, words: str) -> str:
    """走访 words: an opinion collected in the grid."""
    words = _words(words, "走访 到三组看了五户老人，都说吃水难")
    return f"已记入履职手册：走访。{_note(desk, deputy, EntryKind.VISIT, words)}"


def explain(desk: Desk, deputy: Deputy, words: str) -> str:
    """宣讲 words: policy explained."""
    words = _words(words, "宣讲 给二组讲了医保新政策")
    return f"已记入履职手册：宣讲。{_note(desk, deputy, EntryKind.EXPLAIN, words)}"


def deed(desk: Desk, deputy: Deputy, words: str) -> str:
    """实事 words: a practical deed done."""
    words = _words(words, "实事 帮村里修好了水井")
    return f"已记入履职手册：实事。{_note(desk, deputy, EntryKind.DEED, words)}"


def summary(desk: Desk, deputy: Deputy, words: str) -> str:
    """小结: alone shows the draft made from the records; 「小结 好」 hands it in, other words hand in those."""
    draft = draft_summary(desk.session, desk.rules, deputy, _summed_up(desk, deputy), desk.now)
    if not words.strip():
        return f"{draft}\n\n可以直接用请回复「小结 好」；要改请回复「小结」加上您写的。"
    text = draft if words.strip() in {"好", "可以", "确认", "提交", "好的"} else words.strip()
    return f"小结已交，谢谢。{_note(desk, deputy, EntryKind.SUMMARY, text)}"


def _summed_up(desk: Desk, deputy: Deputy) -> Period:
    """The period a summary is for: the open duty that closes first, else the current quarter."""
    duties = standings(desk.session, deputy.id, desk.now)
    due = next((duty.period for duty in duties if duty.period.kind in SUMMARIES), None)
    return due or period_at(DutyKind.SUMMARY, desk.now, desk.rules.duties, desk.rules.calendar)


_NO_POINTS = "积分办法还没有公布，现在不计分。您今年的履职记录如下，都会留着："


def year_so_far(desk: Desk, deputy: Deputy) -> str:
    """积分: that no points are given before the county publishes its score rules, and what the handbook holds of this year."""
    year = period_at(DutyKind.APPRAISAL, desk.now, desk.rules.duties, desk.rules.calendar)
    return f"{_NO_POINTS}\n{draft_summary(desk.session, desk.rules, deputy, year, desk.now)}"


def todo(desk: Desk, deputy: Deputy) -> str:
    """待办: matters to confirm and to answer, then the duties of the period."""
    issues = open_issues(desk, deputy)
    to_confirm = [issue for issue in issues if issue.state is IssueState.SUBMITTED]
    to_answer = [issue for issue in issues if issue.state is IssueState.RECEIVED]
    lines = [*_listed("等您确认收到：", to_confirm), *_listed("等您答复：", to_answer)]
    lines += rating_words.listed(desk, deputy)
    duties = status(desk.session, desk.rules, deputy.id, desk.now)
    if duties:
        lines += ["履职任务：", *(duty.sentence for duty in duties)]
    return "\n".join(lines) if lines else "现在没有待办的事，辛苦了。"


def open_issues(desk: Desk, deputy: Deputy) -> list[Issue]:
    """Matters of the deputy's grids that have not ended, oldest first."""
    return list(
        desk.session.scalars(
            select(Issue).where(my_grids(deputy), Issue.state.in_(IN_HAND)).order_by(Issue.id).limit(200)
        )
    )


def unconfirmed(desk: Desk, deputy: Deputy) -> list[Issue]:
    """What waits for this deputy's 收到, oldest first."""
    return [issue for issue in open_issues(desk, deputy) if issue.state is IssueState.SUBMITTED]


def _listed(title: str, issues: list[Issue]) -> list[str]:
    lines = [f"№ {issue.id} {wording.snippet(wording.said(issue), 24) or '（照片）'}" for issue in issues]
    more = [f"……共 {len(lines)} 件，点开可看全部"] if len(lines) > SHOWN else []
    return [title, *lines[:SHOWN], *more] if lines else []


def _answer_due(issue: Issue) -> datetime:
    clock = running(issue, ClockKind.ANSWER)
    if clock is None:
        raise RuntimeError(f"issue {issue.id} was received without its answer clock")
    return clock.due_at


def _words(words: str, example: str) -> str:
    words = words.strip()
    if not words:
        raise BadInput(f"请把要说的话写上，比如：{example}")
    if len(words) > LONGEST_ANSWER:
        raise BadInput(f"话太长了（{len(words)} 个字），请控制在 {LONGEST_ANSWER} 个字以内。")
    return words


def _note(desk: Desk, deputy: Deputy, kind: EntryKind, text: str, issue: Issue | None = None) -> str:
    """Write the handbook; says which duty is fulfilled by it, if one is."""
    met = enter(desk.session, desk.rules, deputy, kind, text, desk.now, issue_id=issue.id if issue else None)
    return met_in_words(met)
