"""The console's work list: what needs a hand, in groups, most urgent first, a page at a time.

Each group is one or more sources, a query of (key, number) in the order of an index; the pages are merged from them. So
a page and a count cost the same with a thousand matters stored and with a million.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from heapq import merge
from itertools import islice

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from models.queries import worklist_sources as sources
from models.queries.digest import Scope
from models.queries.narrowing import Filters
from models.queries.worklist_clocks import Source, Span, deadlines, line_in_time

COUNTED = 1000
"""More than that is said as "1000+": nobody counts further, and the database need not either."""
REMEMBERED = 512
"""Queries put together: the groups of some two dozen territories or narrowings."""


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


VERY_LATE_BY = line_in_time("very_late_by")
LATE_BY = line_in_time("late_by")
TODAY_ENDS = line_in_time("today_ends")
WEEK_ENDS = line_in_time("week_ends")
_SPANS = {
    Group.VERY_LATE: Span(None, VERY_LATE_BY),
    Group.LATE: Span(VERY_LATE_BY, LATE_BY),
    Group.TODAY: Span(LATE_BY, TODAY_ENDS),
    Group.WEEK: Span(TODAY_ENDS, WEEK_ENDS),
}


@dataclass(frozen=True)
class Moment:
    """The lines in time by which something is late, very late, due today or this week."""

    now: datetime
    very_late_days: int
    today_ends: datetime
    week_ends: datetime

    @property
    def lines(self) -> dict[str, datetime]:
        """What the queries are run with."""
        return {
            VERY_LATE_BY.key: self.now - timedelta(days=self.very_late_days),
            LATE_BY.key: self.now,
            TODAY_ENDS.key: self.today_ends,
            WEEK_ENDS.key: self.week_ends,
            sources.CHECK_ENDED.key: self.now - sources.CHECK_TAKES,
        }


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


@lru_cache(REMEMBERED)
def sources_of(group: Group, scope: Scope, filters: Filters) -> tuple[Source, ...]:
    """The queries behind a group; they are run with a moment's lines.

    Putting them together costs more than running them, and the same few are asked for again and again.
    """
    span = _SPANS.get(group)
    if span is not None:
        return deadlines(scope, filters, span)
    return sources.BY_GROUP[group](scope, filters)


def count(session: Session, group: Group, view: View) -> int:
    """How many matters and assignments the group has; no more than `COUNTED` + 1 are counted."""
    return session.scalar(_counting(group, view.scope, view.filters), view.moment.lines) or 0


@lru_cache(REMEMBERED)
def _counting(group: Group, scope: Scope, filters: Filters) -> Select[int]:
    parts = [
        source.query.add_columns(literal(source.assignment).label("of_assignment")).order_by(None)
        for source in sources_of(group, scope, filters)
    ]
    everything = parts[0] if len(parts) == 1 else select(union_all(*parts).subquery())
    # one matter may have several deadlines: a few more are read, so that the distinct ones reach the limit
    read = everything.limit(2 * (COUNTED + 1)).subquery()
    distinct = select(read.c.number, read.c.of_assignment).distinct().limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(distinct)


def numbers(session: Session, group: Group, view: View, after: Cursor | None, size: int) -> Numbers:
    """The next page of a group, each matter or assignment once."""
    parts, when = sources_of(group, view.scope, view.filters), view.moment.lines
    start = after if after is not None and _fits(after, parts[0]) else None
    streams = [
        _read(session, when, position, _page(source, position, start, size + 1))
        for position, source in enumerate(parts)
    ]
    rows = list(islice(merge(*streams, key=lambda row: (row.key, row.source, row.number)), size + 1))
    page, more = rows[:size], len(rows) > size
    last = page[-1] if more else None
    once = {(row.assignment, row.number): row for row in reversed(page)}
    found = tuple(row for row in page if once[row.assignment, row.number] is row)
    return Numbers(found, Cursor(last.key, last.source, last.number) if last else None)


def _fits(after: Cursor, source: Source) -> bool:
    """A cursor of another group means nothing in this one."""
    return type(after.key) is source.key.type.python_type


def _read(session: Session, when: dict[str, datetime], position: int, source: Source) -> Iterator[Found]:
    for key, number in session.execute(source.query, when):
        yield Found(key, position, number, source.assignment)


def _page(source: Source, position: int, after: Cursor | None, size: int) -> Source:
    query = source.query.order_by(source.key, source.number).limit(size)
    return replace(source, query=query if after is None else query.where(_beyond(source, position, after)))


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
