"""A deputy's pages: what waits for me, my duties; one matter with its story, its deadlines, and how far its loop is."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.phone import rating
from app.web.phone.acting import Answer, act, refused_as_risky
from app.web.phone.guards import only
from app.web.phone.house import Kept, Visitor, missing, now, page, see_next, service
from app.web.phone.loop_views import contact
from app.web.phone.passes import Area
from app.web.phone.views import DEPUTY, Cards, Story, cards, story
from app.web.photo_files import picture_of
from handlers import deputy, evaluating, handbook, loop_news, showing, wording
from handlers.assignment_clocks import running
from handlers.desk import BadInput, Desk
from handlers.evidence import Picture
from models.assignment import LoopClock
from models.issue import ActorKind, Issue
from models.people import Deputy
from models.queries import loop_phone, phone
from models.rules.issue_state import IssueAct, IssueState, allowed

pages = Blueprint("phone_deputy", __name__, url_prefix="/m/deputy")
guard = only(Area.DEPUTY)
LISTS = (("等我确认收到", IssueState.SUBMITTED), ("等我答复", IssueState.RECEIVED))


@dataclass(frozen=True)
class ToRate:
    """A reply that waits for my marks."""

    number: int
    subject: str
    organ: str
    result: str
    until: str


@pages.get("")
@guard
def home(visitor: Visitor) -> Response:
    house = service()
    with house.db.reading() as session:
        me = session.get_one(Deputy, visitor.key)
        contacts = loop_phone.contacts_with(session, me.id)
        return page(
            "deputy_home",
            visitor,
            me=me,
            lists=_lists(session, me.id),
            to_rate=_to_rate(Desk(session, house.rules, house.places, now()), me),
            contacts=[(log.assignment_id, contact(log, organ)) for log, organ in contacts],
            duties=handbook.status(session, house.rules, me.id, now()),
        )


def _lists(session: Session, deputy_id: int) -> list[Cards]:
    mine = phone.of_deputy(deputy_id)
    return [cards(title, phone.listed(session, mine, Issue.state == state)) for title, state in LISTS]


def _to_rate(desk: Desk, me: Deputy) -> list[ToRate]:
    """Oldest first."""
    return [
        ToRate(
            number=one.id,
            subject=loop_news.subject(one),
            organ=mark.reply.organ.name,
            result=wording.RESULT_IN_WORDS[mark.reply.result],
            until=wording.last_day(clock.due_at, desk.rules.zone) if clock else "",
        )
        for one, mark in evaluating.waiting_marks(desk, me)
        for clock in [running(one, LoopClock.RATE)]
    ]


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
            sentence = f"№ {number} 已经这样{'答复' if which is IssueAct.ANSWER else '上报'}过了。"
        else:
            sentence = do(desk, me, number, words)
        return sentence + (showing.with_answer(desk, me, number, taken) if taken else "")

    done = refused_as_risky(visitor, words)
    try:
        taken = _taken(visitor, number, words) if done is None and which is IssueAct.ANSWER else None
    except BadInput as refusal:
        done, taken = Answer(refusal.sentence, 422, refusal.field), None
    done = done or act(visitor, Deputy, once)
    return _next(visitor, number, done, "answer" if which is IssueAct.ANSWER else "report")


def _taken(visitor: Visitor, number: int, words: str) -> Picture | None:
    """The photo sent along, drawn and stored before the transaction; none for an answer that will be refused."""
    sent = request.files.get("photo")
    if sent is None or not sent.filename or not 0 < len(words) <= deputy.LONGEST_ANSWER:
        return None
    with service().db.reading() as session:
        mine = select(Issue.state).where(Issue.id == number, phone.of_deputy(visitor.key))
        state = session.scalar(mine)
    if state is None or IssueAct.ANSWER not in allowed(state):
        return None
    return picture_of(service().files, sent, "photo")


def _said_already(issue: Issue, me: Deputy, which: IssueAct, words: str) -> bool:
    """The button was tapped twice: the last thing that happened is this deputy's very same words."""
    last = next((event for event in reversed(issue.events) if event.act != "deputy_photo"), None)
    by_me = last is not None and (last.actor_kind, last.actor_id) == (ActorKind.DEPUTY, me.id)
    return by_me and last is not None and last.act == which and last.note == words


def _next(visitor: Visitor, number: int, done: Answer, form: str) -> Response:
    if done.done:
        return see_next(visitor, f"/m/deputy/issues/{number}", done.sentence)
    if done.status == 404:  # noqa: PLR2004  HTTP's "not found"
        return missing()
    return _show(visitor, number, Kept(form, done.sentence, request.form.to_dict()), done)


def _show(visitor: Visitor, number: int, kept: Kept = Kept(), done: Answer = Answer("")) -> Response:  # noqa: B008  frozen
    with service().db.reading() as session:
        found = _story(session, visitor, number)
        if found is None:
            return missing()
        main = loop_phone.mains(session, [number]).get(number)
        loop = _loop(session, visitor, number)
        return page(
            "deputy_issue",
            visitor,
            done.status,
            story=found,
            kept=kept,
            wrong_field=done.field,
            main=main,
            **loop,
        )


def _story(session: Session, visitor: Visitor, number: int) -> Story | None:
    if session.scalar(select(Issue.id).where(Issue.id == number, phone.of_deputy(visitor.key))) is None:
        return None
    found = phone.story(session, number)
    return story(found, DEPUTY, phone.deputy_names(session, found)) if found else None


def _loop(session: Session, visitor: Visitor, number: int) -> dict[str, object]:
    """Of the assignment the matter follows, if there is one."""
    assignment = loop_phone.loops(session, [number]).get(number)
    found = loop_phone.record(session, assignment.id) if assignment else None
    return rating.values(session, found, visitor) if found else {"loop": None}
