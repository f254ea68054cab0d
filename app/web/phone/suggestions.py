"""A deputy's suggestions: mine and those I am asked to sign; the official form; handing in, withdrawing."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.phone.acting import act, refused_as_risky
from app.web.phone.guards import only
from app.web.phone.house import Visitor, missing, now, page, see_next, service
from app.web.phone.passes import Area
from app.web.phone.suggestion_input import as_kept, draft_of, numbers, typed
from app.web.suggestion_sheet import sheet, timeline
from handlers import suggesting, wording
from handlers import suggestion_words as words
from handlers.assignment_clocks import running
from handlers.capacities import NO_RIGHT, elected
from handlers.deputy import IN_HAND
from handlers.desk import Desk
from handlers.suggestion_form import Draft, Problems, problems, unfinished
from handlers.suggestion_life import EDITABLE
from models.assignment import Assignment, LoopClock
from models.issue import Issue
from models.people import Deputy
from models.queries import phone
from models.queries import suggestions as queries
from models.rules.assignment_state import IN_WORDS as ASSIGNMENT_IN_WORDS
from models.suggestion import SignerState, Suggestion

pages = Blueprint("phone_suggestions", __name__, url_prefix="/m/deputy/suggestions")
guard = only(Area.DEPUTY)
ROOT = "/m/deputy/suggestions"
TWICE_WITHIN = timedelta(minutes=10)
PREVIEW = "preview"


@pages.get("")
@guard
def mine(visitor: Visitor) -> Response:
    with service().db.reading() as session:
        me = session.get_one(Deputy, visitor.key)
        raised = queries.raised(session, me.id)
        lists = (
            ("等您附议", queries.joined(session, me.id, SignerState.ASKED)),
            ("我提出的", raised),
            ("我附议的", queries.joined(session, me.id, SignerState.CONFIRMED)),
        )
        shown = [one for _, found in lists for one in found]
        states = {key: handled(found) for key, found in queries.states_of(session, shown).items()}
        may_raise = bool(elected(me))
        return page(
            "suggestions", visitor, lists=lists, states=states, words=words, may_raise=may_raise, why=NO_RIGHT
        )


def handled(assignment: Assignment) -> str:
    """How far its handling is, in words; the id of the assignment is the staff's."""
    return ASSIGNMENT_IN_WORDS[assignment.state]


@pages.get("/new")
@guard
def new(visitor: Visitor) -> Response:
    chosen = numbers(request.args.getlist("issues"))
    return _form(visitor, None, typed(Draft(title="", text="", issues=chosen)))


@pages.post("/new")
@guard
def create(visitor: Visitor) -> Response:
    draft = draft_of(request.form)
    made: list[int] = []

    def once(desk: Desk, me: Deputy) -> str:
        desk.session.refresh(me, with_for_update=True)  # two taps at once take turns
        made.append(_just_drafted(desk, me, draft) or suggesting.draft(desk, me, draft).id)
        return "已保存，还没有提交。"

    done = refused_as_risky(visitor, draft.title, draft.text) or act(visitor, Deputy, once)
    if not done.done:
        return _refused(visitor, None, draft, done.sentence, done.status)
    return _after_saving(visitor, made[0], done.sentence)


def _just_drafted(desk: Desk, me: Deputy, draft: Draft) -> int | None:
    """The same form sent twice is one draft."""
    same = select(Suggestion.id).where(
        Suggestion.deputy_id == me.id,
        Suggestion.title == draft.title,
        Suggestion.text == draft.text,
        Suggestion.created_at > desk.now - TWICE_WITHIN,
        Suggestion.state.in_(EDITABLE),
    )
    return desk.session.scalars(same).first()


@pages.get("/<int:number>")
@guard
def show(visitor: Visitor, number: int) -> Response:
    with service().db.reading() as session:
        found = queries.readable(session, number, visitor.key)
        if found is None:
            return missing()
        if found.deputy_id == visitor.key and found.state in EDITABLE:
            return _form(visitor, number, as_kept(found))
        return _story(session, visitor, found)


@pages.post("/<int:number>")
@guard
def change(visitor: Visitor, number: int) -> Response:
    draft = draft_of(request.form)
    done = refused_as_risky(visitor, draft.title, draft.text) or act(
        visitor, Deputy, lambda desk, me: suggesting.change(desk, me, number, draft)
    )
    if done.status == 404:  # noqa: PLR2004  HTTP's "not found"
        return missing()
    if not done.done:
        return _refused(visitor, number, draft, done.sentence, done.status)
    return _after_saving(visitor, number, done.sentence)


def _after_saving(visitor: Visitor, number: int, sentence: str) -> Response:
    """To the preview when that was asked for and nothing is left to choose; else back to the form."""
    if request.form.get("then") != PREVIEW:
        return see_next(visitor, f"{ROOT}/{number}", sentence)
    with service().db.reading() as session:
        found = queries.readable(session, number, visitor.key)
        left = unfinished(found, declared=True) if found else {}
        if found and left:
            return _form(visitor, number, as_kept(found), left, 422)
    return see_next(visitor, f"{ROOT}/{number}/{PREVIEW}", sentence)


