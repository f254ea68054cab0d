"""The digest (摘要) and the figures (统计) of one staff member in plain words: only what needs them, grouped and short."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers import loop_digest_wording, wording
from handlers.access import may
from handlers.rulebook import Rulebook
from models.duty import DigestRun, DutyState
from models.issue import Result
from models.people import StaffMember, StaffRole
from models.queries import digest, yearly
from models.queries.digest import DutyFigures, Listed, Overdue, Scope, scope_of
from models.rules.clocks import Lateness, due_on, lateness
from models.rules.issue_state import IssueState
from models.rules.local_time import at, local, local_date
from models.rules.periods import DutyKind, period_at
from models.rules.permissions import Permit
from models.yearly import ReportState

DAY = timedelta(days=1)
DUTY_LINES = 5
SUMMARY_CHARACTERS = 20
NOTHING = "目前没有要您处理的事。"


def digest_for(session: Session, rules: Rulebook, staff: StaffMember, since: datetime, now: datetime) -> str:
    """What is new since then and what waits for somebody now; empty when there is nothing to say."""
    scope = scope_of(session, staff)
    lines = [
        *_new(session, scope, since, now),
        *_waiting(session, rules, scope, now),
        *loop_digest_wording.lines(session, rules, scope, now),
        *_reports(session, staff),
        *_people(session, staff, scope),
        *_ended(digest.duties_ended(session, scope, since, now), rules),
    ]
    if not lines:
        return ""
    return "\n".join([f"【摘要】{area(scope)}（{wording.day_and_time(since, rules.zone)}以来）", *lines])


def digest_now(session: Session, rules: Rulebook, staff: StaffMember, now: datetime) -> str:
    """The chat word 摘要: since the last digest, or the last day."""
    last = session.scalar(select(func.max(DigestRun.made_at)).where(DigestRun.staff_id == staff.id))
    return digest_for(session, rules, staff, last or now - DAY, now) or NOTHING


def area(scope: Scope) -> str:
    """回车镇、丹水镇等5处."""
    if scope.everywhere:
        return "全县"
    if not scope.names:
        return "（还没有设辖区）"
    more = f"等{len(scope.names)}处" if len(scope.names) > 2 else ""  # noqa: PLR2004  two names fit a line
    return "、".join(scope.names[:2]) + more


def facts(text: str, scope: Scope, now: datetime, rules: Rulebook) -> dict[str, str]:
    """For a subscription message: the area, the first lines as far as they fit, and when."""
    summary = "，".join(line.partition("：")[0].replace(" ", "") for line in text.split("\n")[1:])
    return {
        "area": area(scope),
        "summary": wording.snippet(summary, SUMMARY_CHARACTERS),
        "when": local(now, rules.zone).isoformat(timespec="minutes"),
    }


def _new(session: Session, scope: Scope, since: datetime, now: datetime) -> Iterator[str]:
    if count := digest.new_issues(session, scope, since, now):
        yield f"新反映 {count} 件"


def _waiting(session: Session, rules: Rulebook, scope: Scope, now: datetime) -> Iterator[str]:
    yield from _line("还没有代表确认", digest.in_state(session, scope, IssueState.SUBMITTED))
    late = digest.overdue(session, scope, now)
    very = [one for one in late if _is_very_late(one, rules, now)]
    yield from _late_line("超过期限", late[len(very) :], rules, now)
    yield from _late_line("严重超期", very, rules, now)
    yield from _line("没说完、留着的", digest.in_state(session, scope, IssueState.UNFINISHED))
    yield from _line("内容要您先看", digest.held(session, scope))


def _is_very_late(one: Overdue, rules: Rulebook, now: datetime) -> bool:
    return lateness(one.due_at, now, rules.clocks.very_late_days, rules.zone) is Lateness.VERY_LATE


def _line(what: str, listed: Listed) -> Iterator[str]:
    if listed.count:
        yield _numbered(what, listed.count, [f"№ {number}" for number in listed.first])


def _late_line(what: str, late: list[Overdue], rules: Rulebook, now: datetime) -> Iterator[str]:
    if late:
        first = [f"№ {one.number}（{_since(one, rules, now)}）" for one in late[: digest.SHOWN]]
        yield _numbered(what, len(late), first)


def _since(one: Overdue, rules: Rulebook, now: datetime) -> str:
    days = (local_date(now, rules.zone) - due_on(one.due_at, rules.zone)).days
    return f"{days}天" if days > 0 else "今天到期"


def _numbered(what: str, count: int, first: list[str]) -> str:
    return f"{what} {count} 件：{'、'.join(first)}" + ("等" if count > len(first) else "")


def _reports(session: Session, staff: StaffMember) -> Iterator[str]:
    """The organs' yearly reports, for who takes note of them."""
    if not may(staff, Permit.YEARLY_REPORTS):
        return
    found = yearly.for_the_county(session)
    to_read = sum(one.state is ReportState.HANDED_IN for one in found)
    if to_read:
        yield f"年度报告待收阅 {to_read} 份"
    if late := len(found) - to_read:
        yield f"年度报告超期未交 {late} 份"


