"""The deputies' duties (domain §7): each period opened exactly once, each deputy's task met by what they did."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, stored, to
from models.people import Capacity
from models.rules.periods import DutyKind


class DutyPeriod(Base):
    """One half month, month, quarter or year of a duty; the unique key is what keeps it from opening twice."""

    __tablename__ = "duty_period"
    __table_args__ = (UniqueConstraint("kind", "starts_on"),)
    id: Mapped[Key]
    kind: Mapped[DutyKind] = stored(DutyKind)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    opens_at: Mapped[datetime]
    nudge_at: Mapped[datetime]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    opened_at: Mapped[datetime]
    """When it was really opened: later than `opens_at` when the server slept."""
    filled_at: Mapped[datetime | None]
    """When every deputy had their task; None while the opening is under way, or was cut short and resumes."""
    nudged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class DutyState(StrEnum):
    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    EXCUSED = "excused"
    """Nobody is branded for what they were not told of (the server slept through it) or after they left."""


class DutyTask(Base):
    """One deputy's duty in one period."""

    __tablename__ = "duty_task"
    __table_args__ = (
        UniqueConstraint("period_id", "deputy_id"),
        Index(
            "ix_duty_task_open",
            "deputy_id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    id: Mapped[Key]
    period_id: Mapped[int] = to("duty_period.id")
    deputy_id: Mapped[int] = to("deputy.id", index=True)
    state: Mapped[DutyState] = stored(DutyState, default=DutyState.OPEN)
    met_at: Mapped[datetime | None]
    issue_id: Mapped[int | None] = to("issue.id")
    """The grid problem the deputy took for 每月解难, if one was proposed or taken."""


class EntryKind(StrEnum):
    """What a handbook entry records."""

    VISIT = "visit"
    EXPLAIN = "explain"
    DEED = "deed"
    RECEIPT = "receipt"
    ANSWER = "answer"
    REPORT_UP = "report_up"
    SOLVED = "solved"
    SUMMARY = "summary"
    SUGGESTION = "suggestion"
    """提出代表建议, as the leading deputy."""
    JOINED = "joined"
    """附议: signed another deputy's suggestion."""


class HandbookEntry(Base):
    """A line of the deputy's performance handbook (履职手册), written by what was done."""

    __tablename__ = "handbook_entry"
    __table_args__ = (Index("ix_handbook_entry_deputy", "deputy_id", "kind", "at"),)
    id: Mapped[Key]
    deputy_id: Mapped[int] = to("deputy.id")
    capacity: Mapped[Capacity | None] = stored(Capacity)
    kind: Mapped[EntryKind] = stored(EntryKind)
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text, default="")
    issue_id: Mapped[int | None] = to("issue.id", index=True)
    inbox_id: Mapped[int | None] = to("inbox.id")


class DigestRun(Base):
    """A digest was made for one staff member and one day: never twice."""

    __tablename__ = "digest_run"
    __table_args__ = (UniqueConstraint("staff_id", "kind", "on"),)
    id: Mapped[Key]
    staff_id: Mapped[int] = to("staff.id")
    kind: Mapped[str] = mapped_column(String(16))
    on: Mapped[date]
    made_at: Mapped[datetime]
    said_something: Mapped[bool] = mapped_column(default=False)


class AuditEntry(Base):
    """Who did what to which record; append-only: triggers refuse the rest (migration 0006)."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_act", "act", "id"), Index("ix_audit_what", "what", "id"))
    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(48))
    what: Mapped[str] = mapped_column(String(96), default="")
    note: Mapped[str] = mapped_column(String(500), default="")


class Lease(Base):
    """Who acts as the scheduler: one holder, for as long as the lease is renewed."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]