@pages.get("/<int:number>/preview")
@guard
def preview(visitor: Visitor, number: int) -> Response:
    return _preview(visitor, number)


@pages.post("/<int:number>/hand-in")
@guard
def hand_in(visitor: Visitor, number: int) -> Response:
    declared = request.form.get("declared") == "1"
    done = act(visitor, Deputy, lambda desk, me: suggesting.hand_in(desk, me, number, declared=declared))
    if done.done:
        return see_next(visitor, f"{ROOT}/{number}", done.sentence)
    return missing() if done.status == 404 else _preview(visitor, number, done.sentence, done.status)  # noqa: PLR2004


@pages.post("/<int:number>/withdraw")
@guard
def withdraw(visitor: Visitor, number: int) -> Response:
    done = act(visitor, Deputy, lambda desk, me: suggesting.withdraw(desk, me, number))
    if done.status == 404:  # noqa: PLR2004  HTTP's "not found"
        return missing()
    return see_next(visitor, f"{ROOT}/{number}", done.sentence)


def _preview(visitor: Visitor, number: int, why: str = "", status: int = 200) -> Response:
    with service().db.reading() as session:
        found = queries.readable(session, number, visitor.key)
        if found is None:
            return missing()
        mine_still = found.deputy_id == visitor.key and found.state in EDITABLE
        shown = sheet(found, service().rules.zone)
        waiting = [one.deputy.name for one in found.signers if one.state is SignerState.ASKED]
        return page(
            "suggestion_preview",
            visitor,
            status,
            sheet=shown,
            number=number,
            may_hand_in=mine_still,
            why=why,
            waiting=waiting,
            by=words.assigned_by(found),
        )


def _refused(visitor: Visitor, number: int | None, draft: Draft, sentence: str, status: int) -> Response:
    """Everything that is wrong beside its field; what no field is to blame for, above the form."""
    with service().db.reading() as session:
        found = problems(session.get_one(Deputy, visitor.key), draft)
    if found and request.form.get("then") == PREVIEW:  # all at once, not one after the other
        found = unfinished(draft, declared=True) | found
    return _form(visitor, number, typed(draft), found or {"": sentence}, status)


def _form(
    visitor: Visitor,
    number: int | None,
    values: Mapping[str, object],
    wrong: Problems | None = None,
    status: int = 200,
) -> Response:
    with service().db.reading() as session:
        me = session.get_one(Deputy, visitor.key)
        held = elected(me)
        if not held:
            return see_next(visitor, ROOT, NO_RIGHT)
        found = queries.readable(session, number, visitor.key) if number else None
        given = dict(values)
        if len(held) == 1:  # there is nothing to choose
            given["capacity"] = held[0]
        return page(
            "suggestion_form",
            visitor,
            status,
            found=found,
            values=given,
            wrong=wrong or {},
            held=held,
            issues=_choosable(session, visitor.key, given["issues"]),
            words=words,
            here=f"{ROOT}/{number}" if number else f"{ROOT}/new",
        )


def _choosable(session: Session, deputy_id: int, chosen: object) -> list[tuple[int, str, bool]]:
    """The deputy's open matters, those already in it first: number, words, whether it is in."""
    taken = chosen if isinstance(chosen, tuple) else ()
    own = phone.of_deputy(deputy_id)
    open_ones = phone.listed(session, own, Issue.state.in_(IN_HAND), newest_first=True).issues
    listed = [
        (one.id, wording.snippet(wording.said(one), 30) or "（照片）", one.id in taken) for one in open_ones
    ]
    return sorted(listed, key=lambda line: not line[2])


def _story(session: Session, visitor: Visitor, found: Suggestion) -> Response:
    zone = service().rules.zone
    assignment = queries.assignment_of(session, found.id)
    clock = running(assignment, LoopClock.REPLY) if assignment else None
    me = next((one for one in found.signers if one.deputy_id == visitor.key), None)
    return page(
        "suggestion",
        visitor,
        found=found,
        words=words,
        me=me,
        leads=found.deputy_id == visitor.key,
        open=found.state in EDITABLE,
        may_withdraw=found.deputy_id == visitor.key and suggesting.may_withdraw(found),
        assignment=assignment,
        handled=handled(assignment) if assignment else "",
        due=wording.last_day(clock.due_at, zone) if clock else "",
        late=clock is not None and clock.due_at <= now(),
        hard_months=service().rules.loop.reply_hard_suggestion_months,
        replies=queries.replies(session, assignment.id) if assignment else (),
        results=wording.RESULT_IN_WORDS,
        story=timeline(found.events, zone, queries.names_of(session, found.events)),
    )
