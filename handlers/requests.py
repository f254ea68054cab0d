"""What an organ asks of the staff, and their answer: a clarification stops the clock, an extension moves it.

While it waits a clock of the staff's own runs, so that the organ's never stands still without end.
Each is a recorded event with its reason, on the residents' timelines too, so that nobody is branded late unjustly.
"""

from datetime import date

from handlers import assignment_clocks, loop_news, wording
from handlers.assignment_access import for_organ, for_staff, lead_charge
from handlers.assignment_life import by_organ, check, move, note_down, tell_timelines
from handlers.audit import audit
from handlers.desk import BadInput, Desk, NotFound, NotPossible
from handlers.issue_life import Actor, by_staff
from handlers.loop_people import deputies_of, tell_deputies, tell_residents, title
from handlers.said import required
from models.assignment import (
    Assignment,
    AssignmentClock,
    LoopClock,
    OrganRequest,
    RequestKind,
    RequestState,
)
from models.people import Organ, StaffMember
from models.rules.assignment_state import AssignmentAct
from models.rules.clocks import answer_due, due_on
from models.rules.local_time import end_of, local_date
from models.rules.permissions import Permit

IN_WORDS = {RequestKind.CLARIFICATION: "补充说明", RequestKind.EXTENSION: "延期"}
_OF_STAFF = {RequestKind.CLARIFICATION: LoopClock.CLARIFY, RequestKind.EXTENSION: LoopClock.EXTEND}


def ask(
    desk: Desk, organ: Organ, number: int, kind: RequestKind, reason: str, wanted_until: date | None = None
) -> str:
    """By the lead, while it handles it; one open request of a kind at a time."""
    assignment = for_organ(desk, organ, number)
    by = by_organ(organ)
    lead_charge(assignment, organ)
    check(desk, assignment, AssignmentAct.ASK, by)
    if any(r.kind is kind and r.state is RequestState.ASKED for r in assignment.requests):
        raise NotPossible(f"{title(assignment)}已经申请过{IN_WORDS[kind]}，等工作人员答复。")
    reason = required(reason, "原因", "reason")
    clock = _reply_clock(assignment)
    wanted = _later_day(desk, assignment, clock, wanted_until, "wanted_until") if _extends(kind) else None
    move(desk, assignment, AssignmentAct.ASK, by, f"{IN_WORDS[kind]}：{reason}")
    assignment.requests.append(
        OrganRequest(
            organ_id=organ.id,
            kind=kind,
            state=RequestState.ASKED,
            asked_at=desk.now,
            reason=reason,
            wanted_until=wanted,
        )
    )
    if not _extends(kind):
        assignment_clocks.pause(desk, clock)
        tell_timelines(desk, assignment, "clarifying", organ.name, by)
    owed = assignment_clocks.start(desk, assignment, _OF_STAFF[kind])
    answer_by = wording.last_day(owed.due_at, desk.rules.zone)
    until = f"（到{_day(wanted)}）" if wanted else ""
    loop_news.to_staff(
        desk,
        assignment,
        f"{organ.name}就{title(assignment)}申请{IN_WORDS[kind]}{until}：{reason}\n请在{answer_by}前答复。",
    )
    audit(desk, organ, f"ask_{kind}", assignment)
    waits = "等答复期间不计入办理时间。" if not _extends(kind) else "同意以前仍按原来的期限。"
    return f"已申请{IN_WORDS[kind]}，工作人员会在{answer_by}前答复；{waits}"


