"""Organs are no longer charged with it: staff took it back, the objection was followed, or it ended before a reply."""

from collections.abc import Collection

from handlers import assignment_clocks
from handlers.desk import Desk
from handlers.loop_news import to_organ
from handlers.loop_people import living
from models.assignment import Assignment, AssignmentOrgan, LoopClock, OrganState, RequestState

WITH_ORGANS = (LoopClock.OBJECT, LoopClock.REASSIGN, LoopClock.ASSIST, LoopClock.REPLY)
REQUESTS = (LoopClock.CLARIFY, LoopClock.EXTEND)


def leave_organs(desk: Desk, assignment: Assignment, text: str) -> None:
    """All of them; each is told."""
    release(desk, assignment, living(assignment), text)
    lapse_requests(desk, assignment)
    assignment_clocks.stop(desk, assignment, *WITH_ORGANS)


def release(desk: Desk, assignment: Assignment, charges: Collection[AssignmentOrgan], text: str) -> None:
    """These organs have no part in it any more; the record of what they did stays."""
    for charge in charges:
        charge.state = OrganState.RELEASED
        assignment_clocks.stop(desk, assignment, *WITH_ORGANS, organ_id=charge.organ_id)
        to_organ(desk, assignment, charge.organ, text)
    desk.session.flush()  # before another organ takes the lead: the database lets one lead at a time


def lapse_requests(desk: Desk, assignment: Assignment) -> None:
    """The matter moved on before what was asked was answered."""
    for request in assignment.requests:
        if request.state is RequestState.ASKED:
            request.state, request.answered_at = RequestState.LAPSED, desk.now
    assignment_clocks.stop(desk, assignment, *REQUESTS)
