"""A staff member's pages: what needs a hand today, and one matter with its whole story. Leaders only read."""

from collections.abc import Callable

from flask import Blueprint, Response, request
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.web import written
from app.web.phone.acting import Answer, act
from app.web.phone.guards import only
from app.web.phone.house import Kept, Visitor, missing, now, page, see_next, service
from app.web.phone.passes import Area
from app.web.phone.views import ONLY_READS, STAFF, Cards, Story, cards, story
from handlers import access, staff
from handlers.desk import Desk, NotFound
from handlers.digest_wording import digest_now
from models import inbox
from models.duty import AuditEntry
from models.issue import Issue
from models.people import Contact, StaffMember
from models.queries import delivery, phone
from models.rules.permissions import COUNTY_WIDE, READS_ONLY, Permit, permits_of
from models.rules.places import Place

pages = Blueprint("phone_staff", __name__, url_prefix="/m/staff")
guard = only(Area.STAFF)
DOORS = (
    "请打 12345 政务服务热线。",
    "请到县信访局或乡镇信访办。",
    "正在打官司的事，请找办案的人民法院（12368）。",
    "请打 12348 问法律援助。",
    "有危险请马上打 110、119 或 120。",
)
MOST_PLACES = 40
HELD_TITLE = "内容检查没通过，请看一看"


def is_county_wide(member: StaffMember) -> bool:
    return member.role in COUNTY_WIDE


def acts(member: StaffMember) -> bool:
    """A leader reads; instructions (批示) are given elsewhere."""
    return member.role not in READS_ONLY


@pages.get("")
@guard
def home(visitor: Visitor) -> Response:
    house = service()
    with house.db.reading() as session:
        me = session.get_one(StaffMember, visitor.key)
        return page(
            "staff_home",
            visitor,
            me=me,
            acts=acts(me),
            instructs=access.may(me, Permit.INSTRUCT) or access.may(me, Permit.ANSWER_INSTRUCTION),
            lists=_lists(session, me) if access.may(me, Permit.READ_ISSUES) else [],
            trouble=_trouble(session, me) if access.may(me, Permit.DELIVERY_TROUBLE) else {},
            failed=phone.failed_messages(session) if access.may(me, Permit.REPLAY) else (),
            digest=digest_now(session, house.rules, me, now()),
        )


def _lists(session: Session, me: StaffMember) -> list[Cards]:
    here = access.here(me)
    wanted: tuple[tuple[str, ColumnElement[bool]], ...] = (
        ("没说清地点，请帮着对上", Issue.state.in_(phone.TELLING)),
        (HELD_TITLE, phone.held()),
        ("没有代表确认收到", phone.unconfirmed(now())),
        ("过期没有答复", phone.late(now())),
    )
    decides = access.may(me, Permit.RELEASE)
    lists = [
        cards(title, phone.listed(session, here, which), own=decides, passed_only=not decides)
        for title, which in wanted
    ]
    return lists if decides else [one for one in lists if one.title != HELD_TITLE]


def _trouble(session: Session, me: StaffMember) -> dict[str, object]:
    """Who cannot be reached, what waits for them, and what was given up, each with its reason."""
    among = Contact.id.in_(phone.contacts_of(me, county_wide=is_county_wide(me)))
    return {
        "unreachable": delivery.unreachable(session, phone.MOST, among),
        "parked": delivery.parked(session, phone.MOST, among),
        "given_up": delivery.given_up(session, phone.MOST, among),
    }


@pages.get("/issues/<int:number>")
@guard
def issue(visitor: Visitor, number: int) -> Response:
    return show_issue(visitor, number)


@pages.post("/issues/<int:number>/place")
@guard
def place(visitor: Visitor, number: int) -> Response:
    code = request.form.get("grid", "")
    return _do(visitor, number, "place", lambda desk, me: staff.place(desk, me, number, code))


@pages.post("/issues/<int:number>/release")
@guard
def release(visitor: Visitor, number: int) -> Response:
    return _do(visitor, number, "release", lambda desk, me: staff.release(desk, me, number, _read_until()))


def _read_until() -> int:
    """The newest held message the page showed; none, when the form does not say."""
    return written.number(request.form.get("held", "")) or 0


@pages.post("/issues/<int:number>/refuse")
@guard
def refuse(visitor: Visitor, number: int) -> Response:
    reason, door = request.form.get("reason", "").strip(), request.form.get("door", "").strip()
    told = f"{reason}\n{door}" if reason and door else reason
    return _do(visitor, number, "refuse", lambda desk, me: staff.refuse(desk, me, number, told))


@pages.post("/inbox/<int:message_id>/replay")
@guard
def replay(visitor: Visitor, message_id: int) -> Response:
    """A message that failed inside the program is handled once more."""

    def again(desk: Desk, me: StaffMember) -> str:
        if not access.may(me, Permit.REPLAY):
            raise NotFound("没有找到这一条。")
        if not inbox.replay(desk.session, message_id):
            return "这一条已经在处理了。"
        what = f"inbox:{message_id}"
        desk.session.add(AuditEntry(at=desk.now, who=f"staff:{me.code}", act="replay", what=what))
        return "已重新处理，请过一会儿再看。"

    answer = act(visitor, StaffMember, again)
    service().waker.wake("inbox")
    return see_next(visitor, "/m/staff", answer.sentence) if answer.done else missing()


def _do(visitor: Visitor, number: int, form: str, do: Callable[[Desk, StaffMember], str]) -> Response:
    answer: Answer = act(visitor, StaffMember, do)
    if answer.done:
        return see_next(visitor, f"/m/staff/issues/{number}", answer.sentence)
    if answer.status == 404:  # noqa: PLR2004  HTTP's "not found"
        return missing()
    return show_issue(visitor, number, Kept(form, answer.sentence, request.form.to_dict()), answer.status)


def show_issue(visitor: Visitor, number: int, kept: Kept = Kept(), status: int = 200) -> Response:  # noqa: B008  frozen
    """One matter, or that there is none here; `kept` is a form on it that was refused."""
    searched = request.args.get("where", "").strip()[:20]
    with service().db.reading() as session:
        me = session.get_one(StaffMember, visitor.key)
        found = _story(session, me, number)
        if found is None:
            return missing()
        places = (
            _places(session, me, searched)
            if found.state in phone.TELLING and access.may(me, Permit.PLACE)
            else ()
        )
    return page(
        "staff_issue",
        visitor,
        status,
        story=found,
        kept=kept,
        permits=permits_of(me.role),
        places=places,
        searched=searched,
        doors=DOORS,
    )


def _story(session: Session, me: StaffMember, number: int) -> Story | None:
    found = phone.story(session, number)
    if found is None or not access.may(me, Permit.READ_ISSUES) or not access.sees(me, found):
        return None
    reader = STAFF if access.may(me, Permit.RELEASE) else ONLY_READS
    return story(found, reader, phone.deputy_names(session, found))


def _places(session: Session, me: StaffMember, words: str) -> tuple[phone.GridChoice, ...]:
    """What the words mean by the county's place names (misspelt ones too), then what merely contains them."""
    guess = service().places.gazetteer(session).guess(words) if words else None
    meant: tuple[Place, ...] = ()
    if guess is not None:
        meant = (guess.sure, *guess.candidates) if guess.sure is not None else guess.candidates
    likely = [phone.GridChoice(one.grid_code, one.name, one.township) for one in meant[:MOST_PLACES]]
    others = phone.grid_choices(session, me, words, county_wide=is_county_wide(me))
    return tuple(dict.fromkeys((*likely, *others)))
