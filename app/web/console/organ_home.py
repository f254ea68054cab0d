"""An organ's own front page: what is on its desk, most urgent first; and what it has done."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from app.web.console.acting import act_for_organ, go_on
from app.web.console.form_fields import asked_page, text_of
from app.web.console.guards import organ_only
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, now, page, service
from app.web.console.lines import Line, lines_of
from app.web.console.paging import paging
from app.web.console.yearly_views import shown
from handlers import promises, wording
from models.assignment import OrganState, Part
from models.queries import organ_desk, yearly
from models.queries.assignment_titles import Subject, subjects
from models.queries.organ_desk import Charge, Promise
from models.rules.assignment_state import IN_WORDS, AssignmentState
from models.rules.local_time import local_date
from models.supervision import PromiseState

pages = Blueprint("console_organ", __name__, url_prefix="/console/organ")
SOON = timedelta(days=7)
PROMISE_SOON = timedelta(days=30)
SHOWN = 100
"""Lines of one section; what is due first is shown, and the count says how many there are."""


@dataclass(frozen=True)
class Section:
    """A part of the desk: `key` is its anchor."""

    key: str
    title: str
    hint: str
    lines: tuple[Line, ...]
    total: int


@pages.get("")
@organ_only
def home(clerk: Clerk) -> Response:
    return _home(clerk)


def _home(clerk: Clerk, kept: Kept = NOTHING_KEPT, status: int = 200) -> Response:
    assert clerk.organ_id is not None  # noqa: S101  the guard's promise
    with service().db.reading() as session:
        charges = organ_desk.open_charges(session, clerk.organ_id)
        promised = organ_desk.open_promises(session, clerk.organ_id)
        marks = organ_desk.marks(session, clerk.organ_id)
        reports = [shown(one) for one in yearly.of_organ(session, clerk.organ_id)]
        numbers = {c.number for c in charges} | {p.number for p in promised} | {m.number for m in marks}
        about = subjects(session, numbers)
        return page(
            clerk,
            "organ/home",
            status,
            kept=kept,
            sections=_sections(charges, about),
            promised=[_promise(one, about[one.number]) for one in promised],
            marks=marks,
            reports=[one for one in reports if one.with_organ],
            grades=wording.SATISFACTION_IN_WORDS,
        )


def _sections(charges: tuple[Charge, ...], about: dict[int, Subject]) -> tuple[Section, ...]:
    """Each open matter stands in one of them, the first that fits."""
    late = [c for c in charges if _is_late(c)]
    waiting = [c for c in charges if c.organ_state is OrganState.WAITING and c not in late]
    again = [c for c in charges if c.round > 1 and c not in late and c not in waiting]
    rest = [c for c in charges if c not in late and c not in waiting and c not in again]
    week = [c for c in rest if _is_soon(c)]
    parts = (
        ("late", "已超期", "请马上办理并答复；确有困难的，先申请延期。", late),
        ("accept", "待签收", "新交来的。打开看一看，是本单位的请签收。", waiting),
        ("again", "退回重办", "群众或代表不满意，要重新办理。", again),
        ("week", "七天内到期", "", week),
        ("open", "其他在办", "", [c for c in rest if c not in week]),
    )
    return tuple(
        Section(key, title, hint, lines_of(found[:SHOWN], about), len(found))
        for key, title, hint, found in parts
    )


def _is_late(charge: Charge) -> bool:
    return charge.due_at is not None and charge.due_at <= now() and not charge.paused


def _is_soon(charge: Charge) -> bool:
    return charge.due_at is not None and charge.due_at <= now() + SOON and not charge.paused


@dataclass(frozen=True)
class PromiseRow:
    """A promise on the desk; `open`: the organ may report that it was kept."""

    id: int
    number: int
    words: str
    text: str
    due: str
    state: str
    badge: str
    open: bool


def _promise(one: Promise, about: Subject) -> PromiseRow:
    today = local_date(now(), service().rules.zone)
    badge = "late" if one.due_on < today else "soon" if one.due_on <= today + PROMISE_SOON else "plain"
    return PromiseRow(
        id=one.id,
        number=one.number,
        words=wording.snippet(about.words, 40),
        text=one.text,
        due=f"{one.due_on:%Y-%m-%d}",
        state="已过期" if one.due_on < today else promises.STATE_IN_WORDS[one.state],
        badge=badge if one.state is PromiseState.OPEN else "good",
        open=one.state is PromiseState.OPEN,
    )


@pages.post("/promises/<int:promise_id>/kept")
@organ_only
def promise_kept(clerk: Clerk, promise_id: int) -> Response:
    """The organ says it is done; supervising staff go and see."""
    words = text_of("words")
    answer = act_for_organ(clerk, lambda desk, organ: promises.report_kept(desk, organ, promise_id, words))
    again = lambda kept, status: _home(clerk, kept, status)  # noqa: E731  the page that is shown again
    return go_on(answer, f"kept-{promise_id}", "/console/organ#promises", again)


@dataclass(frozen=True)
class DoneRow:
    """Something the organ has replied to."""

    number: int
    words: str
    part: str
    state: str
    result: str
    day: str


@pages.get("/done")
@organ_only
def done(clerk: Clerk) -> Response:
    assert clerk.organ_id is not None  # noqa: S101  the guard's promise
    with service().db.reading() as session:
        rows, total = _done_rows(session, clerk.organ_id)
    return page(clerk, "organ/done", rows=rows, paging=paging(total, organ_desk.PAGE), total=total)


def _done_rows(session: Session, organ_id: int) -> tuple[tuple[DoneRow, ...], int]:
    found, total = organ_desk.done(session, organ_id, asked_page())
    about = subjects(session, {one.number for one in found})
    zone = service().rules.zone
    return tuple(
        DoneRow(
            number=one.number,
            words=wording.snippet(about[one.number].words) or "群众反映的问题",
            part="主办" if one.part is Part.LEAD else "协办",
            state=_state(one.state),
            result=wording.RESULT_IN_WORDS[one.result] if one.result else "",
            day=wording.day(one.fed_back_at, zone) if one.fed_back_at else "",
        )
        for one in found
    ), total


def _state(state: AssignmentState) -> str:
    return IN_WORDS[state]
