"""What pages show of suggestions, each list in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from models.assignment import Assignment, AssignmentOrgan
from models.issue import ActorKind, Issue
from models.people import Capacity, Deputy, Organ, StaffMember
from models.reply import Reply
from models.rules.suggestion_state import SuggestionState
from models.suggestion import SignerState, Suggestion, SuggestionEvent, SuggestionIssue, SuggestionSigner

MOST = 100
"""A page of a phone shows no more."""
MAY_READ = (SignerState.ASKED, SignerState.CONFIRMED)
"""Whoever said no, or was not in time, no longer reads it."""

_FOR_A_LINE: tuple[ExecutableOption, ...] = (
    joinedload(Suggestion.deputy),
    selectinload(Suggestion.signers).joinedload(SuggestionSigner.deputy),
)
_WHOLE: tuple[ExecutableOption, ...] = (
    *_FOR_A_LINE,
    selectinload(Suggestion.events),
    selectinload(Suggestion.issues).joinedload(SuggestionIssue.issue).joinedload(Issue.grid),
    selectinload(Suggestion.issues).joinedload(SuggestionIssue.issue).selectinload(Issue.messages),
)


def raised(session: Session, deputy_id: int) -> Sequence[Suggestion]:
    """Those the deputy raised, newest first."""
    return _listed(session, Suggestion.deputy_id == deputy_id)


def joined(session: Session, deputy_id: int, *states: SignerState) -> Sequence[Suggestion]:
    """Those of others in which the deputy stands so."""
    signs = exists().where(
        SuggestionSigner.suggestion_id == Suggestion.id,
        SuggestionSigner.deputy_id == deputy_id,
        SuggestionSigner.state.in_(states),
    )
    return _listed(session, signs)


def _listed(session: Session, *where: ColumnElement[bool]) -> Sequence[Suggestion]:
    query = select(Suggestion).where(*where).order_by(Suggestion.id.desc()).limit(MOST)
    return session.scalars(query.options(*_FOR_A_LINE)).all()


def whole(session: Session, suggestion_id: int) -> Suggestion | None:
    """One with everything about it."""
    return session.scalars(
        select(Suggestion).where(Suggestion.id == suggestion_id).options(*_WHOLE)
    ).one_or_none()


def readable(session: Session, suggestion_id: int, deputy_id: int) -> Suggestion | None:
    """One that the deputy raised or is asked to sign; None for every other, as for what does not exist."""
    found = whole(session, suggestion_id)
    if found is None:
        return None
    signs = any(one.deputy_id == deputy_id and one.state in MAY_READ for one in found.signers)
    return found if signs or found.deputy_id == deputy_id else None


def assignment_of(session: Session, suggestion_id: int) -> Assignment | None:
    """Its assignment with the organs and the clocks."""
    query = select(Assignment).where(Assignment.suggestion_id == suggestion_id)
    return session.scalars(
        query.options(
            selectinload(Assignment.organs).joinedload(AssignmentOrgan.organ), selectinload(Assignment.clocks)
        )
    ).one_or_none()


def replies(session: Session, assignment_id: int) -> Sequence[Reply]:
    """The lead organs' answers, first round first."""
    query = select(Reply).where(Reply.assignment_id == assignment_id).order_by(Reply.round)
    return session.scalars(query.options(joinedload(Reply.organ))).all()


def states_of(session: Session, suggestions: Sequence[Suggestion]) -> dict[int, Assignment]:
    """Suggestion id → its assignment."""
    ids = [one.id for one in suggestions]
    found = session.scalars(select(Assignment).where(Assignment.suggestion_id.in_(ids)))
    return {one.suggestion_id: one for one in found if one.suggestion_id is not None}


def names_of(session: Session, events: Sequence[SuggestionEvent]) -> dict[tuple[ActorKind, int], str]:
    """Who appears in its log."""
    names: dict[tuple[ActorKind, int], str] = {}
    tables: dict[ActorKind, type[Deputy | StaffMember | Organ]] = {
        ActorKind.DEPUTY: Deputy,
        ActorKind.STAFF: StaffMember,
        ActorKind.ORGAN: Organ,
    }
    for kind, table in tables.items():
        ids = {event.actor_id for event in events if event.actor_kind is kind and event.actor_id}
        if ids:
            rows = session.execute(select(table.id, table.name).where(table.id.in_(ids)))
            names |= {(kind, row.id): row.name for row in rows}
    return names


@dataclass(frozen=True)
class Wanted:
    """The console's filters; empty ones filter nothing."""

    state: SuggestionState | None = None
    capacity: Capacity | None = None
    township: str = ""
    year: int | None = None
    words: str = ""


def matching(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Handed in once, and as wanted: words of the title or the text, the number, or the deputy's name."""
    where: list[ColumnElement[bool]] = [Suggestion.number.is_not(None)]
    if wanted.state is not None:
        where.append(Suggestion.state == wanted.state)
    if wanted.capacity is not None:
        where.append(Suggestion.capacity == wanted.capacity)
    if wanted.township:
        where.append(Suggestion.township == wanted.township)
    if wanted.year is not None:
        where.append(Suggestion.year == wanted.year)
    if wanted.words:
        where.append(_said(wanted.words))
    return where


def _said(words: str) -> ColumnElement[bool]:
    by_name = exists().where(Deputy.id == Suggestion.deputy_id, Deputy.name.contains(words, autoescape=True))
    options = [
        Suggestion.title.contains(words, autoescape=True),
        Suggestion.text.contains(words, autoescape=True),
        by_name,
    ]
    if words.isascii() and words.isdigit() and len(words) < 10:  # noqa: PLR2004  what a number column holds
        options.append(Suggestion.number == int(words))
    return or_(*options)


def count(session: Session, where: Sequence[ColumnElement[bool]]) -> int:
    return session.scalar(select(func.count(Suggestion.id)).where(*where)) or 0


def page_of(
    session: Session, where: Sequence[ColumnElement[bool]], offset: int, size: int
) -> Sequence[Suggestion]:
    """Newest first."""
    query = select(Suggestion).where(*where).order_by(Suggestion.year.desc(), Suggestion.id.desc())
    return session.scalars(query.offset(offset).limit(size).options(*_FOR_A_LINE)).all()


def choices(session: Session, where: Sequence[ColumnElement[bool]]) -> tuple[Sequence[int], Sequence[str]]:
    """The years and the townships there are, for the filters."""
    years = session.scalars(
        select(Suggestion.year)
        .where(*where, Suggestion.year.is_not(None))
        .distinct()
        .order_by(Suggestion.year.desc())
    )
    townships = session.scalars(
        select(Suggestion.township)
        .where(and_(*where), Suggestion.township != "")
        .distinct()
        .order_by(Suggestion.township)
    )
    return [year for year in years if year is not None], townships.all()
