"""An organ hands in its yearly report and may correct it; the county takes note of it, or sends it back with the reason."""

from datetime import MAXYEAR

from sqlalchemy import select

from handlers.access import demand, too_late
from handlers.audit import audit
from handlers.desk import Desk, NotFound, NotPossible
from handlers.said import required
from handlers.wording import last_day
from handlers.yearly_rounds import start_again, subject, to_organ
from models.people import Organ, StaffMember
from models.rules.permissions import Permit
from models.yearly import ReportState, YearlyReport, YearlyRound

LONGEST = 8000
_MISSING = "没有找到这份年度报告，或者它不归您管。"


def hand_in(desk: Desk, organ: Organ, year: int, text: str, signer: str) -> str:
    """Hand it in, or correct what was handed in, until the county took note of it. Raises Refusal."""
    report = _own(desk, organ, year)
    if report.state is ReportState.NOTED:
        raise NotPossible("县人大已经收阅这份报告，不能再改。有要补充的，请联系县人大。")
    words = required(text, "报告内容", "text", LONGEST)
    by = required(signer, "填报人", "signer", 32)
    corrected = report.state is ReportState.HANDED_IN
    if corrected and (words, by) == (report.text, report.signer):
        return "没有改动。"
    report.text, report.signer, report.version = words, by, report.version + 1
    if corrected:
        report.corrected_at = desk.now
        audit(desk, organ, "yearly_corrected", report, str(year))
        return f"{subject(report)}已更正。"
    _handed_in(desk, report)
    audit(desk, organ, "yearly_handed_in", report, str(year))
    return f"{subject(report)}已交给县人大。收阅以前还可以更正。"


def _own(desk: Desk, organ: Organ, year: int) -> YearlyReport:
    """Locked. No column holds a year of more digits."""
    mine = (
        select(YearlyReport)
        .join(YearlyRound, YearlyRound.id == YearlyReport.round_id)
        .where(YearlyReport.organ_id == organ.id, YearlyRound.year == min(year, MAXYEAR))
    )
    found = desk.session.scalars(mine.with_for_update(of=YearlyReport)).one_or_none()
    if found is None:
        raise NotFound(_MISSING)
    return found


def _handed_in(desk: Desk, report: YearlyReport) -> None:
    """It is late from the deadline itself on, also when no clock has struck since."""
    if desk.now >= report.due_at and report.late_at is None:
        report.late_at = desk.now
    report.state, report.handed_in_at, report.next_at = ReportState.HANDED_IN, desk.now, None


def note(desk: Desk, member: StaffMember, report_id: int, seen: int | None) -> str:
    """The county took note of it (已收到); from then on it stands as it is. Raises Refusal."""
    report = _handed(desk, member, report_id, seen)
    report.state, report.noted_at, report.decided_by = ReportState.NOTED, desk.now, member.id
    audit(desk, member, "yearly_noted", report, str(report.round.year))
    to_organ(desk, report, f"县人大已收到你单位的{subject(report)}。")
    return f"已收到{report.organ.name}的{subject(report)}。"


def send_back(desk: Desk, member: StaffMember, report_id: int, reason: str, seen: int | None) -> str:
    """Back to the organ, with the reason and time to mend it. Raises Refusal."""
    report = _handed(desk, member, report_id, seen)
    why = required(reason, "退回的原因", "reason")
    report.state, report.returned_at, report.decided_by = ReportState.RETURNED, desk.now, member.id
    report.return_reason = why
    start_again(desk, report)
    audit(desk, member, "yearly_returned", report, str(report.round.year))
    until = last_day(report.due_at, desk.rules.zone)
    to_organ(desk, report, f"{subject(report)}被退回：{why}\n请改好后在{until}前重新交。")
    return f"已退回{report.organ.name}，请其在{until}前重新交。"


def _handed(desk: Desk, member: StaffMember, report_id: int, seen: int | None) -> YearlyReport:
    """What lies with the county, as the member has read it (`seen`: the version shown; None: not said)."""
    demand(member, Permit.YEARLY_REPORTS)
    report = desk.session.get(YearlyReport, report_id, with_for_update=True)
    if report is None:
        raise NotFound(_MISSING)
    if report.state is not ReportState.HANDED_IN:
        raise NotPossible(_NOT_NOW[report.state])
    if seen is not None and seen != report.version:
        raise too_late(report.organ.name, "这份报告")
    return report


_NOT_NOW = {
    ReportState.OWED: "这份报告还没有交来。",
    ReportState.RETURNED: "这份报告已经退回，等承办单位重新交。",
    ReportState.NOTED: "这份报告已经收阅过了。",
}
