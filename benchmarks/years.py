"""Three years of a county: issues of every month, one in fifty still open, one in seven assigned to an organ, clocks on what is open."""

import random
from datetime import datetime, timedelta

from sqlalchemy import func, insert, literal, select, text, update
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
    organs = list(session.scalars(select(Organ.id).order_by(Organ.id)))
    one_in = Issue.id % ASSIGNED_OF == 0
    with_organ = (one_in & (Issue.state == IssueState.CLOSED)) | (Issue.state == IssueState.REPORTED)
    for state, where in (
        (AssignmentState.CLOSED_OUT, with_organ & (Issue.state == IssueState.CLOSED)),
        (AssignmentState.HANDLING, with_organ & (Issue.state == IssueState.REPORTED)),
    ):
        rows = (
            select(
                Issue.id,
                literal(state),
                literal(Level.TOWNSHIP),
                Grid.county,
                Grid.township,
                literal(1),
                literal("请办理"),
                Issue.submitted_at,
                Issue.submitted_at,
                Issue.closed_at,
                Issue.result,
                literal(""),
                literal(""),
            )
            .join(Grid, Grid.id == Issue.grid_id)
            .where(where)
        )
        columns = [
            "issue_id", "state", "level", "county", "township", "round", "requirement",
            "created_at", "assigned_at", "closed_at", "result", "supervised_for", "key_note",
        ]  # fmt: skip
        session.execute(insert(Assignment).from_select(columns, rows, include_defaults=False))
    for at, organ in enumerate(organs):
        mine = Assignment.id % len(organs) == at
        given = select(
            Assignment.id,
            literal(organ),
            literal(Part.LEAD),
            literal(OrganState.ACCEPTED),
            Assignment.created_at,
            literal(""),
            literal(""),
        ).where(mine)
        columns = ["assignment_id", "organ_id", "part", "state", "given_at", "objection", "opinion"]
        session.execute(insert(AssignmentOrgan).from_select(columns, given, include_defaults=False))
    due = func.coalesce(Assignment.closed_at, Assignment.created_at)
    clocks = select(
        Assignment.id,
        literal(LoopClock.REPLY),
        literal(1),
        Assignment.created_at,
        due,
        literal(""),
        literal(0),
        Assignment.closed_at,
    )
    columns = ["assignment_id", "kind", "turn", "started_at", "due_at", "source", "reminded", "stopped_at"]
    session.execute(insert(AssignmentClock).from_select(columns, clocks, include_defaults=False))
