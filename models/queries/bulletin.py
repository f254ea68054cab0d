"""What a bulletin is drafted from: the counted months of the dashboard, and what happened in them by the tables."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from models.assignment import Assignment, AssignmentClock, AssignmentOrgan, LoopClock, OrganState, Part
from models.issue import ASIDE, Check, Issue, IssueMessage, Satisfaction
from models.people import Organ
from models.place import Grid
from models.queries import covered, dashboard
from models.queries.dashboard import Span
from models.queries.supervision import covers
from models.reply import DeputyMark, MarkState, Reply
from models.rules.assignment_state import ENDED, AssignmentState
from models.rules.issue_state import IssueState
from models.statistics import Measure
from models.suggestion import Suggestion


@dataclass(frozen=True)
class Period:
    """The months of the dashboard, and the same as moments (from `start` up to `end`); where, by names."""

    span: Span
    start: datetime
    end: datetime
    names: tuple[str, ...] | None

    def here(self) -> ColumnElement[bool]:
        """The territory as a condition on `Assignment`."""
        return true() if self.names is None else covers(self.names)

    def grids(self) -> ColumnElement[bool]:
        """The same as a condition on `Grid`."""
        if self.names is None:
            return true()
        return Grid.township.in_(self.names) | Grid.county.in_(self.names)

    def holds(self, moment: Any) -> tuple[ColumnElement[bool], ...]:
        return moment >= self.start, moment < self.end


@dataclass(frozen=True)
class Counted:
    """The plain numbers of a period."""

    fields: dict[str, int]
    townships: dict[str, int]
    results: dict[str, int]
    satisfaction: dict[str, int]
    deputies: dict[str, int]
    settled_in_grid: int
    assigned: int
    suggestions: int
    answered: int
    closed_out: int
    median_days: float | None


def counted(session: Session, period: Period) -> Counted:
    """What came in as the dashboard has it, what was done by its own day."""
    fields = {
        key: sum(parts.values())
        for key, parts in dashboard.parts(session, period.span, Measure.ISSUES).items()
    }
    townships = dashboard.by_township(session, period.span, Measure.ISSUES)
    replies = _replies(session, period)
    marks = _marks(session, period)
    return Counted(
        fields=fields,
        townships={name: sum(parts.values()) for name, parts in townships.items()},
        results=dict(Counter(str(reply.result) for reply in replies)),
        satisfaction=dashboard.counts(session, period.span, Measure.SATISFACTION),
        deputies=marks,
        settled_in_grid=_settled(session, period),
        assigned=_count(session, period, AssignmentOrgan.given_at, led=True),
        suggestions=_suggestions(session, period),
        answered=len(replies),
        closed_out=_count(
            session, period, Assignment.closed_at, Assignment.state == AssignmentState.CLOSED_OUT
        ),
        median_days=_median([(reply.at - reply.given_at).days for reply in replies]),
    )


class _Answered(NamedTuple):
    at: datetime
    given_at: datetime
    result: str


def _replies(session: Session, period: Period) -> list[_Answered]:
    query = (
        select(Reply.at, AssignmentOrgan.given_at, Reply.result)
        .join(Assignment, Assignment.id == Reply.assignment_id)
        .join(
            AssignmentOrgan,
            (AssignmentOrgan.assignment_id == Assignment.id) & (AssignmentOrgan.organ_id == Reply.organ_id),
        )
        .where(*period.holds(Reply.at), AssignmentOrgan.part == Part.LEAD, period.here())
    )
    return [_Answered(*row) for row in session.execute(query)]


def _marks(session: Session, period: Period) -> dict[str, int]:
    """Of the result; empty for those that stand as not rated."""
    query: Any = (
        select(DeputyMark.result, func.count())
        .join(Reply, Reply.id == DeputyMark.reply_id)
        .join(Assignment, Assignment.id == Reply.assignment_id)
        .where(*period.holds(Reply.at), DeputyMark.state != MarkState.ASKED, period.here())
        .group_by(DeputyMark.result)
    )
    return {row[0] or "": row[1] for row in session.execute(query)}


def _settled(session: Session, period: Period) -> int:
    """Closed in the period without an organ ever having had it."""
    query = (
        select(func.count(Issue.id))
        .join(Grid, Grid.id == Issue.grid_id)
        .where(
            Issue.state == IssueState.CLOSED,
            *period.holds(Issue.closed_at),
            ~covered.ever_assigned(),
            period.grids(),
        )
    )
    return session.scalar(query) or 0


def _suggestions(session: Session, period: Period) -> int:
    where: ColumnElement[bool] = true()
    if period.names is not None:
        where = Suggestion.township.in_(period.names) | Suggestion.county.in_(period.names)
    query = select(func.count(Suggestion.id)).where(*period.holds(Suggestion.submitted_at), where)
    return session.scalar(query.where(Suggestion.number.is_not(None))) or 0


def _count(
    session: Session, period: Period, moment: Any, *more: ColumnElement[bool], led: bool = False
) -> int:
    query = select(func.count(Assignment.id)).where(*period.holds(moment), period.here(), *more)
    if led:
        query = query.join(AssignmentOrgan, AssignmentOrgan.assignment_id == Assignment.id).where(
            AssignmentOrgan.part == Part.LEAD, AssignmentOrgan.state != OrganState.RELEASED
        )
    return session.scalar(query) or 0


def _median(days: list[int]) -> float | None:
    return float(median(days)) if days else None


class Due(NamedTuple):
    """One organ's limits: how many fell due, how many of those were met."""

    organ: str
    due: int
    in_time: int


