"""One box for a number, words, a person, a village or an organ; what it is narrowed to stands in the address."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial

from flask import Blueprint, Response, make_response, redirect, request
from sqlalchemy.orm import Session

from app.web import written
from app.web.console import worklist_filters as narrowing
from app.web.console.guards import staff_only
from app.web.console.house import Clerk, page, service
from app.web.console.marking import Piece, marked
from app.web.console.matter_page import desk_for
from app.web.console.organ_picker import organs_like
from app.web.console.rows import Row
from app.web.console.worklist import rows_of
from handlers import access, searching, wording
from handlers.desk import Desk
from models.people import StaffMember
from models.queries.search import Page, Query
from models.queries.worklist import Found
from models.queries.worklist_lines import Line, lines
from models.rules.issue_state import IN_WORDS, IssueState
from models.rules.local_time import at
from models.rules.permissions import Permit
from models.rules.seeking import assignment_sought

pages = Blueprint("console_search", __name__, url_prefix="/console")
LONGEST = 100
FACETS = ("q", "person", "village", "organ", "township", "state", "field", "late", "from", "to")
STATES = tuple((state.value, IN_WORDS[state]) for state in IssueState)
LONGEST_NAME = 32


@dataclass(frozen=True)
class Hit:
    """A line found, with the words marked."""

    row: Row
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Meant:
    """What else the words may mean: a link that looks for that instead."""

    words: str
    path: str


@pages.get("/search")
@staff_only(Permit.READ_ISSUES)
def search(clerk: Clerk) -> Response:
    typed = _given("q")
    if (number := assignment_sought(typed)) is not None:
        return make_response(redirect(f"/console/assignments/{number}", 303))
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        desk = desk_for(session)
        days = {name: _day(name) for name in ("from", "to")}
        query = _query(days)
        found, village = _found(desk, me, clerk, query)
        listed = lines(session, (Found(number, 0, number, assignment=False) for number in found.issue_ids))
        hits = _hits(session, clerk, listed, typed)
        meant = _meant(desk, typed, named=not hits and clerk.may(Permit.ENTER_ISSUE)) if typed else ()
        choices = narrowing.choices(session, me)
    return page(
        clerk,
        "search",
        hits=hits,
        found=found,
        meant=meant,
        village=village if village != _given("village") else "",
        choices=choices,
        states=STATES,
        given={name: _given(name) for name in FACETS},
        wrong=[name for name, day in days.items() if _given(name) and day is None],
        next_path=_path(after=str(found.next_cursor)) if found.next_cursor else "",
        q=typed,
    )


def _given(name: str) -> str:
    return request.args.get(name, "").strip()[:LONGEST]


def _day(name: str) -> date | None:
    return written.day(_given(name))


def _query(days: dict[str, date | None]) -> Query:
    """Nonsense narrows to nothing rather than failing."""
    state = _given("state")
    return Query(
        words=_given("q"),
        person=_given("person")[:LONGEST_NAME],
        township=_given("township"),
        organ=_given("organ"),
        states=frozenset({IssueState(state)}) if state in set(IssueState) else frozenset(),
        late=_given("late") == "1",
        since=_midnight(days["from"]),
        until=_midnight(days["to"] + timedelta(days=1)) if days["to"] else None,
        field=_given("field"),
        cursor=written.number(_given("after")),
    )


def _midnight(day: date | None) -> datetime | None:
    return at(day, time(0), service().rules.zone) if day else None


def _found(desk: Desk, me: StaffMember, clerk: Clerk, query: Query) -> tuple[Page, str]:
    """The page, and the village it was looked for in: the words themselves when nothing else was found by them."""
    here, village = access.here(me), _given("village")
    query = replace(query, within=searching.townships_of(desk, me))
    if query.person and not clerk.may(Permit.ENTER_ISSUE):
        query = replace(query, person="")
    found = searching.find(desk, query, here, village)
    only_words = query.words and not village and query.cursor is None
    if found.issue_ids or not only_words or not searching.grids_meant(desk, query.words):
        return found, village
    return searching.find(desk, replace(query, words=""), here, query.words), query.words


def _hits(session: Session, clerk: Clerk, listed: tuple[Line, ...], typed: str) -> tuple[Hit, ...]:
    rows = rows_of(session, clerk, listed)
    decides = clerk.may(Permit.RELEASE)
    shown = partial(wording.said, to_others=False) if decides else wording.passed
    said = [shown(line.issue) if line.issue else "" for line in listed]
    return tuple(
        Hit(row, marked(text, typed) if typed and text else (Piece(row.words, marked=False),))
        for row, text in zip(rows, said, strict=True)
    )


def _meant(desk: Desk, typed: str, *, named: bool) -> tuple[Meant, ...]:
    """Besides words it may be a place, an organ or (where nothing else was found) somebody's name."""
    found = []
    if not _given("village") and searching.grids_meant(desk, typed):
        found.append(Meant(f"地点「{typed}」", _path(q="", village=typed)))
    found += [
        Meant(f"承办单位：{name}", _path(q="", organ=code)) for code, name in organs_like(desk.session, typed)
    ]
    if named and len(typed) <= LONGEST_NAME and not typed.isascii():
        found.append(Meant(f"姓名是「{typed}」的人", _path(q="", person=typed)))
    return tuple(found)


def _path(**changes: str) -> str:
    """This search, changed."""
    return narrowing.address("/console/search", {name: _given(name) for name in FACETS} | changes)
