"""The yearly reports are asked for, once a year; organs are reminded, and late and very late go on record (domain §6)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from handlers import issue_clocks, wording
from handlers.audit import audit_opened
from handlers.desk import Desk
from handlers.issue_clocks import Stage
from handlers.news import unbound
from handlers.notices import tell
from handlers.rulebook import Rulebook
from models.insert_once import insert_once
from models.outbox import NoticeKind
from models.people import StaffMember
from models.queries import yearly
from models.queries.yearly import Stretch
from models.rules.clocks import Clock, reminders
from models.rules.local_time import ONE_DAY, at, local, local_date
from models.rules.permissions import PERMITS, Permit
from models.rules.yearly import ReportYear, newest_asked_for, report_year, with_notice
from models.yearly import ReportState, YearlyReport, YearlyRound

NAME = "年度办理情况报告"
ORGAN_PAGE, STAFF_PAGE = "/console/organ/yearly", "/console/yearly-reports"
NAMED = 5
"""Organs named in a message; of more only the number."""


def due_years(rules: Rulebook, newest: int | None, now: datetime) -> list[ReportYear]:
    """What is to be asked for now: the current year, and those a stopped server slept through since the last one."""
    current = newest_asked_for(now, rules.yearly, rules.calendar)
    first = current.year if newest is None else newest + 1
    return [report_year(year, rules.yearly, rules.calendar) for year in range(first, current.year + 1)]


def open_round(desk: Desk, year: ReportYear) -> int:
    """Ask every organ that was charged with something in those months; how many. 0: nobody was, or it was done before."""
    owing = yearly.owing(desk.session, stretch(desk.rules, year.first, year.last))
    if not owing or (round_id := _entered(desk, year)) is None:
        return 0
    due_at = _due_at(desk, year.due_at)
    for organ_id in owing:
        report = YearlyReport(
            round_id=round_id, organ_id=organ_id, started_at=desk.now, due_at=due_at, reminded=0
        )
        report.next_at = stages(desk.rules, report)[0].at
        desk.session.add(report)
    desk.session.flush()
    for report in yearly.of_year(desk.session, year.year):
        to_organ(desk, report, f"{subject(report)}：{_asked(desk.rules, report)}", once=True)
    audit_opened(desk, year.year)
    return len(owing)


def stretch(rules: Rulebook, first: date, last: date) -> Stretch:
    """From 0:00 of the first day until 24:00 of the last."""
    return Stretch(at(first, time(0), rules.zone), at(last + ONE_DAY, time(0), rules.zone))


def _entered(desk: Desk, year: ReportYear) -> int | None:
    """The new round's id; None when another scheduler was first."""
    entered = insert_once(desk.session, YearlyRound).values(
        year=year.year,
        first=year.first,
        last=year.last,
        due_at=year.due_at,
        source=Clock.YEARLY_REPORT.source,
        opened_at=desk.now,
    )
    return desk.session.scalar(entered.returning(YearlyRound.id))


def _due_at(desk: Desk, lawful: datetime) -> datetime:
    days = desk.rules.loop.yearly_report_notice_working_days
    return with_notice(lawful, desk.now, days, desk.rules.calendar, desk.rules.zone)


def start_again(desk: Desk, report: YearlyReport) -> None:
    """Sent back: a deadline that leaves time to mend it. What was late stays on record."""
    report.started_at, report.due_at, report.reminded = desk.now, _due_at(desk, report.due_at), 0
    report.next_at = stages(desk.rules, report)[0].at


def stages(rules: Rulebook, report: YearlyReport) -> tuple[Stage, ...]:
    """Before, on the day, late, very late: those that lie after the asking, in order."""
    remind = reminders(report.due_at, rules.calendar, rules.zone)
    early = (Stage("before", remind.before_at), Stage("day", remind.day_at))
    very_late = report.due_at + timedelta(days=rules.clocks.very_late_days)
    return (
        *(stage for stage in early if report.started_at < stage.at < report.due_at),
        Stage("late", report.due_at),
        Stage("very_late", very_late),
    )


def strike_due(desk: Desk) -> int:
    """Everything that is due now; how many reports it touched. After a long sleep only the last reminder is said."""
    due = select(YearlyReport).where(YearlyReport.next_at <= desk.now).order_by(YearlyReport.id)
    struck = desk.session.scalars(due.with_for_update(skip_locked=True)).all()
    late = {report: name for report in struck if (name := _strike(desk, report)) in {"late", "very_late"}}
    for name in ("very_late", "late"):
        _tell_county(desk, [report for report, stage in late.items() if stage == name], name)
    return len(struck)


