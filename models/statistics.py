"""What the dashboard counts from: every month counted anew when something in it changed, so that a page adds up a few cells.

A cell is a number of matters (or assignments, marks, answers); which, says `Measure`. Nothing personal is in it.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt, stored


class Measure(StrEnum):
    """What a cell counts; `key`, `part` and `days` mean what stands behind it."""

    ISSUES = "issues"
    """Matters submitted in the month; key: field of concern, part: state now."""
    CATEGORY = "category"
    """The same; key: category, part: the resident's satisfaction."""
    GRID = "grid"
    """The same; key: grid code."""
    RESULT = "result"
    """Kinds of end; key: `Result`."""
    SATISFACTION = "satisfaction"
    """key: `Satisfaction`."""
    TIMELY = "timely"
    """Clocks of matters; key: kind of clock, part: `Timeliness`."""
    RECEIPT_DAYS = "receipt_days"
    ANSWER_DAYS = "answer_days"
    CLOSING_DAYS = "closing_days"
    """Whole days from submission to it."""
    ORGAN = "organ"
    """Assignments begun in the month; key: lead organ's code, part: state now."""
    ORGAN_RESULT = "organ_result"
    """Latest replies; part: `Result`."""
    ORGAN_DAYS = "organ_days"
    """Whole days from assignment to the first reply."""
    ORGAN_TIMELY = "organ_timely"
    """Reply clocks; part: `Timeliness`."""
    ORGAN_ATTITUDE = "organ_attitude"
    """Deputies' marks; part: `Satisfaction`, or empty for not rated."""
    ORGAN_EFFECT = "organ_effect"
    ORGAN_SOLVED = "organ_solved"
    """Residents' answers; part: `Solved`, or empty for silent."""


class Timeliness(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    VERY_LATE = "very_late"
    RUNNING = "running"


class Statistic(Base):
    """One cell. A matter without a place is counted under the empty township."""

    __tablename__ = "statistic"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's way; its rows lie in the order they are added up in
    measure: Mapped[Measure] = stored(Measure, primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day, on the county's calendar."""
    township: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    part: Mapped[str] = mapped_column(String(32), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]


class StatisticMonth(Base):
    """A month that has been counted, or must be (again)."""

    __tablename__ = "statistic_month"
    __table_args__ = (
        Index(
            "ix_statistic_month_changed",
            "month",
            sqlite_where=text("changed_at IS NOT NULL"),
            postgresql_where=text("changed_at IS NOT NULL"),
        ),
    )
    month: Mapped[date] = mapped_column(primary_key=True)
    changed_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]


class StatisticMark(Base):
    """How far a log of events was read. `before` is where the reading before began: between the two it is read twice,
    since an event with a smaller number may be committed after one with a greater."""

    __tablename__ = "statistic_mark"
    log: Mapped[str] = mapped_column(String(16), primary_key=True)
    before: Mapped[int] = mapped_column(BigInt)
    read: Mapped[int] = mapped_column(BigInt)
