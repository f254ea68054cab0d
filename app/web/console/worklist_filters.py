"""What a list is narrowed to, kept in its address, so that it can be sent to a colleague and comes back after a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.console.house import Clerk
from app.web.console.territory import townships_of
from app.web.written import day
from models.assignment import Level
from models.people import Organ, StaffMember
from models.queries.narrowing import Filters
from models.queries.worklist import Cursor, Key
from models.rules.category_tree import CONCERN_IN_WORDS, areas

LEVELS = ((Level.TOWNSHIP.value, "乡镇"), (Level.COUNTY.value, "县里"))
KEPT = ("township", "field", "category", "organ", "level", "mine")
LONGEST = 128
LARGEST = 2**62


@dataclass(frozen=True)
class Asked:
    """As it stands in the address; `township` narrows the scope, the rest the queries."""

    township: str
    filters: Filters
    mine: bool
    level: str

    @property
    def narrowed(self) -> bool:
        return bool(self.township) or self.filters != Filters()


@dataclass(frozen=True)
class Choices:
    """What the clerk may choose from; pairs of value and words."""

    townships: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    organs: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]


def given(name: str) -> str:
    return request.args.get(name, "").strip()[:LONGEST]


def from_address(clerk: Clerk) -> Asked:
    """Nonsense narrows to nothing rather than failing."""
    level = given("level")
    mine = given("mine") == "1"
    filters = Filters(
        field=given("field"),
        category=given("category"),
        organ=given("organ"),
        level=Level(level) if level in set(Level) else None,
        staff_id=clerk.staff_id if mine else None,
    )
    return Asked(given("township"), filters, mine, level)


def choices(session: Session, member: StaffMember) -> Choices:
    organs = session.execute(select(Organ.code, Organ.name).where(Organ.active).order_by(Organ.code))
    return Choices(
        townships=tuple((name, name) for name in townships_of(session, member)),
        fields=tuple((concern.value, words) for concern, words in CONCERN_IN_WORDS.items()),
        organs=tuple((row.code, row.name) for row in organs),
        levels=LEVELS,
        areas=tuple(areas().items()),
    )


def path(base: str, **values: str) -> str:
    """An address with the filters of the one being shown."""
    return address(base, values | {name: given(name) for name in KEPT})


def address(base: str, values: Mapping[str, str]) -> str:
    """Without what is empty."""
    return f"{base}?{urlencode({key: value for key, value in values.items() if value})}"


def written(cursor: Cursor) -> str:
    """A cursor for the address."""
    key = cursor.key.isoformat() if isinstance(cursor.key, date) else str(cursor.key)
    return f"{key}~{cursor.source}~{cursor.number}"


def cursor(text: str) -> Cursor | None:
    """None for what is no cursor of ours: the list then begins at its beginning."""
    parts = text.split("~")
    try:
        key, source, number = _key(parts[0]), int(parts[1]), int(parts[2])
    except (IndexError, ValueError):
        return None
    return Cursor(key, source, number) if 0 <= source <= LARGEST and 0 <= number <= LARGEST else None


def _key(text: str) -> Key:
    if text.isascii() and text.isdigit():
        return min(int(text), LARGEST)
    if "T" in text:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("a moment without a zone")
        if day(text[:10]) is None:
            raise ValueError("a moment that no database holds")
        return moment
    return date.fromisoformat(text)
