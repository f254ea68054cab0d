"""A clock of an assignment strikes: remind who owes it, record late and very late; each told once (domain §6)."""

from handlers import escalating, evaluating, issue_clocks, loop_news, wording
from handlers.assignment_clocks import stages
from handlers.assignment_life import note_down, tell_timelines
from handlers.desk import Desk
from handlers.feedback import how_to_rate
from handlers.issue_life import SYSTEM
from handlers.loop_people import lead_of
from handlers.replies import current
from models.assignment import Assignment, AssignmentClock, LoopClock
from models.outbox import NoticeKind
from models.people import Organ
from models.reply import MarkState
from models.rules.local_time import local_date

OWED = {
    LoopClock.STUDY: "研处交办",
    LoopClock.REASSIGN: "重新交办",
    LoopClock.CLARIFY: "答复承办单位要的补充说明",
    LoopClock.EXTEND: "答复承办单位的延期申请",
    LoopClock.REPLY: "答复",
    LoopClock.ASSIST: "提交协办意见",
    LoopClock.PROMISE: "兑现承诺",
    LoopClock.HIGHER: "问清并登记上级人大的答复",
}
BY_STAFF = (LoopClock.STUDY, LoopClock.REASSIGN, LoopClock.CLARIFY, LoopClock.EXTEND, LoopClock.HIGHER)
AMONG_OFFICES = (LoopClock.ASSIST, LoopClock.CLARIFY, LoopClock.EXTEND)
"""Residents wait for the lead's answer, not for what offices say to each other on the way."""
BY_LEAD = (LoopClock.REPLY, LoopClock.PROMISE)
"""What residents wait for: very late, a step of supervision is proposed."""
_LATE = ("late", "very_late")


def strike(desk: Desk, assignment: Assignment, clock: AssignmentClock) -> None:
    """Do what is due on this clock now. After a long sleep only the last of several reminders is said."""
    names = issue_clocks.passed(stages(desk.rules, clock), clock, desk.now)
    for name in names:
        if name in _LATE:
            _record(desk, assignment, clock, name)
    if not names:
        return
    if names[-1] == "over":
        clock.stopped_at = desk.now
        if clock.kind is LoopClock.RATE:
            evaluating.time_is_up(desk, assignment)
    elif clock.kind is LoopClock.RATE:
        _remind_deputies(desk, assignment, clock)
    else:
        _remind(desk, assignment, clock, names[-1])


def _record(desk: Desk, assignment: Assignment, clock: AssignmentClock, name: str) -> None:
    """Late and very late are separate moments, for ever on record; very late is supervised."""
    owed = OWED[clock.kind]
    note_down(desk, assignment, name, SYSTEM, owed)
    if clock.kind not in AMONG_OFFICES:
        tell_timelines(desk, assignment, name, owed)
    if name == "late":
        clock.late_at = desk.now
        return
    clock.very_late_at = desk.now
    if assignment.supervised_since is None:
        assignment.supervised_since, assignment.supervised_for = desk.now, f"{owed}严重超期"
    if clock.kind in BY_LEAD:
        _propose(desk, assignment, clock)


def _propose(desk: Desk, assignment: Assignment, clock: AssignmentClock) -> None:
    owner = _owner(desk, assignment, clock)
    when = wording.last_day(clock.due_at, desk.rules.zone)
    reason = f"{owner.name if owner else '承办单位'}应在{when}前{OWED[clock.kind]}，严重超期"
    escalating.propose_for_neglect(desk, assignment, reason, _today(desk))


def _remind_deputies(desk: Desk, assignment: Assignment, clock: AssignmentClock) -> None:
    """Once, to those who have not rated yet."""
    reply = current(desk, assignment)
    until = wording.last_day(clock.due_at, desk.rules.zone)
    for mark in reply.marks if reply else ():
        if mark.state is MarkState.ASKED:
            text = f"{loop_news.subject(assignment)} 的答复还没有评价。{how_to_rate(assignment, until)}"
            key = f"rate:{mark.id}"
            loop_news.to_deputy(desk, assignment, mark.deputy, text, NoticeKind.REMINDER, key=key)


def _remind(desk: Desk, assignment: Assignment, clock: AssignmentClock, stage: str) -> None:
    """Who owes it; once it is late, those who supervise it, too. At most one push a day per person and assignment."""
    about, owed = loop_news.subject(assignment), OWED[clock.kind]
    when = wording.last_day(clock.due_at, desk.rules.zone)
    text = f"{about} 请在{when}前{owed}。"
    if stage in _LATE:
        text = f"{'严重超期' if stage == 'very_late' else '超期'}：{about} 应在{when}前{owed}。"
    once = _today(desk)
    owner = None if clock.kind in BY_STAFF else _owner(desk, assignment, clock)
    if owner is not None:
        loop_news.to_organ(desk, assignment, owner, text, NoticeKind.REMINDER, once=once)
    if owner is None or stage in _LATE or clock.kind is LoopClock.PROMISE:
        whose = f"（{owner.name}）" if owner else ""
        loop_news.to_staff(desk, assignment, text + whose, NoticeKind.REMINDER, once=once)


def _today(desk: Desk) -> str:
    """At most one push a day per person and assignment: the key by which the outbox knows it."""
    return f"loop:{local_date(desk.now, desk.rules.zone).isoformat()}"


def _owner(desk: Desk, assignment: Assignment, clock: AssignmentClock) -> Organ | None:
    """The organ whose clock it is; of one without, the lead."""
    if clock.organ_id is not None:
        return desk.session.get(Organ, clock.organ_id)
    lead = lead_of(assignment)
    return lead.organ if lead else None
