"""The work list: what needs a hand today, by role and territory, as counts beside the list of the chosen group."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app.web.console import worklist_filters as narrowing
from app.web.console.acting import act, go_on
from app.web.console.event_words import Event
from app.web.console.guards import staff_only
from app.web.console.house import Clerk, Kept, now, page, service
from app.web.console.rows import Row, row
from app.web.console.territory import scope_of
from app.web.console.yearly_views import shown as shown_report
from handlers.desk import Desk, NotFound
from models import inbox
from models.duty import AuditEntry
from models.people import StaffMember, StaffRole
from models.queries import delivery, matter, people_trouble, phone, worklist, yearly
from models.queries.worklist import COUNTED, Group, Moment, View
from models.queries.worklist_lines import Line, lines
from models.rules.local_time import end_of, local_date
from models.rules.permissions import Permit

pages = Blueprint("console_worklist", __name__, url_prefix="/console")
SIZE = 50
SUNDAY = 7

TITLES = {
    Group.VERY_LATE: "严重超期",
    Group.LATE: "超期",
    Group.TODAY: "今天到期",
    Group.ESCALATIONS: "约谈等监督措施",
    Group.INSTRUCTIONS: "领导批示待落实",
    Group.HELD: "内容要您先看",
    Group.PLACE: "没说清地点",
    Group.NEW: "新反映，等代表确认",
    Group.SILENT: "答复后群众没有回音",
    Group.STUDY: "等研处交办",
    Group.OBJECTED: "承办单位提出异议",
    Group.REQUESTS: "承办单位有请求",
    Group.TO_CALL: "要打电话的",
    Group.RETURNED: "退回重办",
    Group.CLOSE_OUT: "等核实销号",
    Group.UNCHECKED: "没有经过内容检查",
    Group.WEEK: "本周到期",
    Group.EVALUATE: "等代表和群众评价",
    Group.PROMISES: "承诺台账",
    Group.SUPERVISED: "督办中",
    Group.HIGHER: "已转上级人大，等答复",
}
TROUBLE = {
    "yearly": "年度报告待阅、超期",
    "unreachable": "联系不上的人",
    "undelivered": "没有送到的通知",
    "failed": "没处理成的消息",
}
_EVERYONE = (Group.VERY_LATE, Group.LATE, Group.TODAY, Group.WEEK)
_READER = (
    *_EVERYONE,
    Group.INSTRUCTIONS,
    Group.SUPERVISED,
    Group.PROMISES,
    Group.RETURNED,
    Group.ESCALATIONS,
)
GROUPS = {StaffRole.LEADER: _READER, StaffRole.STATION_HEAD: (Group.PLACE, Group.NEW, *_EVERYONE)}
"""Of whoever sees not all of them; others see every group."""


@dataclass(frozen=True)
class Counted:
    """One entry of the column. `trouble`: it does not list matters."""

    key: str
    title: str
    count: str
    path: str
    current: bool
    alarming: bool


@dataclass(frozen=True)
class Shown:
    """The chosen group's page."""

    title: str
    rows: tuple[Row, ...]
    total: str
    next_path: str


def groups_of(role: StaffRole | None) -> tuple[Group, ...]:
    return GROUPS.get(role, tuple(Group)) if role else ()


@pages.get("/worklist")
@staff_only(Permit.READ_ISSUES)
def work_list(clerk: Clerk) -> Response:
    return show(clerk)


def show(clerk: Clerk, kept: Kept | None = None, status: int = 200) -> Response:
    """The page; without a group in the address it opens on the first that has something."""
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        asked = narrowing.from_address(clerk)
        view = View(scope_of(session, me, asked.township), asked.filters, _moment())
        counts = {group: worklist.count(session, group, view) for group in groups_of(clerk.role)}
        troubles = _troubles(session, clerk, view)
        chosen = request.args.get("group", "")
        if chosen not in {*counts, *troubles}:
            chosen = next((group.value for group, count in counts.items() if count), Group.NEW.value)
        column = [_counted(key, count, chosen) for key, count in (counts | troubles).items()]
        values = _trouble_page(session, view, chosen) if chosen in TROUBLE else {}
        shown = None if chosen in TROUBLE else _list(session, clerk, view, Group(chosen))
        choices = narrowing.choices(session, me)
    return page(
        clerk,
        "worklist",
        status,
        column=column,
        shown=shown,
        asked=asked,
        choices=choices,
        chosen=chosen,
        title=TROUBLE.get(chosen, ""),
        kept=kept or Kept(),
        **values,
    )


