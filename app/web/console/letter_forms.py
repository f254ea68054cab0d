"""Drawing a letter: the form as the matter proposes it, looked at before it is numbered, nothing typed ever lost."""

import re
from dataclasses import dataclass

from flask import Blueprint, Response, request

from app.web import written
from app.web.console.acting import Answer, act, go_on, status_of
from app.web.console.form_fields import day_of, text_of
from app.web.console.guards import staff_only
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, forbidden, missing, now, page, plain, service
from app.web.console.papers import demand_template, shown
from handlers import letters
from handlers.desk import BadInput, Desk, Forbidden, NotFound, Refusal
from handlers.escalating import IN_WORDS
from handlers.letter_register import KIND_IN_WORDS, number_of
from handlers.letter_when import without_letter
from handlers.letter_wish import LetterWish
from handlers.loop_people import title
from models.assignment import Assignment
from models.people import StaffMember
from models.rules.letter_content import LetterContent
from models.rules.letter_words import kind_and_words
from models.rules.local_time import local_date
from models.rules.permissions import Permit
from models.supervision import LetterKind

pages = Blueprint("console_letter_forms", __name__, url_prefix="/console/assignments")
STAFF_KINDS = (LetterKind.ASSIGN, LetterKind.REMIND, LetterKind.SUPERVISE)
_LIST = re.compile(r"[、，,；;\n]+")
EVERYBODY = "all"


@pages.get("/<int:number>/letters/new")
@staff_only(Permit.LETTERS)
def new(clerk: Clerk, number: int) -> Response:
    return _form(clerk, number, _kind(request.args.get("kind", "")))


def _kind(given: str) -> LetterKind:
    return next((kind for kind in STAFF_KINDS if kind == given), LetterKind.ASSIGN)


@dataclass(frozen=True)
class _Form:
    """What the form offers: the proposal, whom it may go to, which steps it may belong to."""

    wish: LetterWish
    title: str
    organs: tuple[tuple[str, str], ...]
    steps: tuple[tuple[int, str], ...]
    possible: tuple[tuple[str, str], ...]
    """The other kinds of letter."""


def _form(
    clerk: Clerk, number: int, kind: LetterKind, kept: Kept = NOTHING_KEPT, status: int = 200, **more: object
) -> Response:
    """The form; or, when no such letter is due, why."""
    house = service()
    with house.db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        desk = Desk(session, house.rules, house.places, now())
        try:
            offered = _offered(desk, me, number, kind)
        except NotFound:
            return missing()
        except Forbidden as refusal:
            return plain("这不归您办", refusal.sentence, 403)
        except Refusal as refusal:
            if kept is NOTHING_KEPT:
                return plain(f"现在不开{KIND_IN_WORDS[kind]}", refusal.sentence, status_of(refusal))
            return plain("没有办成", kept.sentence or refusal.sentence, status)
    return page(
        clerk,
        "letters/new",
        status,
        kept=kept,
        number=number,
        kind=kind.value,
        kind_in_words=KIND_IN_WORDS[kind],
        form=offered,
        today=local_date(now(), house.rules.zone).isoformat(),
        **more,
    )


def _offered(desk: Desk, me: StaffMember, number: int, kind: LetterKind) -> _Form:
    wish = letters.proposed(desk, me, number, kind)
    assignment = desk.session.get_one(Assignment, number)
    charges = without_letter(desk, assignment) if kind is LetterKind.ASSIGN else []
    steps = letters.steps(desk, number) if kind is LetterKind.SUPERVISE else []
    return _Form(
        wish=wish,
        title=title(assignment),
        organs=tuple((one.organ.code, one.organ.name) for one in charges),
        steps=tuple((one.id, f"{IN_WORDS[one.kind]}：{one.reason}") for one in steps),
        possible=tuple((one.value, KIND_IN_WORDS[one]) for one in STAFF_KINDS),
    )


@pages.post("/<int:number>/letters")
@staff_only(Permit.LETTERS)
def draw(clerk: Clerk, number: int) -> Response:
    """Number it; with `preview` pressed only show it."""
    kind = _kind(text_of("kind"))
    if text_of("step") == "preview":
        return _preview(clerk, number, kind)
    drawn: list[int] = []

    def do(desk: Desk, me: StaffMember) -> str:
        demand_template(kind.value)
        wish = _wish()
        everybody = kind is LetterKind.ASSIGN and wish.organ in {"", EVERYBODY}
        found = (
            letters.draw_for_all(desk, me, number, wish)
            if everybody
            else [letters.draw(desk, me, number, kind, wish)]
        )
        drawn.extend(letter.id for letter in found)
        return f"已发文：{'、'.join(number_of(letter) for letter in found)}。"

    answer = act(clerk, do)
    path = f"/console/letters/{drawn[0]}" if len(drawn) == 1 else f"/console/letters?assignment={number}"
    return go_on(answer, "letter", path, lambda kept, status: _form(clerk, number, kind, kept, status))


def _preview(clerk: Clerk, number: int, kind: LetterKind) -> Response:
    found: list[LetterContent] = []
    house = service()
    answer = Answer("")
    try:
        with house.db.reading() as session:
            me = session.get_one(StaffMember, clerk.staff_id)
            desk = Desk(session, house.rules, house.places, now())
            found.append(letters.drafted(desk, me, number, kind, _wish()))
    except Refusal as refusal:
        answer = Answer(refusal.sentence, status_of(refusal), getattr(refusal, "field", ""))
        return _refused(clerk, number, kind, answer)
    words = kind_and_words(found[0])[1]
    lines, wrong = shown(kind.value, words)
    kept = answer.kept("letter")
    return _form(clerk, number, kind, kept, preview=lines, wrong=wrong, organ=words["发文机关"])


def _refused(clerk: Clerk, number: int, kind: LetterKind, answer: Answer) -> Response:
    match answer.status:
        case 404:
            return missing()
        case 403:
            return forbidden()
        case status:
            return _form(clerk, number, kind, answer.kept("letter"), status)


def _wish() -> LetterWish:
    """What was typed. Raises BadInput."""
    organ, step = text_of("organ"), text_of("escalation")
    if step and written.number(step) is None:
        raise BadInput("请选这件事已经决定的监督措施。", "escalation")
    return LetterWish(
        title=text_of("title"),
        summary=text_of("summary"),
        requirement=text_of("requirement"),
        reasons=tuple(text_of("reasons").splitlines()),
        copies=tuple(_LIST.split(text_of("copies"))),
        contact=text_of("contact"),
        phone=text_of("phone"),
        answer_by=day_of("answer_by", "答复期限"),
        organ="" if organ == EVERYBODY else organ,
        escalation=written.number(step),
    )
