"""The organs side by side: what is open and late, how long replies take, what the deputies thought of them.

Medians and marks are of each organ's newest replies in the whole county, whoever asks: how an organ works does not depend on
the reader's townships. With fewer than `ENOUGH` only the counts are told, because one reply would make a rank.
"""

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from models.assignment import Assignment, AssignmentClock, AssignmentOrgan
from models.issue import Satisfaction
from models.people import Organ, OrganKind
from models.queries.organ_desk import OPEN_FOR_ORGAN, my_clock
from models.queries.supervision import Where
from models.reply import DeputyMark, MarkState, Reply
from models.rules.assignment_state import WITH_ORGAN

NEWEST = 50
ENOUGH = 10
_DAY = 86400


@dataclass(frozen=True)
class OrganLine:
    """One organ. `median_days` and `satisfied` are None below `ENOUGH` replies or marks."""

    code: str
    name: str
    kind: OrganKind
    open: int
    late: int
    replies: int
    median_days: int | None
    marks: int
    satisfied: int | None
    """Of 100 marks of the result: 满意 and 基本满意."""


def organs(session: Session, where: Where, now: datetime) -> tuple[OrganLine, ...]:
    """Every active organ, in the registry's order; never ranked. `where` narrows what is open and late."""
    loads = _loads(session, where, now)
    found = session.scalars(select(Organ).where(Organ.active).order_by(Organ.code)).all()
    return tuple(_line(session, organ, loads.get(organ.id, (0, 0))) for organ in found)


def _loads(session: Session, where: Where, now: datetime) -> dict[int, tuple[int, int]]:
    """Open and late, by the organ's id."""
    late = and_(AssignmentClock.due_at <= now, AssignmentClock.paused_at.is_(None))
    rows = session.execute(
        select(AssignmentOrgan.organ_id, func.count(), func.count(case((late, 1))))
        .join(Assignment, Assignment.id == AssignmentOrgan.assignment_id)
        .outerjoin(AssignmentClock, my_clock())
        .where(AssignmentOrgan.state.in_(OPEN_FOR_ORGAN), Assignment.state.in_(WITH_ORGAN))
        .where(where.condition())
        .group_by(AssignmentOrgan.organ_id)
    )
    return {organ_id: (opened, overdue) for organ_id, opened, overdue in rows}


def _line(session: Session, organ: Organ, load: tuple[int, int]) -> OrganLine:
    rows = session.execute(
        select(Reply.id, Reply.at, Assignment.assigned_at)
        .join(Assignment, Assignment.id == Reply.assignment_id)
        .where(Reply.organ_id == organ.id, Reply.round == Assignment.round)
        .order_by(Reply.at.desc())
        .limit(NEWEST)
    ).all()
    days = [(row.at - row.assigned_at).total_seconds() / _DAY for row in rows if row.assigned_at]
    given = _marks(session, [row.id for row in rows])
    good = sum(given.get(grade, 0) for grade in (Satisfaction.SATISFIED, Satisfaction.FAIR))
    marks = sum(given.values())
    return OrganLine(
        code=organ.code,
        name=organ.name,
        kind=organ.kind,
        open=load[0],
        late=load[1],
        replies=len(rows),
        median_days=round(median(days)) if len(days) >= ENOUGH else None,
        marks=marks,
        satisfied=round(100 * good / marks) if marks >= ENOUGH else None,
    )


def _marks(session: Session, reply_ids: list[int]) -> dict[Satisfaction, int]:
    if not reply_ids:
        return {}
    rows = session.execute(
        select(DeputyMark.result, func.count())
        .where(DeputyMark.reply_id.in_(reply_ids), DeputyMark.state == MarkState.GIVEN)
        .group_by(DeputyMark.result)
    )
    return {grade: count for grade, count in rows if grade is not None}
