"""An organ's reply (答复): written in peace, previewed as residents will read it, kept when the session lapses."""

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app.security import Vault
from app.web.console.acting import Answer as Outcome
from app.web.console.acting import act_for_organ
from app.web.console.form_fields import chosen, day_of, text_of
from app.web.console.guards import organ_only
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, forbidden, missing, page, see_next, service
from app.web.console.lapsed import kept_when_lapsed, token_for
from app.web.console.organ_offers import Offer, offers
from app.web.console.organ_views import Work, work
from app.web.console.organ_work import show_work
from handlers import feedback, organ, reply_drafts, wording
from handlers.desk import Desk
from handlers.organ import Answer
from models.issue import Issue, Result
from models.people import Organ
from models.queries import organ_desk
from models.reply import Reply

pages = Blueprint("console_organ_reply", __name__, url_prefix="/console/organ")
FORM = "reply"
CLASSES = (
    (Result.SOLVED, "A 已解决", "问题已经解决，或者基本解决。"),
    (Result.PARTLY, "B 部分解决", "解决了一部分，其余的正在办。要写清还差什么、什么时候办完。"),
    (
        Result.PLANNED,
        "B 列入计划",
        "现在还办不了，已列入计划。要写明办成的日期，会记入承诺台账，到期要兑现。",
    ),
    (Result.NOT_POSSIBLE, "C 无法解决", "受条件限制确实办不了。要如实说明原因。"),
    (Result.FOR_HIGHER_LEVEL, "属上级权限", "不是本级能定的，已经向上级反映。要写明向谁反映、怎么反映的。"),
)
"""Result classes with what each means (河南办法 art. 19)."""


@pages.get("/<int:number>/reply")
@organ_only
def write(clerk: Clerk, number: int) -> Response:
    return _form(clerk, number)


def _form(
    clerk: Clerk, number: int, kept: Kept = NOTHING_KEPT, status: int = 200, *, previewed: bool = False
) -> Response:
    with service().db.reading() as session:
        charge = organ_desk.charge_of(session, clerk.organ_id or 0, number)
        if charge is None:
            return missing()
        assignment = organ_desk.whole(session, number)
        if Offer.REPLY not in offers(assignment, charge):
            return show_work(clerk, number, kept, status)
        shown = work(session, assignment, charge, organ_desk.replies(session, number))
        draft = _draft(session, charge.organ, number)
        preview = _preview(shown, charge.organ, draft) if previewed else ""
    return page(
        clerk,
        "organ/reply",
        status,
        kept=kept,
        work=shown,
        draft=draft,
        preview=preview,
        classes=CLASSES,
        token=token_for(clerk.account_id, number),
    )


def _draft(session: Session, me: Organ, number: int) -> dict[str, str]:
    """What was typed before, by the form's names, and when (`saved`); at first who signs, as the registry has it."""
    found = reply_drafts.find(session, me.id, number)
    if found is None:
        phone = _vault().unseal(me.phone_sealed)
        return {"signer": me.head, "handler": me.contact_person, "handler_phone": phone}
    phone = _vault().unseal(found.handler_phone_sealed)
    saved = wording.day_and_time(found.saved_at, service().rules.zone)
    return {**found.fields, "handler_phone": phone, "saved": saved}


def _preview(shown: Work, me: Organ, draft: dict[str, str]) -> str:
    """The message as a resident will read it in WeChat."""
    number = shown.said[0].number if shown.said else 0
    result = Result(draft["result"]) if draft["result"] in set(Result) else Result.SOLVED
    words = draft["plain_words"].strip() or "（还没有写）"
    return feedback.asked(Issue(id=number), Reply(organ=me, result=result), words)


def _vault() -> Vault:
    return Vault(service().settings.security.secret_key)


@pages.post("/<int:number>/reply")
@kept_when_lapsed
@organ_only
def send(clerk: Clerk, number: int) -> Response:
    """The button pressed says what is wanted: keep the draft, show it as residents will read it, or send it."""
    match request.form.get("do"):
        case "keep":
            outcome = act_for_organ(clerk, lambda desk, me: keep_typed(desk, me, number))
            return _after(clerk, number, outcome, f"/console/organ/{number}/reply")
        case "preview":
            outcome = act_for_organ(clerk, lambda desk, me: keep_typed(desk, me, number))
            return (
                _form(clerk, number, previewed=True) if outcome.done else _after(clerk, number, outcome, "")
            )
        case _:
            outcome = act_for_organ(clerk, lambda desk, me: _sent(desk, me, number))
            return _after(clerk, number, outcome, f"/console/organ/{number}")


def keep_typed(desk: Desk, me: Organ, number: int) -> str:
    """Keep the form as it was sent."""
    phone = text_of("handler_phone")[:32]
    return reply_drafts.keep(desk, me, number, request.form, _vault().seal(phone))


def _sent(desk: Desk, me: Organ, number: int) -> str:
    answer = Answer(
        result=chosen(Result, "result", "请选一个办理结果。"),
        text=text_of("text"),
        plain_words=text_of("plain_words"),
        planned_until=day_of("planned_until", "办成的日期"),
        signer=text_of("signer"),
        handler=text_of("handler"),
        handler_phone_sealed=_vault().seal(text_of("handler_phone")[:32]),
    )
    said = organ.feed_back(desk, me, number, answer)
    reply_drafts.drop(desk.session, me.id, number)
    return said


def _after(clerk: Clerk, number: int, outcome: Outcome, path: str) -> Response:
    if outcome.done:
        return see_next(path, outcome.sentence)
    match outcome.status:
        case 404:
            return missing()
        case 403:
            return forbidden()
        case status:
            return _form(clerk, number, outcome.kept(FORM), status)
