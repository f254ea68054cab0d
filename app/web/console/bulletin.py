"""《人大工作信息》: choose a period, read and correct the draft, take it as a Word file. The form carries the draft."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app.documents.bulletin import Masthead, Section, draft, render
from app.documents.bulletin_gathering import facts
from app.documents.docx_file import BadTemplateError
from app.web.console.acting import UNPROCESSABLE
from app.web.console.downloads import note_download
from app.web.console.form_fields import day_of, text_of
from app.web.console.guards import staff_only
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, now, page, service
from app.web.console.papers import as_file, templates
from handlers import access
from handlers.desk import BadInput
from models.people import StaffMember
from models.queries import bulletin as queries
from models.queries import lists
from models.queries.bulletin import CaseLine, Period
from models.queries.dashboard import Span, counted_at, townships
from models.rules.letter_office import county_issuer
from models.rules.local_time import at, local_date
from models.rules.permissions import Permit

pages = Blueprint("console_bulletin", __name__, url_prefix="/console/bulletin")
MOST_SECTIONS, MOST_CASES, LONGEST_TITLE, LONGEST_TEXT, LONGEST_ISSUE = 15, 10, 60, 10_000, 4
MIDNIGHT = time(0)
_NUMBERS = re.compile(r"\d+")
_LIST = re.compile(r"[、，,；;\n]+")


@dataclass(frozen=True)
class Head:
    """What the page proposes for the head of the issue."""

    first: str
    last: str
    organ: str
    dated: str
    place: str


@pages.get("")
@staff_only(Permit.BULLETIN)
def choose(clerk: Clerk) -> Response:
    return _page(clerk)


def _page(
    clerk: Clerk, kept: Kept = NOTHING_KEPT, status: int = 200, sections: tuple[Section, ...] = ()
) -> Response:
    with service().db.reading() as session:
        return page(
            clerk,
            "bulletin",
            status,
            kept=kept,
            head=_head(session),
            sections=sections,
            counted_at=counted_at(session),
        )


def _head(session: Session) -> Head:
    today = local_date(now(), service().rules.zone)
    month = (today.replace(day=1) - timedelta(days=1)).isoformat()[:7]
    county = lists.place(session)
    organ = county_issuer(service().rules.letters, county).organ
    return Head(month, month, organ, today.isoformat(), county)


@pages.post("")
@staff_only(Permit.BULLETIN)
def work(clerk: Clerk) -> Response:
    """Draft it anew, or take it as a file; what was typed stays on any mistake."""
    try:
        if text_of("step") == "draft":
            return _page(clerk, Kept("bulletin", typed=_typed()), sections=_drafted(clerk))
        return _file(clerk)
    except BadTemplateError as error:
        wrong = BadInput(str(error))
    except BadInput as refused:
        wrong = refused
    kept = Kept("bulletin", wrong.sentence, wrong.field, request.form.to_dict())
    return _page(clerk, kept, UNPROCESSABLE, sections=_sections())


def _typed() -> dict[str, str]:
    """The form without the sections that the new draft replaces, its head filled in."""
    with service().db.reading() as session:
        head = _head(session)
    typed = {key: value for key, value in request.form.items() if not key.startswith(("title-", "text-"))}
    return {"organ": head.organ, "dated": head.dated} | typed


def _drafted(clerk: Clerk) -> tuple[Section, ...]:
    house = service()
    with house.db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        period = _period(session, me)
        chosen = _cases(session, period)
        place = lists.place(session) if period.span.townships is None else "、".join(period.span.townships)
        found = draft(facts(session, period, place or "全县", chosen, now(), house.rules.zone))
    return (*found, *(Section(title, "") for title in ("存在问题", "工作建议")))


def _period(session: Session, me: StaffMember) -> Period:
    """Whole months, as the dashboard counts them, within the member's territory. Raises BadInput."""
    first, last = _month("first"), _month("last")
    if last < first:
        raise BadInput("结束的月份比开始的早。", "last")
    zone = service().rules.zone
    if at(first, MIDNIGHT, zone) > now():
        raise BadInput("这个月还没有到。", "first")
    after = (last + timedelta(days=31)).replace(day=1)
    mine = townships(session, access.grid_here(me))
    names = None if mine == townships(session) else tuple(mine)
    span = Span(first, last, names)
    return Period(span, at(first, MIDNIGHT, zone), at(after, MIDNIGHT, zone), names)


def _month(field: str) -> date:
    try:
        month = date.fromisoformat(f"{text_of(field)}-01")
    except ValueError as error:
        raise BadInput("月份要写成 2026-05 这样。", field) from error
    if not 2000 <= month.year <= 2100:  # noqa: PLR2004  what a county's service lives to see
        raise BadInput("月份要写成 2026-05 这样。", field)
    return month


def _cases(session: Session, period: Period) -> list[CaseLine]:
    """The matters named, in the order named. Raises BadInput for one that cannot be told of."""
    numbers = list(dict.fromkeys(int(one[:15]) for one in _NUMBERS.findall(text_of("cases"))))
    if len(numbers) > MOST_CASES:
        raise BadInput(f"典型事例最多 {MOST_CASES} 件。", "cases")
    found = queries.cases(session, period, numbers)
    missing = [f"№ {number}" for number in numbers if number not in found]
    if missing:
        raise BadInput(
            f"{'、'.join(missing)} 不能用作事例：要是本辖区已经办结、内容检查通过的事项。", "cases"
        )
    return [found[number] for number in numbers]


def _sections() -> tuple[Section, ...]:
    """As they stand in the form, the empty ones too."""
    form = request.form
    found = (
        (form.get(f"title-{order}", "").strip(), form.get(f"text-{order}", "").strip())
        for order in range(MOST_SECTIONS)
        if f"text-{order}" in form
    )
    return tuple(Section(title[:LONGEST_TITLE], text) for title, text in found)


def _file(clerk: Clerk) -> Response:
    """The issue as .docx. Raises BadInput, BadTemplateError."""
    number = text_of("number")
    if not (number.isascii() and number.isdigit() and int(number[:9]) > 0 and len(number) <= LONGEST_ISSUE):
        raise BadInput("请写明是第几期，只写数字。", "number")
    sections = [one for one in _sections() if one.text]
    if not sections:
        raise BadInput("还没有内容。请先起草，再下载。")
    for one in sections:
        if not one.title:
            raise BadInput("有一节没有标题。")
        if len(one.text) > LONGEST_TEXT:
            raise BadInput(f"「{one.title}」太长了，最多 {LONGEST_TEXT} 个字。")
    organ = text_of("organ")
    if not organ:
        raise BadInput("请写明编印机关。", "organ")
    masthead = Masthead(
        number=int(number),
        organ=organ,
        dated=day_of("dated", "印发日期") or local_date(now(), service().rules.zone),
        reported_to=tuple(filter(None, (one.strip() for one in _LIST.split(text_of("reported_to"))))),
        signed_by=text_of("signed_by"),
    )
    content = render(masthead, sections, templates())
    note_download(clerk, "bulletin.docx", f"{masthead.dated.year} {number}")
    return as_file(content, f"人大工作信息 {masthead.dated.year}年第{number}期", "docx")
