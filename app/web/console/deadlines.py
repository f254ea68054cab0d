"""Deadlines as the console shows them: what is owed by when, how late it is, and which rule says so."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.web.console.house import now, service
from handlers import wording
from models.assignment import AssignmentClock, LoopClock
from models.issue import ClockKind, IssueClock
from models.rules.clocks import Lateness, due_on, lateness
from models.rules.local_time import local_date

SOON_DAYS = 3
_OF_ISSUE = {
    ClockKind.RECEIPT: "代表确认收到",
    ClockKind.ANSWER: "代表答复群众",
    ClockKind.CONFIRM: "群众说说解决没有",
}
OF_LOOP = {
    LoopClock.STUDY: "研处交办",
    LoopClock.OBJECT: "可提异议",
    LoopClock.REASSIGN: "处理异议",
    LoopClock.CLARIFY: "答复单位要的补充说明",
    LoopClock.EXTEND: "答复单位的延期申请",
    LoopClock.ASSIST: "协办意见",
    LoopClock.REPLY: "承办单位答复",
    LoopClock.RATE: "代表和群众评价",
    LoopClock.PROMISE: "兑现承诺",
    LoopClock.HIGHER: "问清并登记上级的答复",
}
NOBODY_IS_LATE = frozenset({LoopClock.OBJECT, LoopClock.RATE, ClockKind.CONFIRM})


@dataclass(frozen=True)
class Deadline:
    """`kind` is the badge's: plain, soon, late, very-late."""

    what: str
    when: str
    badge: str
    kind: str
    source: str
    organ: str = ""


def running(clocks: Iterable[IssueClock | AssignmentClock], organs: dict[int, str]) -> tuple[Deadline, ...]:
    """Those that run, the next due first. `organs` names them by id."""
    beside = tuple(clocks)
    wanted = [clock for clock in beside if clock.stopped_at is None and _what(clock)]
    return tuple(deadline(clock, organs, beside) for clock in sorted(wanted, key=lambda clock: clock.due_at))


def deadline(
    clock: IssueClock | AssignmentClock,
    organs: dict[int, str],
    beside: Iterable[IssueClock | AssignmentClock] = (),
) -> Deadline:
    """`beside`: the clocks that run next to it, which say what one that stands still waits for."""
    zone = service().rules.zone
    exact = clock.kind is ClockKind.RECEIPT
    when = wording.day_and_time(clock.due_at, zone) if exact else wording.last_day(clock.due_at, zone)
    badge, kind = _badge(clock, beside)
    organ = organs.get(clock.organ_id or 0, "") if isinstance(clock, AssignmentClock) else ""
    return Deadline(_what(clock), when, badge, kind, clock.source or "本县规定", organ)


def _what(clock: IssueClock | AssignmentClock) -> str:
    return OF_LOOP[clock.kind] if isinstance(clock, AssignmentClock) else _OF_ISSUE.get(clock.kind, "")


def _badge(
    clock: IssueClock | AssignmentClock, beside: Iterable[IssueClock | AssignmentClock]
) -> tuple[str, str]:
    rules = service().rules
    if isinstance(clock, AssignmentClock) and clock.paused_at is not None:
        return _stands_still(beside), "plain"
    days = (due_on(clock.due_at, rules.zone) - local_date(now(), rules.zone)).days
    how = lateness(clock.due_at, now(), rules.clocks.very_late_days, rules.zone)
    if clock.kind in NOBODY_IS_LATE and how in {Lateness.LATE, Lateness.VERY_LATE}:
        return "已到期", "plain"
    match how:
        case Lateness.VERY_LATE:
            return f"严重超期 {-days} 天", "very-late"
        case Lateness.LATE:
            return f"超期 {-days} 天" if days < 0 else "已超期", "late"
        case Lateness.DUE_TODAY:
            return "今天到期", "soon"
        case Lateness.ON_TIME:
            return f"还有 {days} 天", "soon" if days <= SOON_DAYS else "plain"


def _stands_still(beside: Iterable[IssueClock | AssignmentClock]) -> str:
    """It waits for the staff: for their word on an objection, else for the clarification that was asked."""
    disputed = any(clock.kind is LoopClock.REASSIGN and clock.stopped_at is None for clock in beside)
    return f"停计中（等工作人员{'处理异议' if disputed else '答复补充说明'}）"
