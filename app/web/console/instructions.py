"""Leaders' instructions (批示): given within their townships, answered by staff, followed up until closed; overdue ones marked."""

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app.web import written
from app.web.console.acting import act, go_on
from app.web.console.form_fields import asked_page, day_of, filtered, text_of
from app.web.console.guards import safe_next, staff_only
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, missing, now, page, service
from app.web.console.instruction_views import Given, given
from app.web.console.leader_area import area_of
from app.web.console.paging import paging
from handlers import access, instructions
from handlers.desk import BadInput, Desk
from models.issue import Issue
from models.people import StaffMember
from models.queries import instructions as found_in
from models.queries.assignment_titles import first_words
from models.queries.instructions import Wanted
from models.rules.local_time import local_date
from models.rules.permissions import Permit
from models.supervision import Instruction, InstructionState

pages = Blueprint("console_instructions", __name__, url_prefix="/console/instructions")
ROOT = "/console/instructions"
Do = Callable[[Desk, StaffMember], str]
read = staff_only(Permit.INSTRUCT, Permit.ANSWER_INSTRUCTION)


@pages.get("")
@read
def listed(clerk: Clerk) -> Response:
    return show(clerk)


def show(clerk: Clerk, kept: Kept = NOTHING_KEPT, status: int = 200) -> Response:
    """The list; for a leader below what their townships have need of."""
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        rows, total = found_in.listed(session, _wanted(me), asked_page())
        return page(
            clerk,
            "instructions/list",
            status,
            kept=kept,
            rows=_given(session, rows, me),
            total=total,
            paging=paging(total, found_in.PAGE),
            states=[(state.value, words) for state, words in instructions.STATE_IN_WORDS.items()],
            area=area_of(session, me) if clerk.may(Permit.INSTRUCT) else None,
        )


def _wanted(me: StaffMember) -> Wanted:
    """A leader's own; for staff those of their territory."""
    leads = access.may(me, Permit.INSTRUCT)
    overdue = request.args.get("overdue", "") == "1"
    return Wanted(
        leader_id=me.id if leads else None,
        names=None if leads else access.townships(me),
        state=filtered(InstructionState, "state"),
        overdue_on=local_date(now(), service().rules.zone) if overdue else None,
    )


def _given(session: Session, rows: Sequence[Instruction], me: StaffMember) -> list[Given]:
    words = first_words(session, {row.issue_id for row in rows if row.issue_id})
    return [given(session, row, words.get(row.issue_id or 0, ""), me) for row in rows]


@pages.post("/new")
@staff_only(Permit.INSTRUCT)
def instruct_by_number(clerk: Clerk) -> Response:
    """From the list, where the matter's number is typed."""

    def do(desk: Desk, me: StaffMember) -> str:
        number = written.number(text_of("number").lstrip("№ "))
        if number is None:
            raise BadInput("请填事项的编号（数字）。", "number")
        return instructions.instruct(desk, me, number, text_of("text"), day_of("due_on", "回报期限"))

    answer = act(clerk, do)
    if answer.status == 404:  # noqa: PLR2004  HTTP's "not found": here it is about what was typed
        return show(clerk, Kept("instruct", answer.sentence, "number", request.form.to_dict()), 422)
    return go_on(answer, "instruct", ROOT, lambda kept, status: show(clerk, kept, status))


@pages.post("/<int:instruction_id>/answer")
@staff_only(Permit.ANSWER_INSTRUCTION)
def answer(clerk: Clerk, instruction_id: int) -> Response:
    text = text_of("text")
    do: Do = lambda desk, me: instructions.answer_instruction(desk, me, instruction_id, text)  # noqa: E731  named for its type
    return _do(clerk, f"answer-{instruction_id}", do)


@pages.post("/<int:instruction_id>/close")
@staff_only(Permit.INSTRUCT)
def close(clerk: Clerk, instruction_id: int) -> Response:
    text = text_of("text")
    do: Do = lambda desk, me: instructions.close_instruction(desk, me, instruction_id, text)  # noqa: E731  named for its type
    return _do(clerk, f"follow-{instruction_id}", do)


@pages.post("/<int:instruction_id>/more")
@staff_only(Permit.INSTRUCT)
def more(clerk: Clerk, instruction_id: int) -> Response:
    text = text_of("text")
    do: Do = lambda desk, me: instructions.ask_more(desk, me, instruction_id, text)  # noqa: E731  named for its type
    return _do(clerk, f"follow-{instruction_id}", do)


@pages.get("/<int:instruction_id>")
@read
def one(clerk: Clerk, instruction_id: int) -> Response:
    """One instruction by itself, as a message links to it."""
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        row = found_in.find(session, instruction_id)
        if row is None or not _may_read(session, me, row):
            return missing()
        return page(clerk, "instructions/one", one=_given(session, [row], me)[0])


def _may_read(session: Session, me: StaffMember, row: Instruction) -> bool:
    """The leader who gave it; of those who answer whoever has the township in their territory, as in the list."""
    if row.leader_id == me.id or access.may(me, Permit.INSTRUCT):
        return row.leader_id == me.id
    issue = session.get(Issue, row.issue_id) if row.issue_id else None
    return access.covers(me, row.township, issue.grid.county if issue and issue.grid else "")


def _do(clerk: Clerk, form: str, do: Do) -> Response:
    back = text_of("back")
    path = safe_next(back) if back else ROOT
    return go_on(act(clerk, do), form, path, lambda kept, status: show(clerk, kept, status))
