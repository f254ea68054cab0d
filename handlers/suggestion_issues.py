"""The residents' matters a suggestion is raised from: they follow it, and go back to study when it ends unassigned."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from handlers import assignment_clocks, assignment_life, news, routing, wording
from handlers.deputy import IN_HAND, get_issue
from handlers.desk import Desk, NotPossible
from handlers.issue_life import SYSTEM, Actor, find_issue, log, move
from handlers.suggestion_life import OVER
from handlers.suggestion_words import assigned_by
from models.assignment import Assignment, Level, LoopClock
from models.issue import Issue
from models.people import Deputy
from models.rules.assignment_state import ENDED, AssignmentAct, AssignmentState
from models.rules.issue_state import IssueAct, IssueState, Repeated
from models.rules.suggestion_state import SuggestionState
from models.suggestion import Suggestion, SuggestionIssue


def chosen(desk: Desk, deputy: Deputy, numbers: Sequence[int], besides: int = 0) -> list[Issue]:
    """The matters by their numbers. Raises NotFound for one not of the deputy's grids, NotPossible for one that has
    ended or is in another living suggestion of theirs (`besides`: the id of the one being changed).
    """
    issues = [get_issue(desk, deputy, number) for number in sorted(set(numbers))]
    for issue in issues:
        if issue.state not in IN_HAND:
            raise NotPossible(f"№ {issue.id} 已经是「{wording.state(issue)}」，不能再写进建议。")
        if (other := _raised_in(desk, deputy, issue, besides)) is not None:
            raise NotPossible(f"№ {issue.id} 已经在您的建议《{other.title}》里了。")
    return issues


def _raised_in(desk: Desk, deputy: Deputy, issue: Issue, besides: int) -> Suggestion | None:
    living = (
        select(Suggestion)
        .join(SuggestionIssue)
        .where(SuggestionIssue.issue_id == issue.id, Suggestion.deputy_id == deputy.id)
        .where(Suggestion.state.not_in(OVER), Suggestion.id != besides)
    )
    return desk.session.scalars(living).first()


def follow(desk: Desk, suggestion: Suggestion, by: Actor) -> None:
    """Handed in: its matters are reported up with it; a study of their own that had not led anywhere yet ends."""
    words = f"写进代表建议，由{assigned_by(suggestion)}交有关单位办理"
    for assignment in _own_assignments(desk, suggestion):
        if assignment.state is AssignmentState.STUDY:
            assignment_life.move(desk, assignment, AssignmentAct.CANCEL, by, "随代表建议办理")
            assignment_clocks.stop_all(desk, assignment)
    for issue in _locked(desk, suggestion):
        if issue.state not in IN_HAND:
            continue
        if isinstance(move(desk, issue, IssueAct.REPORT_UP, by, words), Repeated):
            log(desk, issue, "suggested", by, words)
        routing.confirmed(desk, issue, suggestion.deputy)
        who = wording.titled(suggestion.deputy)
        news.to_resident(desk, issue, f"№ {issue.id} {who}已把这件事{words}。有进展告诉您。")


def release(desk: Desk, suggestion: Suggestion, why: str) -> None:
    """It ends (or goes back) without an organ charged with it: what no other living loop covers is studied by staff."""
    begun = {assignment.issue_id: assignment for assignment in _own_assignments(desk, suggestion)}
    for issue in _locked(desk, suggestion):
        if issue.state is not IssueState.REPORTED or _covered_elsewhere(desk, suggestion, issue):
            continue
        if _study_anew(desk, issue, begun.get(issue.id), why):
            log(desk, issue, "suggestion_over", SYSTEM, why)


def _study_anew(desk: Desk, issue: Issue, before: Assignment | None, why: str) -> bool:
    """Whether a study had to be begun, or begun again."""
    if before is None:
        before = assignment_life.begin(desk, issue, Level.TOWNSHIP, SYSTEM, why)
    elif before.state in ENDED:
        if before.state is not AssignmentState.CANCELLED:
            return False
        assignment_life.move(desk, before, AssignmentAct.REOPEN, SYSTEM, why)
    else:
        return False
    assignment_clocks.start(desk, before, LoopClock.STUDY)
    return True


def _covered_elsewhere(desk: Desk, suggestion: Suggestion, issue: Issue) -> bool:
    handed_in = (SuggestionState.SUBMITTED, SuggestionState.ASSIGNED, SuggestionState.FORWARDED)
    other = exists().where(
        SuggestionIssue.issue_id == issue.id,
        SuggestionIssue.suggestion_id == Suggestion.id,
        Suggestion.id != suggestion.id,
        Suggestion.state.in_(handed_in),
    )
    return bool(desk.session.scalar(select(other)))


def _numbers(suggestion: Suggestion) -> list[int]:
    return sorted(link.issue_id for link in suggestion.issues)


def _locked(desk: Desk, suggestion: Suggestion) -> list[Issue]:
    """In the order of their numbers, so that two acts on the same matters take turns."""
    found = (find_issue(desk, number) for number in _numbers(suggestion))
    return [issue for issue in found if issue is not None]


def _own_assignments(desk: Desk, suggestion: Suggestion) -> list[Assignment]:
    """Those the matters had before; locked before the matters, as everybody does who acts on an assignment."""
    query = select(Assignment).where(Assignment.issue_id.in_(_numbers(suggestion))).order_by(Assignment.id)
    return list(desk.session.scalars(query.with_for_update()))
