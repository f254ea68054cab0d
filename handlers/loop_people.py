"""Whom an assignment concerns: the deputies it is answered to, the organs charged with it, its residents."""

from collections.abc import Callable, Iterable

from handlers import loop_news, news
from handlers.assignment_life import concerned
from handlers.desk import Desk
from models.assignment import Assignment, AssignmentOrgan, OrganState, Part
from models.issue import Issue
from models.people import Deputy
from models.suggestion import SignerState


def deputies_of(desk: Desk, assignment: Assignment) -> list[Deputy]:
    """Each deputy it is answered to: the leading and the joint signers; of matters, who is in charge of each."""
    if assignment.suggestion is not None:
        joint = (s.deputy for s in assignment.suggestion.signers if s.state is SignerState.CONFIRMED)
        found: Iterable[Deputy | None] = (assignment.suggestion.deputy, *joint)
    else:
        found = (issue.deputy for issue in concerned(desk, assignment))
    return list(dict.fromkeys(deputy for deputy in found if deputy is not None and deputy.active))


def living(assignment: Assignment) -> list[AssignmentOrgan]:
    """The organs charged with it now, the lead first."""
    charged = [charge for charge in assignment.organs if charge.state is not OrganState.RELEASED]
    return sorted(charged, key=lambda charge: (charge.part is not Part.LEAD, charge.id))


def lead_of(assignment: Assignment) -> AssignmentOrgan | None:
    """Who is in the lead now (主办)."""
    return next((charge for charge in living(assignment) if charge.part is Part.LEAD), None)


def title(assignment: Assignment) -> str:
    """交办件 12，№ 1023「村口的路灯坏了」, as staff, organs and deputies read it."""
    return f"交办件 {assignment.id}，{loop_news.subject(assignment)}"


def tell_residents(
    desk: Desk, assignment: Assignment, words: Callable[[Issue], str], *, key: str = ""
) -> None:
    """Each of them separately, with the number of their own matter. `key`: said only once under that name."""
    for issue in concerned(desk, assignment):
        once = f"{key}:{issue.id}" if key else None
        news.to_resident(desk, issue, words(issue), key=once)


def tell_deputies(desk: Desk, assignment: Assignment, text: str) -> None:
    """Each deputy concerned, once."""
    for deputy in deputies_of(desk, assignment):
        loop_news.to_deputy(desk, assignment, deputy, text)
