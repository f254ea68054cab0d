"""The console's work list: what needs a hand, in groups, most urgent first, a page at a time.

Each group is one or more sources, a query of (key, number) in the order of an index; the pages are merged from them. So
a page and a count cost the same with a thousand matters stored and with a million.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from heapq import merge
from itertools import islice

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from models.queries import worklist_sources as sources
from models.queries.digest import Scope
from models.queries.narrowing import Filters
from models.queries.worklist_clocks import Source, Span, deadlines

COUNTED = 1000
"""More than that is said as "1000+": nobody counts further, and the database need not either."""


class Group(StrEnum):
    """What may need a hand, in the order of the day."""

    VERY_LATE = "very_late"
    LATE = "late"
    TODAY = "today"
    ESCALATIONS = "escalations"
    INSTRUCTIONS = "instructions"
    HELD = "held"
    PLACE = "place"
    NEW = "new"
    SILENT = "silent"
    STUDY = "study"
    OBJECTED = "objected"
    REQUESTS = "requests"
    TO_CALL = "to_call"
    RETURNED = "returned"
    CLOSE_OUT = "close_out"
    UNCHECKED = "unchecked"
    WEEK = "week"
    EVALUATE = "evaluate"
    PROMISES = "promises"
    SUPERVISED = "supervised"
    HIGHER = "higher"


@dataclass(frozen=True)
class Moment:
    """The lines in time by which something is late, very late, due today or this week."""

    now: datetime
    very_late_days: int
    today_ends: datetime
    week_ends: datetime


@dataclass(frozen=True)
class View:
    """Whose work list, narrowed how, and when."""

    scope: Scope
    filters: Filters
    moment: Moment


Key = int | datetime | date


@dataclass(frozen=True)
class Cursor:
    """The last line of the page before: its key, the place of its source in the group, its number."""

    key: Key
    source: int
    number: int


@dataclass(frozen=True)
class Found:
    """A line's number: a matter's, or (`assignment`) an assignment's."""

    key: Key
    source: int
    number: int
    assignment: bool


@dataclass(frozen=True)
class Numbers:
    """One page, and where the next one begins (None: it was the last)."""

    found: tuple[Found, ...]
    after: Cursor | None


def sources_of(group: Group, view: View) -> tuple[Source, ...]:
    """The queries behind a group."""
    span = _span(group, view.moment)
    if span is not None:
        return deadlines(view.scope, view.filters, span)
    if group is Group.UNCHECKED:
        return sources.unchecked(view.scope, view.filters, view.moment.now)
    return sources.BY_GROUP[group](view.scope, view.filters)


def _span(group: Group, moment: Moment) -> Span | None:
    very_late = moment.now - timedelta(days=moment.very_late_days)
    spans = {
        Group.VERY_LATE: Span(None, very_late),
        Group.LATE: Span(very_late, moment.now),
        Group.TODAY: Span(moment.now, moment.today_ends),
        Group.WEEK: Span(moment.today_ends, moment.week_ends),
    }
    return spans.get(group)


def count(session: Session, group: Group, view: View) -> int:
    """How many matters and assignments the group has; no more than `COUNTED` + 1 are counted."""
    parts = [
        source.query.add_columns(literal(source.assignment).label("of_assignment")).order_by(None)
        for source in sources_of(group, view)
    ]
    everything = parts[0] if len(parts) == 1 else select(union_all(*parts).subquery())
    # one matter may have several deadlines: a few more are read, so that the distinct ones reach the limit
    read = everything.limit(2 * (COUNTED + 1)).subquery()
    distinct = select(read.c.number, read.c.of_assignment).distinct().limit(COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(distinct)) or 0


def numbers(session: Session, group: Group, view: View, after: Cursor | None, size: int) -> Numbers:
    """The next page of a group, each matter or assignment once."""
    parts = sources_of(group, view)
    start = after if after is not None and _fits(after, parts[0]) else None
    streams = [_read(session, position, source, start, size + 1) for position, source in enumerate(parts)]
    rows = list(islice(merge(*streams, key=lambda row: (row.key, row.source, row.number)), size + 1))
    page, more = rows[:size], len(rows) > size
    last = page[-1] if more else None
    once = {(row.assignment, row.number): row for row in reversed(page)}
    found = tuple(row for row in page if once[row.assignment, row.number] is row)
    return Numbers(found, Cursor(last.key, last.source, last.number) if last else None)


def _fits(after: Cursor, source: Source) -> bool:
    """A cursor of another group means nothing in this one."""
    return type(after.key) is source.key.type.python_type


def _read(
    session: Session, position: int, source: Source, after: Cursor | None, size: int
) -> Iterator[Found]:
    query = source.query.order_by(source.key, source.number).limit(size)
    if after is not None:
        query = query.where(_beyond(source, position, after))
    for key, number in session.execute(query):
        yield Found(key, position, number, source.assignment)


def _beyond(source: Source, position: int, after: Cursor) -> ColumnElement[bool]:
    """What comes after the cursor in the order (key, source, number)."""
    beyond: ColumnElement[bool] = source.key > after.key
    if position < after.source:
        return beyond
    reached: ColumnElement[bool] = source.key >= after.key
    if position > after.source:
        return reached
    # the first half lets the index begin there
    return and_(reached, or_(beyond, source.number > after.number))


__all__ = ["Cursor", "Filters", "Group", "Moment", "Numbers", "View", "count", "numbers", "sources_of"]