def fell_due(session: Session, period: Period) -> list[Due]:
    """Reply limits whose day lay in the period, by the organ in the lead."""
    in_time = func.count().filter(AssignmentClock.late_at.is_(None))
    query = (
        _of_lead(select(Organ.name, func.count(), in_time))
        .where(*period.holds(AssignmentClock.due_at), period.here())
        .where(AssignmentClock.stopped_at.is_not(None) | AssignmentClock.late_at.is_not(None))
        .group_by(Organ.name)
        .order_by(Organ.name)
    )
    return [Due(*row) for row in session.execute(query)]


class Late(NamedTuple):
    """What one organ owes at the period's end."""

    organ: str
    late: int
    most_days: int


def late_at(session: Session, period: Period, moment: datetime) -> list[Late]:
    """Reply limits passed and not met at the moment."""
    query = _of_lead(select(Organ.name, AssignmentClock.due_at)).where(
        AssignmentClock.due_at <= moment,
        AssignmentClock.paused_at.is_(None),
        AssignmentClock.stopped_at.is_(None) | (AssignmentClock.stopped_at > moment),
        period.here(),
    )
    days: dict[str, list[int]] = {}
    for organ, due_at in session.execute(query):
        days.setdefault(organ, []).append(max(1, -((due_at - moment) // timedelta(days=1))))
    return [Late(organ, len(found), max(found)) for organ, found in sorted(days.items())]


def _of_lead(query: Any) -> Any:
    return (
        query.select_from(AssignmentClock)
        .join(Assignment, Assignment.id == AssignmentClock.assignment_id)
        .join(AssignmentOrgan, AssignmentOrgan.assignment_id == Assignment.id)
        .join(Organ, Organ.id == AssignmentOrgan.organ_id)
        .where(AssignmentOrgan.part == Part.LEAD, AssignmentOrgan.state != OrganState.RELEASED)
        .where(AssignmentClock.kind == LoopClock.REPLY)
    )


class KeyLine(NamedTuple):
    """A key matter in the lead of an organ, and how far it is."""

    assignment: int
    issue: int | None
    suggestion: int | None
    title: str | None
    organ: str
    state: AssignmentState
    note: str


def key_matters(session: Session, period: Period) -> list[KeyLine]:
    """Chosen before the period's end, and not ended before it."""
    query = (
        select(
            Assignment.id,
            Assignment.issue_id,
            Suggestion.number,
            Suggestion.title,
            Organ.name,
            Assignment.state,
            Assignment.key_note,
        )
        .join(AssignmentOrgan, AssignmentOrgan.assignment_id == Assignment.id)
        .join(Organ, Organ.id == AssignmentOrgan.organ_id)
        .outerjoin(Suggestion, Suggestion.id == Assignment.suggestion_id)
        .where(Assignment.key_since.is_not(None), Assignment.key_since < period.end.date(), period.here())
        .where(AssignmentOrgan.part == Part.LEAD, AssignmentOrgan.state != OrganState.RELEASED)
        .where(Assignment.state.not_in(ENDED) | (Assignment.closed_at >= period.start))
        .order_by(Assignment.key_since, Assignment.id)
    )
    return [KeyLine(*row) for row in session.execute(query)]


@dataclass(frozen=True)
class CaseLine:
    """A closed matter that staff chose to tell of: the resident's words, who did it, what they said of it."""

    number: int
    place: str
    words: str
    organ: str
    done: str
    satisfaction: Satisfaction | None


def cases(session: Session, period: Period, numbers: Sequence[int]) -> dict[int, CaseLine]:
    """Of those numbers the closed ones in the territory whose words the content check has passed."""
    query = (
        select(Issue.id, Grid.township, Grid.name, Issue.satisfaction, Organ.name, Reply.plain_words)
        .join(Grid, Grid.id == Issue.grid_id)
        .outerjoin(Assignment, Assignment.issue_id == Issue.id)
        .outerjoin(Reply, (Reply.assignment_id == Assignment.id) & (Reply.round == Assignment.round))
        .outerjoin(Organ, Organ.id == Reply.organ_id)
        .where(Issue.id.in_(numbers), Issue.state == IssueState.CLOSED, period.grids())
    )
    said = first_passed(session, numbers)
    return {
        row[0]: CaseLine(row[0], f"{row[1]}{row[2]}", said[row[0]], row[4] or "", row[5] or "", row[3])
        for row in session.execute(query)
        if row[0] in said
    }


def first_passed(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """The first words of each matter that may be printed."""
    query = (
        select(IssueMessage.issue_id, IssueMessage.text)
        .where(IssueMessage.issue_id.in_(numbers), IssueMessage.check == Check.PASSED)
        .where(IssueMessage.text != "", IssueMessage.kind != ASIDE)
        .order_by(IssueMessage.id.desc())
    )
    return {row[0]: row[1] for row in session.execute(query)}
