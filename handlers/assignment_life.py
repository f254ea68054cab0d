"""The one way an assignment changes state: decided by the rule, logged as an event, seen on its matters' timelines."""

from sqlalchemy import select

from handlers.desk import Desk, NotFound, NotPossible
from handlers.issue_life import SYSTEM, Actor, log
from handlers.just_done import just_done
from models.assignment import Assignment, AssignmentEvent, Level
from models.issue import ActorKind, Issue
from models.linking import IssueLink
from models.people import Organ
from models.rules.assignment_state import (
    ENDED,
    IN_WORDS,
    AssignmentAct,
    AssignmentState,
    Moved,
    Refused,
    Repeated,
    decide,
)
from models.rules.issue_state import IssueState
from models.suggestion import Suggestion, SuggestionIssue

LEFT = (IssueState.WITHDRAWN, IssueState.NOT_ACCEPTED)
_OWN_ACTS = {
    ActorKind.ORGAN: frozenset(
        {
            AssignmentAct.ACCEPT,
            AssignmentAct.OBJECT,
            AssignmentAct.ASK,
            AssignmentAct.PROGRESS,
            AssignmentAct.CONTACT,
            AssignmentAct.OPINION,
            AssignmentAct.FEED_BACK,
        }
    ),
    ActorKind.DEPUTY: frozenset({AssignmentAct.RATE}),
    ActorKind.STAFF: frozenset(AssignmentAct)
    - {AssignmentAct.ACCEPT, AssignmentAct.OBJECT, AssignmentAct.OPINION, AssignmentAct.FEED_BACK},
}
"""What each may do, so that a refusal names what is possible for the one who asked."""


def by_organ(organ: Organ) -> Actor:
    return Actor(ActorKind.ORGAN, organ.id)


