"""One assignment on an organ's page: what it is, until when, and exactly the acts that are possible now."""

from collections.abc import Callable

from flask import Blueprint, Response

from app.security import mask_phone
from app.web.console.acting import Answer, act_for_organ, go_on, status_of
from app.web.console.form_fields import chosen, day_of, picture_of, text_of
from app.web.console.guards import organ_only
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, missing, now, page, service
from app.web.console.loop_words import SHOWS_IN_WORDS
from app.web.console.organ_views import work
from handlers import evidence, organ, requests
from handlers.contacting import WAYS, Contacted
from handlers.desk import BadInput, Desk
from models.assignment import RequestKind
from models.people import Organ
from models.queries import organ_desk
from models.reply import Shows
from models.rules.local_time import local_date

pages = Blueprint("console_organ_work", __name__, url_prefix="/console/organ")


@pages.get("/<int:number>")
@organ_only
def show(clerk: Clerk, number: int) -> Response:
    return show_work(clerk, number)


def show_work(clerk: Clerk, number: int, kept: Kept = NOTHING_KEPT, status: int = 200) -> Response:
    """The page, or that there is none: the same for what is another organ's."""
    assert clerk.organ_id is not None  # noqa: S101  the guard's promise
    with service().db.reading() as session:
        charge = organ_desk.charge_of(session, clerk.organ_id, number)
        if charge is None:
            return missing()
        replies = organ_desk.replies(session, number)
        shown = work(session, organ_desk.whole(session, number), charge, replies)
    today = local_date(now(), service().rules.zone).isoformat()
    return page(
        clerk,
        "organ/work",
        status,
        kept=kept,
        work=shown,
        deputies=[(one.code, one.name) for one in shown.deputies],
        hows=[(how, how) for how in WAYS],
        shows=[(key.value, words) for key, words in SHOWS_IN_WORDS.items()],
        today=today,
        masked=mask_phone,
    )


def _do(clerk: Clerk, number: int, form: str, do: Callable[[Desk, Organ], str]) -> Response:
    answer: Answer = act_for_organ(clerk, do)
    return go_on(
        answer, form, f"/console/organ/{number}", lambda kept, status: show_work(clerk, number, kept, status)
    )


@pages.post("/<int:number>/accept")
@organ_only
def accept(clerk: Clerk, number: int) -> Response:
    return _do(clerk, number, "accept", lambda desk, me: organ.accept(desk, me, number))


@pages.post("/<int:number>/object")
@organ_only
def object_to(clerk: Clerk, number: int) -> Response:
    """Not ours: once, with the reason."""
    reason = text_of("reason")
    return _do(clerk, number, "object", lambda desk, me: organ.object_to(desk, me, number, reason))


@pages.post("/<int:number>/clarification")
@organ_only
def clarification(clerk: Clerk, number: int) -> Response:
    reason = text_of("reason")
    kind = RequestKind.CLARIFICATION
    return _do(
        clerk,
        number,
        "clarification",
        lambda desk, me: requests.ask(desk, me, number, kind, reason, None),
    )


@pages.post("/<int:number>/extension")
@organ_only
def extension(clerk: Clerk, number: int) -> Response:
    reason = text_of("reason")

    def ask(desk: Desk, me: Organ) -> str:
        until = day_of("wanted_until", "希望延到的日期")
        return requests.ask(desk, me, number, RequestKind.EXTENSION, reason, until)

    return _do(clerk, number, "extension", ask)


@pages.post("/<int:number>/progress")
@organ_only
def progress(clerk: Clerk, number: int) -> Response:
    words = text_of("words")
    return _do(clerk, number, "progress", lambda desk, me: organ.report_progress(desk, me, number, words))


@pages.post("/<int:number>/contact")
@organ_only
def contact(clerk: Clerk, number: int) -> Response:
    """与代表联系沟通: who spoke with whom, how, when."""

    def log(desk: Desk, me: Organ) -> str:
        on = day_of("on", "沟通日期") or local_date(now(), service().rules.zone)
        said = Contacted(
            on=on, how=text_of("how"), words=text_of("words"), deputy_code=text_of("deputy_code")
        )
        return organ.log_contact(desk, me, number, said)

    return _do(clerk, number, "contact", log)


@pages.post("/<int:number>/opinion")
@organ_only
def opinion(clerk: Clerk, number: int) -> Response:
    words = text_of("words")
    return _do(clerk, number, "opinion", lambda desk, me: organ.give_opinion(desk, me, number, words))


@pages.post("/<int:number>/photos")
@organ_only
def photo(clerk: Clerk, number: int) -> Response:
    """One photo at a time; it is drawn anew before the transaction begins."""
    if clerk.organ_id is None or not _is_theirs(clerk.organ_id, number):
        return missing()  # nothing is stored for a stranger
    try:
        shows = chosen(Shows, "shows", "请选这张照片拍的是办理前还是办理后。")
        taken = picture_of("photo")
    except BadInput as refusal:
        kept = Answer(refusal.sentence, status_of(refusal), refusal.field).kept("photo")
        return show_work(clerk, number, kept, status_of(refusal))
    words = text_of("words")
    return _do(
        clerk,
        number,
        "photo",
        lambda desk, me: evidence.add_photo(desk, me, number, taken, shows, words),
    )


def _is_theirs(organ_id: int, number: int) -> bool:
    with service().db.reading() as session:
        return organ_desk.charge_of(session, organ_id, number) is not None
