"""Searching matters: by words, number, person, place, organ, state and time; the newest first, page by page.

The words go through the full-text index, which gives the newest matter first and is left as soon as a page is full: words
that stand in a third of a million matters are answered like rare ones. Who may see what is the caller's condition.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from models.assignment import AssignmentClock, AssignmentOrgan, OrganState
from models.issue import DEPUTY_CLOCKS, Issue, IssueClock
from models.people import Deputy, Organ, Resident
from models.place import Grid
from models.queries import covered
from models.queries.word_index import matching, with_words
from models.rules.bigrams import township_token
from models.rules.issue_state import IssueState
from models.rules.seeking import Sought, number_sought, sought
from models.words import IssueWords

PAGE = 50
MOST_COUNTED = 200
"""Whoever finds more narrows the search; counting on would cost more than finding."""
LARGEST_NUMBER = 2**62
MOST_PEOPLE = 200
MOST_LOOKED_THROUGH = 20_000
MOST_WALKED = 20_000
FEW_WITH_WORDS = 3_000


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is looked for; every part given must hold."""

    words: str = ""
    """As typed; nothing but a number is the number of a matter."""
    number: int | None = None
    person: str = ""
    """A deputy's or a resident's whole name; an anonymous resident is not found by it."""
    grids: frozenset[int] | None = None
    """Where it is; `handlers.searching` finds them for what was typed as the village."""
    township: str = ""
    within: frozenset[str] = frozenset()
    """Townships outside of which the caller sees nothing but matters without a place: a hint, that saves looking at others."""
    organ: str = ""
    """An organ's code, or a part of its name."""
    states: frozenset[IssueState] = frozenset()
    late: bool = False
    since: datetime | None = None
    until: datetime | None = None
    """Told at or after `since`, before `until`."""
    category: str = ""
    """A code of the category tree, or the beginning of one: a field or a topic."""
    field: str = ""
    cursor: int | None = None
    """Go on after this matter."""


@dataclass(frozen=True)
class Page:
    """Numbers of matters, newest first. `total` counts to `MOST_COUNTED`; `more` than that is shown as 200+."""

    issue_ids: tuple[int, ...]
    total: int
    more: bool
    next_cursor: int | None

    @property
    def total_in_words(self) -> str:
        return f"{MOST_COUNTED}+" if self.more else str(self.total)


def search(session: Session, query: Query, where: ColumnElement[bool], limit: int = PAGE) -> Page:
    """The newest matters that match, among those the caller may see (`where`, about `Issue`). Never raises for any text."""
    number = query.number if query.number is not None else number_sought(query.words)
    if number is not None and (found := _numbered(session, query, number, where)):
        return Page((found,), 1, more=False, next_cursor=None)
    if query.number is not None:
        return Page((), 0, more=False, next_cursor=None)
    wanted = replace(sought(query.words), one_of=_townships(query))
    if query.words.strip() and not wanted:
        return Page((), 0, more=False, next_cursor=None)
    conditions = [where, *_conditions(session, query)]
    if _few(session, query, wanted):
        rows = _looked_through(wanted, conditions)
    else:
        rows = matching(session, wanted, conditions)
        if wanted and not wanted.one_of and query.cursor is None and not query.states:
            rows = _newest_are_enough(session, rows)
    return _page(session, rows, query.cursor, limit)


def _newest_are_enough(session: Session, rows: Select[int]) -> Select[int]:
    """On PostgreSQL: only the newest matters, if these fill the count; else it would gather all the others first."""
    if session.get_bind().dialect.name == "sqlite":
        return rows
    last = session.scalar(select(func.max(IssueWords.issue_id))) or 0
    newest = rows.where(IssueWords.issue_id > last - MOST_WALKED)
    return newest if _more_than(session, newest, MOST_COUNTED) else rows


def _townships(query: Query) -> tuple[str, ...]:
    if query.township:
        return (township_token(query.township),)
    return tuple(township_token(name) for name in sorted({*query.within, ""})) if query.within else ()


def _page(session: Session, rows: Select[int], cursor: int | None, limit: int) -> Page:
    """Reads as many as are counted, at once: the first page is among them."""
    newest = list(session.scalars(rows.limit(MOST_COUNTED + 1)))
    total, ids = len(newest), newest
    if cursor is not None:
        ids = [number for number in newest if number < cursor]
        if len(ids) <= limit and total > MOST_COUNTED:
            ids = list(session.scalars(rows.where(Issue.id < cursor).limit(limit + 1)))
    next_cursor = ids[limit - 1] if len(ids) > limit else None
    return Page(tuple(ids[:limit]), min(total, MOST_COUNTED), total > MOST_COUNTED, next_cursor)


