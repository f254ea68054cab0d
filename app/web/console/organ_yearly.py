"""An organ's yearly report (年度办理情况报告): a draft from its own facts, to correct and hand in."""

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from app.web.console.acting import act_for_organ, go_on
from app.web.console.form_fields import text_of
from app.web.console.guards import organ_only
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, missing, page, service
from app.web.console.yearly_views import shown
from handlers import yearly_reports
from handlers.yearly_draft import draft
from handlers.yearly_rounds import stretch
from models.queries import yearly
from models.yearly import YearlyReport

pages = Blueprint("console_organ_yearly", __name__, url_prefix="/console/organ/yearly")
PATH = "/console/organ/yearly"


@pages.get("")
@organ_only
def newest(clerk: Clerk) -> Response:
    """The newest year's, which is the one to be written."""
    return _show(clerk, None)


@pages.get("/<int:year>")
@organ_only
def of_year(clerk: Clerk, year: int) -> Response:
    return _show(clerk, year)


def _show(clerk: Clerk, year: int | None, kept: Kept = NOTHING_KEPT, status: int = 200) -> Response:
    assert clerk.organ_id is not None  # noqa: S101  the guard's promise
    with service().db.reading() as session:
        found = yearly.of_organ(session, clerk.organ_id)
        wanted = [one for one in found if year in {None, one.round.year}]
        if year is not None and not wanted:
            return missing()
        one = wanted[0] if wanted else None
        return page(
            clerk,
            "organ/yearly",
            status,
            kept=kept,
            one=shown(one) if one else None,
            words=(one.text or _draft(session, one)) if one else "",
            longest=yearly_reports.LONGEST,
            others=[shown(other) for other in found if other is not one],
        )


def _draft(session: Session, report: YearlyReport) -> str:
    of = report.round
    found = yearly.figures(session, report.organ_id, stretch(service().rules, of.first, of.last))
    return draft(report.organ.name, of.first, of.last, found)


@pages.post("/<int:year>")
@organ_only
def hand_in(clerk: Clerk, year: int) -> Response:
    """Handed in, or what was handed in is corrected."""
    text, signer = text_of("text"), text_of("signer")
    answer = act_for_organ(clerk, lambda desk, organ: yearly_reports.hand_in(desk, organ, year, text, signer))
    return go_on(answer, "report", f"{PATH}/{year}", lambda kept, status: _show(clerk, year, kept, status))
