"""The closed loop as the phone pages show it: whose it is, how far it is, each list in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload, raiseload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from models.assignment import Assignment, AssignmentClock, AssignmentOrgan, LoopClock
from models.issue import Issue
from models.linking import IssueLink
from models.people import Organ
from models.queries.phone import MOST, of_deputy
from models.reply import ContactLog, DeputyMark, Evidence, Reply
from models.rules.assignment_state import ENDED, WITH_ORGAN, AssignmentState
from models.suggestion import SignerState, Suggestion, SuggestionIssue, SuggestionSigner

_STANDING = IssueLink.undone_at.is_(None)
_FOR_A_LINE: tuple[ExecutableOption, ...] = (
    joinedload(Assignment.issue).options(selectinload(Issue.messages), joinedload(Issue.grid)),
    joinedload(Assignment.suggestion),
    selectinload(Assignment.organs).joinedload(AssignmentOrgan.organ),
    selectinload(Assignment.clocks),
    raiseload("*"),
)


def mains(session: Session, numbers: Collection[int]) -> dict[int, int]:
    """Which matter each of these follows now; those that follow none are left out."""
    links = select(IssueLink.issue_id, IssueLink.main_id).where(IssueLink.issue_id.in_(numbers), _STANDING)
    return {row.issue_id: row.main_id for row in session.execute(links)}


def loops(session: Session, numbers: Collection[int]) -> dict[int, Assignment]:
    """The assignment each matter follows, with its organs and clocks: the choice `assignment_life.of_issue` makes."""
    follows = mains(session, numbers)
    wanted = {*numbers, *follows.values()}
    raised: dict[int, list[int]] = {}
    for row in session.execute(
        select(SuggestionIssue.issue_id, SuggestionIssue.suggestion_id).where(
            SuggestionIssue.issue_id.in_(wanted)
        )
    ):
        raised.setdefault(row.issue_id, []).append(row.suggestion_id)
    by_suggestion = {number for numbers_ in raised.values() for number in numbers_}
    query = select(Assignment).where(
        or_(
            Assignment.issue_id.in_(wanted),
            and_(Assignment.suggestion_id.in_(by_suggestion), Assignment.state != AssignmentState.CANCELLED),
        )
    )
    found = session.scalars(query.order_by(Assignment.id.desc()).options(*_FOR_A_LINE)).all()
    chosen: dict[int, Assignment] = {}
    for number in numbers:
        main = follows.get(number, number)
        suggestions = {*raised.get(main, ()), *raised.get(number, ())}
        mine = [one for one in found if one.suggestion_id in suggestions and one.suggestion_id is not None]
        mine += [one for one in found if one.issue_id == main]
        if mine:
            chosen[number] = next((one for one in mine if one.state not in ENDED), mine[0])
    return chosen


def concerns(deputy_id: int) -> ColumnElement[bool]:
    """Assignments of the deputy's grids, of suggestions they raised or signed, and those they were asked to rate."""
    mine = select(Issue.id).where(of_deputy(deputy_id))
    followed = select(IssueLink.main_id).where(IssueLink.issue_id.in_(mine), _STANDING)
    about = or_(SuggestionIssue.issue_id.in_(mine), SuggestionIssue.issue_id.in_(followed))
    signed = select(SuggestionSigner.suggestion_id).where(
        SuggestionSigner.deputy_id == deputy_id, SuggestionSigner.state == SignerState.CONFIRMED
    )
    asked = exists().where(Reply.assignment_id == Assignment.id, _marked_by(deputy_id))
    return or_(
        Assignment.issue_id.in_(mine),
        Assignment.issue_id.in_(followed),
        Assignment.suggestion_id.in_(select(SuggestionIssue.suggestion_id).where(about)),
        Assignment.suggestion_id.in_(select(Suggestion.id).where(Suggestion.deputy_id == deputy_id)),
        Assignment.suggestion_id.in_(signed),
        asked,
    )


def _marked_by(deputy_id: int) -> ColumnElement[bool]:
    return and_(DeputyMark.reply_id == Reply.id, DeputyMark.deputy_id == deputy_id)


