"""The organs' yearly reports as the county sees them: who has handed in, who is late; take note, or send back."""

from collections.abc import Callable
from datetime import MAXYEAR

from flask import Blueprint, Response, request

from app.documents.tables import Table
from app.web import written
from app.web.console.acting import act, go_on
from app.web.console.downloads import note_download
from app.web.console.form_fields import text_of
from app.web.console.guards import staff_only
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, missing, page, service
from app.web.console.papers import table_file
from app.web.console.yearly_views import shown
from handlers import yearly_reports
from handlers.desk import Desk
from handlers.yearly_rounds import NAME
from models.people import StaffMember
from models.queries import yearly
from models.rules.permissions import Permit

pages = Blueprint("console_yearly_reports", __name__, url_prefix="/console")
ROOT = "/console/yearly-reports"
COLUMNS = ("承办单位", "状态", "报送期限", "填报人", "报送时间", "更正时间", "收阅时间", "报告内容")
county_only = staff_only(Permit.YEARLY_REPORTS)


@pages.get("/yearly-reports")
@county_only
def listed(clerk: Clerk) -> Response:
    """Of one year, the newest unless the address names another."""
    with service().db.reading() as session:
        years = yearly.years(session)
        year = _year(years[0] if years else 0)
        rows = [shown(one) for one in yearly.of_year(session, year)]
    return page(clerk, "yearly/list", rows=rows, years=years, year=year)


def _year(otherwise: int) -> int:
    asked = written.number(request.args.get("year", ""))
    return otherwise if asked is None or asked > MAXYEAR else asked


@pages.get("/yearly-reports.xlsx")
@county_only
def file(clerk: Clerk) -> Response:
    """The year's list as a file."""
    with service().db.reading() as session:
        year = _year(yearly.newest_year(session) or 0)
        rows = [shown(one) for one in yearly.of_year(session, year)]
    cells = [
        (one.organ, one.state, one.due, one.signer, one.handed_in, one.corrected, one.noted, one.text)
        for one in rows
    ]
    answer = table_file(Table(NAME, COLUMNS, cells), f"{year}{NAME}", "xlsx")
    note_download(clerk, "yearly_reports.xlsx", f"year={year}")
    return answer


@pages.get("/yearly-reports/<int:report_id>")
@county_only
def one(clerk: Clerk, report_id: int) -> Response:
    return _show(clerk, report_id)


def _show(clerk: Clerk, report_id: int, kept: Kept = NOTHING_KEPT, status: int = 200) -> Response:
    with service().db.reading() as session:
        found = yearly.find(session, report_id)
        if found is None:
            return missing()
        return page(clerk, "yearly/one", status, kept=kept, one=shown(found))


@pages.post("/yearly-reports/<int:report_id>/note")
@county_only
def note(clerk: Clerk, report_id: int) -> Response:
    """已收到."""
    return _do(clerk, report_id, "note", lambda desk, me: yearly_reports.note(desk, me, report_id, _seen()))


@pages.post("/yearly-reports/<int:report_id>/return")
@county_only
def send_back(clerk: Clerk, report_id: int) -> Response:
    reason = text_of("reason")
    return _do(
        clerk,
        report_id,
        "return",
        lambda desk, me: yearly_reports.send_back(desk, me, report_id, reason, _seen()),
    )


def _seen() -> int | None:
    """The version the page showed when the form was made."""
    return written.number(request.form.get("seen", ""))


def _do(clerk: Clerk, report_id: int, form: str, do: Callable[[Desk, StaffMember], str]) -> Response:
    return go_on(
        act(clerk, do),
        form,
        f"{ROOT}/{report_id}",
        lambda kept, status: _show(clerk, report_id, kept, status),
    )
