"""建议交办清单 and 解决事项清单 as frozen rows: read in batches, each with the same few queries whatever its size."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session

from models.assignment import Assignment, AssignmentClock, AssignmentOrgan, LoopClock, OrganState, Part
from models.issue import ASIDE, Check, Issue, IssueMessage, Result
from models.people import Organ
from models.place import Grid
from models.queries.supervision import covers
from models.reply import DeputyMark, MarkState, Reply, ResidentAnswer
from models.rules.assignment_state import AssignmentState
from models.suggestion import Suggestion
from models.supervision import Letter, LetterKind

BATCH = 500
RESOLVED = (Result.SOLVED, Result.PARTLY)
"""What stands in the list of what was resolved: a plan, or "not possible", is no solution, and is counted apart."""


class Which(StrEnum):
    """By the day given to its lead organ, or by the day it was closed out."""

    ASSIGNED = "assigned"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class Wanted:
    """From `start` up to `end`; in these townships, or the county by its name (None: everywhere)."""

    which: Which
    start: datetime | None = None
    end: datetime | None = None
    names: tuple[str, ...] | None = None


@dataclass(frozen=True)
class ListLine:
    """One assignment. `solved` and `marks` count what residents and deputies said of the newest reply ("" : nothing)."""

    number: int
    issue_number: int | None
    suggestion: tuple[int, int] | None
    title: str
    summary: str
    category: str
    lead: str
    assisting: tuple[str, ...]
    given_at: datetime
    due_at: datetime | None
    letter: tuple[str, int, int] | None
    """Series, year and number of the lead's letter of assignment."""
    key: bool
    state: AssignmentState
    result: Result | None
    """As it was closed out; until then as the newest reply has it."""
    replied_at: datetime | None
    solved: Mapping[str, int]
    marks: Mapping[str, int]
    closed_at: datetime | None


_LEAD = and_(
    AssignmentOrgan.assignment_id == Assignment.id,
    AssignmentOrgan.part == Part.LEAD,
    AssignmentOrgan.state != OrganState.RELEASED,
)


def _found(wanted: Wanted) -> Select[Any]:
    query = (
        select(Assignment)
        .join(AssignmentOrgan, _LEAD)
        .join(Organ, Organ.id == AssignmentOrgan.organ_id)
        .outerjoin(Issue, Issue.id == Assignment.issue_id)
        .outerjoin(Suggestion, Suggestion.id == Assignment.suggestion_id)
    )
    if wanted.names is not None:
        query = query.where(covers(wanted.names))
    day: Any = AssignmentOrgan.given_at
    if wanted.which is Which.RESOLVED:
        day = Assignment.closed_at
        query = query.where(Assignment.state == AssignmentState.CLOSED_OUT)
    query = query.where(day >= wanted.start) if wanted.start else query
    return query.where(day < wanted.end) if wanted.end else query


def _listed(wanted: Wanted) -> Select[Any]:
    found = _found(wanted)
    return found.where(Assignment.result.in_(RESOLVED)) if wanted.which is Which.RESOLVED else found


def count(session: Session, wanted: Wanted) -> int:
    return session.scalar(_listed(wanted).with_only_columns(func.count(Assignment.id))) or 0


def ends(session: Session, wanted: Wanted) -> dict[Result, int]:
    """How what was closed out in the period ended, each kind apart, also those that no list of solutions holds."""
    query: Any = _found(wanted).with_only_columns(Assignment.result, func.count(Assignment.id))
    return {row[0]: row[1] for row in session.execute(query.group_by(Assignment.result)) if row[0]}


def lines(session: Session, wanted: Wanted, batch: int = BATCH) -> Iterator[ListLine]:
    """In the order of the assignments' numbers."""
    columns: Any = _listed(wanted).with_only_columns(
        Assignment.id,
        Assignment.issue_id,
        Assignment.suggestion_id,
        Assignment.key_since,
        Assignment.state,
        Assignment.closed_at,
        Assignment.result,
        AssignmentOrgan.organ_id,
        AssignmentOrgan.given_at,
        Organ.name.label("lead"),
        func.coalesce(Suggestion.category, Issue.category, "").label("category"),
        Suggestion.title,
        Suggestion.text,
        Suggestion.year,
        Suggestion.number,
    )
    last = 0
    while rows := session.execute(
        columns.where(Assignment.id > last).order_by(Assignment.id).limit(batch)
    ).all():
        yield from _lines(session, rows)
        last = rows[-1].id


