"""When a letter may be written: an assignment to whoever has it, a reminder when it is due, supervision when it is late."""

from dataclasses import dataclass
from datetime import date

from handlers import assignment_clocks, wording
from handlers.desk import BadInput, Desk, NotPossible
from handlers.letter_register import KIND_IN_WORDS, number_of, standing_letters
from handlers.loop_people import lead_of, living
from models.assignment import Assignment, AssignmentClock, AssignmentOrgan, LoopClock
from models.rules.assignment_state import IN_WORDS, AssignmentState
from models.rules.clocks import due_on, reminders
from models.rules.local_time import local_date
from models.supervision import Escalation, EscalationState, Letter, LetterKind

WITH_LEAD = (AssignmentState.HANDLING, AssignmentState.PROMISED)
REPLIED = (AssignmentState.FED_BACK, AssignmentState.EVALUATED)


@dataclass(frozen=True)
class Standing:
    """How it stands with the organ that is reminded: by when it was to answer, and whether it has."""

    charge: AssignmentOrgan
    due_on: date
    late: bool
    replied: bool = False


def without_letter(desk: Desk, assignment: Assignment) -> list[AssignmentOrgan]:
    """The organs charged in this round that have no 交办函 yet, the lead first. Raises NotPossible."""
    if assignment.state is not AssignmentState.HANDLING:
        raise NotPossible(
            f"交办件 {assignment.id} 现在是「{IN_WORDS[assignment.state]}」，交办以后、答复以前才开交办函。"
        )
    had = {letter.organ_id for letter in in_round(desk, assignment, LetterKind.ASSIGN)}
    return [charge for charge in living(assignment) if charge.organ_id not in had]


def in_round(desk: Desk, assignment: Assignment, kind: LetterKind) -> list[Letter]:
    """Letters of the kind since it was last assigned."""
    since = assignment.assigned_at
    return [one for one in standing_letters(desk, assignment, kind) if since is None or one.made_at >= since]


def standing(desk: Desk, assignment: Assignment, kind: LetterKind, step: Escalation | None) -> Standing:
    """Of the lead, if it may be sent this letter now. Raises NotPossible, which says from when it may."""
    lead = lead_of(assignment)
    clock = _clock(assignment)
    if lead is None or clock is None or assignment.state not in (*WITH_LEAD, *REPLIED):
        raise NotPossible(
            f"交办件 {assignment.id} 现在是「{IN_WORDS[assignment.state]}」，不用开{KIND_IN_WORDS[kind]}。"
        )
    replied = assignment.state in REPLIED
    late = not replied and clock.due_at <= desk.now
    if replied and (step is None or kind is not LetterKind.SUPERVISE):
        raise NotPossible(f"交办件 {assignment.id} 已经答复，不用再催办。")
    if clock.paused_at is not None:
        raise NotPossible("承办单位请求的说明还没有答复，办理时间停着。请先答复它的请求。")
    _demand_time(desk, assignment, kind, clock, step)
    _demand_first_today(desk, assignment, kind, lead)
    return Standing(lead, due_on(clock.due_at, desk.rules.zone), late, replied)


def _clock(assignment: Assignment) -> AssignmentClock | None:
    """What it is measured by: the running one, or, of what was answered, the last."""
    kinds = (LoopClock.REPLY, LoopClock.PROMISE)
    running = (assignment_clocks.running(assignment, kind) for kind in kinds)
    last = [clock for clock in assignment.clocks if clock.kind is LoopClock.REPLY]
    return next(filter(None, running), last[-1] if last and assignment.state in REPLIED else None)


def _demand_time(
    desk: Desk, assignment: Assignment, kind: LetterKind, clock: AssignmentClock, step: Escalation | None
) -> None:
    if assignment.supervised_since or assignment.key_since or step is not None:
        return
    until = wording.last_day(clock.due_at, desk.rules.zone)
    listed = "列入督办名单的，随时可以。"
    if kind is LetterKind.REMIND:
        opens = reminders(clock.due_at, desk.rules.calendar, desk.rules.zone).before_at
        if desk.now < opens:
            day = wording.day(opens, desk.rules.zone)
            raise NotPossible(f"还没有到提醒的时候：办理期限是{until}，{day}起可以开提醒函。{listed}")
    elif clock.due_at > desk.now:
        raise NotPossible(f"还没有超期：办理期限是{until}。{listed}")


def _demand_first_today(desk: Desk, assignment: Assignment, kind: LetterKind, lead: AssignmentOrgan) -> None:
    zone = desk.rules.zone
    for letter in standing_letters(desk, assignment, kind):
        today = local_date(letter.made_at, zone) == local_date(desk.now, zone)
        if today and letter.organ_id == lead.organ_id:
            raise NotPossible(
                f"今天已经给{lead.organ.name}开过{KIND_IN_WORDS[kind]}（{number_of(letter)}）。要重开，请先作废那一份。"
            )


def step_of(desk: Desk, assignment: Assignment, step_id: int | None) -> Escalation | None:
    """The step that a 督办函 belongs to, decided or held. Raises BadInput."""
    if step_id is None:
        return None
    found = desk.session.get(Escalation, step_id)
    fits = found is not None and found.assignment_id == assignment.id
    if not fits or found is None or found.state not in (EscalationState.DECIDED, EscalationState.DONE):
        raise BadInput("请选这件事已经决定的监督措施。", "escalation")
    return found