@dataclass(frozen=True)
class Record:
    """An assignment with its replies, contacts and photos, each oldest first."""

    assignment: Assignment
    replies: Sequence[Reply]
    contacts: Sequence[tuple[ContactLog, str]]
    evidence: Sequence[Evidence]


def record(session: Session, number: int, *where: ColumnElement[bool]) -> Record | None:
    """None when there is no such assignment (among those)."""
    query = select(Assignment).where(Assignment.id == number, *where)
    options = (selectinload(Assignment.requests), *_FOR_A_LINE)
    assignment = session.scalars(query.options(*options)).one_or_none()
    if assignment is None:
        return None
    replies = select(Reply).where(Reply.assignment_id == number).order_by(Reply.round)
    loaded = replies.options(
        selectinload(Reply.marks), selectinload(Reply.answers), joinedload(Reply.organ), raiseload("*")
    )
    contacts = (
        select(ContactLog, Organ.name)
        .join(Organ, Organ.id == ContactLog.organ_id)
        .where(ContactLog.assignment_id == number)
        .order_by(ContactLog.id)
    )
    photos = select(Evidence).where(Evidence.assignment_id == number).order_by(Evidence.id)
    return Record(
        assignment,
        session.scalars(loaded).all(),
        [(log, name) for log, name in session.execute(contacts)],
        session.scalars(photos).all(),
    )


def covered(session: Session, assignment: Assignment, *where: ColumnElement[bool]) -> list[int]:
    """The numbers of the matters it answers, main and linked ones (among those)."""
    if assignment.suggestion_id is not None:
        suggestion = SuggestionIssue.suggestion_id == assignment.suggestion_id
        main = set(session.scalars(select(SuggestionIssue.issue_id).where(suggestion)))
    else:
        main = {assignment.issue_id or 0}
    linked = select(IssueLink.issue_id).where(IssueLink.main_id.in_(main), _STANDING)
    query = select(Issue.id).where(or_(Issue.id.in_(main), Issue.id.in_(linked)), *where)
    return list(session.scalars(query.order_by(Issue.id).limit(MOST)))


def latest_mark(session: Session, deputy_id: int, number: int) -> DeputyMark | None:
    """The deputy's newest mark of a reply of this assignment."""
    mine = (
        select(DeputyMark)
        .join(Reply, Reply.id == DeputyMark.reply_id)
        .where(DeputyMark.deputy_id == deputy_id, Reply.assignment_id == number)
    )
    return session.scalars(mine.order_by(DeputyMark.id.desc()).limit(1)).one_or_none()


def contacts_with(session: Session, deputy_id: int) -> Sequence[tuple[ContactLog, str]]:
    """What organs wrote down of speaking with this deputy about what they still have in hand, newest first."""
    query = (
        select(ContactLog, Organ.name)
        .join(Organ, Organ.id == ContactLog.organ_id)
        .join(Assignment, Assignment.id == ContactLog.assignment_id)
        .where(ContactLog.deputy_id == deputy_id, ContactLog.round == Assignment.round)
        .where(Assignment.state.in_(WITH_ORGAN))
        .order_by(ContactLog.id.desc())
        .limit(MOST)
    )
    return [(log, name) for log, name in session.execute(query)]


def late_for(session: Session, deputy_id: int, now: datetime) -> Sequence[Assignment]:
    """Those that concern the deputy whose organ has not replied in time; the longest overdue first."""
    query = (
        select(Assignment)
        .join(AssignmentClock, AssignmentClock.assignment_id == Assignment.id)
        .where(AssignmentClock.kind == LoopClock.REPLY, AssignmentClock.stopped_at.is_(None))
        .where(AssignmentClock.paused_at.is_(None), AssignmentClock.due_at <= now)
        .where(Assignment.state.in_(WITH_ORGAN), concerns(deputy_id))
        .order_by(AssignmentClock.due_at, Assignment.id)
        .limit(MOST)
    )
    return session.scalars(query.options(*_FOR_A_LINE)).all()
