"""约谈 → 质询 → 通报批评 → 特定问题调查: proposed by the rule, decided and recorded by county staff and committees."""

from datetime import date

from sqlalchemy import select

from handlers import loop_news
from handlers.assignment_access import for_staff
from handlers.assignment_life import note_down, tell_timelines
from handlers.audit import audit
from handlers.desk import BadInput, Desk, NotFound, NotPossible
from handlers.issue_life import SYSTEM, Actor, by_staff
from handlers.loop_people import deputies_of
from handlers.said import required
from models.assignment import Assignment
from models.people import StaffMember
from models.rules.assignment_state import ENDED, AssignmentAct, AssignmentState
from models.rules.assignment_state import IN_WORDS as STATES
from models.rules.local_time import local_date
from models.rules.permissions import Permit
from models.supervision import Escalation, EscalationKind, EscalationState

IN_WORDS = {
    EscalationKind.TALK: "约谈",
    EscalationKind.INQUIRY: "质询",
    EscalationKind.CRITICISM: "通报批评",
    EscalationKind.INVESTIGATION: "特定问题调查",
}
STATE_IN_WORDS = {
    EscalationState.PROPOSED: "已提出，待决定",
    EscalationState.DECIDED: "已决定，待进行",
    EscalationState.DONE: "已进行",
    EscalationState.DROPPED: "决定不进行",
}
PROPOSED = "escalation_proposed"
NEGLECTED = "escalation_for_neglect"
"""An event of its own: what was proposed for a late answer does not stand for what a second "no" proposes."""
_AGAIN = (AssignmentAct.RETURN, AssignmentAct.REOPEN)
OPEN = (EscalationState.PROPOSED, EscalationState.DECIDED)
NOT_WITH_ANYONE = ENDED | {AssignmentState.STUDY}
"""Ended, or not given to any organ yet: there is nobody to summon."""
REASON = 500


def propose(desk: Desk, assignment: Assignment, reason: str) -> Escalation | None:
    """The next step in weight, once in each round of handling; None when this round has its proposal, or one is open."""
    if _in_this_round(assignment, PROPOSED) or open_ones(desk, assignment):
        return None
    return _put_forward(desk, assignment, reason, PROPOSED, SYSTEM)


def propose_for_neglect(desk: Desk, assignment: Assignment, reason: str, once: str) -> Escalation | None:
    """The same when an organ is very late, once in each round: duty is neglected (domain §1, measure 4).

    `once` is the key of the day's push, so that nobody is told of the delay and of the proposal apart.
    """
    if _in_this_round(assignment, NEGLECTED) or open_ones(desk, assignment):
        return None
    return _put_forward(desk, assignment, reason, NEGLECTED, SYSTEM, once)


def begin(desk: Desk, member: StaffMember, number: int, reason: str) -> str:
    """Put forward by hand, with the reason: the organ refuses to answer, or handles it only for show. Raises Refusal."""
    assignment = for_staff(desk, member, number, Permit.ESCALATE)
    if assignment.state in NOT_WITH_ANYONE:
        raise NotPossible(f"交办件 {number} 现在是「{STATES[assignment.state]}」，不能提出监督措施。")
    reason = required(reason, "为什么提出监督措施", "reason", REASON)
    under_way = next((one for one in _of(desk, assignment) if one.state in OPEN), None)
    if under_way is not None:
        now_is = f"{IN_WORDS[under_way.kind]}「{STATE_IN_WORDS[under_way.state]}」"
        raise NotPossible(f"交办件 {number} 已经有一项监督措施：{now_is}，请先把这一项办完。")
    fresh = _put_forward(desk, assignment, reason, NEGLECTED, by_staff(member))
    audit(desk, member, "escalation_propose", assignment, fresh.kind)
    return f"已提出{IN_WORDS[fresh.kind]}，请研究决定。"


def _put_forward(
    desk: Desk, assignment: Assignment, reason: str, act: str, who: Actor, once: str = ""
) -> Escalation:
    fresh = Escalation(
        assignment_id=assignment.id,
        kind=_next_kind(_of(desk, assignment)),
        state=EscalationState.PROPOSED,
        reason=reason[:REASON],
        proposed_at=desk.now,
    )
    desk.session.add(fresh)
    desk.session.flush()
    note_down(desk, assignment, act, who, f"{IN_WORDS[fresh.kind]}：{reason}")
    text = f"{loop_news.subject(assignment)} {reason}，建议{IN_WORDS[fresh.kind]}，请研究决定。"
    members = {
        m.id: m for m in (*loop_news.supervisors(desk, assignment), *loop_news.county(desk, assignment))
    }
    loop_news.to_members(desk, assignment, members.values(), text, once=once or f"escalation-{fresh.id}")
    return fresh


