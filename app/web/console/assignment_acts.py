"""What staff do with an assignment: study, assign, decide objections and requests, supervise, close out."""

from flask import Blueprint, Response, request

from app.web.console import matter_page
from app.web.console.acting import act, go_on, refused, seen
from app.web.console.acts import number_of, on_assignment, ticked
from app.web.console.form_fields import day_of, picture_if_sent, text_of
from app.web.console.guards import staff_only
from app.web.console.house import Clerk, Kept, service
from app.web.console.organ_picker import organ_typed
from handlers import assigning, closing_out, promises, requests, returning, standing, studying, supervising
from handlers.assigning import Orders
from handlers.assignment_access import may_act
from handlers.desk import BadInput, Desk
from models.assignment import Assignment
from models.people import StaffMember
from models.rules.permissions import Permit

pages = Blueprint("console_assignment_acts", __name__, url_prefix="/console")
STUDIES = (Permit.STUDY, Permit.SUGGESTIONS_COUNTY, Permit.SUGGESTIONS_TOWNSHIP)
ASSIGNS = (Permit.ASSIGN, Permit.SUGGESTIONS_COUNTY, Permit.SUGGESTIONS_TOWNSHIP)


@pages.get("/assignments/<int:number>")
@staff_only(Permit.READ_ISSUES)
def assignment(clerk: Clerk, number: int) -> Response:
    return matter_page.show_assignment(clerk, number)


@on_assignment(pages, "pass-up", *STUDIES)
def pass_up(desk: Desk, me: StaffMember, number: int) -> str:
    return studying.pass_up(desk, me, number)


@on_assignment(pages, "not-take", *STUDIES)
def not_take(desk: Desk, me: StaffMember, number: int) -> str:
    return studying.not_take(desk, me, number, text_of("reason"), text_of("door"))


@pages.post("/assignments/<int:number>/not-take-preview")
@staff_only(*STUDIES)
def preview_not_take(clerk: Clerk, number: int) -> Response:
    """What its residents would read; nothing is done yet."""
    reason = text_of("reason") or "（还没有写原因）"
    door = text_of("door") or "（还没有写去处）"
    words = (
        "№ … 您反映的事我们认真看过了，这里办不了，很抱歉。\n"
        f"原因：{reason}\n您可以这样办：{door}\n您说的话仍为您留存。"
    )
    kept = Kept("not-take", "", "-", request.form.to_dict())
    return matter_page.show_assignment(clerk, number, kept, preview=words)


@on_assignment(pages, "undo-not-take", *STUDIES)
def undo_not_take(desk: Desk, me: StaffMember, number: int) -> str:
    return studying.undo_not_take(desk, me, number)


def _orders(desk: Desk) -> Orders:
    return Orders(
        lead=organ_typed(desk.session, text_of("lead"), "lead"),
        assist=ticked("assist-"),
        requirement=text_of("requirement"),
        reply_by=day_of("reply_by", "答复期限"),
    )


@on_assignment(pages, "assign", *ASSIGNS)
def assign(desk: Desk, me: StaffMember, number: int) -> str:
    return assigning.assign(desk, me, number, _orders(desk))


@on_assignment(pages, "reassign", *ASSIGNS)
def reassign(desk: Desk, me: StaffMember, number: int) -> str:
    return assigning.reassign(desk, me, number, _orders(desk), text_of("reason"))


@on_assignment(pages, "recall", *ASSIGNS)
def recall(desk: Desk, me: StaffMember, number: int) -> str:
    return assigning.recall(desk, me, number, text_of("reason"))


@on_assignment(pages, "uphold", *ASSIGNS)
def uphold(desk: Desk, me: StaffMember, number: int) -> str:
    return assigning.uphold(desk, me, number, text_of("reason"))


@on_assignment(pages, "cancel", *ASSIGNS)
def cancel(desk: Desk, me: StaffMember, number: int) -> str:
    return assigning.cancel(desk, me, number, text_of("reason"))


@on_assignment(pages, "answer-request", *ASSIGNS)
def answer_request(desk: Desk, me: StaffMember, number: int) -> str:  # noqa: ARG001  the request knows its assignment
    item = number_of("item", "没有找到这个申请。")
    decision = text_of("granted")
    if decision not in {"yes", "no"}:
        raise BadInput("请选同意还是不同意。", "granted")
    until = day_of("until", "延到哪一天")
    return requests.answer_request(desk, me, item, decision == "yes", text_of("words"), until)


@on_assignment(pages, "send-back", Permit.SUPERVISE)
def send_back(desk: Desk, me: StaffMember, number: int) -> str:
    return returning.send_back(desk, me, number, text_of("reason"))


@on_assignment(pages, "promise", Permit.SUPERVISE)
def promise(desk: Desk, me: StaffMember, number: int) -> str:
    return promises.promise(desk, me, number)


@on_assignment(pages, "close-out", Permit.SUPERVISE)
def close_out(desk: Desk, me: StaffMember, number: int) -> str:
    return closing_out.close_out(desk, me, number, text_of("words"))


@on_assignment(pages, "telephoned", Permit.SUPERVISE)
def telephoned(desk: Desk, me: StaffMember, number: int) -> str:
    return supervising.note_call(desk, me, number, text_of("words"))


@pages.post("/assignments/<int:number>/visit", endpoint="assignment_visit")
@staff_only(Permit.SUPERVISE)
def visit(clerk: Clerk, number: int) -> Response:
    """The photo is drawn and stored before the transaction begins, and only for whom the assignment is theirs."""
    stand, words = seen(), text_of("words")

    def again(kept: Kept, status: int) -> Response:
        return matter_page.show_assignment(clerk, number, kept, status)

    def once(desk: Desk, me: StaffMember) -> str:
        standing.still(desk, me, number, stand)
        return supervising.note_visit(desk, me, number, words, taken)

    try:
        taken = picture_if_sent("photo") if words and _is_theirs(clerk, number) else None
    except BadInput as refusal:
        return go_on(refused(refusal), "visit", "", again)
    return go_on(act(clerk, once), "visit", f"/console/assignments/{number}", again)


def _is_theirs(clerk: Clerk, number: int) -> bool:
    with service().db.reading() as session:
        me, found = session.get_one(StaffMember, clerk.staff_id), session.get(Assignment, number)
        return found is not None and may_act(me, found, Permit.SUPERVISE)


@on_assignment(pages, "supervise", Permit.SUPERVISE)
def supervise(desk: Desk, me: StaffMember, number: int) -> str:
    return supervising.put_on_list(desk, me, number, text_of("reason"))


@on_assignment(pages, "unsupervise", Permit.SUPERVISE)
def unsupervise(desk: Desk, me: StaffMember, number: int) -> str:
    return supervising.take_off(desk, me, number, text_of("reason"))
