"""Leaders' instructions (批示) and what a leader's page shows of their townships (包联)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.issue import Issue
from models.place import Grid
from models.supervision import Instruction, InstructionState

PAGE = 30


@dataclass(frozen=True)
class Wanted:
    """Which: a leader's own, or those of the reader's townships or county, by name (None: everywhere); overdue ones only, one state only."""

    leader_id: int | None = None
    names: tuple[str, ...] | None = None
    state: InstructionState | None = None
    overdue_on: date | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.leader_id is not None:
            found.append(Instruction.leader_id == self.leader_id)
        if self.names is not None:
            of_county = select(Grid.township).where(Grid.county.in_(self.names))
            found.append(or_(Instruction.township.in_(self.names), Instruction.township.in_(of_county)))
        if self.state is not None:
            found.append(Instruction.state == self.state)
        if self.overdue_on is not None:
            found += [Instruction.state == InstructionState.OPEN, Instruction.due_on < self.overdue_on]
        return found


def listed(session: Session, wanted: Wanted, page: int) -> tuple[Sequence[Instruction], int]:
    """A page, newest first, with their notes, and how many there are in all."""
    conditions = wanted.conditions()
    rows = session.scalars(
        select(Instruction)
        .where(*conditions)
        .options(joinedload(Instruction.leader), selectinload(Instruction.notes))
        .order_by(Instruction.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    total = session.scalar(select(func.count(Instruction.id)).where(*conditions)) or 0
    return rows, total


def find(session: Session, instruction_id: int) -> Instruction | None:
    return session.scalars(
        select(Instruction)
        .where(Instruction.id == instruction_id)
        .options(joinedload(Instruction.leader), selectinload(Instruction.notes))
    ).one_or_none()


@dataclass(frozen=True)
class New:
    """A matter that came in lately."""

    number: int
    township: str
    grid: str
    category: str
    submitted_at: datetime | None


def new_matters(
    session: Session, names: tuple[str, ...] | None, since: datetime, limit: int
) -> tuple[tuple[New, ...], int]:
    """Submitted since then in these townships, newest first, and how many in all."""
    here = [] if names is None else [or_(Grid.township.in_(names), Grid.county.in_(names))]
    where = (Issue.submitted_at >= since, *here)
    rows = session.execute(
        select(Issue.id, Grid.township, Grid.name, Issue.category, Issue.submitted_at)
        .join(Grid, Grid.id == Issue.grid_id)
        .where(*where)
        .order_by(Issue.submitted_at.desc())
        .limit(limit)
    )
    counted = select(func.count(Issue.id)).join(Grid, Grid.id == Issue.grid_id).where(*where)
    return tuple(New(*row) for row in rows), session.scalar(counted) or 0
