"""The dashboard of the county and its townships: pictures, each with its table, for screen and paper."""

from datetime import date

from flask import Blueprint, Response, request

from app.web import written
from app.web.console.figures import headlines, tables
from app.web.console.guards import staff_only
from app.web.console.house import Clerk, now, page, service
from handlers import access
from models.people import StaffMember
from models.queries.dashboard import Span, counted_at, townships
from models.rules.local_time import local_date
from models.rules.permissions import Permit

pages = Blueprint("console_dashboard", __name__, url_prefix="/console/dashboard")
MONTHS = 12


@pages.get("")
@staff_only(Permit.DASHBOARD)
def dashboard(clerk: Clerk) -> Response:
    today = local_date(now(), service().rules.zone).replace(day=1)
    last = _month(request.args.get("to", ""), today)
    first = min(_month(request.args.get("from", ""), _earlier(last, MONTHS - 1)), last)
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        mine = townships(session, access.grid_here(me))
        wanted = request.args.get("township", "")
        chosen = wanted if wanted in mine else ""
        whole = None if mine == townships(session) else tuple(mine)
        where = (chosen,) if chosen else whole
        span = Span(first, last, where)
        return page(
            clerk,
            "dashboard",
            first=first,
            last=last,
            township=chosen,
            townships=mine,
            headlines=headlines(session, span),
            tables=tables(session, span),
            counted_at=counted_at(session),
        )


def _month(text: str, otherwise: date) -> date:
    """The first day of a month written 2026-03; what is none is taken as not said."""
    return written.day(f"{text}-01") or otherwise


def _earlier(month: date, months: int) -> date:
    years, left = divmod(month.month - 1 - months, 12)
    return date(month.year + years, left + 1, 1)