def _people(session: Session, staff: StaffMember, scope: Scope) -> Iterator[str]:
    found = digest.unreachable(session, scope)
    if found.deputies:
        more = "等" if found.deputies > len(found.names) else ""
        yield f"联系不上的代表 {found.deputies} 人：{'、'.join(found.names)}{more}"
    if found.residents:
        yield f"联系不上的群众 {found.residents} 人"
    if found.parked:
        yield f"没送到的通知 {found.parked} 条"
    if staff.role in {StaffRole.COUNTY, StaffRole.ADMINISTRATOR} and (
        failed := digest.failed_messages(session)
    ):
        yield f"没处理成的消息 {failed} 条，请管理员看一下"


def _ended(ended: list[DutyFigures], rules: Rulebook) -> Iterator[str]:
    """The newest last; after a long sleep only the last ones."""
    for one in ended[-DUTY_LINES:]:
        counts = [f"{name} {one[state]} 人" for state, name in _ENDS.items() if one[state]]
        yield f"{_period(one, rules)}结束：{'，'.join(counts)}"


_ENDS = {DutyState.MET: "完成", DutyState.MISSED: "没完成", DutyState.EXCUSED: "免计"}


def _period(one: DutyFigures, rules: Rulebook) -> str:
    kind, starts_on = one.period
    return f"{kind.in_words}（{_in_words(kind, starts_on, rules)}）"


def _in_words(kind: DutyKind, starts_on: date, rules: Rulebook) -> str:
    return period_at(kind, at(starts_on, time(12), rules.zone), rules.duties, rules.calendar).in_words


def statistics_now(session: Session, rules: Rulebook, staff: StaffMember, now: datetime) -> str:
    """The chat word 统计: this month's matters by state, end and grade; how the deputies stand in the running duties."""
    scope = scope_of(session, staff)
    first = local_date(now, rules.zone).replace(day=1)
    found = digest.tally(session, scope, at(first, time(0), rules.zone), now)
    lines = [
        f"【统计】{area(scope)} {first.year}年{first.month}月",
        f"反映 {sum(found.states.values())} 件" + _split(_states(found)),
        f"办结 {found.states.get(IssueState.CLOSED, 0)} 件" + _split(_results(found)),
        *_grades(found),
        f"代表 {found.deputies} 人，已绑定微信 {found.bound} 人",
        *(
            f"{_period(one, rules)}：完成 {one[DutyState.MET]} 人，共 {one.total} 人"
            for one in digest.duties_running(session, scope)
        ),
    ]
    return "\n".join(lines)


def _split(parts: list[str]) -> str:
    return f"：{'，'.join(parts)}" if parts else ""


_STATES = {
    IssueState.SUBMITTED: "待确认",
    IssueState.RECEIVED: "已收到",
    IssueState.ANSWERED: "已答复",
    IssueState.REPORTED: "已上报",
    IssueState.CLOSED: "已办结",
    IssueState.WITHDRAWN: "已撤回",
    IssueState.NOT_ACCEPTED: "不予受理",
}


def _states(found: digest.Tally) -> list[str]:
    return [f"{name} {found.states[state]}" for state, name in _STATES.items() if found.states.get(state)]


def _results(found: digest.Tally) -> list[str]:
    names = wording.RESULT_IN_WORDS
    return [f"{names[result]} {found.results[result]}" for result in Result if found.results.get(result)]


def _grades(found: digest.Tally) -> Iterator[str]:
    names = wording.SATISFACTION_IN_WORDS
    if found.grades:
        yield "评价：" + "，".join(f"{name} {found.grades.get(grade, 0)}" for grade, name in names.items())
