"""What a staff member's digest and figures count, within their territory; in look-ups that stay quick as issues grow."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from models.duty import DutyPeriod, DutyState, DutyTask
from models.inbox import InboxMessage, InboxState
from models.issue import DEPUTY_CLOCKS, Check, Issue, IssueClock, IssueMessage, Result, Satisfaction
from models.outbox import OutboxNotice, OutboxState
from models.people import Contact, Deputy, GridDeputy, Resident, StaffMember, StaffRole
from models.place import Grid, Station
from models.queries.duties import NOT_DONE
from models.rules.issue_state import IssueState
from models.rules.periods import DutyKind

COUNTY_WIDE = (StaffRole.COUNTY, StaffRole.COMMITTEE, StaffRole.ADMINISTRATOR)
SHOWN = 5
_ALIVE = (IssueState.DRAFT, IssueState.UNFINISHED, *NOT_DONE)


@dataclass(frozen=True)
class Scope:
    """Whose matters: of the named townships (or the county by its name), or of everywhere.

    `placeless`: also those that nobody could place yet, which are everybody's but a leader's.
    """

    names: tuple[str, ...]
    everywhere: bool
    placeless: bool
    townships: tuple[str, ...] = ()
    """What the names mean, where it was looked up: then a query need not ask the grids."""

    @property
    def grids(self) -> Select[int]:
        named = or_(Grid.township.in_(self.names), Grid.county.in_(self.names)) if self.names else false()
        return select(Grid.id).where(true() if self.everywhere else named)

    @property
    def deputies(self) -> Select[int]:
        served = select(GridDeputy.deputy_id).where(GridDeputy.grid_id.in_(self.grids))
        return select(Deputy.id).where(Deputy.active, Deputy.id.in_(served))

    @property
    def issues(self) -> ColumnElement[bool]:
        """For queries by state: grid and state are one index."""
        placed = Issue.grid_id.in_(self.grids)
        return or_(placed, Issue.grid_id.is_(None)) if self.placeless else placed

    @property
    def among(self) -> ColumnElement[bool]:
        """The same for queries by time: the sum keeps the databases from walking through the grids instead."""
        placed = (Issue.grid_id + 0).in_(self.grids)
        return or_(placed, Issue.grid_id.is_(None)) if self.placeless else placed


def scope_of(session: Session, member: StaffMember) -> Scope:
    """A member's territory; of a station head without one, the townships of their stations."""
    names = [territory.name for territory in member.territories]
    if not names and member.role is StaffRole.STATION_HEAD:
        own = select(Station.township).where(Station.head_code == member.code, Station.active)
        names = list(session.scalars(own.distinct().order_by(Station.township)))
    return Scope(
        names=tuple(names),
        everywhere=not names and member.role in COUNTY_WIDE,
        placeless=member.role is not StaffRole.LEADER,
    )


@dataclass(frozen=True)
class Listed:
    """How many, and the numbers of the first ones."""

    count: int
    first: tuple[int, ...]


@dataclass(frozen=True)
class Overdue:
    """A matter whose earliest running deadline has passed."""

    number: int
    due_at: datetime


def new_issues(session: Session, scope: Scope, since: datetime, now: datetime) -> int:
    told = select(func.count(Issue.id)).where(Issue.submitted_at > since, Issue.submitted_at <= now)
    return session.scalar(told.where(scope.among)) or 0


def in_state(session: Session, scope: Scope, *states: IssueState) -> Listed:
    return _listed(session, scope, Issue.state.in_(states), Issue.check != Check.RISKY)


def held(session: Session, scope: Scope) -> Listed:
    """What the content check holds back until a person has read it."""
    words = exists().where(IssueMessage.issue_id == Issue.id, IssueMessage.check == Check.RISKY)
    return _listed(session, scope, Issue.state.in_(_ALIVE), or_(Issue.check == Check.RISKY, words))


def _listed(session: Session, scope: Scope, *which: ColumnElement[bool]) -> Listed:
    count = session.scalar(select(func.count(Issue.id)).where(scope.issues, *which)) or 0
    first = select(Issue.id).where(scope.issues, *which).order_by(Issue.id).limit(SHOWN)
    return Listed(count, tuple(session.scalars(first)) if count else ())


