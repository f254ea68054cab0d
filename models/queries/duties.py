"""The duties' tasks in bulk: made, met and missed by one statement for each run of deputies."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    Subquery,
    Update,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

from models.duty import DutyPeriod, DutyState, DutyTask, EntryKind, HandbookEntry
from models.insert_once import insert_once
from models.issue import Check, Issue
from models.outbox import NoticeKind, OutboxNotice
from models.people import Contact, Deputy, GridDeputy
from models.rules.issue_state import IssueState
from models.rules.periods import DutyKind, Period

NOT_DONE = (IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED, IssueState.REPORTED)
"""A grid's open problems: told in full and not yet at an end."""
UNSETTLED = (DutyState.OPEN, DutyState.EXCUSED)


@dataclass(frozen=True)
class Evidence:
    """What meets a duty: `minimum` handbook entries of these kinds in [since, until).

    The first such entry within `elsewhere` counts for another duty, and not here.
    """

    kinds: tuple[EntryKind, ...]
    since: datetime
    until: datetime
    minimum: int = 1
    elsewhere: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Run:
    """The deputies with `after < id <= last`, in one period."""

    period_id: int
    after: int
    last: int


@dataclass(frozen=True)
class Words:
    """A notice's text, and its facts for a subscription message."""

    text: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Letter:
    """What the deputies of a run are told, as one statement can write it to all of them.

    `with_problems` is for those whose grids have open problems; COUNT and NUMBER in it become their own.
    """

    key: str
    plain: Words
    with_problems: Words
    page: str
    created_at: datetime
    not_before: datetime
    expires_at: datetime


COUNT = "{count}"
NUMBER = "{number}"


def period_of(row: DutyPeriod) -> Period:
    """The row as the calendar's own value, which knows its key and its words."""
    return Period(row.kind, row.starts_on, row.ends_on, row.opens_at, row.nudge_at, row.closes_at)


@dataclass(frozen=True)
class Entered:
    """A period that was begun to be opened."""

    id: int
    period: Period
    opened_at: datetime


def entered(session: Session, *which: ColumnElement[bool]) -> list[Entered]:
    """The periods entered so far, in the order they opened."""
    rows = session.scalars(select(DutyPeriod).where(*which).order_by(DutyPeriod.opens_at, DutyPeriod.id))
    return [Entered(row.id, period_of(row), row.opened_at) for row in rows]


def next_deputies(session: Session, after: int, size: int) -> Sequence[int]:
    """The next `size` deputies in office."""
    return session.scalars(
        select(Deputy.id).where(Deputy.active, Deputy.id > after).order_by(Deputy.id).limit(size)
    ).all()


def next_tasks(period_id: int, session: Session, after: int, size: int) -> Sequence[int]:
    """The deputies of the period's next `size` tasks."""
    return session.scalars(
        select(DutyTask.deputy_id)
        .where(DutyTask.period_id == period_id, DutyTask.deputy_id > after)
        .order_by(DutyTask.deputy_id)
        .limit(size)
    ).all()


def assign(session: Session, run: Run, state: DutyState) -> None:
    """Give every deputy of the run the period's task, unless they have it or its opening is over."""
    being_opened = exists().where(DutyPeriod.id == run.period_id, DutyPeriod.filled_at.is_(None))
    deputies: Select[int, DutyState, int] = (
        select(literal(run.period_id), literal(state, DutyTask.__table__.c.state.type), Deputy.id)
        .where(Deputy.active, Deputy.id > run.after, Deputy.id <= run.last, being_opened)
        .order_by(Deputy.id)
    )
    session.execute(insert_once(session, DutyTask).from_select(["period_id", "state", "deputy_id"], deputies))


def propose(session: Session, run: Run) -> None:
    """Put the oldest open problem on each task of the run, unless it has one: the deputy's own, else the grids'."""
    own = (
        select(func.min(Issue.id))
        .where(Issue.deputy_id == DutyTask.deputy_id, *_shown())
        .correlate(DutyTask)
        .scalar_subquery()
    )
    still_open = select(Issue.id).where(Issue.id == DutyTask.issue_id, *_shown()).correlate(DutyTask)
    oldest = func.coalesce(still_open.scalar_subquery(), own, _of_the_grids(func.min(Issue.id)))
    session.execute(_tasks(run, (DutyState.OPEN,)).values(issue_id=oldest))


def settle(session: Session, run: Run, evidence: Evidence, now: datetime) -> Sequence[int]:
    """Mark as met what the handbook shows to be met; the deputies for whom that is new."""
    met = _tasks(run, UNSETTLED).where(_entries(evidence) >= evidence.minimum)
    return session.scalars(met.values(state=DutyState.MET, met_at=now).returning(DutyTask.deputy_id)).all()