def answer_request(
    desk: Desk,
    member: StaffMember,
    request_id: int,
    granted: bool,
    words: str,
    until: date | None = None,
) -> str:
    """Staff answer it; an extension may be granted to another day than was asked for."""
    assignment, request = _find(desk, member, request_id)
    by = by_staff(member)
    check(desk, assignment, AssignmentAct.DECIDE, by)
    if request.state is not RequestState.ASKED:
        raise NotPossible("这个申请已经答复过了。")
    if _extends(request.kind) and granted:
        told = _extend(desk, assignment, request, until or request.wanted_until)
    else:
        words = required(words, "给承办单位的说明", "words")
        told = "已同意" if granted else "没有同意"
    move(desk, assignment, AssignmentAct.DECIDE, by, f"{IN_WORDS[request.kind]}：{told}。{words.strip()}")
    request.state = RequestState.GRANTED if granted else RequestState.REFUSED
    request.answered_at, request.answered_by, request.answer = desk.now, member.id, words.strip()[:1000]
    assignment_clocks.stop(desk, assignment, _OF_STAFF[request.kind])
    if not _extends(request.kind):
        assignment_clocks.resume(desk, _reply_clock(assignment))
        tell_timelines(desk, assignment, "clarified", "", by)
    if request.granted_until:
        _tell_of_extension(desk, assignment, request, by)
    organ = desk.session.get_one(Organ, request.organ_id)
    loop_news.to_organ(
        desk, assignment, organ, f"{title(assignment)}申请{IN_WORDS[request.kind]}：{told}。{words.strip()}"
    )
    audit(desk, member, "answer_request", assignment, f"request:{request.id}")
    return f"{IN_WORDS[request.kind]}申请已答复：{told}。"


def _find(desk: Desk, member: StaffMember, request_id: int) -> tuple[Assignment, OrganRequest]:
    found = desk.session.get(OrganRequest, request_id)
    if found is None:
        raise NotFound("没有找到这个申请。")
    assignment = for_staff(desk, member, found.assignment_id, Permit.ASSIGN)
    desk.session.refresh(found)  # read again now that the assignment is locked
    return assignment, found


def _extends(kind: RequestKind) -> bool:
    return kind is RequestKind.EXTENSION


def _reply_clock(assignment: Assignment) -> AssignmentClock:
    clock = assignment_clocks.running(assignment, LoopClock.REPLY)
    if clock is None:
        raise RuntimeError(f"assignment {assignment.id} is being handled without a reply clock")
    return clock


def _later_day(
    desk: Desk, assignment: Assignment, clock: AssignmentClock, day: date | None, field: str
) -> date:
    """A day after the deadline, and not beyond what any extension can give (代表法 art. 51)."""
    if day is None:
        raise BadInput("请写明延到哪一天。", field)
    if day <= due_on(clock.due_at, desk.rules.zone):
        now_due = wording.last_day(clock.due_at, desk.rules.zone)
        raise BadInput(f"现在的期限是{now_due}，延期要晚于这一天。", field)
    if day < local_date(desk.now, desk.rules.zone):
        raise BadInput("这一天已经过了，请写以后的日子。", field)
    latest = _latest(desk, assignment)
    if latest is not None and day > latest:
        months = desk.rules.loop.reply_hard_suggestion_months
        raise BadInput(f"最迟只能延到{_day(latest)}（从交办之日起 {months} 个月）。", field)
    return day


def _latest(desk: Desk, assignment: Assignment) -> date | None:
    if assignment.assigned_at is None:
        return None
    months = desk.rules.loop.reply_hard_suggestion_months
    return due_on(answer_due(assignment.assigned_at, months, desk.rules.zone), desk.rules.zone)


def _extend(desk: Desk, assignment: Assignment, request: OrganRequest, until: date | None) -> str:
    clock = _reply_clock(assignment)
    day = _later_day(desk, assignment, clock, until, "until")
    assignment_clocks.move_to(desk, clock, end_of(day, desk.rules.zone))
    request.granted_until = day
    return f"同意延到{_day(day)}"


def _tell_of_extension(desk: Desk, assignment: Assignment, request: OrganRequest, by: Actor) -> None:
    """Residents and deputies are told with the reason; beyond three months that is the law's condition (art. 51)."""
    day = _day(request.granted_until)
    why = f"{day}，原因：{request.reason}"
    tell_timelines(desk, assignment, "extended", why, by)
    tell_residents(desk, assignment, lambda issue: f"№ {issue.id} 办理时间延到{why}")
    tell_deputies(desk, assignment, f"{title(assignment)}办理时间延到{why}")
    told = "、".join(deputy.name for deputy in deputies_of(desk, assignment))
    note_down(desk, assignment, "deputies_told", by, f"延到{day}：{told}")


def _day(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""
