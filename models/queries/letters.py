"""The numbered register of letters as pages and exports read it: filtered, newest first, frozen rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from models.assignment import Assignment
from models.people import Deputy, Organ
from models.queries.supervision import covers
from models.supervision import Letter, LetterKind

BATCH = 500
LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Wanted:
    """What the address filters by; `names`: the reader's territory (None: everywhere). `state`: void, waiting or empty."""

    names: tuple[str, ...] | None
    kind: LetterKind | None = None
    year: int | None = None
    series: str = ""
    organ: str = ""
    words: str = ""
    state: str = ""
    assignment: int | None = None


@dataclass(frozen=True)
class Line:
    """One letter of the register."""

    id: int
    kind: LetterKind
    series: str
    year: int
    number: int
    title: str
    assignment: int
    organ: str
    deputy: str
    """Of a reply: to whom it goes."""
    made_at: datetime
    received_at: datetime | None
    void_at: datetime | None
    void_reason: str


_COLUMNS = (
    Letter.id,
    Letter.kind,
    Letter.series,
    Letter.year,
    Letter.number,
    Letter.title,
    Letter.assignment_id,
    func.coalesce(Organ.name, ""),
    func.coalesce(Deputy.name, ""),
    Letter.made_at,
    Letter.received_at,
    Letter.void_at,
    Letter.void_reason,
)


def _found(wanted: Wanted) -> Select[Any]:
    query = (
        select(Letter)
        .join(Assignment, Assignment.id == Letter.assignment_id)
        .outerjoin(Organ, Organ.id == Letter.organ_id)
        .outerjoin(Deputy, Deputy.id == Letter.deputy_id)
    )
    exact: dict[Any, object] = {
        Letter.kind: wanted.kind,
        Letter.year: wanted.year,
        Letter.series: wanted.series,
        Organ.code: wanted.organ,
        Letter.assignment_id: wanted.assignment,
    }
    query = query.where(*(column == value for column, value in exact.items() if value))
    if wanted.names is not None:
        query = query.where(covers(wanted.names))
    return _in_state(_with_words(query, wanted.words), wanted.state)


def _with_words(query: Select[Any], words: str) -> Select[Any]:
    """In the title or the organ's name; a number is the letter's or the assignment's."""
    if not words:
        return query
    meant = [Letter.title.icontains(words, autoescape=True), Organ.name.icontains(words, autoescape=True)]
    if words.isascii() and words.isdigit() and int(words) <= LARGEST_NUMBER:
        meant += [Letter.number == int(words), Letter.assignment_id == int(words)]
    return query.where(or_(*meant))


def _in_state(query: Select[Any], state: str) -> Select[Any]:
    match state:
        case "void":
            return query.where(Letter.void_at.is_not(None))
        case "waiting":
            waiting = (
                Letter.received_at.is_(None),
                Letter.void_at.is_(None),
                Letter.kind != LetterKind.REPLY,
            )
            return query.where(*waiting)
        case _:
            return query


def count(session: Session, wanted: Wanted) -> int:
    return session.scalar(_found(wanted).with_only_columns(func.count(Letter.id))) or 0


def page_of(session: Session, wanted: Wanted, offset: int, size: int) -> tuple[Line, ...]:
    """Newest first."""
    columns: Any = _found(wanted).with_only_columns(*_COLUMNS)
    rows = session.execute(columns.order_by(Letter.id.desc()).limit(size).offset(offset))
    return tuple(Line(*row) for row in rows)


def every(session: Session, wanted: Wanted) -> Iterator[Line]:
    """All of them in the order drawn, read in batches."""
    columns: Any = _found(wanted).with_only_columns(*_COLUMNS)
    last = 0
    while rows := session.execute(columns.where(Letter.id > last).order_by(Letter.id).limit(BATCH)).all():
        yield from (Line(*row) for row in rows)
        last = rows[-1].id


def choices(session: Session) -> tuple[list[int], list[str]]:
    """The years and the series there are, by which one filters."""
    years = session.scalars(select(Letter.year).distinct().order_by(Letter.year.desc()))
    series = session.scalars(select(Letter.series).distinct().order_by(Letter.series))
    return list(years), list(series)


def of_organ(session: Session, organ_id: int, offset: int, size: int) -> tuple[tuple[Line, ...], int]:
    """An organ's letters, those it got and its own replies, newest first; and how many there are."""
    mine = _found(Wanted(None)).where(Letter.organ_id == organ_id)
    columns: Any = mine.with_only_columns(*_COLUMNS)
    rows = session.execute(columns.order_by(Letter.id.desc()).limit(size).offset(offset))
    total = session.scalar(mine.with_only_columns(func.count(Letter.id))) or 0
    return tuple(Line(*row) for row in rows), total


def unread(session: Session, organ_id: int) -> int:
    """How many letters the organ has not opened."""
    waiting = _found(Wanted(None, state="waiting")).where(Letter.organ_id == organ_id)
    return session.scalar(waiting.with_only_columns(func.count(Letter.id))) or 0


def one(session: Session, letter_id: int) -> tuple[Letter, Assignment] | None:
    """A letter with its assignment."""
    query = select(Letter, Assignment).join(Assignment, Assignment.id == Letter.assignment_id)
    row = session.execute(query.where(Letter.id == letter_id)).one_or_none()
    return (row[0], row[1]) if row else None
