"""Whom nobody could tell about an assignment: its organs, deputies and residents without WeChat, until somebody telephoned.

An organ is waited for until it accepts, a deputy or a resident until they have said what they think of the reply.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from models.assignment import Assignment, AssignmentEvent, AssignmentOrgan, OrganState
from models.issue import Issue
from models.people import Deputy, Organ, Resident
from models.reply import AnswerState, DeputyMark, MarkState, Reply, ResidentAnswer
from models.rules.assignment_state import AssignmentState

TELEPHONED = "telephoned"
"""The event that holds whom staff telephoned."""


def handling() -> ColumnElement[bool]:
    """Assigned to an organ that cannot be told, and not telephoned since."""
    return and_(
        Assignment.state == AssignmentState.HANDLING,
        _organs(Organ.id).where(AssignmentOrgan.assignment_id == Assignment.id).exists(),
        ~_telephoned(Assignment.assigned_at),
    )


def fed_back() -> ColumnElement[bool]:
    """Replied to a deputy or a resident who cannot be told, and not telephoned since."""
    return and_(
        Assignment.state == AssignmentState.FED_BACK,
        or_(
            _deputies(Deputy.id).where(Reply.assignment_id == Assignment.id).exists(),
            _residents(Resident.id).where(Reply.assignment_id == Assignment.id).exists(),
        ),
        ~_telephoned(Assignment.fed_back_at),
    )


def people(session: Session, number: int) -> tuple[Organ | Deputy | Resident, ...]:
    """Whom to telephone about this one; empty when that was done, or there is nobody."""
    if session.scalar(select(Assignment.id).where(Assignment.id == number, handling() | fed_back())) is None:
        return ()
    state = session.scalar(select(Assignment.state).where(Assignment.id == number))
    if state is AssignmentState.HANDLING:
        return tuple(session.scalars(_organs(Organ).where(AssignmentOrgan.assignment_id == number)))
    deputies = session.scalars(_deputies(Deputy).where(Reply.assignment_id == number)).unique()
    residents = session.scalars(_residents(Resident).where(Reply.assignment_id == number)).unique()
    return (*deputies, *residents)


def _telephoned(since: Any) -> ColumnElement[bool]:
    return exists().where(
        AssignmentEvent.assignment_id == Assignment.id,
        AssignmentEvent.act == TELEPHONED,
        AssignmentEvent.at >= since,
    )


def _organs(what: Any) -> Select[Any]:
    waiting = select(what).select_from(AssignmentOrgan).join(Organ, Organ.id == AssignmentOrgan.organ_id)
    return waiting.where(
        AssignmentOrgan.state == OrganState.WAITING, Organ.contact_id.is_(None), Organ.active
    )


def _deputies(what: Any) -> Select[Any]:
    asked = select(what).select_from(Reply).join(DeputyMark, DeputyMark.reply_id == Reply.id)
    return asked.join(Deputy, Deputy.id == DeputyMark.deputy_id).where(
        DeputyMark.state == MarkState.ASKED, Deputy.contact_id.is_(None), Deputy.active
    )


def _residents(what: Any) -> Select[Any]:
    """Written down by a clerk; of someone erased nothing is left to call."""
    asked = select(what).select_from(Reply).join(ResidentAnswer, ResidentAnswer.reply_id == Reply.id)
    theirs = asked.join(Issue, Issue.id == ResidentAnswer.issue_id).join(
        Resident, Resident.id == Issue.resident_id
    )
    known = or_(Resident.name != "", Resident.phone_sealed != "")
    return theirs.where(ResidentAnswer.state == AnswerState.ASKED, Resident.contact_id.is_(None), known)