def _few(session: Session, query: Query, wanted: Sought) -> bool:
    """On SQLite: so few are in the states asked for that one looks through them, rather than through all with the words.

    PostgreSQL finds that out by itself.
    """
    if not query.states or session.get_bind().dialect.name != "sqlite":
        return False
    if wanted and not _more_than(session, with_words(wanted), FEW_WITH_WORDS):
        return False
    in_them = select(Issue.id).where(Issue.state.in_(sorted(query.states)))
    return not _more_than(session, in_them, MOST_LOOKED_THROUGH)


def _more_than(session: Session, rows: Select[int], number: int) -> bool:
    counted = select(func.count()).select_from(rows.limit(number + 1).subquery())
    return (session.scalar(counted) or 0) > number


def _looked_through(wanted: Sought, conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    words = literal(" ") + type_coerce(IssueWords.words, String) + literal(" ")
    pieces = [f" {token} " for token in wanted.tokens] + [f" {begin}" for begin in wanted.beginnings]
    found = [func.instr(words, piece) > 0 for piece in pieces]
    rows = select(Issue.id).where(*conditions)
    if found:
        rows = rows.join(IssueWords, IssueWords.issue_id == Issue.id).where(*found)
    return rows.order_by((Issue.id + 0).desc())  # a sum: SQLite shall not walk through all by their numbers


def _numbered(session: Session, query: Query, number: int, where: ColumnElement[bool]) -> int | None:
    if number > LARGEST_NUMBER:
        return None
    return session.scalar(select(Issue.id).where(Issue.id == number, where, *_conditions(session, query)))


def _conditions(session: Session, query: Query) -> list[ColumnElement[bool]]:
    found = [*_about(query), *_where_it_is(query), *_of_people(query)]
    if query.organ.strip():
        found.append(_with_organ(session, _storable(query.organ.strip())))
    return found


def _about(query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.states:
        found.append(Issue.state.in_(sorted(query.states)))
    if query.category:
        found.append(Issue.category.startswith(_storable(query.category), autoescape=True))
    if query.field:
        found.append(Issue.field == _storable(query.field))
    if query.since is not None:
        found.append(Issue.created_at >= query.since)
    if query.until is not None:
        found.append(Issue.created_at < query.until)
    if query.late:
        found.append(_late())
    return found


def _late() -> ColumnElement[bool]:
    """A clock of its own has run out, or one of the assignment that covers it."""
    running = (IssueClock.late_at.is_not(None), IssueClock.stopped_at.is_(None))
    own = select(IssueClock.issue_id).where(IssueClock.kind.in_(DEPUTY_CLOCKS), *running)
    assignments = select(AssignmentClock.assignment_id).where(
        AssignmentClock.stopped_at.is_(None), AssignmentClock.late_at.is_not(None)
    )
    return Issue.id.in_(union_all(own, *covered.of_assignments(assignments).selects))


def _where_it_is(query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.grids is not None:
        found.append(Issue.grid_id.in_(sorted(query.grids)))
    if query.township:
        here = Grid.township == _storable(query.township)
        found.append(Issue.grid_id.in_(select(Grid.id).where(here)))
    return found


def _of_people(query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.person.strip():
        name = _storable(query.person.strip())
        deputies = select(Deputy.id).where(Deputy.name == name)
        residents = select(Resident.id).where(Resident.name == name).limit(MOST_PEOPLE)
        wrote = Issue.resident_id.in_(residents)
        found.append(or_(Issue.deputy_id.in_(deputies), wrote & Issue.anonymous.is_(False)))
    return found


def _with_organ(session: Session, words: str) -> ColumnElement[bool]:
    """Charged with it, with a suggestion raised from it, or with the main matter that it follows.

    The organs are looked up first: with their numbers in hand a database goes by the index of what each has.
    """
    named = select(Organ.id).where(or_(Organ.code == words, Organ.name.contains(words, autoescape=True)))
    organs = list(session.scalars(named))
    charged = select(AssignmentOrgan.assignment_id).where(
        AssignmentOrgan.organ_id.in_(organs), AssignmentOrgan.state != OrganState.RELEASED
    )
    return Issue.id.in_(covered.of_assignments(charged))


def _storable(text: str) -> str:
    """Without the one character that PostgreSQL cannot compare, and halves of broken emoji."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
