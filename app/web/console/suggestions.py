"""Deputies' suggestions at the desk of who checks and assigns them: the list, the official form, the acts before."""

from collections.abc import Callable

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app.web.console.acting import act, go_on
from app.web.console.guards import staff_only
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, missing, now, page, service
from app.web.console.paging import paging
from app.web.suggestion_sheet import sheet, timeline
from handlers import suggestion_checks as checks
from handlers import suggestion_words as words
from handlers import wording
from handlers.assignment_clocks import running
from handlers.desk import Desk
from handlers.suggestion_life import assigned_elsewhere
from models.assignment import Assignment, AssignmentClock, LoopClock
from models.people import CAPACITY_IN_WORDS, Capacity, StaffMember
from models.queries import suggestions as queries
from models.queries.suggestions import Wanted
from models.rules.assignment_state import IN_WORDS as ASSIGNMENT_IN_WORDS
from models.rules.category_tree import BETWEEN, CONCERN_IN_WORDS, Category, areas, leaves, topics
from models.rules.permissions import Permit
from models.rules.suggestion_state import IN_WORDS, SuggestionState
from models.suggestion import Suggestion

pages = Blueprint("console_suggestions", __name__, url_prefix="/console/suggestions")
guard = staff_only(Permit.SUGGESTIONS_COUNTY, Permit.SUGGESTIONS_TOWNSHIP)
CLOCKS = {
    LoopClock.STUDY: "研处交办",
    LoopClock.REPLY: "答复",
    LoopClock.HIGHER: "问清并登记上级的答复",
}
NEVER_LISTED = (SuggestionState.GATHERING,)
LONGEST_QUERY = 64


@pages.get("")
@guard
def listed(clerk: Clerk) -> Response:
    wanted = _wanted()
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        mine = checks.here(me)
        where = [mine, *queries.matching(wanted)]
        part = paging(queries.count(session, where))
        found = queries.page_of(session, where, part.offset, part.size)
        years, townships = queries.choices(session, [mine])
        states = queries.states_of(session, found)
        return page(
            clerk,
            "suggestions",
            found=found,
            handled={key: ASSIGNMENT_IN_WORDS[one.state] for key, one in states.items()},
            wanted=wanted,
            paging=part,
            years=[(year, str(year)) for year in years],
            townships=[(name, name) for name in townships],
            states=[(one, said) for one, said in IN_WORDS.items() if one not in NEVER_LISTED],
            capacities=[
                (one, CAPACITY_IN_WORDS[one]) for one in Capacity if one is not Capacity.CONSULTATIVE
            ],
            words=words,
            hard_months=service().rules.loop.reply_hard_suggestion_months,
        )


def _wanted() -> Wanted:
    """The filters in the address; nonsense filters nothing."""
    given = request.args
    year = given.get("year", "")
    return Wanted(
        state=next((one for one in SuggestionState if one == given.get("state")), None),
        capacity=next((one for one in Capacity if one == given.get("capacity")), None),
        township=given.get("township", "")[:LONGEST_QUERY],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,  # noqa: PLR2004  2026
        words=given.get("q", "").strip()[:LONGEST_QUERY],
    )


@pages.get("/<int:number>")
@guard
def show(clerk: Clerk, number: int) -> Response:
    return _show(clerk, number)


def _show(clerk: Clerk, number: int, kept: Kept = NOTHING_KEPT, status: int = 200) -> Response:
    zone = service().rules.zone
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        found = queries.whole(session, number)
        if found is None or not checks.sees(me, found):
            return missing()
        assignment = queries.assignment_of(session, found.id)
        return page(
            clerk,
            "suggestion",
            status,
            kept=kept,
            found=found,
            sheet=sheet(found, zone),
            acts=_acts(clerk, found),
            words=words,
            hard_months=service().rules.loop.reply_hard_suggestion_months,
            assignment=assignment,
            higher=assigned_elsewhere(found),
            handled=ASSIGNMENT_IN_WORDS[assignment.state] if assignment else "",
            clocks=_clocks(assignment),
            matters=_matters(found),
            topics=_topics(),
            fields=tuple(CONCERN_IN_WORDS.items()),
            story=timeline(found.events, zone, queries.names_of(session, found.events)),
            **_replies(session, assignment),
        )


def _topics() -> list[tuple[str, tuple[Category, ...]]]:
    """The category tree for one choice: 城乡建设 › 城市建设, and its leaves."""
    return [
        (BETWEEN.join((area, topic)), leaves(topic_code))
        for area_code, area in areas().items()
        for topic_code, topic in topics(area_code).items()
    ]


def _replies(session: Session, assignment: Assignment | None) -> dict[str, object]:
    found = queries.replies(session, assignment.id) if assignment else ()
    return {"replies": found, "results": wording.RESULT_IN_WORDS}


def _matters(found: Suggestion) -> list[tuple[int, str, str]]:
    """Number, place and words of each matter it was raised from; not what waits for the content check."""
    issues = [link.issue for link in found.issues]
    return [(one.id, wording.place(one.grid), wording.snippet(wording.said(one), 40)) for one in issues]


def _clocks(assignment: Assignment | None) -> list[tuple[str, str, str, bool]]:
    """What is to be done, until when, by which rule, and whether it is late."""
    if assignment is None:
        return []
    zone = service().rules.zone

    def line(kind: LoopClock, clock: AssignmentClock) -> tuple[str, str, str, bool]:
        return CLOCKS[kind], wording.last_day(clock.due_at, zone), clock.source, clock.due_at <= now()

    return [line(kind, clock) for kind in CLOCKS if (clock := running(assignment, kind)) is not None]


def _acts(clerk: Clerk, found: Suggestion) -> frozenset[str]:
    """What this clerk may do with it now."""
    if not clerk.may(checks.permit_for(found)):
        return frozenset()
    higher = assigned_elsewhere(found)
    possible = {
        "check_in": found.state in checks.CHECKED_IN,
        "send_back": found.state is SuggestionState.SUBMITTED,
        "forward": higher and found.state is SuggestionState.SUBMITTED,
        "record_answer": found.state is SuggestionState.FORWARDED,
    }
    return frozenset(name for name, may in possible.items() if may)


@pages.post("/<int:number>/check-in")
@guard
def check_in(clerk: Clerk, number: int) -> Response:
    form = request.form
    checked = checks.Checked(
        paper_filed=form.get("paper_filed") == "1",
        hard=form.get("hard") == "1",
        category=form.get("category", ""),
        field=form.get("field", ""),
    )
    return _do(clerk, number, "check_in", lambda desk, me: checks.check_in(desk, me, number, checked))


@pages.post("/<int:number>/send-back")
@guard
def send_back(clerk: Clerk, number: int) -> Response:
    reason = request.form.get("reason", "")
    return _do(clerk, number, "send_back", lambda desk, me: checks.send_back(desk, me, number, reason))


@pages.post("/<int:number>/forward")
@guard
def forward(clerk: Clerk, number: int) -> Response:
    said = request.form.get("words", "")
    return _do(clerk, number, "forward", lambda desk, me: checks.forward(desk, me, number, said))


@pages.post("/<int:number>/answer")
@guard
def record_answer(clerk: Clerk, number: int) -> Response:
    said = request.form.get("words", "")
    return _do(clerk, number, "record_answer", lambda desk, me: checks.record_answer(desk, me, number, said))


def _do(clerk: Clerk, number: int, form: str, do: Callable[[Desk, StaffMember], str]) -> Response:
    path = f"/console/suggestions/{number}"
    return go_on(act(clerk, do), form, path, lambda kept, status: _show(clerk, number, kept, status))