def overdue(session: Session, scope: Scope, now: datetime) -> list[Overdue]:
    """Matters not confirmed or not answered in time, the longest overdue first."""
    due_at = func.min(IssueClock.due_at)
    rows = session.execute(
        select(Issue.id, due_at)
        .join(IssueClock, IssueClock.issue_id == Issue.id)
        .where(scope.issues, Issue.state.in_(NOT_DONE), IssueClock.stopped_at.is_(None))
        .where(IssueClock.kind.in_(DEPUTY_CLOCKS), IssueClock.due_at <= now)
        .group_by(Issue.id)
        .order_by(due_at, Issue.id)
    )
    return [Overdue(number, due) for number, due in rows]


@dataclass(frozen=True)
class Unreachable:
    """Who does not get our notices, and how many notices wait for people to write again."""

    deputies: int
    names: tuple[str, ...]
    residents: int
    parked: int


def unreachable(session: Session, scope: Scope) -> Unreachable:
    cut_off = exists().where(Contact.id == Deputy.contact_id, Contact.unreachable_since.is_not(None))
    deputies = select(Deputy.name).where(Deputy.id.in_(scope.deputies), cut_off).order_by(Deputy.id)
    names = session.scalars(deputies).all()
    residents = (
        select(func.count(Resident.id))
        .join(Contact, Contact.id == Resident.contact_id)
        .where(Contact.unreachable_since.is_not(None), Resident.grid_id.in_(scope.grids))
    )
    return Unreachable(len(names), tuple(names[:3]), session.scalar(residents) or 0, _parked(session, scope))


def _parked(session: Session, scope: Scope) -> int:
    of_deputies = select(Deputy.contact_id).where(Deputy.id.in_(scope.deputies))
    of_residents = select(Resident.contact_id).where(Resident.grid_id.in_(scope.grids))
    theirs = or_(OutboxNotice.contact_id.in_(of_deputies), OutboxNotice.contact_id.in_(of_residents))
    parked = select(func.count(OutboxNotice.id)).where(OutboxNotice.state == OutboxState.PARKED, theirs)
    return session.scalar(parked) or 0


def failed_messages(session: Session) -> int:
    failed = select(func.count(InboxMessage.id)).where(InboxMessage.state == InboxState.FAILED)
    return session.scalar(failed) or 0


@dataclass(frozen=True)
class DutyFigures:
    """How the deputies of a territory stand in one period."""

    period: tuple[DutyKind, date]
    counts: dict[DutyState, int]

    def __getitem__(self, state: DutyState) -> int:
        return self.counts.get(state, 0)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def duties_ended(session: Session, scope: Scope, since: datetime, now: datetime) -> list[DutyFigures]:
    return _duties(session, scope, DutyPeriod.closed_at > since, DutyPeriod.closed_at <= now)


def duties_running(session: Session, scope: Scope) -> list[DutyFigures]:
    return _duties(session, scope, DutyPeriod.closed_at.is_(None))


def _duties(session: Session, scope: Scope, *which: ColumnElement[bool]) -> list[DutyFigures]:
    rows = session.execute(
        select(DutyPeriod.kind, DutyPeriod.starts_on, DutyTask.state, func.count(DutyTask.id))
        .join(DutyTask, DutyTask.period_id == DutyPeriod.id)
        .where(*which, DutyTask.deputy_id.in_(scope.deputies))
        .group_by(DutyPeriod.kind, DutyPeriod.starts_on, DutyTask.state)
        .order_by(DutyPeriod.starts_on, DutyPeriod.kind)
    )
    found: dict[tuple[DutyKind, date], dict[DutyState, int]] = {}
    for kind, starts_on, state, count in rows:
        found.setdefault((kind, starts_on), {})[state] = count
    return [DutyFigures(period, counts) for period, counts in found.items()]


@dataclass(frozen=True)
class Tally:
    """The matters told in a span, by state, end and grade; and the deputies."""

    states: Mapping[IssueState, int]
    results: Mapping[Result, int]
    grades: Mapping[Satisfaction, int]
    deputies: int
    bound: int


def tally(session: Session, scope: Scope, since: datetime, now: datetime) -> Tally:
    rows = session.execute(
        select(Issue.state, Issue.result, Issue.satisfaction, func.count(Issue.id))
        .where(Issue.submitted_at >= since, Issue.submitted_at <= now, scope.among)
        .group_by(Issue.state, Issue.result, Issue.satisfaction)
    )
    states, results, grades = Counter[IssueState](), Counter[Result](), Counter[Satisfaction]()
    for state, result, grade, count in rows:
        states[state] += count
        if result is not None:
            results[result] += count
        if grade is not None:
            grades[grade] += count
    seats, bound = session.execute(
        select(func.count(Deputy.id), func.count(Deputy.contact_id)).where(Deputy.id.in_(scope.deputies))
    ).one()
    return Tally(states, results, grades, seats, bound)