def find_assignment(desk: Desk, number: int) -> Assignment:
    """By its number, locked for change (on PostgreSQL), so that two acts on it take turns. Raises NotFound."""
    found = desk.session.scalars(
        select(Assignment)
        .where(Assignment.id == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound(f"没有找到交办件 {number}，或者它不归您办理。")
    return found


def of_issue(desk: Desk, issue: Issue) -> Assignment | None:
    """The assignment a matter follows: its own, that of the matter it is linked to, or of its suggestion.

    Of several a living one; of those the suggestion's, which is the later and the weightier.
    """
    main = main_of(desk, issue)
    own = select(Assignment).where(Assignment.issue_id == main)
    raised = (
        select(Assignment)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Assignment.suggestion_id)
        # one that was withdrawn or sent back carries nothing any more
        .where(SuggestionIssue.issue_id.in_((main, issue.id)), Assignment.state != AssignmentState.CANCELLED)
        .order_by(Assignment.id.desc())
    )
    found = [*desk.session.scalars(raised), *desk.session.scalars(own)]
    return next((one for one in found if one.state not in ENDED), found[0] if found else None)


def main_of(desk: Desk, issue: Issue) -> int:
    """The number of the matter this one follows; its own when it follows none."""
    standing = select(IssueLink.main_id).where(IssueLink.issue_id == issue.id, IssueLink.undone_at.is_(None))
    return desk.session.scalar(standing) or issue.id


def covered(desk: Desk, assignment: Assignment) -> list[Issue]:
    """Every matter it answers: the main ones and those linked to them, in the order of their numbers."""
    if assignment.suggestion_id:
        of_it = SuggestionIssue.suggestion_id == assignment.suggestion_id
        mains = list(desk.session.scalars(select(SuggestionIssue.issue_id).where(of_it)))
    else:
        mains = [assignment.issue_id] if assignment.issue_id else []
    following = IssueLink.main_id.in_(mains), IssueLink.undone_at.is_(None)
    linked = desk.session.scalars(select(IssueLink.issue_id).where(*following))
    numbers = {*mains, *linked}
    return list(desk.session.scalars(select(Issue).where(Issue.id.in_(numbers)).order_by(Issue.id)))


def concerned(desk: Desk, assignment: Assignment) -> list[Issue]:
    """Those of the covered matters whose residents are told how it goes on: neither taken back nor refused."""
    return [issue for issue in covered(desk, assignment) if issue.state not in LEFT]


def begin(desk: Desk, subject: Issue | Suggestion, level: Level, by: Actor, note: str = "") -> Assignment:
    """Study begins: the matter (or suggestion) has an assignment from now on. The caller starts its clock."""
    assignment = Assignment(state=AssignmentState.STUDY, level=level, created_at=desk.now, round=1)
    if isinstance(subject, Issue):
        assignment.issue = subject
        assignment.county = subject.grid.county if subject.grid else ""
        assignment.township = subject.grid.township if subject.grid else ""
    else:
        assignment.suggestion = subject
        assignment.county, assignment.township = subject.county, subject.township
    desk.session.add(assignment)
    _append(desk, assignment, "begin", by, ("", AssignmentState.STUDY), note)
    desk.session.flush()
    return assignment


def note_down(desk: Desk, assignment: Assignment, act: str, by: Actor, note: str = "") -> None:
    """Append what happened without a change of state."""
    _append(desk, assignment, act, by, (assignment.state, assignment.state), note)


def check(desk: Desk, assignment: Assignment, act: AssignmentAct, by: Actor) -> Moved | Repeated:
    """Whether the act is possible now; nothing is changed. Raises NotPossible with what is possible instead."""
    verdict = decide(assignment.state, act)
    if isinstance(verdict, Refused):
        raise NotPossible(
            just_done(desk.session, assignment, by, desk.now) + _refusal(assignment, act, verdict, by)
        )
    return verdict


def move(
    desk: Desk, assignment: Assignment, act: AssignmentAct, by: Actor, note: str = ""
) -> Moved | Repeated:
    """Do the act, or raise `NotPossible` with what is possible now; a repeated one changes nothing."""
    verdict = check(desk, assignment, act, by)
    if isinstance(verdict, Moved):
        before, assignment.state = assignment.state, verdict.to
        _append(desk, assignment, act, by, (before, verdict.to), note)
        _stamp(desk, assignment, act)
    return verdict


def tell_timelines(desk: Desk, assignment: Assignment, act: str, note: str = "", by: Actor = SYSTEM) -> None:
    """The residents' timelines say it too, in the words `handlers/wording` has for `act`."""
    for issue in concerned(desk, assignment):
        log(desk, issue, act, by, note)


def _refusal(assignment: Assignment, act: AssignmentAct, verdict: Refused, by: Actor) -> str:
    own = _OWN_ACTS.get(by.kind, frozenset())
    possible = "、".join(IN_WORDS[allowed] for allowed in verdict.allowed if allowed in own)
    sentence = f"交办件 {assignment.id} 现在是「{IN_WORDS[assignment.state]}」，不能{IN_WORDS[act]}。"
    return sentence + (f"现在可以：{possible}。" if possible else "")


def _append(
    desk: Desk, assignment: Assignment, act: str, by: Actor, states: tuple[str, str], note: str
) -> None:
    assignment.events.append(
        AssignmentEvent(
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


_ENDING = {AssignmentAct.CLOSE_OUT, AssignmentAct.NOT_TAKE, AssignmentAct.CANCEL}
_AGAIN = {AssignmentAct.RETURN, AssignmentAct.REOPEN}


def _stamp(desk: Desk, assignment: Assignment, act: AssignmentAct) -> None:
    if act in {AssignmentAct.ASSIGN, AssignmentAct.REASSIGN}:
        assignment.assigned_at = desk.now
    if act is AssignmentAct.FEED_BACK:
        assignment.fed_back_at = desk.now
    if act is AssignmentAct.EVALUATE:
        assignment.evaluated_at = desk.now
    if act in _ENDING:
        assignment.closed_at = desk.now
        assignment.supervised_since, assignment.supervised_for = None, ""
    if act in _AGAIN:
        assignment.closed_at = assignment.fed_back_at = assignment.evaluated_at = None
        if assignment.state is AssignmentState.HANDLING:
            assignment.round += 1
            assignment.assigned_at = desk.now
