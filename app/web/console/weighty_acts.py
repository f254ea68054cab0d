"""What county staff and committees decide: key matters, 约谈 and the heavier steps."""

from flask import Blueprint

from app.web.console.acts import number_of, on_assignment
from app.web.console.form_fields import chosen, day_of, text_of
from handlers import escalating, supervising
from handlers.desk import BadInput, Desk
from models.people import StaffMember
from models.rules.permissions import Permit
from models.supervision import EscalationKind

pages = Blueprint("console_weighty_acts", __name__, url_prefix="/console")
_NO_STEP = "没有找到这项监督措施。"


@on_assignment(pages, "key", Permit.KEY_MATTER)
def key(desk: Desk, me: StaffMember, number: int) -> str:
    decided_on = day_of("decided_on", "确定的日期")
    if decided_on is None:
        raise BadInput("请填主任会议是哪一天确定的。", "decided_on")
    return supervising.make_key(desk, me, number, decided_on, text_of("note"))


@on_assignment(pages, "unkey", Permit.KEY_MATTER)
def unkey(desk: Desk, me: StaffMember, number: int) -> str:
    return supervising.unmake_key(desk, me, number, text_of("reason"))


@on_assignment(pages, "escalate", Permit.ESCALATE)
def escalate(desk: Desk, me: StaffMember, number: int) -> str:
    return escalating.begin(desk, me, number, text_of("reason"))


@on_assignment(pages, "decide", Permit.ESCALATE)
def decide(desk: Desk, me: StaffMember, number: int) -> str:  # noqa: ARG001  the step knows its assignment
    kind = chosen(EscalationKind, "kind", "请选采取哪一种措施。")
    return escalating.decide(desk, me, number_of("item", _NO_STEP), kind, text_of("words"))


@on_assignment(pages, "record", Permit.ESCALATE)
def record(desk: Desk, me: StaffMember, number: int) -> str:  # noqa: ARG001  the step knows its assignment
    held_on = day_of("held_on", "进行的日期")
    if held_on is None:
        raise BadInput("请填是哪一天进行的。", "held_on")
    item = number_of("item", _NO_STEP)
    return escalating.record(desk, me, item, held_on, text_of("people"), text_of("outcome"))


@on_assignment(pages, "drop", Permit.ESCALATE)
def drop(desk: Desk, me: StaffMember, number: int) -> str:  # noqa: ARG001  the step knows its assignment
    return escalating.drop(desk, me, number_of("item", _NO_STEP), text_of("reason"))
