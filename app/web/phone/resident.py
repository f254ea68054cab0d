"""A resident's pages: my matters; one matter with its timeline, my verdict, my further words, withdrawing."""

from flask import Blueprint, Response, request

from app.web.phone.acting import Answer, act, checked, refused_as_risky
from app.web.phone.guards import only
from app.web.phone.house import Kept, Visitor, missing, now, page, see_next, service
from app.web.phone.passes import Area
from app.web.phone.views import OWNER, Story, cards, story
from handlers import resident, verdict
from handlers.desk import BadInput, Desk
from handlers.inbound import Inbound, Said
from handlers.matters import Words
from models.issue import Check, Issue, Satisfaction
from models.people import Resident
from models.queries import phone
from models.reply import Solved
from models.rules.issue_state import IssueAct, IssueState

pages = Blueprint("phone_resident", __name__, url_prefix="/m/resident")
guard = only(Area.RESIDENT)
RATEABLE = (IssueState.ANSWERED, IssueState.REPORTED, IssueState.CLOSED)
LONGEST_WORDS = 1000
_SAID = {Solved.YES: IssueAct.SOLVED, Solved.PARTLY: IssueAct.PARTLY, Solved.NO: IssueAct.UNSOLVED}


@pages.get("")
@guard
def home(visitor: Visitor) -> Response:
    mine = Issue.resident_id == visitor.key
    with service().db.reading() as session:
        still = phone.listed(session, mine, Issue.state.in_(phone.OPEN), newest_first=True)
        ended = phone.listed(session, mine, Issue.state.not_in(phone.OPEN), newest_first=True)
    lists = (cards("正在办", still, own=True), cards("已经结束", ended, own=True))
    return page("resident_home", visitor, lists=lists)


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
    last = found.events[-1] if found.events else None
    if last is not None and last.act == _SAID[Solved(given)] and last.note == words:
        return f"№ {number} 已经记下您的回答。"
    return verdict.say_solved(desk, me, number, Solved(given), words).partition("\n")[0]


def _rate(desk: Desk, me: Resident, number: int, given: str, words: str) -> str:
    if given not in set(Satisfaction):
        raise BadInput("请先选一个：满意、基本满意，还是不满意。")
    _not_too_long(words)
    found = resident.my_issue(desk, me, number)
    grade = Satisfaction(given)
    if found.satisfaction is grade and found.satisfaction_words == words[:500]:
        return f"№ {number} 已记下您的评价。"
    return verdict.rate(desk, me, number, grade, words)


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
    found = _story(visitor, number)
    if found is None:
        return missing()
    return page("resident_issue", visitor, status, story=found, kept=kept, rateable=found.state in RATEABLE)


def _story(visitor: Visitor, number: int) -> Story | None:
    with service().db.reading() as session:
        found = phone.story(session, number)
        if found is None or found.resident_id != visitor.key:
            return None
        return story(found, OWNER, phone.deputy_names(session, found))