def _moment() -> Moment:
    rules, moment = service().rules, now()
    today = local_date(moment, rules.zone)
    sunday = today + timedelta(days=SUNDAY - today.isoweekday())
    return Moment(moment, rules.clocks.very_late_days, end_of(today, rules.zone), end_of(sunday, rules.zone))


def _counted(key: str, count: int, chosen: str) -> Counted:
    title = TROUBLE.get(key) or TITLES[Group(key)]
    path = narrowing.path("/console/", group=key)
    alarming = key in {Group.VERY_LATE, Group.LATE} and count > 0
    return Counted(key, title, capped(count), path, key == chosen, alarming)


def capped(count: int) -> str:
    return f"{COUNTED}+" if count > COUNTED else str(count)


def _list(session: Session, clerk: Clerk, view: View, group: Group) -> Shown:
    after = narrowing.cursor(request.args.get("after", ""))
    found = worklist.numbers(session, group, view, after, SIZE)
    listed = lines(session, found.found)
    rows = rows_of(session, clerk, listed)
    further = narrowing.written(found.after) if found.after else ""
    path = narrowing.path("/console/", group=group.value, after=further) if further else ""
    return Shown(TITLES[group], rows, "", path)


def rows_of(session: Session, clerk: Clerk, listed: tuple[Line, ...]) -> tuple[Row, ...]:
    """Lines as rows, with the names of who acted last."""
    events: list[Event] = [line.last for line in listed if line.last is not None]
    names = matter.names(session, events)
    return tuple(row(line, names, held_shown=clerk.may(Permit.RELEASE)) for line in listed)


def _troubles(session: Session, clerk: Clerk, view: View) -> dict[str, int]:
    """What is no matter: yearly reports to read or late, whom we cannot reach, and what the program could not handle."""
    found = {}
    if clerk.may(Permit.YEARLY_REPORTS):
        found["yearly"] = yearly.count_for_the_county(session)
    if clerk.may(Permit.DELIVERY_TROUBLE):
        found["unreachable"] = people_trouble.count_unreachable(session, view.scope, COUNTED + 1)
        found["undelivered"] = people_trouble.count_undelivered(session, view.scope, COUNTED + 1)
    if clerk.may(Permit.REPLAY):
        found["failed"] = people_trouble.count_failed(session, COUNTED + 1)
    return found


def _trouble_page(session: Session, view: View, chosen: str) -> dict[str, object]:
    if chosen == "yearly":
        return {"reports": [shown_report(one) for one in yearly.for_the_county(session)]}
    among = people_trouble.contacts_here(view.scope)
    if chosen == "unreachable":
        return {"unreachable": delivery.unreachable(session, phone.MOST, among)}
    if chosen == "failed":
        return {"failed": phone.failed_messages(session)}
    theirs = people_trouble.undelivered() & among
    return {
        "parked": delivery.parked(session, phone.MOST, theirs),
        "given_up": delivery.given_up(session, phone.MOST, theirs),
    }


@pages.post("/inbox/<int:message_id>/replay")
@staff_only(Permit.REPLAY)
def replay(clerk: Clerk, message_id: int) -> Response:
    """A message that failed inside the program is handled once more."""

    def again(desk: Desk, me: StaffMember) -> str:
        if not inbox.replay(desk.session, message_id):
            raise NotFound("没有找到这一条，或者它已经在处理了。")
        what = f"inbox:{message_id}"
        desk.session.add(AuditEntry(at=desk.now, who=f"staff:{me.code}", act="replay", what=what))
        return "已重新处理，请过一会儿再看。"

    answer = act(clerk, again)
    service().waker.wake("inbox")
    return go_on(answer, "replay", "/console/?group=failed", lambda kept, status: show(clerk, kept, status))
