"""Starting, moving and stopping the clocks of an assignment. Running ones are struck by `scheduler/clocks`."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from handlers.desk import Desk
from handlers.issue_clocks import Stage
from handlers.rulebook import Rulebook
from models.assignment import Assignment, AssignmentClock, LoopClock
from models.rules.clocks import Clock, answer_due, moved, receipt_due, reminders
from models.rules.local_time import end_of

REMINDED = frozenset(LoopClock) - {LoopClock.OBJECT}
"""Nobody is reminded of, or late with, an objection they need not make."""


def stages(rules: Rulebook, clock: AssignmentClock) -> tuple[Stage, ...]:
    """Before, on the day, late, very late: those that lie after the clock's start, in order."""
    if clock.kind not in REMINDED:
        return (Stage("over", clock.due_at),)
    remind = reminders(clock.due_at, rules.calendar, rules.zone)
    early = (Stage("before", remind.before_at), Stage("day", remind.day_at))
    ahead = tuple(stage for stage in early if clock.started_at < stage.at < clock.due_at)
    if clock.kind is LoopClock.RATE:  # then it stands as "not rated": nobody is late
        return (*ahead, Stage("over", clock.due_at))
    very_late = clock.due_at + timedelta(days=rules.clocks.very_late_days)
    return (*ahead, Stage("late", clock.due_at), Stage("very_late", very_late))


def start(
    desk: Desk,
    assignment: Assignment,
    kind: LoopClock,
    *,
    organ_id: int | None = None,
    on: date | None = None,
) -> AssignmentClock:
    """Start a clock from now; a running one of this kind (and organ) is stopped first. `on`: its last day, if agreed."""
    stop(desk, assignment, kind, organ_id=organ_id)
    due_at = end_of(on, desk.rules.zone) if on else _due(desk, assignment, kind)
    clock = AssignmentClock(kind=kind, organ_id=organ_id, started_at=desk.now, due_at=due_at, reminded=0)
    clock.turn = 1 + sum(earlier.kind is kind for earlier in assignment.clocks)
    clock.source = _source(assignment, kind).source
    clock.next_at = stages(desk.rules, clock)[0].at
    assignment.clocks.append(clock)
    return clock


class Limit(NamedTuple):
    """By when, and where the limit comes from."""

    due_at: datetime
    source: str


def due_if_started(desk: Desk, assignment: Assignment, kind: LoopClock) -> Limit:
    """What a clock started now would be; nothing is changed."""
    return Limit(_due(desk, assignment, kind), _source(assignment, kind).source)


def stop(desk: Desk, assignment: Assignment, *kinds: LoopClock, organ_id: int | None = None) -> None:
    """Stop the running clocks of these kinds; with `organ_id` only that organ's."""
    for clock in assignment.clocks:
        mine = organ_id is None or clock.organ_id == organ_id
        if clock.kind in kinds and mine and clock.stopped_at is None:
            clock.stopped_at, clock.next_at = desk.now, None


def stop_all(desk: Desk, assignment: Assignment) -> None:
    stop(desk, assignment, *LoopClock)


def running(assignment: Assignment, kind: LoopClock) -> AssignmentClock | None:
    """The running clock of this kind, if any (it may be paused)."""
    return next((c for c in assignment.clocks if c.kind is kind and c.stopped_at is None), None)


def pause(desk: Desk, clock: AssignmentClock) -> None:
    """It stands still (a clarification is asked); repeated pauses count from the first."""
    if clock.paused_at is None:
        clock.paused_at, clock.next_at = desk.now, None


def resume(desk: Desk, clock: AssignmentClock) -> None:
    """It goes on, its deadline later by as long as it stood still. What was late before stays late, and its next step
    (very late) comes later by as much.
    """
    since, clock.paused_at = clock.paused_at, None
    if since is None:
        return
    if since < clock.due_at:
        move_to(desk, clock, moved(clock.due_at, since, desk.now))
        return
    following = _next(desk.rules, clock)
    clock.next_at = following + (desk.now - since) if following else None


def move_to(desk: Desk, clock: AssignmentClock, due_at: datetime) -> None:
    """A recorded extension: a new deadline, and the reminders that lie before it are due again."""
    clock.due_at = due_at
    clock.reminded = sum(stage.at <= desk.now for stage in stages(desk.rules, clock))
    clock.next_at = None if clock.paused_at else _next(desk.rules, clock)


def _next(rules: Rulebook, clock: AssignmentClock) -> datetime | None:
    ahead = stages(rules, clock)[clock.reminded :]
    return ahead[0].at if ahead else None


def _due(desk: Desk, assignment: Assignment, kind: LoopClock) -> datetime:
    limits = desk.rules.loop
    working_days = {
        LoopClock.STUDY: limits.study_working_days,
        LoopClock.OBJECT: limits.object_working_days,
        LoopClock.REASSIGN: limits.reassign_working_days,
        LoopClock.CLARIFY: limits.answer_request_working_days,
        LoopClock.EXTEND: limits.answer_request_working_days,
        LoopClock.RATE: limits.rate_working_days,
    }
    if kind in working_days:
        return _working_days(desk, working_days[kind])
    if kind in {LoopClock.REPLY, LoopClock.HIGHER}:
        return _months(desk, _reply_months(desk, assignment))
    if kind is LoopClock.PROMISE:
        raise ValueError("a promise is due on the day it names")
    if assignment.suggestion_id is None:
        return _working_days(desk, limits.assist_issue_working_days)
    return _months(desk, limits.assist_suggestion_months)


def _reply_months(desk: Desk, assignment: Assignment) -> int:
    limits = desk.rules.loop
    if assignment.round > 1:
        return limits.handle_again_months
    if assignment.suggestion is None:
        return limits.reply_issue_months
    hard = assignment.suggestion.hard
    return limits.reply_hard_suggestion_months if hard else limits.reply_suggestion_months


def _working_days(desk: Desk, days: int) -> datetime:
    return receipt_due(desk.now, days, desk.rules.calendar, desk.rules.zone)


def _months(desk: Desk, months: int) -> datetime:
    return answer_due(desk.now, months, desk.rules.zone)


_SOURCES = {
    LoopClock.STUDY: Clock.ASSIGN,
    LoopClock.OBJECT: Clock.OBJECT,
    LoopClock.REASSIGN: Clock.REASSIGN,
    LoopClock.CLARIFY: Clock.ANSWER_REQUEST,
    LoopClock.EXTEND: Clock.ANSWER_REQUEST,
    LoopClock.RATE: Clock.RATE,
    LoopClock.PROMISE: Clock.PROMISE,
    LoopClock.HIGHER: Clock.REPLY,
}


def _source(assignment: Assignment, kind: LoopClock) -> Clock:
    if kind is LoopClock.ASSIST:
        return Clock.ASSIST_ISSUE if assignment.suggestion_id is None else Clock.ASSIST_SUGGESTION
    if kind is LoopClock.REPLY:
        if assignment.round > 1:
            return Clock.HANDLE_AGAIN
        return Clock.ANSWER if assignment.suggestion_id is None else Clock.REPLY
    return _SOURCES[kind]
