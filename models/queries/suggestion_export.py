"""`export suggestions`: every suggestion handed in, a row each, read in batches by key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.assignment import Assignment, AssignmentOrgan, OrganState, Part
from models.issue import Result
from models.people import Capacity
from models.rules.assignment_state import AssignmentState
from models.rules.suggestion_state import SuggestionState
from models.suggestion import FormedBy, Publicity, SignerState, Suggestion, SuggestionSigner

BATCH = 500


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """One suggestion in full: the table is for the office, `publicity` says what may leave it."""

    year: int
    number: int
    capacity: Capacity | None
    county: str
    township: str
    deputy_code: str
    deputy: str
    joined_by: tuple[str, ...]
    title: str
    text: str
    issues: tuple[str, ...]
    publicity: Publicity | None
    formed_by: FormedBy
    repeated_years: int
    at_session: bool
    hard: bool
    category: str
    field: str
    paper_filed_at: datetime | None
    submitted_at: datetime | None
    state: SuggestionState
    assignment: int | None
    handling: AssignmentState | None
    assigned_at: datetime | None
    lead_organ: str
    assisting_organs: tuple[str, ...]
    result: Result | None
    closed_at: datetime | None
    note: str


def count(session: Session) -> int:
    return (
        session.scalar(select(func.count()).select_from(Suggestion).where(Suggestion.number.is_not(None)))
        or 0
    )


def lines(session: Session, batch: int = BATCH) -> Iterator[SuggestionLine]:
    """In the order they were drawn up; drafts are the deputies' own and stay out."""
    query = (
        select(Suggestion)
        .where(Suggestion.number.is_not(None))
        .order_by(Suggestion.id)
        .limit(batch)
        .options(
            joinedload(Suggestion.deputy),
            selectinload(Suggestion.issues),
            selectinload(Suggestion.signers).joinedload(SuggestionSigner.deputy),
        )
    )
    last = 0
    while found := session.scalars(query.where(Suggestion.id > last)).all():
        handled = _assignments(session, [one.id for one in found])
        for one in found:
            yield _line(one, handled.get(one.id))
        last = found[-1].id
        session.expunge_all()


def _assignments(session: Session, ids: list[int]) -> dict[int, Assignment]:
    query = select(Assignment).where(Assignment.suggestion_id.in_(ids))
    found = session.scalars(query.options(selectinload(Assignment.organs).joinedload(AssignmentOrgan.organ)))
    return {one.suggestion_id: one for one in found if one.suggestion_id is not None}


def _line(one: Suggestion, handled: Assignment | None) -> SuggestionLine:
    charged = [c for c in handled.organs if c.state is not OrganState.RELEASED] if handled else []
    return SuggestionLine(
        year=one.year or 0,
        number=one.number or 0,
        capacity=one.capacity,
        county=one.county,
        township=one.township,
        deputy_code=one.deputy.code,
        deputy=one.deputy.name,
        joined_by=tuple(s.deputy.name for s in one.signers if s.state is SignerState.CONFIRMED),
        title=one.title,
        text=one.text,
        issues=tuple(str(link.issue_id) for link in one.issues),
        publicity=one.publicity,
        formed_by=one.formed_by,
        repeated_years=one.repeated_years,
        at_session=one.at_session,
        hard=one.hard,
        category=one.category,
        field=one.field,
        paper_filed_at=one.paper_filed_at,
        submitted_at=one.submitted_at,
        state=one.state,
        assignment=handled.id if handled else None,
        handling=handled.state if handled else None,
        assigned_at=handled.assigned_at if handled else None,
        lead_organ="".join(c.organ.name for c in charged if c.part is Part.LEAD),
        assisting_organs=tuple(c.organ.name for c in charged if c.part is Part.ASSIST),
        result=handled.result if handled else None,
        closed_at=one.closed_at,
        note=one.note,
    )
