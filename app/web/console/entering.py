"""Staff write a matter down for someone who cannot write in: on the telephone, at the station, at the door."""

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, request

from app.security import Vault
from app.web.console.acting import Answer, act, go_on, refused
from app.web.console.form_fields import picture_if_sent, text_of
from app.web.console.guards import staff_only
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, now, page, service
from app.web.console.places import LONGEST, places
from handlers.desk import BadInput, Desk, Refusal
from handlers.entering import Entry, enter_for, written_already
from models.people import StaffMember
from models.rules.permissions import Permit

pages = Blueprint("console_entering", __name__, url_prefix="/console")
FORM = "enter"
LONGEST_PHONE = 20
SHORTEST_PHONE = 7


@pages.get("/enter")
@staff_only(Permit.ENTER_ISSUE)
def enter(clerk: Clerk) -> Response:
    return _show(clerk)


def _show(clerk: Clerk, kept: Kept = NOTHING_KEPT, status: int = 200) -> Response:
    """What was typed stays when a village is looked for, with or without a finding."""
    where = request.values.get("where", "").strip()[:LONGEST]
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        found = places(session, me, where)
    return page(clerk, "enter", status, kept=kept, where=where, places=found)


@pages.post("/enter")
@staff_only(Permit.ENTER_ISSUE)
def write_down(clerk: Clerk) -> Response:
    if text_of("step") == "look":
        return _show(clerk, Kept(FORM, "", "-", request.form.to_dict()))
    return go_on(_enter(clerk), FORM, "/console/enter", lambda kept, status: _show(clerk, kept, status))


def _enter(clerk: Clerk) -> Answer:
    """The photo is drawn and stored before the transaction begins, and only for a form that is in order otherwise."""
    try:
        entry = _entry()
        already = _written_already(clerk, entry)
        if already:
            return Answer(already)
        entry = replace(entry, photo=picture_if_sent("photo"))
    except Refusal as refusal:
        return refused(refusal)
    return act(clerk, lambda desk, me: enter_for(desk, me, entry))


def _written_already(clerk: Clerk, entry: Entry) -> str:
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        return written_already(Desk(session, service().rules, service().places, now()), me, entry)


def _entry() -> Entry:
    """What was typed, without the photo. Raises BadInput."""
    if not text_of("grid_code"):
        raise BadInput("请选问题在哪个网格。", "grid_code")
    return Entry(
        words=text_of("words"),
        grid_code=text_of("grid_code"),
        name=text_of("name"),
        phone_sealed=Vault(service().settings.security.secret_key).seal(_phone()),
        said_at=_moment(),
        anonymous=text_of("anonymous") == "1",
    )


def _phone() -> str:
    given = text_of("phone").replace(" ", "").replace("-", "")
    fits = (
        given.removeprefix("+").isdigit()
        and given.isascii()
        and SHORTEST_PHONE <= len(given) <= LONGEST_PHONE
    )
    if given and not fits:
        raise BadInput("电话号码不对，请核对；没有就不填。", "phone")
    return given


def _moment() -> datetime | None:
    given = text_of("said_at")
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise BadInput("时间要写成 2026-05-01T09:30 这样；刚刚说的可以不填。", "said_at") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=service().rules.zone)