def decide(desk: Desk, member: StaffMember, escalation_id: int, kind: EscalationKind, words: str) -> str:
    """It will be held, as this kind. Another kind than was proposed needs words why. Raises Refusal."""
    assignment, found = _locked(desk, member, escalation_id)
    if found.state is EscalationState.DECIDED and found.kind is kind:
        return f"已经决定{IN_WORDS[kind]}。"
    _demand(found, EscalationState.PROPOSED)
    if kind is not found.kind:
        required(words, f"为什么由{IN_WORDS[found.kind]}改为{IN_WORDS[kind]}", "words")
    found.kind, found.state = kind, EscalationState.DECIDED
    found.decided_at, found.decided_by = desk.now, member.id
    note_down(
        desk, assignment, "escalation_decided", by_staff(member), f"{IN_WORDS[kind]} {words.strip()}".strip()
    )
    audit(desk, member, "escalation_decide", assignment, kind)
    loop_news.to_organs(
        desk, assignment, f"{loop_news.subject(assignment)} 已决定{IN_WORDS[kind]}，时间另行通知。"
    )
    return f"已决定{IN_WORDS[kind]}。进行以后请登记时间、人员和结果。"


def record(
    desk: Desk, member: StaffMember, escalation_id: int, held_on: date, people: str, outcome: str
) -> str:
    """It was held: when, with whom, and what came of it. Raises Refusal."""
    assignment, found = _locked(desk, member, escalation_id)
    _demand(found, EscalationState.DECIDED)
    if held_on > local_date(desk.now, desk.rules.zone):
        raise BadInput("这一天还没有到，进行以后再登记。", "held_on")
    found.people = required(people, "参加的人员", "people", 500)
    found.outcome = required(outcome, "结果：承办单位怎么说，下一步怎么办", "outcome", 2000)
    found.held_on, found.state, found.ended_at = held_on, EscalationState.DONE, desk.now
    kind = IN_WORDS[found.kind]
    note_down(desk, assignment, "escalation_done", by_staff(member), f"{kind}：{found.outcome}")
    tell_timelines(desk, assignment, "escalated", kind, by_staff(member))
    audit(desk, member, "escalation_record", assignment, found.kind)
    text = f"{loop_news.subject(assignment)} 人大已就办理情况对承办单位进行{kind}。"
    for deputy in deputies_of(desk, assignment):
        loop_news.to_deputy(desk, assignment, deputy, text)
    return f"已登记{kind}。"


def drop(desk: Desk, member: StaffMember, escalation_id: int, reason: str) -> str:
    """Decided against, with the reason. Raises Refusal."""
    assignment, found = _locked(desk, member, escalation_id)
    _demand(found, *OPEN)
    found.outcome = required(reason, "为什么不进行", "reason")
    found.state, found.ended_at = EscalationState.DROPPED, desk.now
    note_down(
        desk, assignment, "escalation_dropped", by_staff(member), f"{IN_WORDS[found.kind]}：{found.outcome}"
    )
    audit(desk, member, "escalation_drop", assignment, found.kind)
    return f"已登记不进行{IN_WORDS[found.kind]}的原因。"


def open_ones(desk: Desk, assignment: Assignment) -> int:
    """How many have neither been held nor dropped."""
    return sum(one.state in OPEN for one in _of(desk, assignment))


def _of(desk: Desk, assignment: Assignment) -> list[Escalation]:
    mine = select(Escalation).where(Escalation.assignment_id == assignment.id)
    return list(desk.session.scalars(mine.order_by(Escalation.id)))


def _in_this_round(assignment: Assignment, act: str) -> bool:
    """By the log: one proposed just before it was opened again belongs to the round before."""
    acts = (event.act for event in reversed(assignment.events) if event.act in {act, *_AGAIN})
    return next(acts, "") == act


def _next_kind(earlier: list[Escalation]) -> EscalationKind:
    """In weight after those held or under way; at the end of the ladder the heaviest again."""
    ladder = list(EscalationKind)
    weights = [ladder.index(one.kind) for one in earlier if one.state is not EscalationState.DROPPED]
    return ladder[min(max(weights, default=-1) + 1, len(ladder) - 1)]


def _locked(desk: Desk, member: StaffMember, escalation_id: int) -> tuple[Assignment, Escalation]:
    """The assignment first, then the step, as it is now that nobody else can change it."""
    number = desk.session.scalar(select(Escalation.assignment_id).where(Escalation.id == escalation_id))
    if number is None:
        raise NotFound("没有找到这项监督措施，或者它不归您管。")
    assignment = for_staff(desk, member, number, Permit.ESCALATE)
    return assignment, desk.session.get_one(Escalation, escalation_id, populate_existing=True)


def _demand(found: Escalation, *states: EscalationState) -> None:
    if found.state not in states:
        raise NotPossible(
            f"这项{IN_WORDS[found.kind]}现在是「{STATE_IN_WORDS[found.state]}」，这一步不能办。"
        )