def miss(session: Session, run: Run) -> None:
    """What is still open when the period ends is missed; excused for who has left office."""
    in_office = exists().where(Deputy.id == DutyTask.deputy_id, Deputy.active)
    states = DutyTask.__table__.c.state.type
    ended = case((in_office, literal(DutyState.MISSED, states)), else_=literal(DutyState.EXCUSED, states))
    session.execute(_tasks(run, (DutyState.OPEN,)).values(state=ended))


def tell(session: Session, run: Run, kind: DutyKind, letter: Letter) -> None:
    """Write to who of the run still has the task before them and has a WeChat contact: by the letter's key, once."""
    problems = _of_the_grids(func.count(Issue.id.distinct())) if kind is DutyKind.SOLVE else literal(0)
    people = (
        select(
            Contact.id.label("contact_id"), DutyTask.deputy_id, DutyTask.issue_id, problems.label("problems")
        )
        .join(Deputy, Deputy.id == DutyTask.deputy_id)
        .join(Contact, Contact.id == Deputy.contact_id)
        .where(DutyTask.period_id == run.period_id, DutyTask.state == DutyState.OPEN, Deputy.active)
        .where(DutyTask.deputy_id > run.after, DutyTask.deputy_id <= run.last)
        .subquery()
    )
    columns = _notice(session, people, letter)
    # SQLite needs a WHERE, or it reads ON CONFLICT as a join
    notices = select(*columns.values()).where(people.c.contact_id > 0).order_by(people.c.deputy_id)
    session.execute(insert_once(session, OutboxNotice).from_select(list(columns), notices))


def _notice(session: Session, people: Subquery, letter: Letter) -> dict[str, ColumnElement[Any]]:
    has_problems = and_(people.c.problems > 0, people.c.issue_id.is_not(None))

    def own(plain: str, with_problems: str) -> ColumnElement[str]:
        counted = func.replace(with_problems, COUNT, cast(people.c.problems, String))
        numbered = func.replace(counted, NUMBER, cast(people.c.issue_id, String))
        return case((has_problems, numbered), else_=plain)

    fields = own(*(json.dumps(dict(words.fields)) for words in (letter.plain, letter.with_problems)))
    column = OutboxNotice.__table__.c
    return {
        "contact_id": people.c.contact_id,
        "kind": literal(NoticeKind.DUTY, column.kind.type),
        "key": literal(letter.key) + cast(people.c.deputy_id, String),
        "text": own(letter.plain.text, letter.with_problems.text),
        "fields": cast(fields, JSON) if session.get_bind().dialect.name == "postgresql" else fields,
        "page": literal(letter.page),
        "created_at": literal(letter.created_at, column.created_at.type),
        "not_before": literal(letter.not_before, column.created_at.type),
        "expires_at": literal(letter.expires_at, column.created_at.type),
    }


def _tasks(run: Run, states: tuple[DutyState, ...]) -> Update:
    return (
        update(DutyTask)
        .where(DutyTask.period_id == run.period_id, DutyTask.state.in_(states))
        .where(DutyTask.deputy_id > run.after, DutyTask.deputy_id <= run.last)
        .execution_options(synchronize_session=False)
    )


def _shown() -> tuple[ColumnElement[bool], ...]:
    """Words held by the content check are not shown to a deputy."""
    return Issue.state.in_(NOT_DONE), Issue.check != Check.RISKY


def _of_the_grids(wanted: ColumnElement[int]) -> ScalarSelect[int]:
    return (
        select(wanted)
        .join(GridDeputy, GridDeputy.grid_id == Issue.grid_id)
        .where(GridDeputy.deputy_id == DutyTask.deputy_id, *_shown())
        .correlate(DutyTask)
        .scalar_subquery()
    )


def _entries(evidence: Evidence) -> ScalarSelect[int]:
    """How many entries count for a task: a few index look-ups, however thick the handbook has grown."""
    counted = (
        select(func.count(HandbookEntry.id))
        .where(HandbookEntry.deputy_id == DutyTask.deputy_id, HandbookEntry.kind.in_(evidence.kinds))
        .where(HandbookEntry.at >= evidence.since, HandbookEntry.at < evidence.until)
    )
    if evidence.elsewhere is not None:
        counted = counted.where(HandbookEntry.id != _first(evidence.kinds, *evidence.elsewhere))
    return counted.correlate(DutyTask).scalar_subquery()


def _first(kinds: tuple[EntryKind, ...], since: datetime, until: datetime) -> ColumnElement[int]:
    other = HandbookEntry.__table__.alias("other")
    first = (
        select(func.min(other.c.id))
        .where(other.c.deputy_id == DutyTask.deputy_id, other.c.kind.in_(kinds))
        .where(other.c.at >= since, other.c.at < until)
        .correlate(DutyTask)
        .scalar_subquery()
    )
    return func.coalesce(first, 0)
