"""The one way an issue changes state: decided by the rule, logged as an event, its clocks started and stopped."""

from dataclasses import dataclass

from sqlalchemy import select

from handlers import issue_clocks
from handlers.desk import Desk, NotPossible
from models.assignment import Assignment
from models.issue import ActorKind, ClockKind, Issue, IssueEvent, Result
from models.linking import IssueLink
from models.people import Capacity, Deputy, Resident, StaffMember
from models.rules.issue_state import IN_WORDS, IssueAct, IssueState, Moved, Refused, Repeated, decide
from models.suggestion import SuggestionIssue


@dataclass(frozen=True)
class Actor:
    """Who did it, and in what capacity."""

    kind: ActorKind
    id: int | None = None
    capacity: Capacity | None = None


SYSTEM = Actor(ActorKind.SYSTEM)


def by_resident(resident: Resident) -> Actor:
    return Actor(ActorKind.RESIDENT, resident.id)


def by_deputy(deputy: Deputy) -> Actor:
    """The capacity recorded is the first the deputy holds, by rank of congress."""
    held = sorted((held.capacity for held in deputy.capacities), key=list(Capacity).index)
    return Actor(ActorKind.DEPUTY, deputy.id, held[0] if held else None)


def by_staff(member: StaffMember) -> Actor:
    return Actor(ActorKind.STAFF, member.id)


def find_issue(desk: Desk, number: int) -> Issue | None:
    """The matter by its number, locked for change (on PostgreSQL), so that two acts on it take turns.

    What it follows is locked first, as those do who act on the assignment or the main matter: so nobody waits in a circle.
    """
    _lock_loops(desk, number)
    return desk.session.scalars(
        select(Issue).where(Issue.id == number).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()


def _lock_loops(desk: Desk, number: int) -> None:
    """The assignments the matter follows: its own, that of the matter it is linked to, those of its suggestions."""
    standing = select(IssueLink.main_id).where(IssueLink.issue_id == number, IssueLink.undone_at.is_(None))
    mains = (number, *desk.session.scalars(standing))
    raised = select(SuggestionIssue.suggestion_id).where(SuggestionIssue.issue_id.in_(mains))
    for which in (Assignment.issue_id.in_(mains), Assignment.suggestion_id.in_(raised)):
        desk.session.scalars(
            select(Assignment.id).where(which).order_by(Assignment.id).with_for_update()
        ).all()
    for main in mains[1:]:
        desk.session.scalars(select(Issue.id).where(Issue.id == main).with_for_update()).all()


def log(desk: Desk, issue: Issue, act: str, by: Actor, note: str = "") -> None:
    """Append what happened without a change of state."""
    _append(desk, issue, act, by, (issue.state, issue.state), note)


def move(desk: Desk, issue: Issue, act: IssueAct, by: Actor, note: str = "") -> Moved | Repeated:
    """Do the act, or raise `NotPossible` with what is possible now; a repeated one changes nothing."""
    verdict = decide(issue.state, act)
    if isinstance(verdict, Refused):
        raise NotPossible(_refusal(issue, act, verdict, by))
    if isinstance(verdict, Moved):
        before, issue.state = issue.state, verdict.to
        _append(desk, issue, act, by, (before, verdict.to), note)
        _stamp(desk, issue, act)
        _wind(desk, issue, act)
    return verdict


_OWN_ACTS = {
    ActorKind.RESIDENT: {IssueAct.SOLVED, IssueAct.PARTLY, IssueAct.UNSOLVED, IssueAct.WITHDRAW},
    ActorKind.DEPUTY: {IssueAct.RECEIVE, IssueAct.ANSWER, IssueAct.REPORT_UP},
    ActorKind.STAFF: {
        IssueAct.REFUSE,
        IssueAct.TAKE_BACK,
        IssueAct.SOLVED,
        IssueAct.PARTLY,
        IssueAct.UNSOLVED,
    },
}
"""What each may do, by word or button."""


def _refusal(issue: Issue, act: IssueAct, verdict: Refused, by: Actor) -> str:
    """Names what is possible now for the one who asked, not for others."""
    own = _OWN_ACTS.get(by.kind, set())
    possible = "、".join(IN_WORDS[allowed] for allowed in verdict.allowed if allowed in own)
    sentence = f"№ {issue.id} 现在是「{IN_WORDS[issue.state]}」，不能{IN_WORDS[act]}。"
    return sentence + (f"现在可以：{possible}。" if possible else "")


def _append(
    desk: Desk, issue: Issue, act: str, by: Actor, states: tuple[IssueState, IssueState], note: str
) -> None:
    issue.events.append(
        IssueEvent(
            at=desk.now,
            act=act,
            actor_kind=by.kind,
            actor_id=by.id,
            capacity=by.capacity,
            from_state=states[0],
            to_state=states[1],
            note=note,
        )
    )


_RECEIVING = {IssueAct.RECEIVE, IssueAct.ANSWER, IssueAct.REPORT_UP}
_ENDING = {IssueAct.SOLVED, IssueAct.PARTLY, IssueAct.WITHDRAW, IssueAct.REFUSE, IssueAct.CLOSE_OUT}
_REVIVING = {IssueAct.UNSOLVED, IssueAct.RETURN, IssueAct.TAKE_BACK}
_RESULTS: dict[IssueAct, Result | None] = {
    IssueAct.RETURN: None,
    IssueAct.SOLVED: Result.SOLVED,
    IssueAct.PARTLY: Result.PARTLY,
    IssueAct.UNSOLVED: Result.UNSOLVED,
}


def _stamp(desk: Desk, issue: Issue, act: IssueAct) -> None:
    if act in _RECEIVING and issue.receipt_at is None:
        issue.receipt_at = desk.now
    if act is IssueAct.SUBMIT:
        issue.submitted_at = desk.now
    if act is IssueAct.ANSWER:
        issue.answered_at = desk.now
    if act is IssueAct.REPORT_UP:
        issue.reported_at = desk.now
    if act in _RESULTS:
        issue.result = _RESULTS[act]
    if act in _ENDING:
        issue.closed_at, issue.settles_at = desk.now, None
    if act in _REVIVING:
        issue.closed_at = None


def _wind(desk: Desk, issue: Issue, act: IssueAct) -> None:
    """Which clocks an act starts and stops (domain §6)."""
    if act in _RECEIVING or act in _ENDING:
        issue_clocks.stop(desk, issue, ClockKind.RECEIPT)
    if act in _ENDING or act in {IssueAct.ANSWER, IssueAct.REPORT_UP}:
        issue_clocks.stop(desk, issue, ClockKind.ANSWER)
    if act in {IssueAct.SOLVED, IssueAct.PARTLY}:
        issue_clocks.start(desk, issue, ClockKind.RECHECK)
    if act in _REVIVING:
        issue_clocks.stop(desk, issue, ClockKind.RECHECK)
    if issue.state is IssueState.RECEIVED:
        issue_clocks.start(desk, issue, ClockKind.ANSWER)
    if issue.state is IssueState.ANSWERED:
        issue_clocks.start(desk, issue, ClockKind.CONFIRM)
    else:
        issue_clocks.stop(desk, issue, ClockKind.CONFIRM)
