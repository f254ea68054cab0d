"""An organ's letters: those it got, received by opening them, and its own answers to the deputies."""

from flask import Blueprint, Response

from app.web.console.acting import act_for_organ, go_on
from app.web.console.downloads import note_download
from app.web.console.form_fields import text_of
from app.web.console.guards import organ_only
from app.web.console.house import HTTP_OK, NOTHING_KEPT, Clerk, Kept, missing, now, page, service
from app.web.console.letters import number, sent
from app.web.console.organ_work import show_work
from app.web.console.paging import paging
from app.web.console.papers import demand_template, shown, words_of
from handlers import letter_fate, wording
from handlers.desk import Desk, NotFound
from handlers.letter_register import KIND_IN_WORDS, number_of
from handlers.reply_letters import draw_replies
from models.people import Organ
from models.queries import letters as queries
from models.supervision import Letter, LetterKind

pages = Blueprint("console_organ_letters", __name__, url_prefix="/console/organ")
SIZE = 30


@pages.get("/letters")
@organ_only
def letters(clerk: Clerk) -> Response:
    assert clerk.organ_id is not None  # noqa: S101  the guard's promise
    with service().db.reading() as session:
        _, total = queries.of_organ(session, clerk.organ_id, 0, 0)
        part = paging(total, SIZE)
        lines, _ = queries.of_organ(session, clerk.organ_id, part.offset, part.size)
    zone = service().rules.zone
    return page(
        clerk,
        "organ/letters",
        lines=lines,
        paging=part,
        number=number,
        kind_in_words=KIND_IN_WORDS,
        days={line.id: wording.day(line.made_at, zone) for line in lines},
        outgoing=LetterKind.REPLY,
    )


@pages.get("/letters/<int:letter_id>")
@organ_only
def show(clerk: Clerk, letter_id: int) -> Response:
    """Opening it is its receipt."""
    letter = _opened(clerk, letter_id)
    return _show(clerk, letter) if letter else missing()


def _show(clerk: Clerk, letter: Letter, kept: Kept = NOTHING_KEPT, status: int = 200) -> Response:
    preview, wrong = shown(letter.kind.value, words_of(letter))
    zone = service().rules.zone
    return page(
        clerk,
        "organ/letter",
        status,
        kept=kept,
        letter=letter,
        number=number_of(letter),
        kind=KIND_IN_WORDS[letter.kind],
        own=letter.kind is LetterKind.REPLY,
        received=wording.day_and_time(letter.received_at, zone) if letter.received_at else "",
        preview=preview,
        wrong=wrong,
        organ=letter.content.get("发文机关", ""),
    )


def _opened(clerk: Clerk, letter_id: int) -> Letter | None:
    house = service()
    try:
        with house.db.transaction() as session:
            desk = Desk(session, house.rules, house.places, now())
            return letter_fate.receive(desk, session.get_one(Organ, clerk.organ_id), letter_id)
    except NotFound:
        return None


@pages.get("/letters/<int:letter_id>/file")
@organ_only
def file(clerk: Clerk, letter_id: int) -> Response:
    """The Word file; who has it has received it."""
    letter = _opened(clerk, letter_id)
    if letter is None:
        return missing()
    answer = sent(letter)
    if answer.status_code == HTTP_OK:
        note_download(clerk, f"letter:{letter_id}")
    return answer


@pages.post("/letters/<int:letter_id>/void")
@organ_only
def void(clerk: Clerk, letter_id: int) -> Response:
    """Of its own replies."""
    reason = text_of("reason")

    def again(kept: Kept, status: int) -> Response:
        letter = _opened(clerk, letter_id)
        return _show(clerk, letter, kept, status) if letter else missing()

    answer = act_for_organ(clerk, lambda desk, me: letter_fate.void_own(desk, me, letter_id, reason))
    return go_on(answer, "void", f"/console/organ/letters/{letter_id}", again)


@pages.post("/<int:number>/letters")
@organ_only
def draw(clerk: Clerk, number: int) -> Response:
    """答复函 for every deputy who has none."""

    def do(desk: Desk, me: Organ) -> str:
        demand_template(LetterKind.REPLY.value)
        found = draw_replies(desk, me, number)
        return f"已开答复函：{'、'.join(number_of(letter) for letter in found)}。"

    answer = act_for_organ(clerk, do)
    return go_on(answer, "letters", "/console/organ/letters", lambda k, s: show_work(clerk, number, k, s))
