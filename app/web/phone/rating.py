"""An assignment on a deputy's phone: who handles it, until when, what was replied; attitude and result rated apart."""

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app.web.phone.acting import Answer, act, refused_as_risky
from app.web.phone.guards import only
from app.web.phone.house import Visitor, missing, page, see_next, service
from app.web.phone.loop_views import Loop, for_deputy, mark_of
from app.web.phone.passes import Area
from handlers import evaluating
from handlers.desk import BadInput, Desk
from models.issue import Satisfaction
from models.people import Deputy
from models.queries import loop_phone, phone, suggestions
from models.queries.loop_phone import Record
from models.reply import MarkState
from models.rules.assignment_state import AssignmentState

pages = Blueprint("phone_rating", __name__, url_prefix="/m/deputy/assignments")
guard = only(Area.DEPUTY)
QUESTIONS = (("attitude", "办理态度"), ("result", "办理结果"))
GRADES = ("satisfied", "满意"), ("fair", "基本满意"), ("unsatisfied", "不满意")
CHOOSE = {name: f"请给{title}选一个：满意、基本满意，还是不满意。" for name, title in QUESTIONS}


@pages.get("/<int:number>")
@guard
def show(visitor: Visitor, number: int) -> Response:
    return _show(visitor, number)


@pages.post("/<int:number>/rating")
@guard
def rate(visitor: Visitor, number: int) -> Response:
    """Nothing is pre-selected; what was chosen and typed stays when something is missing."""
    words = request.form.get("words", "").replace("\r\n", "\n").strip()
    wrong = {name: CHOOSE[name] for name, _ in QUESTIONS if _grade(name) is None}
    if wrong:
        return _show(visitor, number, wrong, 422)
    done = refused_as_risky(visitor, words) or act(
        visitor, Deputy, lambda desk, me: _rate(desk, me, number, words)
    )
    if done.done:
        return see_next(visitor, f"/m/deputy/assignments/{number}", done.sentence)
    if done.status == 404:  # noqa: PLR2004  HTTP's "not found"
        return missing()
    return _show(visitor, number, _beside(done), done.status)


def _grade(name: str) -> Satisfaction | None:
    given = request.form.get(name, "")
    return Satisfaction(given) if given in set(Satisfaction) else None


def _rate(desk: Desk, me: Deputy, number: int, words: str) -> str:
    attitude, result = _grade("attitude"), _grade("result")
    if attitude is None or result is None:
        raise BadInput(CHOOSE["attitude"], "attitude")
    last = loop_phone.latest_mark(desk.session, me.id, number)
    same = last is not None and (last.attitude, last.result, last.words) == (attitude, result, words)
    if last is not None and last.state is MarkState.GIVEN and same:  # the button was tapped twice
        return "已记下您的评价。"
    return evaluating.rate(desk, me, number, attitude, result, words)


def _beside(done: Answer) -> dict[str, str]:
    return {done.field or "words": done.sentence}


def _show(visitor: Visitor, number: int, wrong: dict[str, str] | None = None, status: int = 200) -> Response:
    with service().db.reading() as session:
        found = loop_phone.record(session, number, loop_phone.concerns(visitor.key))
        if found is None:
            return missing()
        raised = found.assignment.suggestion_id
        return page(
            "deputy_assignment",
            visitor,
            status,
            issues=loop_phone.covered(session, found.assignment, phone.of_deputy(visitor.key)),
            suggestion=raised if raised and suggestions.readable(session, raised, visitor.key) else None,
            **values(session, found, visitor, wrong),
        )


def values(
    session: Session, found: Record, visitor: Visitor, wrong: dict[str, str] | None = None
) -> dict[str, object]:
    """What the page of an assignment, or of a matter that follows it, shows of it."""
    loop: Loop = for_deputy(found, visitor.key)
    linked = loop_phone.covered(session, found.assignment)
    return {
        "loop": loop,
        "linked": len(linked),
        "mark": _asked(found, visitor.key),
        "wrong": wrong or {},
        "typed": request.form if wrong else {},
        "questions": QUESTIONS,
        "grades": GRADES,
    }


def _asked(found: Record, deputy_id: int) -> str:
    """How the deputy's marks of this round's reply stand while they may still be given; else empty."""
    reply = found.replies[-1] if found.replies else None
    current = reply is not None and reply.round == found.assignment.round
    mark = mark_of(reply, deputy_id) if reply and current else None
    if mark is None or found.assignment.state is not AssignmentState.FED_BACK:
        return ""
    return mark.state.value
