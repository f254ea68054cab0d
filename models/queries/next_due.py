"""When something happens next by itself: for the simulator, whose clock jumps to that moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from models.assignment import Assignment, AssignmentClock, LoopClock
from models.duty import DutyPeriod
from models.issue import ClockKind, Issue, IssueClock
from models.linking import IssueLink
from models.outbox import OutboxNotice, OutboxState
from models.people import Deputy, Resident
from models.rules.issue_state import IssueState
from models.suggestion import SignerState, Suggestion, SuggestionIssue, SuggestionSigner


@dataclass(frozen=True)
class NextDue:
    """A moment to come, and what it brings, for a person to read."""

    at: datetime
    what: str


def next_due(session: Session, contact_ids: list[int], now: datetime, nudge: timedelta) -> NextDue | None:
    """The next moment after `now` at which one of these people is told something; None when nothing is foreseen."""
    found = [*_matters(session, contact_ids, now, nudge), *_duties(session, now)]
    notices = select(func.min(OutboxNotice.not_before)).where(
        OutboxNotice.contact_id.in_(contact_ids), OutboxNotice.state == OutboxState.PENDING
    )
    found += _at(session, notices.where(OutboxNotice.not_before > now), "消息等到这时才发")
    return min(found, key=lambda due: due.at, default=None)


def _matters(session: Session, contact_ids: list[int], now: datetime, nudge: timedelta) -> list[NextDue]:
    theirs = _concerns(contact_ids)
    settling = select(func.min(Issue.settles_at)).where(theirs, Issue.settles_at > now)
    drafts = select(func.min(Issue.last_heard_at)).where(
        theirs, Issue.state == IssueState.DRAFT, Issue.nudged_at.is_(None), Issue.last_heard_at > now - nudge
    )
    found = _at(session, settling, "群众说完了，通知代表")
    found += [NextDue(due.at + nudge, "话没说完，提醒群众") for due in _at(session, drafts, "")]
    for kind, what in _CLOCKS.items():
        clocks = select(func.min(IssueClock.next_at)).join(Issue, Issue.id == IssueClock.issue_id)
        found += _at(session, clocks.where(theirs, IssueClock.kind == kind, IssueClock.next_at > now), what)
    loop = (
        select(func.min(AssignmentClock.next_at))
        .join(Assignment, Assignment.id == AssignmentClock.assignment_id)
        .where(_followed(contact_ids), AssignmentClock.next_at > now)
    )
    for which, what in _LOOP_CLOCKS.items():
        found += _at(session, loop.where(AssignmentClock.kind == which), what)
    return found


_CLOCKS = {
    ClockKind.RECEIPT: "提醒代表确认收到",
    ClockKind.ANSWER: "提醒代表答复",
    ClockKind.CONFIRM: "问群众解决了没有",
    ClockKind.RECHECK: "回访群众",
}

_LOOP_CLOCKS = {
    LoopClock.STUDY: "提醒工作人员研处",
    LoopClock.OBJECT: "承办单位提异议的时间结束",
    LoopClock.REASSIGN: "提醒工作人员重新交办",
    LoopClock.CLARIFY: "提醒工作人员答复补充说明",
    LoopClock.EXTEND: "提醒工作人员答复延期申请",
    LoopClock.ASSIST: "提醒协办单位",
    LoopClock.REPLY: "提醒承办单位答复",
    LoopClock.RATE: "提醒代表评价，或评价结束",
    LoopClock.PROMISE: "提醒承办单位兑现承诺",
    LoopClock.HIGHER: "提醒工作人员登记上级的答复",
}


def _concerns(contact_ids: list[int]) -> ColumnElement[bool]:
    """Matters these people told, or are in charge of."""
    residents = select(Resident.id).where(Resident.contact_id.in_(contact_ids))
    deputies = select(Deputy.id).where(Deputy.contact_id.in_(contact_ids))
    return or_(Issue.resident_id.in_(residents), Issue.deputy_id.in_(deputies))


def _followed(contact_ids: list[int]) -> ColumnElement[bool]:
    """Assignments of their matters, of those that theirs are linked to, and of suggestions they raised or signed."""
    theirs = select(Issue.id).where(_concerns(contact_ids))
    mains = select(IssueLink.main_id).where(IssueLink.issue_id.in_(theirs), IssueLink.undone_at.is_(None))
    deputies = select(Deputy.id).where(Deputy.contact_id.in_(contact_ids))
    signed = select(SuggestionSigner.suggestion_id).where(
        SuggestionSigner.deputy_id.in_(deputies), SuggestionSigner.state == SignerState.CONFIRMED
    )
    raised = select(Suggestion.id).where(Suggestion.deputy_id.in_(deputies))
    written = select(SuggestionIssue.suggestion_id).where(
        SuggestionIssue.issue_id.in_(theirs) | SuggestionIssue.issue_id.in_(mains)
    )
    return or_(
        *(Assignment.issue_id.in_(issues) for issues in (theirs, mains)),
        *(Assignment.suggestion_id.in_(suggestions) for suggestions in (raised, signed, written)),
    )


def _duties(session: Session, now: datetime) -> list[NextDue]:
    nudges = select(func.min(DutyPeriod.nudge_at)).where(
        DutyPeriod.nudged_at.is_(None), DutyPeriod.closed_at.is_(None), DutyPeriod.nudge_at > now
    )
    return _at(session, nudges, "提醒代表履职")


def _at(session: Session, query: Select[Any], what: str) -> list[NextDue]:
    moment = session.scalar(query)
    return [NextDue(moment, what)] if moment is not None else []
