"""A deputy's performance handbook (履职手册): what I did this year, and forms to record more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

from flask import Blueprint, Response, request

from app.web.phone.acting import Answer, act, refused_as_risky
from app.web.phone.guards import only
from app.web.phone.house import Kept, Visitor, now, page, see_next, service
from app.web.phone.passes import Area
from handlers import deputy, handbook, wording
from handlers.desk import Desk
from handlers.duty_tasks import summary_wanted
from models.duty import EntryKind
from models.people import Deputy
from models.queries import phone
from models.rules.local_time import at, local

pages = Blueprint("phone_record", __name__, url_prefix="/m/deputy/record")
guard = only(Area.DEPUTY)
TWICE_WITHIN = timedelta(minutes=10)
IN_WORDS = {
    EntryKind.VISIT: "走访",
    EntryKind.EXPLAIN: "宣讲",
    EntryKind.DEED: "办实事",
    EntryKind.RECEIPT: "确认收到",
    EntryKind.ANSWER: "答复",
    EntryKind.REPORT_UP: "上报",
    EntryKind.SOLVED: "促成解决",
    EntryKind.SUMMARY: "小结",
    EntryKind.SUGGESTION: "提出建议",
    EntryKind.JOINED: "附议",
}


@dataclass(frozen=True)
class Form:
    """One kind of thing to record."""

    name: str
    title: str
    hint: str
    kind: EntryKind
    do: Callable[[Desk, Deputy, str], str]


FORMS = (
    Form("visit", "走访", "到哪里，见了谁，听到什么", EntryKind.VISIT, deputy.visit),
    Form("explain", "宣讲", "给谁讲了什么政策", EntryKind.EXPLAIN, deputy.explain),
    Form("deed", "办实事", "为群众办了什么事", EntryKind.DEED, deputy.deed),
    Form("summary", "交小结", "草稿由系统按记录写好，可以改", EntryKind.SUMMARY, deputy.summary),
)


@pages.get("")
@guard
def record(visitor: Visitor) -> Response:
    return _show(visitor)


@pages.post("/<form_name>")
@guard
def write(visitor: Visitor, form_name: str) -> Response:
    form = next((one for one in FORMS if one.name == form_name), None)
    if form is None:
        return _show(visitor, status=404)
    words = request.form.get("words", "").replace("\r\n", "\n").strip()

    def once(desk: Desk, me: Deputy) -> str:
        desk.session.refresh(me, with_for_update=True)  # two taps at once take turns
        if words and phone.wrote_just_now(desk.session, me.id, form.kind, words, desk.now - TWICE_WITHIN):
            return f"已记入履职手册：{form.title}。"
        return form.do(desk, me, words)

    done = refused_as_risky(visitor, words) or _nothing_said(form, words) or act(visitor, Deputy, once)
    if done.done:
        return see_next(visitor, "/m/deputy/record", done.sentence)
    return _show(visitor, Kept(form.name, done.sentence, request.form.to_dict()), done.status)


def _nothing_said(form: Form, words: str) -> Answer | None:
    """The chat's 小结 alone asks for the draft; here the draft is already on the page."""
    if form.kind is EntryKind.SUMMARY and not words:
        return Answer("小结还是空的，请写上内容再交。", 422)
    return None


def _show(visitor: Visitor, kept: Kept = Kept(), status: int = 200) -> Response:  # noqa: B008  frozen
    house = service()
    moment = now()
    year = local(moment, house.rules.zone).date().replace(month=1, day=1)
    since = at(year, time(0), house.rules.zone)
    with house.db.reading() as session:
        me = session.get_one(Deputy, visitor.key)
        wanted = summary_wanted(session, house.rules, me.id, moment)
        values = {
            "duties": handbook.status(session, house.rules, me.id, moment),
            "draft": handbook.draft_summary(session, house.rules, me, wanted, moment),
            "counts": [
                (IN_WORDS[kind], n) for kind, n in phone.handbook_counts(session, me.id, since).items()
            ],
            "entries": [
                (wording.day(entry.at, house.rules.zone), IN_WORDS[entry.kind], entry)
                for entry in phone.handbook(session, me.id, since)
            ],
        }
    return page("deputy_record", visitor, status, forms=FORMS, year=year.year, kept=kept, **values)
