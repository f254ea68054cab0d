"""Starting and stopping the clocks of a matter. Running ones are moved by `scheduler/clocks`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from handlers.desk import Desk
from handlers.rulebook import Rulebook
from models.assignment import AssignmentClock
from models.issue import ClockKind, Issue, IssueClock
from models.rules.clocks import Clock, answer_due, receipt_due, reminders
from models.yearly import YearlyReport


class Stage(NamedTuple):
    """A moment in the life of a running clock at which somebody is reminded."""

    name: str
    at: datetime


def stages(rules: Rulebook, clock: IssueClock) -> tuple[Stage, ...]:
    """Before, on the day, late, very late: those that lie after the clock's start, in order."""
    if clock.kind is ClockKind.RECHECK:
        return (Stage("due", clock.due_at),)
    remind = reminders(clock.due_at, rules.calendar, rules.zone)
    if clock.kind is ClockKind.CONFIRM:
        return _that_lie_ahead(clock, Stage("before", remind.before_at), Stage("silent", clock.due_at))
    late = [Stage("late", clock.due_at)]
    if clock.kind is ClockKind.ANSWER:
        late.append(Stage("very_late", clock.due_at + timedelta(days=rules.clocks.very_late_days)))
    return _that_lie_ahead(clock, Stage("before", remind.before_at), Stage("day", remind.day_at), *late)


def _that_lie_ahead(clock: IssueClock, *stages: Stage) -> tuple[Stage, ...]:
    """A reminder from before the clock began, or on its last moment, would say nothing."""
    return tuple(
        stage for stage in stages if stage.at >= clock.due_at or clock.started_at < stage.at < clock.due_at
    )


def passed(
    stages: Sequence[Stage], clock: IssueClock | AssignmentClock | YearlyReport, now: datetime
) -> list[str]:
    """The names of the stages that are due now and were not yet said; the clock moves on to the next one."""
    due = [stage for stage in stages[clock.reminded :] if stage.at <= now]
    clock.reminded += len(due)
    clock.next_at = stages[clock.reminded].at if clock.reminded < len(stages) else None
    return [stage.name for stage in due]


def receipt_deadline(rules: Rulebook, since: datetime) -> datetime:
    """By when a deputy asked at `since` is to confirm receipt."""
    return receipt_due(since, rules.clocks.receipt_working_days, rules.calendar, rules.zone)


def answer_deadline(rules: Rulebook, since: datetime) -> datetime:
    """By when a matter confirmed at `since` is to be answered."""
    return answer_due(since, rules.clocks.answer_months, rules.zone)


def start(desk: Desk, issue: Issue, kind: ClockKind) -> IssueClock:
    """Start a clock of this kind from now; a running one of the same kind is stopped first."""
    stop(desk, issue, kind)
    clock = IssueClock(kind=kind, started_at=desk.now, due_at=_due(desk.rules, kind, desk.now), reminded=0)
    clock.round = 1 + sum(earlier.kind is kind for earlier in issue.clocks)
    clock.source = _SOURCES[kind].source
    clock.next_at = stages(desk.rules, clock)[0].at
    issue.clocks.append(clock)
    return clock


def stop(desk: Desk, issue: Issue, *kinds: ClockKind) -> None:
    """Stop the running clocks of these kinds."""
    for clock in issue.clocks:
        if clock.kind in kinds and clock.stopped_at is None:
            clock.stopped_at, clock.next_at = desk.now, None


def running(issue: Issue, kind: ClockKind) -> IssueClock | None:
    """The running clock of this kind, if any."""
    return next((c for c in issue.clocks if c.kind is kind and c.stopped_at is None), None)


_SOURCES = {
    ClockKind.RECEIPT: Clock.RECEIPT,
    ClockKind.ANSWER: Clock.ANSWER,
    ClockKind.CONFIRM: Clock.CONFIRM,
    ClockKind.RECHECK: Clock.RECEIPT,
}


def _due(rules: Rulebook, kind: ClockKind, since: datetime) -> datetime:
    match kind:
        case ClockKind.RECEIPT:
            return receipt_deadline(rules, since)
        case ClockKind.ANSWER:
            return answer_deadline(rules, since)
        case ClockKind.CONFIRM:
            return receipt_due(since, rules.clocks.confirm_working_days, rules.calendar, rules.zone)
        case ClockKind.RECHECK:
            return since + rules.clocks.ask_again
