"""Counting the months in which something changed, for the dashboard.

What changed is read off the logs of events, so nothing that acts needs to know of statistics; a month is always counted
as a whole, so that a cell is right however often and in whatever order this runs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from handlers.rulebook import Rulebook
from models.assignment import Assignment, AssignmentEvent
from models.db import Database
from models.issue import Issue, IssueEvent
from models.queries import counted
from models.queries.counted import ClockFacts, Month
from models.rules.local_time import at, local_date
from models.statistics import Measure, Statistic, StatisticMark, StatisticMonth, Timeliness

LOGS: dict[str, tuple[Any, Any, Any, Any]] = {
    "issue": (IssueEvent, IssueEvent.issue_id, Issue.id, Issue.submitted_at),
    "assignment": (AssignmentEvent, AssignmentEvent.assignment_id, Assignment.id, Assignment.created_at),
}
"""By name: the log, what its events are of, and the moment by which that belongs to a month."""
AT_ONCE = 500


class Cell(NamedTuple):
    """What `Statistic` counts, but for the month."""

    measure: Measure
    township: str
    key: str = ""
    part: str = ""
    days: int = 0


Cells = Counter[Cell]


def count_due(db: Database, rules: Rulebook, now: datetime) -> int:
    """Count one month that has changed; 0 when none has."""
    with db.transaction() as session:
        _note_changes(session, rules, now)
    with db.reading() as session:
        changed = session.scalars(_changed().order_by(StatisticMonth.month.desc()).limit(1)).one_or_none()
        cells = _count(session, _month(changed.month, rules)) if changed else None
    if changed is None or cells is None:
        return 0
    with db.transaction() as session:
        _replace(session, changed, cells, now)
    return 1


def _changed() -> Select[StatisticMonth]:
    return select(StatisticMonth).where(StatisticMonth.changed_at.is_not(None))


def _month(first: date, rules: Rulebook) -> Month:
    following = (first + timedelta(days=31)).replace(day=1)
    return Month(at(first, time(0), rules.zone), at(following, time(0), rules.zone))


def _note_changes(session: Session, rules: Rulebook, now: datetime) -> None:
    months: set[date] = set()
    for name in LOGS:
        moments = _moments_changed(session, name)
        months |= {local_date(moment, rules.zone).replace(day=1) for moment in moments}
    known = set(session.scalars(select(StatisticMonth.month).where(StatisticMonth.month.in_(months))))
    for month in sorted(months - known):
        session.add(StatisticMonth(month=month, changed_at=now))
    session.execute(update(StatisticMonth).where(StatisticMonth.month.in_(known)).values(changed_at=now))


def _moments_changed(session: Session, name: str) -> Iterable[datetime]:
    """When what has new events began; of everything, when the log was never read."""
    log, of, key, moment = LOGS[name]
    newest = session.scalar(select(func.max(log.id))) or 0
    mark = session.get(StatisticMark, name, with_for_update=True)
    if mark is None:
        session.add(StatisticMark(log=name, before=0, read=newest))
        return session.scalars(select(moment).where(moment.is_not(None)).distinct()).all()
    if newest == mark.read:
        return ()
    since, mark.before, mark.read = mark.before, mark.read, newest
    touched = select(of).where(log.id > since)
    return session.scalars(select(moment).where(key.in_(touched), moment.is_not(None))).all()


def _count(session: Session, month: Month) -> Cells:
    cells: Cells = Counter()
    for count in (_issues, _clocks, _assignments, _opinions):
        cells.update(count(session, month))
    return cells


def _issues(session: Session, month: Month) -> Iterator[Cell]:
    for issue in counted.issues_of(session, month):
        here = issue.township
        yield Cell(Measure.ISSUES, here, issue.field, issue.state)
        yield Cell(Measure.CATEGORY, here, issue.category, issue.satisfaction or "")
        if issue.grid_code:
            yield Cell(Measure.GRID, here, issue.grid_code)
        if issue.result:
            yield Cell(Measure.RESULT, here, issue.result)
        if issue.satisfaction:
            yield Cell(Measure.SATISFACTION, here, issue.satisfaction)
        steps = (
            (Measure.RECEIPT_DAYS, issue.receipt_at),
            (Measure.ANSWER_DAYS, issue.answered_at),
            (Measure.CLOSING_DAYS, issue.closed_at),
        )
        yield from (Cell(m, here, days=(when - issue.submitted_at).days) for m, when in steps if when)


def _clocks(session: Session, month: Month) -> Iterator[Cell]:
    for clock in counted.issue_clocks_of(session, month):
        yield Cell(Measure.TIMELY, clock.township, clock.key, _timeliness(clock))
    for clock in counted.reply_clocks_of(session, month):
        yield Cell(Measure.ORGAN_TIMELY, clock.township, clock.key, _timeliness(clock))


def _timeliness(clock: ClockFacts) -> Timeliness:
    if clock.very_late:
        return Timeliness.VERY_LATE
    if clock.late:
        return Timeliness.LATE
    return Timeliness.ON_TIME if clock.stopped else Timeliness.RUNNING


def _assignments(session: Session, month: Month) -> Iterator[Cell]:
    for one in counted.assignments_of(session, month):
        yield Cell(Measure.ORGAN, one.township, one.organ, one.state)
        if one.result:
            yield Cell(Measure.ORGAN_RESULT, one.township, one.organ, one.result)
        if one.first_reply_at:
            days = max(0, (one.first_reply_at - one.given_at).days)
            yield Cell(Measure.ORGAN_DAYS, one.township, one.organ, days=days)


def _opinions(session: Session, month: Month) -> Iterator[Cell]:
    for mark in counted.marks_of(session, month):
        yield Cell(Measure.ORGAN_ATTITUDE, mark.township, mark.organ, mark.attitude or "")
        yield Cell(Measure.ORGAN_EFFECT, mark.township, mark.organ, mark.result or "")
    for answer in counted.answers_of(session, month):
        yield Cell(Measure.ORGAN_SOLVED, answer.township, answer.organ, answer.solved or "")


def _replace(session: Session, changed: StatisticMonth, cells: Cells, now: datetime) -> None:
    """The month's cells anew; changed again meanwhile, it stays due."""
    session.execute(delete(Statistic).where(Statistic.month == changed.month))
    rows = [cell._asdict() | {"month": changed.month, "count": count} for cell, count in cells.items()]
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert(Statistic), rows[start : start + AT_ONCE])
    session.execute(
        update(StatisticMonth)
        .where(StatisticMonth.month == changed.month, StatisticMonth.changed_at == changed.changed_at)
        .values(changed_at=None, counted_at=now)
    )
