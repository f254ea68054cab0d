"""A deputy's pages: what waits for me, my grids, my duties; one matter with its story and deadlines; my card."""

from collections.abc import Callable

from flask import Blueprint, Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.web.phone.acting import Answer, act, refused_as_risky
from app.web.phone.guards import only
from app.web.phone.house import Kept, Visitor, missing, now, page, see_next, service
from app.web.phone.passes import Area
from app.web.phone.views import DEPUTY, Cards, Story, cards, story
from handlers import deputy, handbook, wording
from handlers.desk import Desk
from models.issue import ActorKind, Issue
from models.people import Deputy, GridDeputy
from models.queries import phone
from models.rules.issue_state import IssueAct, IssueState

pages = Blueprint("phone_deputy", __name__, url_prefix="/m/deputy")
guard = only(Area.DEPUTY)
LISTS = (
    ("等我确认收到", IssueState.SUBMITTED),
    ("等我答复", IssueState.RECEIVED),
    ("已答复，等群众说", IssueState.ANSWERED),
    ("已上报", IssueState.REPORTED),
)


@pages.get("")
@guard
def home(visitor: Visitor) -> Response:
    house = service()
    with house.db.reading() as session:
        lists = _lists(session, visitor.key)
        me = session.get_one(Deputy, visitor.key)
        duties = handbook.status(session, house.rules, visitor.key, now())
        grids = [(wording.place(link.grid), link.rank == 1) for link in _grids(session, visitor.key)]
        return page("deputy_home", visitor, lists=lists, me=me, duties=duties, grids=grids)


def _lists(session: Session, deputy_id: int) -> list[Cards]:
    mine = phone.of_deputy(deputy_id)
    return [cards(title, phone.listed(session, mine, Issue.state == state)) for title, state in LISTS]


def _grids(session: Session, deputy_id: int) -> list[GridDeputy]:
    served = (
        select(GridDeputy).where(GridDeputy.deputy_id == deputy_id).order_by(GridDeputy.rank, GridDeputy.id)
    )
    return list(session.scalars(served.options(selectinload(GridDeputy.grid))))


@pages.get("/card")
@guard
def card(visitor: Visitor) -> Response:
    """亮身份: who I am, to be held out to people."""
    with service().db.reading() as session:
        me = session.get_one(Deputy, visitor.key)
        places = [wording.place(link.grid) for link in _grids(session, visitor.key)]
        return page(
            "deputy_card", visitor, me=me, titled=wording.titled(me), station=me.station, places=places
        )


@pages.get("/issues/<int:number>")
@guard
def issue(visitor: Visitor, number: int) -> Response:
    return _show(visitor, number)


@pages.post("/issues/<int:number>/receipt")
@guard
def confirm(visitor: Visitor, number: int) -> Response:
    answer = act(visitor, Deputy, lambda desk, me: deputy.confirm_receipt(desk, me, number))
    return _next(visitor, number, answer, "receipt")


@pages.post("/issues/<int:number>/answer")
@guard
def answer(visitor: Visitor, number: int) -> Response:
    return _say(visitor, number, IssueAct.ANSWER, deputy.answer)


@pages.post("/issues/<int:number>/report")
@guard
def report_up(visitor: Visitor, number: int) -> Response:
    return _say(visitor, number, IssueAct.REPORT_UP, deputy.report_up)


def _say(
    visitor: Visitor, number: int, which: IssueAct, do: Callable[[Desk, Deputy, int, str], str]
) -> Response:
    words = request.form.get("words", "").replace("\r\n", "\n").strip()

    def once(desk: Desk, me: Deputy) -> str:
        if words and _said_already(deputy.get_issue(desk, me, number), me, which, words):
            return f"№ {number} 已经这样{'答复' if which is IssueAct.ANSWER else '上报'}过了。"
        return do(desk, me, number, words)

    done = refused_as_risky(visitor, words) or act(visitor, Deputy, once)
    return _next(visitor, number, done, "answer" if which is IssueAct.ANSWER else "report")


def _said_already(issue: Issue, me: Deputy, which: IssueAct, words: str) -> bool:
    """The button was tapped twice: the last thing that happened is this deputy's very same words."""
    last = issue.events[-1] if issue.events else None
    by_me = last is not None and (last.actor_kind, last.actor_id) == (ActorKind.DEPUTY, me.id)
    return by_me and last is not None and last.act == which and last.note == words


def _next(visitor: Visitor, number: int, done: Answer, form: str) -> Response:
    if done.done:
        return see_next(visitor, f"/m/deputy/issues/{number}", done.sentence)
    if done.status == 404:  # noqa: PLR2004  HTTP's "not found"
        return missing()
    return _show(visitor, number, Kept(form, done.sentence, request.form.to_dict()), done.status)


def _show(visitor: Visitor, number: int, kept: Kept = Kept(), status: int = 200) -> Response:  # noqa: B008  frozen
    found = _story(visitor, number)
    return missing() if found is None else page("deputy_issue", visitor, status, story=found, kept=kept)


def _story(visitor: Visitor, number: int) -> Story | None:
    with service().db.reading() as session:
        if session.scalar(select(Issue.id).where(Issue.id == number, phone.of_deputy(visitor.key))) is None:
            return None
        found = phone.story(session, number)
        return story(found, DEPUTY, phone.deputy_names(session, found)) if found else None
