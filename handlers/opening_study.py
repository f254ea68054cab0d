"""A matter has been reported up: its study (研处) begins, or it joins the one that is under way."""

from handlers import assignment_clocks
from handlers.assignment_life import begin, main_of, move, note_down, of_issue
from handlers.desk import Desk
from handlers.issue_life import SYSTEM, Actor, find_issue
from handlers.issue_life import move as move_issue
from handlers.linked import followers
from handlers.returning import give_back
from models.assignment import Assignment, Level, LoopClock
from models.issue import AskingState, Issue
from models.rules.assignment_state import ENDED, AssignmentAct, AssignmentState
from models.rules.issue_state import IssueAct, IssueState

IN_THE_GRID = frozenset({IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED})


def open_study(desk: Desk, issue: Issue, level: Level, by: Actor, note: str = "") -> Assignment:
    """The assignment of a matter that is reported up now. One linked to it, or to which it is linked, comes along."""
    main = find_issue(desk, main_of(desk, issue)) or issue
    for other in (main, *followers(desk, main.id)):
        bring_along(desk, other)
    assignment = of_issue(desk, main)
    if assignment is None:
        assignment = begin(desk, main, level, by, note)
        assignment_clocks.start(desk, assignment, LoopClock.STUDY)
    elif assignment.state is AssignmentState.CLOSED_OUT:
        give_back(desk, assignment, by, note or "同一件事又有反映")
    elif assignment.state in ENDED:
        study_again(desk, assignment, by, note)
    else:
        note_down(desk, assignment, "reported_again", by, note)
    return assignment


def bring_along(desk: Desk, issue: Issue) -> None:
    """What is linked follows the state of its main matter (reported up)."""
    if issue.state in IN_THE_GRID:
        move_issue(desk, issue, IssueAct.REPORT_UP, SYSTEM, "和同一件事一起上报")
        let_go(desk, issue)


def let_go(desk: Desk, issue: Issue) -> None:
    """No deputy needs to confirm it any more."""
    issue.settles_at = None
    for asking in issue.askings:
        if asking.state is AskingState.WAITING:
            asking.state, asking.ended_at = AskingState.PASSED_ON, desk.now


def study_again(desk: Desk, assignment: Assignment, by: Actor, note: str) -> None:
    """It had ended without a reply: not taken, or cancelled."""
    move(desk, assignment, AssignmentAct.REOPEN, by, note)
    assignment_clocks.start(desk, assignment, LoopClock.STUDY)
