"""Handled again: returned after 不满意, or reopened after 销号. The same organs, a new round, a new deadline."""

from handlers import assignment_clocks
from handlers.desk import Desk
from handlers.loop_people import lead_of, living
from models.assignment import Assignment, LoopClock, OrganState


def handle_again(desk: Desk, assignment: Assignment) -> None:
    """The round has begun (`assignment_life.move`): its organs have it again, and the reply clock of the round runs."""
    assignment_clocks.stop_all(desk, assignment)
    for charge in living(assignment):
        charge.state = OrganState.WAITING
    assignment.result = None
    lead = lead_of(assignment)
    assignment_clocks.start(desk, assignment, LoopClock.REPLY, organ_id=lead.organ_id if lead else None)
