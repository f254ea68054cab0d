"""What a period's bulletin 《人大工作信息》 is drafted from: counted facts, and texts staff chose. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Count:
    """How many of what."""

    name: str
    number: int


@dataclass(frozen=True)
class Ratings:
    """Satisfaction as it was given; those who did not rate are counted apart."""

    satisfied: int = 0
    fair: int = 0
    unsatisfied: int = 0
    not_rated: int = 0

    @property
    def given(self) -> int:
        return self.satisfied + self.fair + self.unsatisfied


@dataclass(frozen=True)
class OrganTimes:
    """One organ's assignments that fell due in the period, and how many of them it answered in time."""

    name: str
    due: int
    in_time: int


@dataclass(frozen=True)
class LateOrgan:
    """One organ's assignments that are late at the period's end."""

    name: str
    late: int
    most_days: int
    """Calendar days of the one that is latest."""


@dataclass(frozen=True)
class KeyMatter:
    """A 重点督办 matter and how far it has come, in words."""

    number: str
    title: str
    organ: str
    progress: str


@dataclass(frozen=True)
class Case:
    """A typical case staff chose and worded."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class BulletinFacts:
    """A period, both days inside. A number that is None was not counted: its sentence is left out."""

    place: str
    first_on: date
    last_on: date
    inflow: int
    by_field: tuple[Count, ...] = ()
    by_township: tuple[Count, ...] = ()
    settled_in_grid: int | None = None
    assigned: int | None = None
    suggestions: int | None = None
    answered: int | None = None
    closed_out: int | None = None
    median_days: float | None = None
    """From assignment to answer."""
    organs: tuple[OrganTimes, ...] = ()
    results: tuple[Count, ...] = ()
    residents: Ratings = Ratings()
    deputies: Ratings = Ratings()
    late: tuple[LateOrgan, ...] = ()
    key_matters: tuple[KeyMatter, ...] = ()
    cases: tuple[Case, ...] = ()
    problems: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A titled part of the draft; each line of `text` is a paragraph. The title has no number yet."""

    title: str
    text: str
