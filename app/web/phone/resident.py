"""A resident's pages: my matters; one matter with its timeline, my verdict, my further words, withdrawing."""

from flask import Blueprint, Response, request
from sqlalchemy import ColumnElement, not_
from sqlalchemy.orm import Session

from app.web.phone.acting import Answer, act, checked, refused_as_risky
from app.web.phone.guards import only
from app.web.phone.house import NOTHING_KEPT, Kept, Visitor, missing, now, page, plain, see_next, service
from app.web.phone.loop_views import asked, for_resident, in_a_line
from app.web.phone.passes import Area
from app.web.phone.views import OWNER, Cards, Story, cards, story
from handlers import erasing, resident, verdict, wording
from handlers.desk import BadInput, Desk
from handlers.inbound import Inbound, Said
from handlers.matters import Words
from models.issue import ActorKind, Check, Issue, Satisfaction
from models.people import Resident
from models.queries import loop_phone, phone
from models.queries.asked import ANSWERS, ASKS, waits_for_resident
from models.reply import Solved
from models.rules.issue_state import IssueState

pages = Blueprint("phone_resident", __name__, url_prefix="/m/resident")
guard = only(Area.RESIDENT)
LONGEST_WORDS = 1000


@pages.get("")
@guard
def home(visitor: Visitor) -> Response:
    mine, open_now = Issue.resident_id == visitor.key, Issue.state.in_(phone.OPEN)
    waits = waits_for_resident(now())
    with service().db.reading() as session:
        lists = (
            _mine(session, "等您说一句：真的解决了吗？", mine, waits),
            _mine(session, "正在办", mine, open_now, not_(waits)),
            _mine(session, "已经结束", mine, not_(open_now), not_(waits)),
        )
    return page("resident_home", visitor, lists=lists)


def _mine(session: Session, title: str, *where: ColumnElement[bool]) -> Cards:
    """Newest first; of what an organ has in hand it says how far it is."""
    found = phone.listed(session, *where, newest_first=True)
    reported = [one.id for one in found.issues if one.state is IssueState.REPORTED]
    loops = loop_phone.loops(session, reported)
    return cards(title, found, own=True, states={number: in_a_line(one) for number, one in loops.items()})


@pages.get("/erase")
@guard
def ask_erase(visitor: Visitor) -> Response:
    """What it would mean, before anything is erased."""
    return _ask_erase(visitor)


def _ask_erase(visitor: Visitor, kept: Kept = NOTHING_KEPT, status: int = 200) -> Response:
    with service().db.reading() as session:
        desk = Desk(session, service().rules, service().places, now())
        means = erasing.meaning(desk, session.get_one(Resident, visitor.key))
    return page("resident_erase", visitor, status, means=means, kept=kept)


@pages.post("/erase")
@guard
def erase(visitor: Visitor) -> Response:
    """Their pass is good for nothing afterwards: the page says so and knows nobody."""
    if request.form.get("sure") != "yes":
        return _ask_erase(visitor, Kept("erase", "请先勾选「我确定要删除」。", {}), 422)
    answer = act(visitor, Resident, erasing.erase)
    return plain("已经删除", answer.sentence, answer.status)


@pages.get("/issues/<int:number>")
@guard
def issue(visitor: Visitor, number: int) -> Response:
    return _show(visitor, number)


@pages.get("/issues/<int:number>/withdraw")
@guard
def ask_withdraw(visitor: Visitor, number: int) -> Response:
    """Asked once more before it is taken back."""
    found = _story(visitor, number)
    return missing() if found is None else page("resident_withdraw", visitor, story=found)


@pages.post("/issues/<int:number>/withdraw")
@guard
def withdraw(visitor: Visitor, number: int) -> Response:
    answer = act(visitor, Resident, lambda desk, me: resident.withdraw(desk, me, number))
    return _next(visitor, number, answer, "withdraw")


@pages.post("/issues/<int:number>/solved")
@guard
def solved(visitor: Visitor, number: int) -> Response:
    given, words = request.form.get("answer", ""), _typed("words")
    answer = refused_as_risky(visitor, words) or act(
        visitor, Resident, lambda desk, me: _solved(desk, me, number, given, words)
    )
    return _next(visitor, number, answer, "solved")


