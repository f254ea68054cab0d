"""Three years of a county: issues of every month, one in fifty still open, one in seven assigned to an organ, clocks on what is open."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal, select, text, update
from sqlalchemy.orm import Session

from benchmarks import fill
from benchmarks.search import indexed, stories
from models.assignment import Assignment, AssignmentClock, AssignmentOrgan, Level, LoopClock, OrganState, Part
from models.db import Database
from models.issue import Issue, IssueClock, Result, Satisfaction
from models.people import Organ
from models.place import Grid
from models.rules.assignment_state import AssignmentState
from models.rules.category_tree import categories
from models.rules.issue_state import IssueState
from models.search_writer import write

FIRST = 10_001
MONTHS = 36
OPEN = (IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED, IssueState.REPORTED)
OPEN_OF = 50
ASSIGNED_OF = 7
TOGETHER = 20_000
_UNTRACKED = {"synchronize_session": False}


def county(database: Database, size: int, now: datetime) -> None:
    """`size` issues with their words in the index."""
    fill.county(database, now)
    fill.issues(database, size, now)
    with database.transaction() as session:
        _spread(session, size, now)
        _classify(session)
        _open(session, now)
        _assign(session)
    told = stories()
    for first in range(FIRST, FIRST + size, TOGETHER):
        with database.transaction() as session:
            most = min(TOGETHER, FIRST + size - first)
            write(session, indexed(session, first, most, told))
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("ANALYZE"))


def _spread(session: Session, size: int, now: datetime) -> None:
    """The older the number, the longer ago."""
    each = size // MONTHS + 1
    for month in range(MONTHS):
        first = FIRST + month * each
        moment = now - timedelta(days=30 * (MONTHS - month) - 5)
        dates = dict.fromkeys(("created_at", "submitted_at", "last_said_at", "last_heard_at"), moment)
        session.execute(
            update(Issue)
            .where(Issue.id.between(first, first + each - 1))
            .values(
                **dates,
                receipt_at=moment + timedelta(days=1),
                closed_at=moment + timedelta(days=month % 20 + 3),
            )
            .execution_options(**_UNTRACKED)
        )


def _classify(session: Session) -> None:
    """Eighty categories, as many as a county's people speak of; three in four rated."""
    dice = random.Random(3)
    chosen = dice.sample(sorted(categories()), 80)
    for at, code in enumerate(chosen):
        session.execute(
            update(Issue)
            .where(Issue.id % len(chosen) == at)
            .values(
                category=code,
                field=categories()[code].concern,
                result=list(Result)[at % 5],
                satisfaction=None if at % 4 == 0 else list(Satisfaction)[at % 3],
            )
            .execution_options(**_UNTRACKED)
        )


def _open(session: Session, now: datetime) -> None:
    """Every fiftieth of the last year, each with a running clock: some late, some due today, most in time."""
    recent = Issue.submitted_at > now - timedelta(days=360)
    for at, state in enumerate(OPEN):
        session.execute(
            update(Issue)
            .where(recent, Issue.id % (OPEN_OF * len(OPEN)) == at * OPEN_OF)
            .values(state=state, closed_at=None, result=None, satisfaction=None)
            .execution_options(**_UNTRACKED)
        )
    for days in range(-3, 27):
        due = now + timedelta(days=days, hours=2)
        running = select(
            Issue.id,
            literal("answer"),
            literal(1),
            Issue.submitted_at,
            literal(due),
            literal(""),
            literal(due),
            literal(0),
        ).where(Issue.state.in_(OPEN[:2]), Issue.id / OPEN_OF % 30 == days + 3)
        columns = ["issue_id", "kind", "round", "started_at", "due_at", "source", "next_at", "reminded"]
        session.execute(insert(IssueClock).from_select(columns, running, include_defaults=False))


def _assign(session: Session) -> None:
    """Every seventh has been with an organ; those still reported are there now."""
    reported, closed = Issue.state == IssueState.REPORTED, Issue.state == IssueState.CLOSED
    _given(session, AssignmentState.CLOSED_OUT, (Issue.id % ASSIGNED_OF == 0) & closed)
    _given(session, AssignmentState.HANDLING, reported)
    _to_organs(session)
    _reply_clocks(session)


def _given(session: Session, state: AssignmentState, where: ColumnElement[bool]) -> None:
    values: dict[str, Any] = {
        "issue_id": Issue.id,
        "state": literal(state),
        "level": literal(Level.TOWNSHIP),
        "county": Grid.county,
        "township": Grid.township,
        "round": literal(1),
        "requirement": literal("请办理"),
        "created_at": Issue.submitted_at,
        "assigned_at": Issue.submitted_at,
        "closed_at": Issue.closed_at,
        "result": Issue.result,
        "supervised_for": literal(""),
        "key_note": literal(""),
    }
    rows = select(*values.values()).join(Grid, Grid.id == Issue.grid_id).where(where)
    session.execute(insert(Assignment).from_select(list(values), rows, include_defaults=False))


def _to_organs(session: Session) -> None:
    """In turn."""
    organs = list(session.scalars(select(Organ.id).order_by(Organ.id)))
    for at, organ in enumerate(organs):
        values: dict[str, Any] = {
            "assignment_id": Assignment.id,
            "organ_id": literal(organ),
            "part": literal(Part.LEAD),
            "state": literal(OrganState.ACCEPTED),
            "given_at": Assignment.created_at,
            "objection": literal(""),
            "opinion": literal(""),
        }
        rows = select(*values.values()).where(Assignment.id % len(organs) == at)
        session.execute(insert(AssignmentOrgan).from_select(list(values), rows, include_defaults=False))


def _reply_clocks(session: Session) -> None:
    values: dict[str, Any] = {
        "assignment_id": Assignment.id,
        "kind": literal(LoopClock.REPLY),
        "turn": literal(1),
        "started_at": Assignment.created_at,
        "due_at": func.coalesce(Assignment.closed_at, Assignment.created_at),
        "source": literal(""),
        "reminded": literal(0),
        "stopped_at": Assignment.closed_at,
    }
    rows = select(*values.values())
    session.execute(insert(AssignmentClock).from_select(list(values), rows, include_defaults=False))
