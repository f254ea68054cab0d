"""What an organ may do now with an assignment, as its page offers it; the handlers are the judges."""

from datetime import datetime
from enum import StrEnum

from app.web.console.house import now
from handlers.assignment_clocks import running
from models.assignment import (
    Assignment,
    AssignmentOrgan,
    LoopClock,
    OrganState,
    Part,
    RequestKind,
    RequestState,
)
from models.rules.assignment_state import AssignmentState


class Offer(StrEnum):
    """An act the organ may do now."""

    ACCEPT = "accept"
    OBJECT = "object"
    CLARIFICATION = "clarification"
    EXTENSION = "extension"
    PROGRESS = "progress"
    CONTACT = "contact"
    OPINION = "opinion"
    REPLY = "reply"
    PHOTO = "photo"


def offers(assignment: Assignment, charge: AssignmentOrgan) -> frozenset[Offer]:
    """First it is accepted (or said not to be theirs); the rest follows."""
    lead = charge.part is Part.LEAD
    match assignment.state:
        case AssignmentState.HANDLING if charge.state is OrganState.WAITING:
            return frozenset({Offer.ACCEPT}) | _objecting(assignment, charge)
        case AssignmentState.HANDLING if lead:
            always = frozenset({Offer.PROGRESS, Offer.CONTACT, Offer.PHOTO, Offer.REPLY})
            return always | _objecting(assignment, charge) | _asking(assignment, charge)
        case AssignmentState.HANDLING:
            return frozenset({Offer.CONTACT, Offer.PHOTO, Offer.OPINION})
        case AssignmentState.FED_BACK:
            return frozenset({Offer.CONTACT})
        case AssignmentState.PROMISED if lead:
            return frozenset({Offer.PROGRESS, Offer.PHOTO})
        case _:
            return frozenset()


def _objecting(assignment: Assignment, charge: AssignmentOrgan) -> frozenset[Offer]:
    """Once, by the lead, within its time (河南办法 art. 14)."""
    until = object_until(assignment)
    before = any(c.organ_id == charge.organ_id and c.objected_at for c in assignment.organs)
    open_still = charge.part is Part.LEAD and not before and until is not None and now() < until
    return frozenset({Offer.OBJECT}) if open_still else frozenset()


def object_until(assignment: Assignment) -> datetime | None:
    """The end of the window in which the lead may object."""
    clock = running(assignment, LoopClock.OBJECT)
    return clock.due_at if clock else None


def _asking(assignment: Assignment, charge: AssignmentOrgan) -> frozenset[Offer]:
    waiting = {
        r.kind for r in assignment.requests if r.state is RequestState.ASKED and r.organ_id == charge.organ_id
    }
    kinds = {RequestKind.CLARIFICATION: Offer.CLARIFICATION, RequestKind.EXTENSION: Offer.EXTENSION}
    return frozenset(offer for kind, offer in kinds.items() if kind not in waiting)
