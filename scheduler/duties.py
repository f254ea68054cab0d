"""The duties' calendar at work: each period opened, nudged for and closed exactly once, however late or often it ticks.

Deputies are taken in short runs, each its own transaction, so that a resident's message never waits for long; what a
run has done it does not do again, so a server killed in between goes on where it was.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from handlers import duty_wording
from handlers.duty_tasks import Occasion, call_key, evidence_for
from handlers.duty_wording import NO_PROBLEMS, Problems
from handlers.rulebook import Rulebook
from models.db import Database
from models.duty import DutyPeriod, DutyState
from models.insert_once import insert_once
from models.queries import duties
from models.queries.duties import COUNT, NUMBER, Entered, Letter, Run, Words
from models.rules.local_time import local_date
from models.rules.periods import DutyKind, Period, open_periods, periods_between

RUN = 300
BREATH_SECONDS = 0.002  # between two runs, so that whoever waits for SQLite's one writer gets their turn
PAGE = "/m/deputy"


def open_due(db: Database, rules: Rulebook, now: datetime) -> int:
    """Open every period that is due and not yet open; how many were opened to the end."""
    _enter(db, _not_yet_entered(db, rules, now), now)
    with db.reading() as session:
        begun = duties.entered(session, DutyPeriod.filled_at.is_(None))
    return sum(_open(db, rules, one, now) for one in begun)


def nudge_due(db: Database, rules: Rulebook, now: datetime) -> int:
    """Nudge those who have not met a duty yet, once; how many periods were nudged for."""
    due = _running(db, DutyPeriod.nudge_at <= now, DutyPeriod.nudged_at.is_(None), DutyPeriod.closes_at > now)
    return sum(_nudge(db, rules, one, now) for one in due if _wants_nudge(one, rules))


def close_due(db: Database, rules: Rulebook, now: datetime) -> int:
    """Close every period that has ended, each task met or missed; how many were closed."""
    due = _running(db, DutyPeriod.closes_at <= now)
    return sum(_close(db, rules, one, now) for one in due)


def _not_yet_entered(db: Database, rules: Rulebook, now: datetime) -> list[Period]:
    """The calendar begins with the first period ever opened; from there on none is left out."""
    with db.reading() as session:
        known = duties.entered(session)
    began = min((one.opened_at for one in known), default=now)
    periods = [
        period
        for kind in DutyKind
        for period in _due_of(
            kind, [one.period for one in known if one.period.kind is kind], began, (rules, now)
        )
    ]
    return sorted(periods, key=lambda period: period.opens_at)


def _due_of(
    kind: DutyKind, known: Sequence[Period], began: datetime, at: tuple[Rulebook, datetime]
) -> list[Period]:
    rules, now = at
    calendar = rules.duties, rules.calendar
    if not known:
        return [*open_periods(kind, began, *calendar), *periods_between(kind, began, now, *calendar)]
    last = known[-1]
    # A day off added since may have moved the opening of what is open already: never twice.
    later = periods_between(kind, min(last.opens_at, now), now, *calendar)
    return [period for period in later if period.starts_on > last.starts_on]


def _enter(db: Database, periods: Sequence[Period], now: datetime) -> None:
    if not periods:
        return
    with db.transaction() as session:
        for period in periods:
            session.execute(
                insert_once(session, DutyPeriod).values(
                    kind=period.kind,
                    starts_on=period.starts_on,
                    ends_on=period.ends_on,
                    opens_at=period.opens_at,
                    nudge_at=period.nudge_at,
                    closes_at=period.closes_at,
                    opened_at=now,
                )
            )


def _open(db: Database, rules: Rulebook, one: Entered, now: datetime) -> bool:
    period, evidence = one.period, evidence_for(one.period, rules)
    letter = _letter(rules, period, Occasion.OPEN, now, partial(duty_wording.opening, period, rules))
    # Who cannot be told before it closes is not held to it.
    in_time = letter.not_before < period.closes_at

    def assign(session: Session, run: Run) -> None:
        duties.assign(session, run, DutyState.OPEN if in_time else DutyState.EXCUSED)
        if period.kind is DutyKind.SOLVE:
            duties.propose(session, run)
        duties.settle(session, run, evidence, now)
        if in_time:
            duties.tell(session, run, period.kind, letter)

    _each_run(db, one.id, duties.next_deputies, assign)
    over = {"closed_at": now} if period.closes_at <= now else {}
    return _mark(db, one, DutyPeriod.filled_at, filled_at=now, **over)


def _wants_nudge(one: Entered, rules: Rulebook) -> bool:
    """Not on the day of the opening itself: then the opening was the reminder."""
    return local_date(one.period.nudge_at, rules.zone) > local_date(one.opened_at, rules.zone)


def _nudge(db: Database, rules: Rulebook, one: Entered, now: datetime) -> bool:
    period, evidence = one.period, evidence_for(one.period, rules)
    letter = _letter(rules, period, Occasion.NUDGE, now, partial(duty_wording.nudge, period, rules, now))

    def remind(session: Session, run: Run) -> None:
        duties.settle(session, run, evidence, now)
        if period.kind is DutyKind.SOLVE:
            duties.propose(session, run)
        if letter.not_before < period.closes_at:
            duties.tell(session, run, period.kind, letter)

    _each_run(db, one.id, partial(duties.next_tasks, one.id), remind)
    return _mark(db, one, DutyPeriod.nudged_at, nudged_at=now)


def _close(db: Database, rules: Rulebook, one: Entered, now: datetime) -> bool:
    evidence = evidence_for(one.period, rules)

    def judge(session: Session, run: Run) -> None:
        duties.settle(session, run, evidence, now)
        duties.miss(session, run)

    _each_run(db, one.id, partial(duties.next_tasks, one.id), judge)
    return _mark(db, one, DutyPeriod.closed_at, closed_at=now)


def _running(db: Database, *due: ColumnElement[bool]) -> list[Entered]:
    with db.reading() as session:
        return duties.entered(
            session, DutyPeriod.filled_at.is_not(None), DutyPeriod.closed_at.is_(None), *due
        )


def _each_run(
    db: Database,
    period_id: int,
    next_ids: Callable[[Session, int, int], Sequence[int]],
    act: Callable[[Session, Run], None],
) -> None:
    """Do `act` for all deputies, RUN at a time, each time in a transaction of its own."""
    after = 0
    while True:
        with db.transaction() as session:
            ids = next_ids(session, after, RUN)
            if not ids:
                return
            act(session, Run(period_id, after, ids[-1]))
        after = ids[-1]
        time.sleep(BREATH_SECONDS)


def _mark(db: Database, one: Entered, done: InstrumentedAttribute[datetime | None], **at: datetime) -> bool:
    """Note that it is done; False when another scheduler was first."""
    with db.transaction() as session:
        marked = update(DutyPeriod).where(DutyPeriod.id == one.id, done.is_(None)).values(**at)
        return session.scalar(marked.returning(DutyPeriod.id)) is not None


def _letter(
    rules: Rulebook, period: Period, occasion: Occasion, now: datetime, text: Callable[[Problems], str]
) -> Letter:
    plain, with_problems = (
        Words(text(problems), duty_wording.facts(period, rules, problems))
        for problems in (NO_PROBLEMS, Problems(COUNT, NUMBER))
    )
    return Letter(
        key=call_key(period, occasion),
        plain=plain,
        with_problems=with_problems,
        page=PAGE,
        created_at=now,
        not_before=rules.quiet.earliest(now),
        expires_at=period.closes_at,
    )