def _lines(session: Session, rows: Sequence[Row[Any]]) -> Iterator[ListLine]:
    numbers = [row.id for row in rows]
    said = _said(session, [row.issue_id for row in rows if row.issue_id])
    assisting, due = _assisting(session, numbers), _due(session, numbers)
    letters, replies = _letters(session, numbers), _replies(session, numbers)
    ids = [reply.id for reply in replies.values()]
    solved, marks = _answers(session, ids), _marks(session, ids)
    for row in rows:
        reply = replies.get(row.id)
        words = said.get(row.issue_id, [])
        yield ListLine(
            number=row.id,
            issue_number=row.issue_id,
            suggestion=(row.year or 0, row.number or 0) if row.suggestion_id else None,
            title=row.title or (words[0] if words else ""),
            summary=row.text or "\n".join(words),
            category=row.category,
            lead=row.lead,
            assisting=tuple(assisting.get(row.id, ())),
            given_at=row.given_at,
            due_at=due.get(row.id),
            letter=letters.get((row.id, row.organ_id)),
            key=row.key_since is not None,
            state=row.state,
            result=_result(row, reply),
            replied_at=reply.at if reply else None,
            solved=solved.get(reply.id, {}) if reply else {},
            marks=marks.get(reply.id, {}) if reply else {},
            closed_at=row.closed_at if row.state is AssignmentState.CLOSED_OUT else None,
        )


def _result(row: Row[Any], reply: Row[Any] | None) -> Result | None:
    """How it ended, once closed out: a kept promise is solved. Until then what the organ replied."""
    ended: Result | None = row.result
    if row.state is AssignmentState.CLOSED_OUT and ended is not None:
        return ended
    return reply.result if reply else None


def _said(session: Session, issues: list[int]) -> dict[int, list[str]]:
    """Only what the content check has passed: the lists are printed and sent around."""
    query = (
        select(IssueMessage.issue_id, IssueMessage.text)
        .where(IssueMessage.issue_id.in_(issues), IssueMessage.check == Check.PASSED)
        .where(IssueMessage.text != "", IssueMessage.kind != ASIDE)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for number, text in session.execute(query.order_by(IssueMessage.id)):
        found[number].append(text)
    return found


def _assisting(session: Session, numbers: list[int]) -> dict[int, list[str]]:
    query = (
        select(AssignmentOrgan.assignment_id, Organ.name)
        .join(Organ, Organ.id == AssignmentOrgan.organ_id)
        .where(AssignmentOrgan.assignment_id.in_(numbers))
        .where(AssignmentOrgan.part == Part.ASSIST, AssignmentOrgan.state != OrganState.RELEASED)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for number, name in session.execute(query.order_by(AssignmentOrgan.id)):
        found[number].append(name)
    return found


def _due(session: Session, numbers: list[int]) -> dict[int, datetime]:
    """The newest limit for a reply; a later row overwrites an earlier one."""
    clocks = select(AssignmentClock.assignment_id, AssignmentClock.due_at).where(
        AssignmentClock.assignment_id.in_(numbers), AssignmentClock.kind == LoopClock.REPLY
    )
    return {row[0]: row[1] for row in session.execute(clocks.order_by(AssignmentClock.turn))}


def _letters(session: Session, numbers: list[int]) -> dict[tuple[int, int | None], tuple[str, int, int]]:
    query = (
        select(Letter.assignment_id, Letter.organ_id, Letter.series, Letter.year, Letter.number)
        .where(Letter.assignment_id.in_(numbers), Letter.kind == LetterKind.ASSIGN, Letter.void_at.is_(None))
        .order_by(Letter.id)
    )
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in session.execute(query)}


def _replies(session: Session, numbers: list[int]) -> dict[int, Row[Any]]:
    query: Any = select(Reply.id, Reply.assignment_id, Reply.at, Reply.result).where(
        Reply.assignment_id.in_(numbers)
    )
    return {row.assignment_id: row for row in session.execute(query.order_by(Reply.round))}


def _answers(session: Session, replies: list[int]) -> dict[int, Counter[str]]:
    query: Any = select(ResidentAnswer.reply_id, ResidentAnswer.solved, func.count()).where(
        ResidentAnswer.reply_id.in_(replies)
    )
    return _counted(session, query.group_by(ResidentAnswer.reply_id, ResidentAnswer.solved))


def _marks(session: Session, replies: list[int]) -> dict[int, Counter[str]]:
    """Of the result; attitude is rated apart and stands on the assignment's page."""
    query: Any = select(DeputyMark.reply_id, DeputyMark.result, func.count()).where(
        DeputyMark.reply_id.in_(replies), DeputyMark.state != MarkState.ASKED
    )
    return _counted(session, query.group_by(DeputyMark.reply_id, DeputyMark.result))


def _counted(session: Session, query: Select[Any]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for reply, said, how_many in session.execute(query):
        found[reply][said or ""] += how_many
    return found


def place(session: Session) -> str:
    """The county's name, if the registry has one county."""
    names = list(session.scalars(select(Grid.county).distinct().limit(2)))
    return names[0] if len(names) == 1 else ""
