"""Matters as a page shows them: frozen, in plain words, and only what this reader may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from app.web.phone.house import now, service
from handlers import wording
from handlers.photos import sight
from handlers.staff import held_until
from models.issue import (
    Attachment,
    Check,
    ClockKind,
    Issue,
    IssueClock,
    Result,
    Satisfaction,
)
from models.queries.phone import Listed
from models.rules.issue_state import IssueAct, IssueState, allowed

_CLOCKS = {ClockKind.RECEIPT: "确认收到", ClockKind.ANSWER: "答复群众"}


@dataclass(frozen=True)
class Deadline:
    """A running clock: what is to be done, by when, where the rule comes from."""

    what: str
    when: str
    source: str
    late: bool


@dataclass(frozen=True)
class Card:
    """One matter in a list."""

    number: int
    words: str
    place: str
    state: str
    day: str
    photos: int
    deputy: str
    deadline: Deadline | None
    unchecked: bool


@dataclass(frozen=True)
class Cards:
    """A list under its title, and how many there are in all."""

    title: str
    cards: tuple[Card, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.cards)


@dataclass(frozen=True)
class Photo:
    """A photo with its link; without one, `note` says why."""

    url: str
    note: str
    unchecked: bool = False


@dataclass(frozen=True)
class Said:
    """One thing the resident said."""

    text: str
    when: str
    held: bool
    unchecked: bool


@dataclass(frozen=True)
class Story:
    """One matter with all a reader may see of it."""

    card: Card
    said: tuple[Said, ...]
    photos: tuple[Photo, ...]
    shown: tuple[Photo, ...]
    """By the deputy, with their answer."""
    timeline: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    who: str
    state: IssueState
    acts: frozenset[IssueAct]
    result: Result | None
    satisfaction: Satisfaction | None
    satisfaction_words: str
    held_until: int
    """The newest message that waits for staff's eyes; 0: none does."""


def cards(
    title: str,
    found: Listed,
    *,
    own: bool = False,
    passed_only: bool = False,
    states: Mapping[int, str] = MappingProxyType({}),
) -> Cards:
    """A list; `own`: the reader is the one who said it all. `states` say more of some than their state does."""
    shown = (card(issue, own=own, passed_only=passed_only) for issue in found.issues)
    return Cards(
        title, tuple(replace(one, state=states.get(one.number, one.state)) for one in shown), found.total
    )


def card(issue: Issue, *, own: bool = False, passed_only: bool = False) -> Card:
    zone = service().rules.zone
    words = wording.snippet(wording.passed(issue) if passed_only else wording.said(issue, to_others=not own))
    running = deadlines(issue)
    return Card(
        number=issue.id,
        words=words or ("（内容等工作人员查看）" if held_until(issue) else "（照片）"),
        place=wording.place(issue.grid),
        state=wording.state(issue),
        day=wording.day(issue.created_at, zone),
        photos=sum(attachment.check is not Check.RISKY for attachment in issue.attachments),
        deputy=wording.deputy_name(issue.deputy) if issue.deputy else "",
        deadline=running[0] if running else None,
        unchecked=issue.check is Check.UNCHECKED and not own,
    )


def deadlines(issue: Issue) -> tuple[Deadline, ...]:
    """The clocks that run for the deputy."""
    running = (clock for clock in issue.clocks if clock.stopped_at is None and clock.kind in _CLOCKS)
    return tuple(_deadline(clock) for clock in running)


def _deadline(clock: IssueClock) -> Deadline:
    zone = service().rules.zone
    exact = clock.kind is ClockKind.RECEIPT
    when = wording.day_and_time(clock.due_at, zone) if exact else wording.last_day(clock.due_at, zone)
    return Deadline(_CLOCKS[clock.kind], when, clock.source or "本县规定", clock.due_at <= now())


@dataclass(frozen=True)
class Reader:
    """What a reader may see: `own` words the check held back, `held` those of others (staff decide on them).

    `passed_only`: not even words and photos that are merely unchecked, which go to the deputy, marked.
    """

    own: bool = False
    held: bool = False
    passed_only: bool = False


OWNER, DEPUTY, STAFF = Reader(own=True), Reader(), Reader(held=True)
ONLY_READS = Reader(passed_only=True)
"""Leaders and station heads: held words are for who decides on them, and a station head may be the very deputy they are about."""


def story(issue: Issue, reader: Reader, names: dict[int, str]) -> Story:
    """Everything about one matter for this reader; `names` are the deputies of its log."""
    everything = reader.own or reader.held
    zone = service().rules.zone
    titled = {key: f"{name}代表" for key, name in names.items()}
    return Story(
        card=card(issue, own=everything, passed_only=reader.passed_only),
        said=tuple(_said(issue, reader)),
        photos=tuple(_photo(attachment, reader) for attachment in issue.attachments),
        shown=tuple(_photo(photo, _reads_of_deputy(reader)) for photo in issue.deputy_photos),
        timeline=tuple(_in_third_person(line, reader) for line in wording.timeline(issue, zone, titled)),
        deadlines=deadlines(issue),
        who="一位群众（匿名）" if issue.anonymous else (issue.resident.name or "一位群众"),
        state=issue.state,
        acts=frozenset(allowed(issue.state)),
        result=issue.result,
        satisfaction=issue.satisfaction,
        satisfaction_words=issue.satisfaction_words,
        held_until=held_until(issue),
    )


def _said(issue: Issue, reader: Reader) -> Iterable[Said]:
    zone = service().rules.zone
    for message in wording.spoken(issue, to_others=not (reader.own or reader.held)):
        if reader.passed_only and message.check is not Check.PASSED:
            continue
        if message.text:
            held = message.check is Check.RISKY and not reader.own
            unchecked = message.check is Check.UNCHECKED and not reader.own
            yield Said(message.text, wording.day_and_time(message.said_at, zone), held, unchecked)


def _photo(attachment: Attachment, reader: Reader) -> Photo:
    seen = sight(attachment, passed_only=reader.passed_only, own=reader.own)
    url = service().photos.path(attachment.id, now()) if seen.shown else ""
    return Photo(url, seen.note, seen.unchecked)


def _reads_of_deputy(reader: Reader) -> Reader:
    """The resident did not send it, and sees of it what passed the check."""
    return ONLY_READS if reader.own else reader


def _in_third_person(line: str, reader: Reader) -> str:
    """The timeline is worded for the resident; others read 群众 for 您, but never within a note."""
    day, hour, words = line.split(" ", 2)
    if reader.own or not words.startswith("您"):
        return line
    return f"{day} {hour} 群众{words.removeprefix('您的').removeprefix('您')}"
