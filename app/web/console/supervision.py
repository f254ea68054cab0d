"""Supervision (督办): what is late, the supervision list, key matters, the promise ledger, escalations; all to print and export."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Blueprint, Response, make_response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.tables import Table, export
from app.web.console import supervision_rows as rows
from app.web.console.downloads import note_download
from app.web.console.form_fields import asked_page, filtered
from app.web.console.guards import staff_only
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, missing, now, page, service
from app.web.console.paging import paging
from app.web.console.territory import townships_of
from handlers import access, promises
from models.people import Organ, StaffMember
from models.queries import promises as ledger
from models.queries import supervision
from models.queries.supervision import PAGE, Where
from models.rules.permissions import Permit
from models.supervision import EscalationState, PromiseState

pages = Blueprint("console_supervision", __name__, url_prefix="/console/supervision")
MOST_EXPORTED = 10_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Found = tuple[list[Any], int]
Columns = Callable[[list[Any]], tuple[tuple[str, ...], list[rows.Values]]]


@dataclass(frozen=True)
class Tab:
    """One of the lists: where it is, what finds its lines, and its columns on paper."""

    key: str
    title: str
    find: Callable[[Session, Where, int], Found]
    columns: Columns


def _late(session: Session, where: Where, page_number: int) -> Found:
    very = request.args.get("very", "") == "1"
    found, total = supervision.late(session, where, now(), very=very, page=page_number)
    return list(rows.late(session, found)), total


def _on_list(session: Session, where: Where, page_number: int) -> Found:
    found, total = supervision.on_list(session, where, page=page_number)
    return list(rows.supervised(session, found)), total


def _key(session: Session, where: Where, page_number: int) -> Found:
    ended = request.args.get("ended", "") == "1"
    found, total = supervision.key_matters(session, where, ended=ended, page=page_number)
    return list(rows.supervised(session, found)), total


def _promises(session: Session, where: Where, page_number: int) -> Found:
    found, total = ledger.ledger(session, where, filtered(PromiseState, "state"), page=page_number)
    return list(rows.promised(session, found)), total


def _escalations(session: Session, where: Where, page_number: int) -> Found:
    state = filtered(EscalationState, "state")
    found, total = supervision.escalations(session, where, state, page=page_number)
    return list(rows.escalated(session, found)), total


TABS = {
    tab.key: tab
    for tab in (
        Tab("late", "超期", _late, rows.late_columns),
        Tab("list", "督办名单", _on_list, rows.supervised_columns),
        Tab("key", "重点督办", _key, rows.supervised_columns),
        Tab("promises", "承诺台账", _promises, rows.promised_columns),
        Tab("escalations", "约谈质询等", _escalations, rows.escalated_columns),
    )
}
read = staff_only(Permit.SUPERVISE, Permit.INSTRUCT)
"""Leaders read it too; the acts have rights of their own."""


def where_of(session: Session, clerk: Clerk) -> Where:
    """The clerk's territory, and what the address filters by."""
    member = session.get_one(StaffMember, clerk.staff_id)
    return Where(
        access.townships(member), request.args.get("township", "")[:32], request.args.get("organ", "")[:32]
    )


@pages.get("")
@read
def first(clerk: Clerk) -> Response:
    return show(clerk, "late")


@pages.get("/<any(late, list, key, promises, escalations):key>")
@read
def tab(clerk: Clerk, key: str) -> Response:
    return show(clerk, key)


def show(clerk: Clerk, key: str, kept: Kept = NOTHING_KEPT, status: int = 200) -> Response:
    """The list, or the same once more with a form that was refused."""
    wanted = TABS[key]
    with service().db.reading() as session:
        where = where_of(session, clerk)
        found, total = wanted.find(session, where, asked_page())
        member = session.get_one(StaffMember, clerk.staff_id)
        return page(
            clerk,
            f"supervision/{key}",
            status,
            kept=kept,
            tab=wanted,
            tabs=TABS.values(),
            rows=found,
            total=total,
            paging=paging(total, PAGE),
            townships=townships_of(session, member),
            organs=_organs(session),
            **_besides(session, key, where),
        )


def _organs(session: Session) -> list[tuple[str, str]]:
    found = session.execute(select(Organ.code, Organ.name).where(Organ.active).order_by(Organ.code))
    return [(row.code, row.name) for row in found]


def _besides(session: Session, key: str, where: Where) -> dict[str, Any]:
    """What stands above some lists: counts by organ and township, by state."""
    match key:
        case "late":
            return {
                "by_organ": supervision.late_by_organ(session, where, now()),
                "by_township": supervision.late_by_township(session, where, now()),
            }
        case "promises":
            return {
                "counts": ledger.counts(session, where),
                "states": list(PromiseState),
                "words": promises.STATE_IN_WORDS,
            }
        case "escalations":
            return {"states": list(EscalationState)}
        case _:
            return {}


@pages.get("/<key>.xlsx")
@staff_only(Permit.EXPORT_LISTS)
def exported(clerk: Clerk, key: str) -> Response:
    """The whole list (not only the page shown), with the same filters."""
    wanted = TABS.get(key)
    if wanted is None:
        return missing()
    with service().db.reading() as session:
        lines = _all(session, where_of(session, clerk), wanted)
    columns, values = wanted.columns(lines)
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"{key}.xlsx"
        export(Table(wanted.title, columns, values), out, service().rules.zone)
        response = make_response(out.read_bytes())
    note_download(clerk, f"supervision:{key}.xlsx")
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="{key}.xlsx"'
    return response


def _all(session: Session, where: Where, wanted: Tab) -> list[Any]:
    lines: list[Any] = []
    for number in range(1, MOST_EXPORTED // PAGE + 1):
        found, total = wanted.find(session, where, number)
        lines += found
        if len(lines) >= total or not found:
            break
    return lines
