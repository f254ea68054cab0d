"""A yearly report as its organ and the county read it, frozen for a page."""

from dataclasses import dataclass
from datetime import datetime

from app.web.console.house import now, service
from handlers import wording
from handlers.yearly_rounds import state_of
from models.queries.yearly import WITH_ORGAN
from models.rules.clocks import due_on
from models.yearly import ReportState, YearlyReport

_BADGES = {
    ReportState.OWED: "plain",
    ReportState.HANDED_IN: "soon",
    ReportState.RETURNED: "soon",
    ReportState.NOTED: "good",
}


@dataclass(frozen=True)
class Shown:
    """`with_organ`: it is to be written; `correctable`: the organ may still change it."""

    id: int
    year: int
    organ: str
    state: str
    badge: str
    period: str
    due: str
    source: str
    text: str
    signer: str
    handed_in: str
    corrected: str
    returned: str
    reason: str
    noted: str
    decider: str
    version: int
    with_organ: bool
    handed: bool
    correctable: bool


def shown(report: YearlyReport) -> Shown:
    """Late ones are marked so, also those the clock has not come to yet."""
    return Shown(
        id=report.id,
        year=report.round.year,
        organ=report.organ.name,
        state=state_of(report),
        badge=_badge(report),
        period=f"{report.round.first:%Y-%m-%d} 至 {report.round.last:%Y-%m-%d}",
        due=f"{due_on(report.due_at, service().rules.zone):%Y-%m-%d}",
        source=report.round.source,
        text=report.text,
        signer=report.signer,
        handed_in=_when(report.handed_in_at),
        corrected=_when(report.corrected_at),
        returned=_when(report.returned_at),
        reason=report.return_reason,
        noted=_when(report.noted_at),
        decider=report.decider.name if report.decider else "",
        version=report.version,
        with_organ=report.state in WITH_ORGAN,
        handed=report.state is ReportState.HANDED_IN,
        correctable=report.state is not ReportState.NOTED,
    )


def _badge(report: YearlyReport) -> str:
    if report.state is ReportState.OWED and report.due_at <= now():
        return "very-late" if report.very_late_at else "late"
    return _BADGES[report.state]


def _when(moment: datetime | None) -> str:
    return wording.day_and_time(moment, service().rules.zone) if moment else ""
