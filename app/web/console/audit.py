"""The audit log (操作记录): who did what, with filters that stay in the address."""

from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, request

from app.web import written
from app.web.console.guards import staff_only
from app.web.console.house import Clerk, page, service
from app.web.console.paging import paging
from handlers.audit_words import act_in_words, note_in_words
from models.queries import accounts, audit
from models.queries.audit import Sought
from models.rules.local_time import local
from models.rules.permissions import Permit

pages = Blueprint("console_audit", __name__, url_prefix="/console/audit")


@pages.app_template_filter("stamp")
def stamp(when: datetime) -> str:
    """2026-03-12 18:00, on the county's clock: for logs that are kept for years."""
    return f"{local(when, service().rules.zone):%Y-%m-%d %H:%M}"


@pages.get("")
@staff_only(Permit.AUDIT)
def log(clerk: Clerk) -> Response:
    given = request.args
    days = {name: written.day(given.get(name, "")) for name in ("from", "to")}
    sought = Sought(
        words=given.get("q", "").strip()[:64],
        act=given.get("act", "")[:48],
        since=_midnight(days["from"]),
        until=_midnight(days["to"], next_day=True),
    )
    with service().db.reading() as session:
        part = paging(audit.count(session, sought))
        found = audit.entries(session, sought, limit=part.size, offset=part.offset)
        who = accounts.names(session, [side for entry in found for side in (entry.who, entry.what)])
        acts = [(act, act_in_words(act)) for act in audit.acts(session)]
    rows = [
        (
            entry.at,
            _named(entry.who, who),
            act_in_words(entry.act),
            _named(entry.what, who),
            note_in_words(entry.note),
        )
        for entry in found
    ]
    wrong = [name for name, day in days.items() if given.get(name) and day is None]
    most = audit.MOST_COUNTED if part.total >= audit.MOST_COUNTED else 0
    return page(clerk, "audit", rows=rows, paging=part, acts=acts, given=given, wrong=wrong, most=most)


def _named(side: str, names: dict[str, str]) -> str:
    kind, _, code = side.partition(":")
    match kind:
        case "staff" | "organ" | "deputy":
            return f"{names[side]}（{code}）" if side in names else code
        case "issue":
            return f"№ {code}"
        case "operator":
            return "服务器命令行"
        case "demo":
            return "演示"
        case "registry":
            return "登记表"
        case _:
            return side


def _midnight(day: date | None, *, next_day: bool = False) -> datetime | None:
    """The beginning of the day (or of the next one) on the county's clock."""
    if day is None:
        return None
    day = day + timedelta(days=1) if next_day else day
    return datetime.combine(day, time(), service().rules.zone)
