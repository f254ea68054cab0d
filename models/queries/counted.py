"""The facts of one month, as `scheduler/statistics` counts them: narrow rows, read in a few queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.assignment import Assignment, AssignmentClock, AssignmentOrgan, LoopClock, OrganState, Part
from models.issue import DEPUTY_CLOCKS, Issue, IssueClock, Result, Satisfaction
from models.people import Organ
from models.place import Grid
from models.reply import AnswerState, DeputyMark, MarkState, Reply, ResidentAnswer, Solved
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState


class IssueFacts(NamedTuple):
    """One matter."""

    township: str
    grid_code: str
    field: str
    category: str
    state: IssueState
    submitted_at: datetime
    receipt_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    result: Result | None
    satisfaction: Satisfaction | None


@dataclass(frozen=True)
class Month:
    """From its first instant to the first of the next."""

    start: datetime
    end: datetime

    def holds(self, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """The moment in this column lies in the month."""
        return and_(column >= self.start, column < self.end)


def issues_of(session: Session, month: Month) -> Iterator[IssueFacts]:
    query = (
        select(
            func.coalesce(Grid.township, ""),
            func.coalesce(Grid.code, ""),
            Issue.field,
            Issue.category,
            Issue.state,
            Issue.submitted_at,
            Issue.receipt_at,
            Issue.answered_at,
            Issue.closed_at,
            Issue.result,
            Issue.satisfaction,
        )
        .outerjoin(Grid, Grid.id == Issue.grid_id)
        .where(month.holds(Issue.submitted_at))
    )
    for row in session.execute(query.execution_options(yield_per=5000)):
        yield IssueFacts._make(row)


class ClockFacts(NamedTuple):
    """One deadline of a matter or an assignment; `key` is the kind of clock, or the organ's code."""

    township: str
    key: str
    stopped: bool
    late: bool
    very_late: bool


def issue_clocks_of(session: Session, month: Month) -> Iterator[ClockFacts]:
    query = (
        select(
            func.coalesce(Grid.township, ""),
            IssueClock.kind,
            IssueClock.stopped_at.is_not(None),
            IssueClock.late_at.is_not(None),
            IssueClock.very_late_at.is_not(None),
        )
        .join(Issue, Issue.id == IssueClock.issue_id)
        .outerjoin(Grid, Grid.id == Issue.grid_id)
        .where(month.holds(Issue.submitted_at), IssueClock.kind.in_(DEPUTY_CLOCKS))
    )
    for row in session.execute(query.execution_options(yield_per=5000)):
        yield ClockFacts._make(row)


class AssignmentFacts(NamedTuple):
    """One assignment with its lead organ, its first reply, and the result: as closed out, else as the latest reply has it."""

    id: int
    township: str
    organ: str
    state: AssignmentState
    given_at: datetime
    first_reply_at: datetime | None
    result: Result | None


def _led(month: Month) -> ColumnElement[bool]:
    return and_(
        month.holds(Assignment.created_at),
        AssignmentOrgan.part == Part.LEAD,
        AssignmentOrgan.state != OrganState.RELEASED,
    )


def assignments_of(session: Session, month: Month) -> Iterator[AssignmentFacts]:
    first = select(func.min(Reply.at)).where(Reply.assignment_id == Assignment.id).scalar_subquery()
    latest = (
        select(Reply.result)
        .where(Reply.assignment_id == Assignment.id)
        .order_by(Reply.round.desc())
        .limit(1)
        .scalar_subquery()
    )
    over = and_(Assignment.state == AssignmentState.CLOSED_OUT, Assignment.result.is_not(None))
    ended = case((over, Assignment.result), else_=latest)
    query = (
        select(
            Assignment.id,
            Assignment.township,
            Organ.code,
            Assignment.state,
            AssignmentOrgan.given_at,
            first,
            ended,
        )
        .join(AssignmentOrgan, AssignmentOrgan.assignment_id == Assignment.id)
        .join(Organ, Organ.id == AssignmentOrgan.organ_id)
        .where(_led(month))
    )
    for row in session.execute(query.execution_options(yield_per=5000)):
        yield AssignmentFacts._make(row)


def reply_clocks_of(session: Session, month: Month) -> Iterator[ClockFacts]:
    query = (
        select(
            Assignment.township,
            Organ.code,
            AssignmentClock.stopped_at.is_not(None),
            AssignmentClock.late_at.is_not(None),
            AssignmentClock.very_late_at.is_not(None),
        )
        .join(Assignment, Assignment.id == AssignmentClock.assignment_id)
        .join(AssignmentOrgan, AssignmentOrgan.assignment_id == Assignment.id)
        .join(Organ, Organ.id == AssignmentOrgan.organ_id)
        .where(_led(month), AssignmentClock.kind == LoopClock.REPLY)
    )
    for row in session.execute(query.execution_options(yield_per=5000)):
        yield ClockFacts._make(row)


class MarkFacts(NamedTuple):
    """A deputy's marks; None: not rated in time."""

    township: str
    organ: str
    attitude: Satisfaction | None
    result: Satisfaction | None


def marks_of(session: Session, month: Month) -> Iterator[MarkFacts]:
    query = (
        select(Assignment.township, Organ.code, DeputyMark.attitude, DeputyMark.result)
        .join(Reply, Reply.id == DeputyMark.reply_id)
        .join(Assignment, Assignment.id == Reply.assignment_id)
        .join(Organ, Organ.id == Reply.organ_id)
        .where(month.holds(Assignment.created_at), DeputyMark.state != MarkState.ASKED)
    )
    for row in session.execute(query.execution_options(yield_per=5000)):
        yield MarkFacts._make(row)


class AnswerFacts(NamedTuple):
    """A resident's answer; None: silent."""

    township: str
    organ: str
    solved: Solved | None


def answers_of(session: Session, month: Month) -> Iterator[AnswerFacts]:
    query = (
        select(Assignment.township, Organ.code, ResidentAnswer.solved)
        .join(Reply, Reply.id == ResidentAnswer.reply_id)
        .join(Assignment, Assignment.id == Reply.assignment_id)
        .join(Organ, Organ.id == Reply.organ_id)
        .where(month.holds(Assignment.created_at), ResidentAnswer.state != AnswerState.ASKED)
    )
    for row in session.execute(query.execution_options(yield_per=5000)):
        yield AnswerFacts._make(row)
