"""What staff do with a matter: place, release, show another door, take up, say what it is, link, instruct, check."""

from datetime import date

from flask import Blueprint, Response, request

from app.web.console import matter_page
from app.web.console.acting import act, go_on
from app.web.console.acts import number_of, on_issue
from app.web.console.form_fields import chosen, day_of, text_of
from app.web.console.guards import staff_only
from app.web.console.house import Clerk, Kept, missing
from handlers import confirming, erasing, instructions, linking, staff, studying
from handlers.desk import BadInput, Desk
from handlers.said import required
from models.issue import Satisfaction
from models.people import StaffMember
from models.reply import Solved
from models.rules.category_tree import categories, search
from models.rules.permissions import Permit

pages = Blueprint("console_issue_acts", __name__, url_prefix="/console")
PREVIEW = "preview"


@pages.get("/issues/<int:number>")
@staff_only(Permit.READ_ISSUES)
def issue(clerk: Clerk, number: int) -> Response:
    return matter_page.show_issue(clerk, number)


@on_issue(pages, "place", Permit.PLACE)
def place(desk: Desk, me: StaffMember, number: int) -> str:
    if not text_of("grid"):
        raise BadInput("请选一个网格。", "grid")
    return staff.place(desk, me, number, text_of("grid"))


@on_issue(pages, "release", Permit.RELEASE)
def release(desk: Desk, me: StaffMember, number: int) -> str:
    return staff.release(desk, me, number, number_of("held", "请重新打开这一页，看过内容再放行。"))


@on_issue(pages, "refuse", Permit.REFUSE)
def refuse(desk: Desk, me: StaffMember, number: int) -> str:
    """Before it went to study. Afterwards it is `not-take`."""
    reason = required(text_of("reason"), "原因，群众会看到", "reason", 500)
    door = required(text_of("door"), "群众该去哪里办", "door", 200)
    return staff.refuse(desk, me, number, f"{reason}\n{door}")


@pages.post("/issues/<int:number>/refuse-preview")
@staff_only(Permit.REFUSE)
def preview_refusal(clerk: Clerk, number: int) -> Response:
    """What the resident would read; nothing is done yet."""
    return matter_page.show_issue(clerk, number, _typed("refuse"), preview=_as_read(number))


def _typed(form: str) -> Kept:
    return Kept(form, "", "-", request.form.to_dict())


def _as_read(number: int) -> str:
    reason = text_of("reason") or "（还没有写原因）"
    door = text_of("door") or "（还没有写去处）"
    return f"№ {number} 这件事代表这里办不了：{reason}\n{door}\n您说的话仍为您留存。"


@on_issue(pages, "take-up", Permit.STUDY)
def take_up(desk: Desk, me: StaffMember, number: int) -> str:
    return studying.take_up(desk, me, number)


@on_issue(pages, "categorise", Permit.STUDY)
def categorise(desk: Desk, me: StaffMember, number: int) -> str:
    code = text_of("proposal") or category_typed(text_of("category"))
    return studying.categorise(desk, me, number, code, text_of("field"))


def category_typed(typed: str) -> str:
    """The code behind what was chosen or typed: a code, a path, or words that only one leaf has. Raises BadInput."""
    if not typed:
        raise BadInput("请选一个类别。", "category")
    if typed in categories():
        return typed
    same = [one.code for one in categories().values() if one.path == typed]
    found = same or [one.code for one in search(typed)]
    if len(found) != 1:
        some = "、".join(one.path for one in search(typed)[:3])
        raise BadInput(
            f"「{typed}」{'对得上好几类：' + some if some else '没有找到'}，请从列表里选一个。", "category"
        )
    return found[0]


@on_issue(pages, "link", Permit.STUDY)
def link(desk: Desk, me: StaffMember, number: int) -> str:
    main = number_of("main_number", "请填另一件的编号，例如 1023。")
    return linking.link(desk, me, number, main, text_of("reason"))


@on_issue(pages, "unlink", Permit.STUDY)
def unlink(desk: Desk, me: StaffMember, number: int) -> str:
    return linking.unlink(desk, me, number, text_of("reason"))


@on_issue(pages, "check-on-spot", Permit.SUPERVISE)
def check_on_spot(desk: Desk, me: StaffMember, number: int) -> str:
    solved = chosen(Solved, "solved", "请选群众怎么说：已解决、部分解决还是没有解决。")
    grade = chosen(Satisfaction, "satisfaction", "请选一个满意度。") if text_of("satisfaction") else None
    return confirming.check_on_spot(desk, me, number, solved, grade, text_of("words"))


@on_issue(pages, "erase", Permit.ENTER_ISSUE)
def erase(desk: Desk, me: StaffMember, number: int) -> str:
    if text_of("sure") != "yes":
        raise BadInput("请先勾选：已核实是本人要求。", "sure")
    return erasing.for_them(desk, me, number)


@on_issue(pages, "instruct", Permit.INSTRUCT)
def instruct(desk: Desk, me: StaffMember, number: int) -> str:
    due_on: date | None = day_of("due_on", "办理期限")
    return instructions.instruct(desk, me, number, text_of("text"), due_on)


@pages.post("/issues/<int:number>/instructions/<int:instruction>/<step>")
@staff_only(Permit.ANSWER_INSTRUCTION, Permit.INSTRUCT)
def instruction(clerk: Clerk, number: int, instruction: int, step: str) -> Response:
    """Staff report back; the leader closes it, or asks for more."""
    steps = {
        "answer": instructions.answer_instruction,
        "close": instructions.close_instruction,
        "more": instructions.ask_more,
    }
    if step not in steps:
        return missing()
    answer = act(clerk, lambda desk, me: steps[step](desk, me, instruction, text_of("text")))
    return go_on(
        answer,
        f"instruction-{instruction}",
        f"/console/issues/{number}",
        lambda kept, status: matter_page.show_issue(clerk, number, kept, status),
    )
