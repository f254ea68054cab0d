"""A resident leaves the loop before the organ replied: took the matter back, or says that it is settled."""

from handlers.assigning import cancelled
from handlers.assignment_life import covered, note_down, of_issue
from handlers.desk import Desk
from handlers.issue_life import Actor
from handlers.loop_news import to_organs
from models.assignment import Part
from models.issue import Issue
from models.rules.assignment_state import AssignmentAct, allowed


def left(desk: Desk, issue: Issue, by: Actor, why: str) -> None:
    """When nobody else waits for it, the assignment ends and the organs are told; else it goes on for the others.

    A deputy's suggestion goes on: it is answered to the deputy.
    """
    assignment = of_issue(desk, issue)
    if assignment is None or AssignmentAct.CANCEL not in allowed(assignment.state):
        return
    others = [one for one in covered(desk, assignment) if one.id != issue.id and one.closed_at is None]
    if assignment.suggestion is None and not others:
        cancelled(desk, assignment, by, f"№ {issue.id} {why}")
        return
    note_down(desk, assignment, "left", by, f"№ {issue.id} {why}")
    to_organs(
        desk,
        assignment,
        f"交办件 {assignment.id} 里的 № {issue.id} {why}，其他的请继续办理。",
        parts=(Part.LEAD, Part.ASSIST),
    )
