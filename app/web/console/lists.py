"""建议交办清单 and 解决事项清单 for a period and a township: how many they hold, and the files to print or to work with."""

from datetime import date, timedelta

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app.documents import exports, list_rows
from app.documents.exports import Source, Span
from app.security import CodeMaker, Vault
from app.web import written
from app.web.console.downloads import note_download
from app.web.console.guards import staff_only
from app.web.console.house import Clerk, missing, now, page, plain, service
from app.web.console.papers import as_file, table_file
from app.web.console.territory import townships_of
from handlers import access
from models.people import StaffMember
from models.queries import lists
from models.queries.lists import Which
from models.rules.local_time import local_date
from models.rules.permissions import Permit

pages = Blueprint("console_lists", __name__, url_prefix="/console")
ENDINGS = ("xlsx", "csv")


@pages.get("/lists")
@staff_only(Permit.EXPORT_LISTS)
def choose(clerk: Clerk) -> Response:
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        span = _span(session, me)
        zone, names = service().rules.zone, access.townships(me)
        wanted = {which: exports.wanted_of(which, span, zone, names) for which in Which}
        wrong = span.first is not None and span.last is not None and span.last < span.first
        return page(
            clerk,
            "lists",
            span=span,
            wrong=wrong,
            townships=townships_of(session, me),
            found=[
                (which.value, list_rows.NAMES[which], lists.count(session, wanted[which])) for which in Which
            ],
            ends=list_rows.ends_in_words(lists.ends(session, wanted[Which.RESOLVED])),
            query=request.query_string.decode("ascii", "ignore"),
        )


def _span(session: Session, me: StaffMember) -> Span:
    """The address's period, the month before this one when it names none, and a township of the clerk's territory."""
    until = local_date(now(), service().rules.zone).replace(day=1) - timedelta(days=1)
    township = request.args.get("township", "")
    return Span(
        first=_day("from", until.replace(day=1)),
        last=_day("to", until),
        township=township if township in townships_of(session, me) else "",
    )


def _day(name: str, otherwise: date) -> date:
    """A day of the address; nonsense is taken as not said."""
    return written.day(request.args.get(name, "")) or otherwise


@pages.get("/lists/<name>.<ending>")
@staff_only(Permit.EXPORT_LISTS)
def file(clerk: Clerk, name: str, ending: str) -> Response:
    """The list as a file: .xlsx ready to print, .csv to work with."""
    if name not in set(Which) or ending not in ENDINGS:
        return missing()
    which, house = Which(name), service()
    with house.db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        span, names = _span(session, me), access.townships(me)
        if span.first and span.last and span.last < span.first:
            return plain("请再选一次", "结束的日期比开始的早。", 422)
        key = house.settings.security.secret_key
        source = Source(session, house.rules.zone, Vault(key), CodeMaker(key), now(), span)
        period = (span.first, span.last) if span.first and span.last else None
        title = list_rows.title_of(which, span.township or lists.place(session), period)
        answer = _as(ending, which, title, source, names)
    note_download(clerk, f"list:{name}.{ending}", f"{span.first}—{span.last} {span.township}".strip())
    return answer


def _as(ending: str, which: Which, title: str, source: Source, names: tuple[str, ...] | None) -> Response:
    if ending == "xlsx":
        return as_file(exports.printable(source, which, names), title, ending)
    wanted = exports.wanted_of(which, source.span, source.zone, names)
    rows = list_rows.rows(lists.lines(source.session, wanted), source.zone)
    return table_file(list_rows.TABLES[which](rows), title, ending)
