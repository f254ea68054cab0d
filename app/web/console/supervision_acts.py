"""What supervising staff do from the lists: on and off the list, key matters, promises, escalations."""

from collections.abc import Callable

from flask import Blueprint, Response

from app.web.console.acting import act, go_on
from app.web.console.acts import number_of
from app.web.console.form_fields import chosen, day_of, text_of
from app.web.console.guards import safe_next, staff_only
from app.web.console.house import Clerk
from app.web.console.supervision import show
from handlers import escalating, promises, supervising
from handlers.desk import BadInput, Desk
from models.people import StaffMember
from models.rules.permissions import Permit
from models.supervision import EscalationKind

pages = Blueprint("console_supervision_acts", __name__, url_prefix="/console/supervision")
Do = Callable[[Desk, StaffMember], str]
ROOT = "/console/supervision"


def _do(clerk: Clerk, form: str, key: str, do: Do) -> Response:
    """Back to where the form was (its hidden field `back`); refused: the list again, with what was typed."""
    back = text_of("back")
    path = safe_next(back) if back else f"{ROOT}/{key}"
    return go_on(act(clerk, do), form, path, lambda kept, status: show(clerk, key, kept, status))


@pages.post("/<int:number>/on")
@staff_only(Permit.SUPERVISE)
def put_on(clerk: Clerk, number: int) -> Response:
    reason = text_of("reason")
    do: Do = lambda desk, me: supervising.put_on_list(desk, me, number, reason)  # noqa: E731  named for its type
    return _do(clerk, f"on-{number}", "late", do)


@pages.post("/<int:number>/off")
@staff_only(Permit.SUPERVISE)
def take_off(clerk: Clerk, number: int) -> Response:
    reason = text_of("reason")
    do: Do = lambda desk, me: supervising.take_off(desk, me, number, reason)  # noqa: E731  named for its type
    return _do(clerk, f"off-{number}", "list", do)


@pages.post("/key")
@staff_only(Permit.KEY_MATTER)
def make_key(clerk: Clerk) -> Response:
    """Chosen by the directors' meeting: which assignment, decided on which day."""

    def do(desk: Desk, me: StaffMember) -> str:
        number = number_of("number", "请填交办件的编号（数字）。")
        day = day_of("decided_on", "主任会议的日期")
        if day is None:
            raise BadInput("请填主任会议决定的日期。", "decided_on")
        return supervising.make_key(desk, me, number, day, text_of("note"))

    return _do(clerk, "key", "key", do)


@pages.post("/<int:number>/unkey")
@staff_only(Permit.KEY_MATTER)
def unmake_key(clerk: Clerk, number: int) -> Response:
    reason = text_of("reason")
    do: Do = lambda desk, me: supervising.unmake_key(desk, me, number, reason)  # noqa: E731  named for its type
    return _do(clerk, f"unkey-{number}", "key", do)


_PROMISES = {
    "confirm": promises.confirm_kept,
    "explain": promises.explain,
    "broken": promises.hold_broken,
}


@pages.post("/promises/<int:promise_id>/<any(confirm, explain, broken):what>")
@staff_only(Permit.SUPERVISE)
def promise(clerk: Clerk, promise_id: int, what: str) -> Response:
    """Kept, as staff have seen; cannot be kept, as was explained; broken, and handled again."""
    words = text_of("words")
    do: Do = lambda desk, me: _PROMISES[what](desk, me, promise_id, words)  # noqa: E731  named for its type
    return _do(clerk, f"{what}-{promise_id}", "promises", do)


@pages.post("/<int:number>/escalate")
@staff_only(Permit.ESCALATE)
def escalate(clerk: Clerk, number: int) -> Response:
    """Put forward from one of the lists; refused, that list again."""
    reason = text_of("reason")
    key = "list" if text_of("from") == "list" else "late"
    do: Do = lambda desk, me: escalating.begin(desk, me, number, reason)  # noqa: E731  named for its type
    return _do(clerk, f"escalate-{number}", key, do)


@pages.post("/escalations/<int:escalation_id>/decide")
@staff_only(Permit.ESCALATE)
def decide(clerk: Clerk, escalation_id: int) -> Response:
    def do(desk: Desk, me: StaffMember) -> str:
        kind = chosen(EscalationKind, "kind", "请选采取哪种措施。")
        return escalating.decide(desk, me, escalation_id, kind, text_of("words"))

    return _do(clerk, f"decide-{escalation_id}", "escalations", do)


@pages.post("/escalations/<int:escalation_id>/record")
@staff_only(Permit.ESCALATE)
def record(clerk: Clerk, escalation_id: int) -> Response:
    def do(desk: Desk, me: StaffMember) -> str:
        day = day_of("held_on", "进行的日期")
        if day is None:
            raise BadInput("请填进行的日期。", "held_on")
        return escalating.record(desk, me, escalation_id, day, text_of("people"), text_of("outcome"))

    return _do(clerk, f"record-{escalation_id}", "escalations", do)


@pages.post("/escalations/<int:escalation_id>/drop")
@staff_only(Permit.ESCALATE)
def drop(clerk: Clerk, escalation_id: int) -> Response:
    reason = text_of("reason")
    do: Do = lambda desk, me: escalating.drop(desk, me, escalation_id, reason)  # noqa: E731  named for its type
    return _do(clerk, f"drop-{escalation_id}", "escalations", do)
