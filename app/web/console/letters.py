"""The register of letters at the desk of the staff: filtered, each with its page, its file, its fate."""

from flask import Blueprint, Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.docx_file import BadTemplateError
from app.documents.tables import Table, Value
from app.web import written
from app.web.console.acting import act, go_on
from app.web.console.downloads import note_download
from app.web.console.form_fields import filtered, text_of
from app.web.console.guards import staff_only
from app.web.console.house import HTTP_OK, NOTHING_KEPT, Clerk, Kept, missing, page, plain, service
from app.web.console.paging import paging
from app.web.console.papers import as_file, drawn, file_name, shown, table_file, words_of
from handlers import access, letter_fate, wording
from handlers.letter_register import KIND_IN_WORDS, number_of
from models.assignment import Assignment
from models.people import Organ, StaffMember
from models.queries import letters as queries
from models.queries.letters import Line, Wanted
from models.rules.local_time import local
from models.rules.official_wording import number_text
from models.rules.permissions import Permit
from models.supervision import Letter, LetterKind

pages = Blueprint("console_letters", __name__, url_prefix="/console")
LONGEST_QUERY = 64
STATES = (("waiting", "还没签收"), ("void", "已作废"))
HEAD = ("文号", "种类", "标题", "主送", "交办件", "日期", "签收", "作废", "作废原因")


@pages.get("/letters")
@staff_only(Permit.LETTERS)
def register(clerk: Clerk) -> Response:
    with service().db.reading() as session:
        wanted = _wanted(session, clerk)
        part = paging(queries.count(session, wanted))
        years, series = queries.choices(session)
        organs = session.execute(select(Organ.code, Organ.name).where(Organ.active).order_by(Organ.code))
        return page(
            clerk,
            "letters/register",
            lines=queries.page_of(session, wanted, part.offset, part.size),
            wanted=wanted,
            paging=part,
            kinds=[(kind.value, words) for kind, words in KIND_IN_WORDS.items()],
            years=[(year, str(year)) for year in years],
            series=[(one, one) for one in series],
            organs=[(row.code, row.name) for row in organs],
            states=STATES,
            number=number,
            kind_in_words=KIND_IN_WORDS,
            query=request.query_string.decode("ascii", "ignore"),
        )


def number(line: Line) -> str:
    """西人常办函〔2026〕12号."""
    return number_text(line.series, line.year, line.number)


def _wanted(session: Session, clerk: Clerk) -> Wanted:
    """The filters in the address within the clerk's territory; nonsense filters nothing."""
    given = request.args
    return Wanted(
        names=access.townships(session.get_one(StaffMember, clerk.staff_id)),
        kind=filtered(LetterKind, "kind"),
        year=_number(given.get("year", "")),
        series=given.get("series", "")[:LONGEST_QUERY],
        organ=given.get("organ", "")[:LONGEST_QUERY],
        words=given.get("q", "").strip()[:LONGEST_QUERY],
        state=given.get("state", ""),
        assignment=_number(given.get("assignment", "")),
    )


def _number(text: str) -> int | None:
    found = written.number(text)
    return found if found is not None and found <= queries.LARGEST_NUMBER else None


@pages.get("/letters.<ending>")
@staff_only(Permit.LETTERS)
def exported(clerk: Clerk, ending: str) -> Response:
    """The whole register (not only the page shown), with the same filters."""
    if ending not in {"xlsx", "csv"}:
        return missing()
    with service().db.reading() as session:
        rows = (_row(line) for line in queries.every(session, _wanted(session, clerk)))
        answer = table_file(Table("发文登记", HEAD, rows), "发文登记", ending)
    note_download(clerk, f"letters.{ending}")
    return answer


def _row(line: Line) -> tuple[Value, ...]:
    zone = service().rules.zone

    def day(moment: object) -> str:
        return f"{local(moment, zone):%Y-%m-%d}" if moment else ""  # type: ignore[arg-type]  # a datetime, or None

    to = f"{line.deputy}代表" if line.deputy else line.organ
    fate = (day(line.made_at), day(line.received_at), day(line.void_at), line.void_reason)
    return (number(line), KIND_IN_WORDS[line.kind], line.title, to, line.assignment, *fate)


def _mine(session: Session, clerk: Clerk, letter_id: int) -> tuple[Letter, Assignment] | None:
    """A letter in the clerk's territory."""
    found = queries.one(session, letter_id)
    me = session.get_one(StaffMember, clerk.staff_id)
    if found is None or not access.covers(me, found[1].township, found[1].county):
        return None
    return found


@pages.get("/letters/<int:letter_id>")
@staff_only(Permit.LETTERS)
def show(clerk: Clerk, letter_id: int) -> Response:
    return _show(clerk, letter_id)


def _show(clerk: Clerk, letter_id: int, kept: Kept = NOTHING_KEPT, status: int = 200) -> Response:
    with service().db.reading() as session:
        found = _mine(session, clerk, letter_id)
        if found is None:
            return missing()
        letter, assignment = found
        maker = session.get(StaffMember, letter.made_by) if letter.made_by else None
        preview, wrong = shown(letter.kind.value, words_of(letter))
        zone = service().rules.zone
        return page(
            clerk,
            "letters/letter",
            status,
            kept=kept,
            letter=letter,
            assignment=assignment,
            number=number_of(letter),
            kind=KIND_IN_WORDS[letter.kind],
            maker=maker.name if maker else letter.organ.name if letter.organ else "",
            made=wording.day_and_time(letter.made_at, zone),
            received=wording.day_and_time(letter.received_at, zone) if letter.received_at else "",
            voided=wording.day_and_time(letter.void_at, zone) if letter.void_at else "",
            incoming=letter.kind is not LetterKind.REPLY,
            preview=preview,
            wrong=wrong,
            organ=letter.content.get("发文机关", ""),
        )


@pages.get("/letters/<int:letter_id>/file")
@staff_only(Permit.LETTERS)
def file(clerk: Clerk, letter_id: int) -> Response:
    """The Word file."""
    with service().db.reading() as session:
        found = _mine(session, clerk, letter_id)
    if found is None:
        return missing()
    answer = sent(found[0])
    if answer.status_code == HTTP_OK:
        note_download(clerk, f"letter:{letter_id}")
    return answer


def sent(letter: Letter) -> Response:
    """The letter as a file, or what to mend in its template."""
    try:
        return as_file(drawn(letter), file_name(letter), "docx")
    except BadTemplateError as error:
        return plain("模板要改", f"{error}文号和内容都还在，改好模板再下载。", 409)


@pages.post("/letters/<int:letter_id>/void")
@staff_only(Permit.LETTERS)
def void(clerk: Clerk, letter_id: int) -> Response:
    reason = text_of("reason")
    answer = act(clerk, lambda desk, me: letter_fate.void(desk, me, letter_id, reason))
    return go_on(answer, "void", f"/console/letters/{letter_id}", lambda k, s: _show(clerk, letter_id, k, s))


@pages.post("/letters/<int:letter_id>/received")
@staff_only(Permit.LETTERS)
def received(clerk: Clerk, letter_id: int) -> Response:
    answer = act(clerk, lambda desk, me: letter_fate.mark_received(desk, me, letter_id))
    path = f"/console/letters/{letter_id}"
    return go_on(answer, "received", path, lambda k, s: _show(clerk, letter_id, k, s))
