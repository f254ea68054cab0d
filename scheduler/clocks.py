"""What time does to matters: stories settle, drafts are nudged and kept as unfinished, clocks remind and run late.

Everything due is read from the tables (`<= now and not yet`), so a late, double or restarted tick changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select

from handlers import lateness, loop_lateness, routing, unfinished
from handlers.desk import Desk
from handlers.placebook import PlaceBook
from handlers.rulebook import Rulebook
from models.assignment import Assignment, AssignmentClock
from models.db import Database
from models.issue import Issue, IssueClock
from models.rules.issue_state import IssueState

Owner = TypeVar("Owner", Issue, Assignment)
BATCH = 5
"""Matters in one transaction: on SQLite everybody else waits as long as it takes."""


@dataclass(frozen=True)
class Clockwork:
    """What moving the clocks needs."""

    db: Database
    rules: Rulebook
    places: PlaceBook


def move_clocks(work: Clockwork, now: datetime) -> int:
    """Everything that is due at `now`; how many matters it touched."""
    return (
        _each(work, now, _settled(now), _settle)
        + _each(work, now, _silent(work.rules, now), unfinished.nudge)
        + _each(work, now, _forgotten(work.rules, now), unfinished.lapse)
        + _each_clock(work, now)
        + _each_loop(work, now)
    )


def _settled(now: datetime) -> Select[int]:
    return select(Issue.id).where(Issue.settles_at <= now).order_by(Issue.settles_at)


def _silent(rules: Rulebook, now: datetime) -> Select[int]:
    drafts = select(Issue.id).where(Issue.state == IssueState.DRAFT, Issue.nudged_at.is_(None))
    return drafts.where(Issue.last_heard_at <= now - rules.clocks.draft_nudge).order_by(Issue.id)


def _forgotten(rules: Rulebook, now: datetime) -> Select[int]:
    drafts = select(Issue.id).where(Issue.state == IssueState.DRAFT, Issue.nudged_at.is_not(None))
    return drafts.where(Issue.last_heard_at <= now - rules.clocks.draft_unfinished).order_by(Issue.id)


def _settle(desk: Desk, issue: Issue) -> None:
    """The story is told (unless more was said meanwhile): call the deputy."""
    if issue.settles_at is not None and issue.settles_at <= desk.now:
        routing.announce(desk, issue)


def _each(work: Clockwork, now: datetime, due: Select[int], act: Callable[[Desk, Issue], None]) -> int:
    """Short transactions of a batch each, rows locked so that two schedulers never do one thing twice."""
    done = 0
    while True:
        with work.db.transaction() as session:
            numbers = session.scalars(due.limit(BATCH).with_for_update(skip_locked=True)).all()
            for issue in session.scalars(select(Issue).where(Issue.id.in_(numbers)).order_by(Issue.id)):
                act(Desk(session, work.rules, work.places, now), issue)
        done += len(numbers)
        if len(numbers) < BATCH:
            return done


def _each_clock(work: Clockwork, now: datetime) -> int:
    due = select(IssueClock.issue_id).where(IssueClock.next_at <= now).order_by(IssueClock.next_at)
    return _each_owner(work, now, Issue, due, _strike_issue)


def _each_loop(work: Clockwork, now: datetime) -> int:
    due = select(AssignmentClock.assignment_id).where(AssignmentClock.next_at <= now)
    return _each_owner(work, now, Assignment, due.order_by(AssignmentClock.next_at), _strike_loop)


def _each_owner(
    work: Clockwork, now: datetime, owner: type[Owner], due: Select[int], strike: Callable[[Desk, Owner], int]
) -> int:
    """What has the clocks is locked first, then they: as everybody does who acts on it, so that nobody waits in a circle."""
    done = 0
    while True:
        with work.db.transaction() as session:
            numbers = session.scalars(due.limit(BATCH)).all()
            free = select(owner).where(owner.id.in_(numbers)).order_by(owner.id)
            desk = Desk(session, work.rules, work.places, now)
            struck = sum(
                strike(desk, one) for one in session.scalars(free.with_for_update(skip_locked=True)).all()
            )
        done += struck
        if len(numbers) < BATCH or not struck:
            return done


def _strike_issue(desk: Desk, issue: Issue) -> int:
    """Every clock of the matter that is due; one may stop another meanwhile."""
    struck = 0
    for clock in list(issue.clocks):
        if clock.next_at is not None and clock.next_at <= desk.now:
            lateness.strike(desk, issue, clock)
            struck += 1
    return struck


def _strike_loop(desk: Desk, assignment: Assignment) -> int:
    """The same of an assignment."""
    struck = 0
    for clock in list(assignment.clocks):
        if clock.next_at is not None and clock.next_at <= desk.now:
            loop_lateness.strike(desk, assignment, clock)
            struck += 1
    return struck
