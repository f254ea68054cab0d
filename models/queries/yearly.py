"""The organs' yearly reports: who owes one, what stands on record about an organ's year, and the lists of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models.assignment import AssignmentClock, AssignmentOrgan, LoopClock, OrganState, Part
from models.issue import Result, Satisfaction
from models.people import Organ
from models.reply import DeputyMark, MarkState, Reply
from models.supervision import Commitment, PromiseState
from models.yearly import ReportState, YearlyReport, YearlyRound

WITH_ORGAN = (ReportState.OWED, ReportState.RETURNED)


@dataclass(frozen=True)
class Stretch:
    """From `since` until just before `until`."""

    since: datetime
    until: datetime


def owing(session: Session, stretch: Stretch) -> Sequence[int]:
    """The active organs that were charged with something in that time and still are, by id."""
    charged = exists().where(*_charged(stretch), AssignmentOrgan.organ_id == Organ.id)
    return session.scalars(select(Organ.id).where(Organ.active, charged).order_by(Organ.id)).all()


def _charged(stretch: Stretch) -> tuple[ColumnElement[bool], ...]:
    """What was given back as "not ours" was another's."""
    given = AssignmentOrgan.given_at
    return (
        given >= stretch.since,
        given < stretch.until,
        AssignmentOrgan.state != OrganState.RELEASED,
    )


def newest_year(session: Session) -> int | None:
    """The last year whose reports were asked for."""
    return session.scalar(select(func.max(YearlyRound.year)))


@dataclass(frozen=True)
class YearFigures:
    """An organ's year. The results are those of its last replies; the promises those not over when the year began."""

    led: int
    assisted: int
    replied: int
    in_time: int
    late: int
    """Whose deadline it let pass, whether it replied afterwards or not."""
    results: Mapping[Result, int]
    marks: Mapping[Satisfaction, int]
    promises: Mapping[PromiseState, int]


def figures(session: Session, organ_id: int, stretch: Stretch) -> YearFigures:
    """In three queries, each by an index of the organ's own."""
    rows = session.execute(_charges(organ_id, stretch)).all()
    led = [(result, late, count) for part, result, late, count in rows if part is Part.LEAD]
    results: dict[Result, int] = {}
    for result, _, count in led:
        if result is not None:
            results[result] = results.get(result, 0) + count
    return YearFigures(
        led=sum(count for _, _, count in led),
        assisted=sum(count for part, _, _, count in rows if part is Part.ASSIST),
        replied=sum(results.values()),
        in_time=sum(count for result, late, count in led if result is not None and not late),
        late=sum(count for _, late, count in led if late),
        results=results,
        marks=_marks(session, organ_id, stretch),
        promises=_promises(session, organ_id, stretch),
    )


def _last_reply(organ_id: int) -> Any:
    """The id of the organ's last reply to what it is charged with."""
    mine = select(func.max(Reply.id)).where(
        Reply.assignment_id == AssignmentOrgan.assignment_id, Reply.organ_id == organ_id
    )
    return mine.correlate(AssignmentOrgan).scalar_subquery()


def _charges(organ_id: int, stretch: Stretch) -> Any:
    late = exists().where(
        AssignmentClock.assignment_id == AssignmentOrgan.assignment_id,
        AssignmentClock.kind == LoopClock.REPLY,
        AssignmentClock.late_at >= AssignmentOrgan.given_at,
    )
    one = (
        select(AssignmentOrgan.part, Reply.result, late.label("late"))
        .outerjoin(Reply, Reply.id == _last_reply(organ_id))
        .where(AssignmentOrgan.organ_id == organ_id, *_charged(stretch))
        .subquery()
    )
    return select(one.c.part, one.c.result, one.c.late, func.count()).group_by(
        one.c.part, one.c.result, one.c.late
    )


def _marks(session: Session, organ_id: int, stretch: Stretch) -> dict[Satisfaction, int]:
    last = select(_last_reply(organ_id)).select_from(AssignmentOrgan)
    last = last.where(AssignmentOrgan.organ_id == organ_id, *_charged(stretch))
    rows = session.execute(
        select(DeputyMark.result, func.count())
        .where(DeputyMark.reply_id.in_(last), DeputyMark.state == MarkState.GIVEN)
        .group_by(DeputyMark.result)
    )
    return {grade: count for grade, count in rows if grade is not None}


def _promises(session: Session, organ_id: int, stretch: Stretch) -> dict[PromiseState, int]:
    rows = session.execute(
        select(Commitment.state, func.count())
        .where(Commitment.organ_id == organ_id, Commitment.made_at < stretch.until)
        .where(or_(Commitment.ended_at.is_(None), Commitment.ended_at >= stretch.since))
        .group_by(Commitment.state)
    )
    return {row[0]: row[1] for row in rows}


def of_organ(session: Session, organ_id: int) -> Sequence[YearlyReport]:
    """Its own, the newest first."""
    return session.scalars(
        _whole().where(YearlyReport.organ_id == organ_id).order_by(YearlyRound.year.desc())
    ).all()


def find(session: Session, report_id: int) -> YearlyReport | None:
    return session.scalars(_whole().where(YearlyReport.id == report_id)).one_or_none()


def years(session: Session) -> Sequence[int]:
    """The newest first."""
    return session.scalars(select(YearlyRound.year).order_by(YearlyRound.year.desc())).all()


def of_year(session: Session, year: int) -> Sequence[YearlyReport]:
    """In the registry's order."""
    return session.scalars(_whole().where(YearlyRound.year == year).order_by(Organ.code)).all()


def for_the_county(session: Session) -> Sequence[YearlyReport]:
    """What needs a hand, of any year: handed in and not yet read, then late; what lies longest first."""
    found = session.scalars(_whole().where(_for_the_county())).all()
    return sorted(found, key=lambda one: (one.state is not ReportState.HANDED_IN, one.due_at, one.organ.code))


def count_for_the_county(session: Session) -> int:
    return session.scalar(select(func.count(YearlyReport.id)).where(_for_the_county())) or 0


def _for_the_county() -> ColumnElement[bool]:
    """All reports are looked at: they are an organ's one a year."""
    late = and_(YearlyReport.late_at.is_not(None), YearlyReport.state.in_(WITH_ORGAN))
    return or_(YearlyReport.state == ReportState.HANDED_IN, late)


def _whole() -> Any:
    return (
        select(YearlyReport)
        .join(YearlyReport.round)
        .join(YearlyReport.organ)
        .options(joinedload(YearlyReport.round), joinedload(YearlyReport.organ))
        .options(joinedload(YearlyReport.decider))
    )
