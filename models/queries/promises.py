"""The promise ledger (承诺台账): what organs promised, until when, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.assignment import Assignment
from models.people import Organ
from models.queries.supervision import PAGE, Where
from models.supervision import Commitment, PromiseState


@dataclass(frozen=True)
class PromiseLine:
    """One promise (办理承诺)."""

    id: int
    number: int
    organ: str
    township: str
    text: str
    due_on: date
    state: PromiseState
    reported_at: datetime | None
    ended_at: datetime | None
    note: str


def _found(where: Where, state: PromiseState | None) -> Select[Any]:
    query = (
        select(Commitment)
        .join(Assignment, Assignment.id == Commitment.assignment_id)
        .join(Organ, Organ.id == Commitment.organ_id)
        .where(where.condition())
    )
    query = query if state is None else query.where(Commitment.state == state)
    return query.where(Organ.code == where.organ) if where.organ else query


def ledger(
    session: Session, where: Where, state: PromiseState | None, *, page: int
) -> tuple[tuple[PromiseLine, ...], int]:
    """Those due first come first."""
    found = _found(where, state)
    columns: Any = found.with_only_columns(
        Commitment.id,
        Commitment.assignment_id,
        Organ.name,
        Assignment.township,
        Commitment.text,
        Commitment.due_on,
        Commitment.state,
        Commitment.reported_at,
        Commitment.ended_at,
        Commitment.note,
    )
    ordered = columns.order_by(Commitment.due_on, Commitment.id)
    rows = session.execute(ordered.limit(PAGE).offset((page - 1) * PAGE))
    total = session.scalar(found.with_only_columns(func.count(Commitment.id))) or 0
    return tuple(PromiseLine(*row) for row in rows), total


def counts(session: Session, where: Where) -> dict[PromiseState, int]:
    """How many there are in each state."""
    columns = _found(where, None).with_only_columns(Commitment.state, func.count(Commitment.id))
    rows = session.execute(columns.group_by(Commitment.state))
    return {row[0]: row[1] for row in rows}
