"""交办: staff charge organs with it, take it back, and decide what an organ says is not theirs (河南办法 art. 12–14)."""

from collections.abc import Iterable

from handlers import assignment_clocks, suggestion_life
from handlers.assignment_access import for_staff
from handlers.assignment_life import check, covered, move, tell_timelines
from handlers.audit import audit
from handlers.desk import BadInput, Desk, NotPossible
from handlers.issue_life import Actor, by_staff
from handlers.leaving_organs import WITH_ORGANS, leave_organs, release
from handlers.loop_news import to_organ
from handlers.loop_people import lead_of, living, tell_deputies, tell_residents, title
from handlers.orders import Checked, Orders, checked, in_words
from handlers.said import required
from models.assignment import Assignment, AssignmentOrgan, LoopClock, OrganState, Part
from models.people import Organ, StaffMember
from models.rules.assignment_state import AssignmentAct, Repeated
from models.rules.permissions import Permit
from models.rules.suggestion_state import SuggestionAct, SuggestionState

__all__ = ["Orders", "assign", "cancel", "cancelled", "reassign", "recall", "uphold"]


def assign(desk: Desk, member: StaffMember, number: int, orders: Orders) -> str:
    """To a lead organ, and assisting ones; the clocks run from this day (交办之日). Raises BadInput, NotPossible."""
    assignment = for_staff(desk, member, number, Permit.ASSIGN)
    by = by_staff(member)
    check(desk, assignment, AssignmentAct.ASSIGN, by)
    _demand_ours(assignment)
    given = checked(desk, assignment, orders)
    _suggestion_assigned(desk, assignment, by)
    told = _charge(desk, assignment, given, AssignmentAct.ASSIGN, by)
    assignment_clocks.stop(desk, assignment, LoopClock.STUDY)
    tell_timelines(desk, assignment, "assigned", told, by)
    tell_residents(desk, assignment, lambda issue: f"№ {issue.id} 已交{told}。有进展告诉您。")
    tell_deputies(desk, assignment, f"{title(assignment)}已交{told}。")
    audit(desk, member, "assign", assignment, _codes(given))
    return f"{title(assignment)}已交{told}。"


def _demand_ours(assignment: Assignment) -> None:
    suggestion = assignment.suggestion
    if suggestion is not None and suggestion_life.assigned_elsewhere(suggestion):
        raise NotPossible("这件建议由上级人大交办，这里不能交办。请打开这件建议，登记转办和上级的答复。")


def _suggestion_assigned(desk: Desk, assignment: Assignment, by: Actor) -> None:
    suggestion = assignment.suggestion
    if suggestion is not None and suggestion.state is not SuggestionState.ASSIGNED:
        suggestion_life.move(desk, suggestion, SuggestionAct.ASSIGN, by)


def _charge(desk: Desk, assignment: Assignment, given: Checked, act: AssignmentAct, by: Actor) -> str:
    """From now on these organs have it: state, clocks, and what each is told. Returns it in words."""
    limit = assignment_clocks.due_if_started(desk, assignment, LoopClock.REPLY)
    move(desk, assignment, act, by, _parts(given))
    assignment.requirement = given.requirement
    _give(desk, assignment, given.lead, Part.LEAD)
    assignment_clocks.start(desk, assignment, LoopClock.OBJECT, organ_id=given.lead.id)
    reply = assignment_clocks.start(
        desk, assignment, LoopClock.REPLY, organ_id=given.lead.id, on=given.reply_by
    )
    reply.source = limit.source
    already = {charge.organ_id for charge in living(assignment)}
    for organ in given.assist:
        if organ.id not in already:
            _give(desk, assignment, organ, Part.ASSIST)
            assignment_clocks.start(desk, assignment, LoopClock.ASSIST, organ_id=organ.id)
    told = in_words(desk, given, reply.due_at)
    for organ in (given.lead, *given.assist):
        part = "主办" if organ is given.lead else "协办"
        to_organ(desk, assignment, organ, f"【交办】{title(assignment)}，由你单位{part}。{told}。")
    return told


def _give(desk: Desk, assignment: Assignment, organ: Organ, part: Part) -> None:
    assignment.organs.append(
        AssignmentOrgan(organ=organ, part=part, state=OrganState.WAITING, given_at=desk.now)
    )
    desk.session.flush()


def _parts(given: Checked) -> str:
    helpers = f"；协办：{'、'.join(organ.name for organ in given.assist)}" if given.assist else ""
    return f"主办：{given.lead.name}{helpers}"


def _codes(given: Checked) -> str:
    return ",".join(organ.code for organ in (given.lead, *given.assist))


def recall(desk: Desk, member: StaffMember, number: int, reason: str) -> str:
    """Back to study: it was sent to the wrong organ, or what was asked has to be said anew."""
    assignment = for_staff(desk, member, number, Permit.ASSIGN)
    by = by_staff(member)
    check(desk, assignment, AssignmentAct.RECALL, by)
    reason = required(reason, "收回的原因", "reason")
    move(desk, assignment, AssignmentAct.RECALL, by, reason)
    leave_organs(desk, assignment, f"{title(assignment)}已收回，不再由你单位办理。原因：{reason}")
    assignment_clocks.start(desk, assignment, LoopClock.STUDY)
    tell_timelines(desk, assignment, "recalled", "", by)
    tell_deputies(desk, assignment, f"{title(assignment)}已收回重新研处。")
    audit(desk, member, "recall", assignment)
    return f"{title(assignment)}已收回，请重新研处。"