@pages.post("/issues/<int:number>/rating")
@guard
def rate(visitor: Visitor, number: int) -> Response:
    given, words = request.form.get("grade", ""), _typed("words")
    answer = refused_as_risky(visitor, words) or act(
        visitor, Resident, lambda desk, me: _rate(desk, me, number, given, words)
    )
    return _next(visitor, number, answer, "rating")


@pages.post("/issues/<int:number>/words")
@guard
def add(visitor: Visitor, number: int) -> Response:
    words = _typed("words")
    check = checked(visitor, words)
    answer = act(visitor, Resident, lambda desk, me: _add(desk, me, number, _spoken(visitor, words, check)))
    return _next(visitor, number, answer, "words")


def _typed(field: str) -> str:
    return request.form.get(field, "").replace("\r\n", "\n").strip()


def _solved(desk: Desk, me: Resident, number: int, given: str, words: str) -> str:
    if given not in set(Solved):
        raise BadInput("请先选一个：已解决、部分解决，还是没解决。")
    _not_too_long(words)
    found = resident.my_issue(desk, me, number)
    if _said_already(found, ANSWERS[Solved(given)], words):
        return f"№ {number} 已经记下您的回答。"
    return verdict.say_solved(desk, me, number, Solved(given), words).partition("\n")[0]


def _rate(desk: Desk, me: Resident, number: int, given: str, words: str) -> str:
    if given not in set(Satisfaction):
        raise BadInput("请先选一个：满意、基本满意，还是不满意。")
    _not_too_long(words)
    found = resident.my_issue(desk, me, number)
    grade = Satisfaction(given)
    if _said_already(found, "rated", f"{wording.SATISFACTION_IN_WORDS[grade]} {words}".strip()):
        return f"№ {number} 已记下您的评价。"
    return verdict.rate(desk, me, number, grade, words)


def _said_already(issue: Issue, act: str, note: str) -> bool:
    """The button was tapped twice: nothing was answered since the resident said the very same."""
    turns = (one for one in reversed(issue.events) if one.actor_kind is ActorKind.RESIDENT or one.act in ASKS)
    last = next(turns, None)
    return last is not None and (last.act, last.note) == (act, note)


def _add(desk: Desk, me: Resident, number: int, words: Words) -> str:
    _not_too_long(words.text)
    found = resident.my_issue(desk, me, number)
    last = found.messages[-1] if found.messages else None
    if last is not None and words.text and last.text == words.text:
        return f"已补充到 № {number}。"
    return resident.add(desk, me, number, words)


def _not_too_long(words: str) -> None:
    if len(words) > LONGEST_WORDS:
        raise BadInput(f"话太长了（{len(words)} 个字），请控制在 {LONGEST_WORDS} 个字以内。")


def _spoken(visitor: Visitor, words: str, check: Check) -> Words:
    """As if it had been said in the chat."""
    return Words(Inbound(0, visitor.openid, Said.TEXT, now(), text=words), words, check)


def _next(visitor: Visitor, number: int, answer: Answer, form: str) -> Response:
    """On to the matter when it is done; else the matter again with the reason and what was typed."""
    if answer.done:
        return see_next(visitor, f"/m/resident/issues/{number}", answer.sentence)
    if answer.status == 404:  # noqa: PLR2004  HTTP's "not found"
        return missing()
    return _show(visitor, number, Kept(form, answer.sentence, request.form.to_dict()), answer.status)


def _show(visitor: Visitor, number: int, kept: Kept = Kept(), status: int = 200) -> Response:  # noqa: B008  frozen
    with service().db.reading() as session:
        found = phone.story(session, number)
        if found is None or found.resident_id != visitor.key:
            return missing()
        assignment = loop_phone.loops(session, [number]).get(number)
        record = loop_phone.record(session, assignment.id) if assignment else None
        return page(
            "resident_issue",
            visitor,
            status,
            story=story(found, OWNER, phone.deputy_names(session, found)),
            kept=kept,
            loop=for_resident(record, found) if record else None,
            asked=asked(found, record),
            main=loop_phone.mains(session, [number]).get(number),
        )


def _story(visitor: Visitor, number: int) -> Story | None:
    with service().db.reading() as session:
        found = phone.story(session, number)
        if found is None or found.resident_id != visitor.key:
            return None
        return story(found, OWNER, phone.deputy_names(session, found))