def _strike(desk: Desk, report: YearlyReport) -> str:
    names = issue_clocks.passed(stages(desk.rules, report), report, desk.now)
    if "late" in names and report.late_at is None:
        report.late_at = desk.now
    if "very_late" in names and report.very_late_at is None:
        report.very_late_at = desk.now
    if names:
        to_organ(desk, report, _reminder(desk.rules, report, names[-1]), once=True)
    return names[-1] if names else ""


def _reminder(rules: Rulebook, report: YearlyReport, stage: str) -> str:
    if stage not in {"late", "very_late"}:
        return f"{subject(report)}还没有交。{_asked(rules, report)}"
    head = "严重超期" if stage == "very_late" else "超期"
    when = wording.last_day(report.due_at, rules.zone)
    return f"{head}：{subject(report)}应在{when}前交，请马上补交。"


def _asked(rules: Rulebook, report: YearlyReport) -> str:
    when = wording.last_day(report.due_at, rules.zone)
    return f"请在{when}前登录工作台，核对草稿后交给县人大。"


def subject(report: YearlyReport) -> str:
    """2026年度办理情况报告."""
    return f"{report.round.year}{NAME}"


def to_organ(desk: Desk, report: YearlyReport, text: str, *, once: bool = False) -> None:
    """To its contact person; `once`: no second push about it on the same day. One without WeChat is to be telephoned."""
    organ = report.organ
    if not organ.active:
        return
    if organ.contact_id is None:
        unbound(desk, organ)
        return
    key = f"yearly:{report.id}:{local_date(desk.now, desk.rules.zone)}" if once else None
    _tell(desk, organ.contact_id, report, text, ORGAN_PAGE, key)


def _tell_county(desk: Desk, late: Sequence[YearlyReport], stage: str) -> None:
    """One message about all of them."""
    if not late:
        return
    names = "、".join(report.organ.name for report in late[:NAMED])
    who = names if len(late) <= NAMED else f"{names}等{len(late)}个单位"
    text = f"{'严重超期' if stage == 'very_late' else '超期'}：{who}还没有交{subject(late[0])}。"
    today = local_date(desk.now, desk.rules.zone)
    for member in county(desk):
        if member.contact_id is not None:
            _tell(desk, member.contact_id, late[0], text, STAFF_PAGE, f"yearly-{stage}:{today}:{member.id}")


def county(desk: Desk) -> Iterable[StaffMember]:
    """Who takes note of the reports."""
    roles = [role.value for role, permits in PERMITS.items() if Permit.YEARLY_REPORTS in permits]
    found = select(StaffMember).where(StaffMember.active, StaffMember.role.in_(roles))
    return desk.session.scalars(found.order_by(StaffMember.id)).unique().all()


def _tell(desk: Desk, contact_id: int, report: YearlyReport, text: str, page: str, key: str | None) -> None:
    zone = desk.rules.zone
    fields = {
        "number": str(report.round.year),
        "topic": subject(report),
        "place": "",
        "deputy": "",
        "state": STATE_IN_WORDS[report.state],
        "when": local(desk.now, zone).isoformat(timespec="minutes"),
        "due": local(report.due_at, zone).isoformat(timespec="minutes"),
    }
    tell(
        desk.session,
        desk.rules,
        contact_id,
        NoticeKind.REMINDER,
        text,
        desk.now,
        fields=fields,
        page=page,
        key=key,
    )


STATE_IN_WORDS = {
    ReportState.OWED: "还没交",
    ReportState.HANDED_IN: "已交，等县人大收阅",
    ReportState.RETURNED: "已退回，等重新交",
    ReportState.NOTED: "县人大已收到",
}


def state_of(report: YearlyReport) -> str:
    """The state with what was late: 超期未交, 迟交; late and very late apart."""
    words = STATE_IN_WORDS[report.state]
    if report.late_at is None:
        return words
    if report.state is ReportState.OWED:
        return "严重超期未交" if report.very_late_at else "超期未交"
    return f"{words}（{'严重超期' if report.very_late_at else '迟交'}）"