def uphold(desk: Desk, member: StaffMember, number: int, reason: str) -> str:
    """The objection is not followed: the organ handles it, its deadline later by the time the objection took."""
    assignment = for_staff(desk, member, number, Permit.ASSIGN)
    by = by_staff(member)
    check(desk, assignment, AssignmentAct.UPHOLD, by)
    reason = required(reason, "维持交办的理由", "reason")
    move(desk, assignment, AssignmentAct.UPHOLD, by, reason)
    assignment_clocks.stop(desk, assignment, LoopClock.REASSIGN)
    _go_on(desk, assignment)
    lead = _lead(assignment)
    lead.state = OrganState.WAITING
    tell_timelines(desk, assignment, "upheld", lead.organ.name, by)
    to_organ(desk, assignment, lead.organ, f"{title(assignment)}经研究仍由你单位办理。理由：{reason}")
    audit(desk, member, "uphold", assignment, lead.organ.code)
    return f"{title(assignment)}仍由{lead.organ.name}办理，异议期间不计入办理时间。"


def reassign(desk: Desk, member: StaffMember, number: int, orders: Orders, reason: str) -> str:
    """The objection is followed: another organ, whose time runs from the new day of assignment."""
    assignment = for_staff(desk, member, number, Permit.ASSIGN)
    by = by_staff(member)
    check(desk, assignment, AssignmentAct.REASSIGN, by)
    reason = required(reason, "改交的理由", "reason")
    given = checked(desk, assignment, orders)
    before = _lead(assignment)
    if before.organ_id in {given.lead.id, *(organ.id for organ in given.assist)}:
        raise BadInput(f"{before.organ.name}已提出异议。要由它办理请选「维持交办」。", "lead")
    assignment_clocks.stop(desk, assignment, LoopClock.REASSIGN)
    stays = {organ.id for organ in given.assist}
    gone = [c for c in living(assignment) if c.part is Part.LEAD or c.organ_id not in stays]
    release(desk, assignment, gone, f"{title(assignment)}已改交{given.lead.name}，不再由你单位办理。")
    _go_on(desk, assignment)
    told = _charge(desk, assignment, given, AssignmentAct.REASSIGN, by)
    tell_timelines(desk, assignment, "reassigned", told, by)
    tell_residents(desk, assignment, lambda issue: f"№ {issue.id} 改由{told}。有进展告诉您。")
    tell_deputies(desk, assignment, f"{title(assignment)}改由{told}。理由：{reason}")
    audit(desk, member, "reassign", assignment, _codes(given))
    return f"{title(assignment)}改由{told}。"


def _go_on(desk: Desk, assignment: Assignment) -> None:
    """What stood still while the objection was decided runs again."""
    for clock in assignment.clocks:
        if clock.kind in WITH_ORGANS and clock.stopped_at is None:
            assignment_clocks.resume(desk, clock)


def _lead(assignment: Assignment) -> AssignmentOrgan:
    lead = lead_of(assignment)
    if lead is None:
        raise RuntimeError(f"assignment {assignment.id} is with an organ, but has no lead")
    return lead


def cancel(desk: Desk, member: StaffMember, number: int, reason: str) -> str:
    """Ended before a reply, when nobody is left who waits for it: no matter is lost by it."""
    assignment = for_staff(desk, member, number, Permit.ASSIGN)
    by = by_staff(member)
    if isinstance(check(desk, assignment, AssignmentAct.CANCEL, by), Repeated):
        return f"{title(assignment)}已经撤销了。"
    reason = required(reason, "撤销的原因", "reason")
    _demand_nobody_waits(desk, assignment)
    cancelled(desk, assignment, by, reason)
    audit(desk, member, "cancel", assignment)
    return f"{title(assignment)}已撤销。"


def _demand_nobody_waits(desk: Desk, assignment: Assignment) -> None:
    suggestion = assignment.suggestion
    if suggestion is not None and suggestion.state is not SuggestionState.WITHDRAWN:
        raise NotPossible("代表没有撤回这件建议，不能撤销。")
    waiting = [issue.id for issue in covered(desk, assignment) if issue.closed_at is None]
    if suggestion is None and waiting:
        raise NotPossible(f"还有群众在等结果：{_numbers(waiting)}。不能撤销；确实办不了的，请选「不受理」。")


def _numbers(numbers: Iterable[int]) -> str:
    return "、".join(f"№ {number}" for number in numbers)


def cancelled(desk: Desk, assignment: Assignment, by: Actor, reason: str) -> None:
    """It ends without a reply: the organs have it no more, and are told."""
    move(desk, assignment, AssignmentAct.CANCEL, by, reason)
    leave_organs(desk, assignment, f"{title(assignment)}已撤销，不用再办了。原因：{reason}")
    assignment_clocks.stop_all(desk, assignment)
