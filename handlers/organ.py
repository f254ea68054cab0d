"""What an organ does with what it was charged with: accept, object once, report, speak with the deputy, reply.

An organ never passes a matter on by itself (河南办法 art. 14): there is no act for it.
"""

from handlers import assignment_clocks, loop_news, wording
from handlers.assignment_access import charge_of, for_organ, lead_charge
from handlers.assignment_life import by_organ, check, move, tell_timelines
from handlers.audit import audit
from handlers.contacting import Contacted, log_contact
from handlers.desk import Desk, NotPossible
from handlers.leaving_organs import WITH_ORGANS, lapse_requests
from handlers.loop_people import lead_of, tell_residents, title
from handlers.replying import Answer, feed_back
from handlers.said import required
from models.assignment import Assignment, AssignmentOrgan, LoopClock, OrganState, Part
from models.people import Organ
from models.rules.assignment_state import AssignmentAct, Repeated
from models.rules.local_time import local_date

__all__ = [
    "Answer",
    "Contacted",
    "accept",
    "feed_back",
    "give_opinion",
    "log_contact",
    "object_to",
    "report_progress",
]

LONGEST_PROGRESS = 500
LONGEST_OPINION = 4000


def accept(desk: Desk, organ: Organ, number: int) -> str:
    """签收: the organ has it and begins."""
    assignment = for_organ(desk, organ, number)
    check(desk, assignment, AssignmentAct.ACCEPT, by_organ(organ))
    charge = charge_of(assignment, organ)
    if charge.state is not OrganState.WAITING:
        return f"{title(assignment)}已经签收了。"
    move(desk, assignment, AssignmentAct.ACCEPT, by_organ(organ))
    charge.state, charge.accepted_at = OrganState.ACCEPTED, desk.now
    if charge.part is Part.LEAD:
        tell_timelines(desk, assignment, "accepted_by_organ", organ.name, by_organ(organ))
    audit(desk, organ, "accept", assignment)
    return f"已签收{title(assignment)}。{_owed(desk, assignment, charge)}"


def _owed(desk: Desk, assignment: Assignment, charge: AssignmentOrgan) -> str:
    lead = charge.part is Part.LEAD
    kind = LoopClock.REPLY if lead else LoopClock.ASSIST
    mine = (c for c in assignment.clocks if c.kind is kind and c.organ_id == charge.organ_id)
    clock = next((c for c in mine if c.stopped_at is None), None)
    if clock is None:
        return ""
    what = "答复" if lead else "提交协办意见"
    return f"请在{wording.last_day(clock.due_at, desk.rules.zone)}前{what}。"


def object_to(desk: Desk, organ: Organ, number: int, reason: str) -> str:
    """「不属于本单位」: once, by the lead, within the days for it, before a reply; staff decide (河南办法 art. 14)."""
    assignment = for_organ(desk, organ, number)
    by = by_organ(organ)
    charge = lead_charge(assignment, organ)
    if isinstance(check(desk, assignment, AssignmentAct.OBJECT, by), Repeated):
        return f"{title(assignment)}的异议已经提出，等工作人员答复。"
    _demand_may_object(desk, assignment, organ)
    reason = required(reason, "为什么不属于本单位职责", "reason")
    move(desk, assignment, AssignmentAct.OBJECT, by, reason)
    charge.state, charge.objected_at, charge.objection = OrganState.OBJECTED, desk.now, reason
    lapse_requests(desk, assignment)
    assignment_clocks.stop(desk, assignment, LoopClock.OBJECT)
    for clock in assignment.clocks:
        if clock.kind in WITH_ORGANS and clock.stopped_at is None:
            assignment_clocks.pause(desk, clock)
    due = assignment_clocks.start(desk, assignment, LoopClock.REASSIGN).due_at
    tell_timelines(desk, assignment, "objected", organ.name, by)
    until = wording.last_day(due, desk.rules.zone)
    loop_news.to_staff(
        desk,
        assignment,
        f"【异议】{organ.name}认为{title(assignment)}不属于本单位：{reason}\n请在{until}前决定。",
    )
    audit(desk, organ, "object", assignment)
    return f"异议已提出，工作人员会在{until}前答复；这段时间不计入办理时间。请不要自行转交其他单位。"


def _demand_may_object(desk: Desk, assignment: Assignment, organ: Organ) -> None:
    if any(c.organ_id == organ.id and c.objected_at is not None for c in assignment.organs):
        raise NotPossible(f"{title(assignment)}你单位已经提出过一次异议，不能再提。有困难请申请说明或延期。")
    clock = assignment_clocks.running(assignment, LoopClock.OBJECT)
    if clock is None or clock.due_at <= desk.now:
        raise NotPossible(f"{title(assignment)}的异议期已过，请继续办理。有困难请申请说明或延期。")


def report_progress(desk: Desk, organ: Organ, number: int, words: str) -> str:
    """How it goes on, by the lead. The words stand on the residents' timelines, as they are."""
    assignment = for_organ(desk, organ, number)
    by = by_organ(organ)
    lead_charge(assignment, organ)
    check(desk, assignment, AssignmentAct.PROGRESS, by)
    words = required(words, "办到哪一步了，群众会看到", "words", LONGEST_PROGRESS)
    if _said_last(assignment, AssignmentAct.PROGRESS, organ, words):
        return "这段进展已经登记过了。"
    move(desk, assignment, AssignmentAct.PROGRESS, by, words)
    tell_timelines(desk, assignment, "progress", f"{organ.name}：{words}", by)
    today = local_date(desk.now, desk.rules.zone).isoformat()
    tell_residents(
        desk,
        assignment,
        lambda issue: f"№ {issue.id} 有进展。{organ.name}：{words}",
        key=f"progress:{assignment.id}:{today}",
    )
    audit(desk, organ, "progress", assignment)
    return "进展已登记，群众和代表能看到这段话。"


def _said_last(assignment: Assignment, act: AssignmentAct, organ: Organ, words: str) -> bool:
    """The same sent twice by mistake."""
    last = assignment.events[-1] if assignment.events else None
    return last is not None and (last.act, last.actor_id, last.note) == (act, organ.id, words)


def give_opinion(desk: Desk, organ: Organ, number: int, words: str) -> str:
    """An assisting organ's opinion to the lead (协办意见, 河南办法 art. 18); it may be corrected until the reply."""
    assignment = for_organ(desk, organ, number)
    by = by_organ(organ)
    charge = charge_of(assignment, organ)
    if charge.part is Part.LEAD:
        raise NotPossible("你单位是主办单位，请直接答复。")
    check(desk, assignment, AssignmentAct.OPINION, by)
    words = required(words, "协办意见", "words", LONGEST_OPINION)
    if charge.opinion == words:
        return "协办意见已经提交过了。"
    move(desk, assignment, AssignmentAct.OPINION, by, words)
    charge.opinion, charge.opinion_at, charge.state = words, desk.now, OrganState.DONE
    assignment_clocks.stop(desk, assignment, LoopClock.ASSIST, organ_id=organ.id)
    lead = lead_of(assignment)
    if lead is not None:
        loop_news.to_organ(desk, assignment, lead.organ, f"{organ.name}已提交{title(assignment)}的协办意见。")
    audit(desk, organ, "opinion", assignment)
    return f"协办意见已提交给{lead.organ.name if lead else '主办单位'}。"
