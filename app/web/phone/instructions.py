"""批示 on the phone: leaders instruct on a matter and follow it up, staff report back."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app.web import written
from app.web.console.instruction_views import Given, given
from app.web.console.leader_area import area_of
from app.web.phone.acting import Answer, act
from app.web.phone.guards import only
from app.web.phone.house import Kept, Visitor, missing, page, see_next, service
from app.web.phone.passes import Area
from app.web.phone.staff import show_issue
from handlers import access, instructions
from handlers.desk import BadInput, Desk
from models.people import StaffMember
from models.queries import instructions as found_in
from models.queries.assignment_titles import first_words
from models.queries.instructions import Wanted
from models.rules.permissions import Permit

pages = Blueprint("phone_instructions", __name__, url_prefix="/m/staff")
guard = only(Area.STAFF)
ROOT = "/m/staff/instructions"
Do = Callable[[Desk, StaffMember], str]
_FOLLOWED = {
    "answer": instructions.answer_instruction,
    "close": instructions.close_instruction,
    "more": instructions.ask_more,
}


@pages.get("/instructions")
@guard
def listed(visitor: Visitor) -> Response:
    return _show(visitor)


def _show(visitor: Visitor, kept: Kept = Kept(), status: int = 200) -> Response:  # noqa: B008  frozen
    with service().db.reading() as session:
        me = session.get_one(StaffMember, visitor.key)
        leads = access.may(me, Permit.INSTRUCT)
        if not (leads or access.may(me, Permit.ANSWER_INSTRUCTION)):
            return missing()
        rows = _rows(session, me, leads=leads)
        area = area_of(session, me) if leads else None
    return page("staff_instructions", visitor, status, rows=rows, townships=area, kept=kept)


def _rows(session: Session, me: StaffMember, *, leads: bool) -> list[Given]:
    """The newest; for staff those of their townships."""
    wanted = Wanted(leader_id=me.id) if leads else Wanted(names=access.townships(me))
    rows, _total = found_in.listed(session, wanted, 1)
    words = first_words(session, {row.issue_id for row in rows if row.issue_id})
    return [given(session, row, words.get(row.issue_id or 0, ""), me) for row in rows]


@pages.post("/instructions/<int:instruction_id>/<any(answer, close, more):what>")
@guard
def follow(visitor: Visitor, instruction_id: int, what: str) -> Response:
    """Staff report back; the leader closes it, or asks for more."""
    text = request.form.get("text", "")
    do: Do = lambda desk, me: _FOLLOWED[what](desk, me, instruction_id, text)  # noqa: E731  named for its type
    answer = act(visitor, StaffMember, do)
    if answer.done:
        return see_next(visitor, ROOT, answer.sentence)
    return _refused(answer) or _show(visitor, _kept(f"follow-{instruction_id}", answer), answer.status)


@pages.post("/issues/<int:number>/instruct")
@guard
def instruct(visitor: Visitor, number: int) -> Response:
    """From the page of a matter."""
    text = request.form.get("text", "")

    def do(desk: Desk, me: StaffMember) -> str:
        return instructions.instruct(desk, me, number, text, _day())

    answer = act(visitor, StaffMember, do)
    if answer.done:
        return see_next(visitor, ROOT, answer.sentence)
    return _refused(answer) or show_issue(visitor, number, _kept("instruct", answer), answer.status)


def _day() -> date | None:
    given_day = request.form.get("due_on", "").strip()
    found = written.day(given_day)
    if given_day and found is None:
        raise BadInput("回报期限要写成 2026-05-01 这样。", "due_on")
    return found


def _refused(answer: Answer) -> Response | None:
    """Not theirs, or not there: the same page for both."""
    return missing() if answer.status == 404 else None  # noqa: PLR2004  HTTP's "not found"


def _kept(form: str, answer: Answer) -> Kept:
    return Kept(form, answer.sentence, request.form.to_dict())
