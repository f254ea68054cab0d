"""The organs' yearly reports (年度办理情况报告): each year asked for exactly once, each organ's with its own deadline."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, stored, to
from models.people import Organ, StaffMember


class YearlyRound(Base):
    """A year in which reports are owed; the unique key is what keeps it from being asked for twice."""

    __tablename__ = "yearly_round"
    id: Mapped[Key]
    year: Mapped[int] = mapped_column(unique=True)
    first: Mapped[date]
    last: Mapped[date]
    """The days the reports tell of."""
    due_at: Mapped[datetime]
    """By the county's calendar; an organ asked too late has longer (`YearlyReport.due_at`)."""
    source: Mapped[str] = mapped_column(String(64), default="")
    opened_at: Mapped[datetime]


class ReportState(StrEnum):
    OWED = "owed"
    HANDED_IN = "handed_in"
    """Lies with the county; the organ may still correct it."""
    RETURNED = "returned"
    """Back with the organ, with the reason."""
    NOTED = "noted"
    """The county took note of it (已收到); it stands as it is."""


class YearlyReport(Base):
    """What one organ owes in a round; late and very late are recorded moments that stay."""

    __tablename__ = "yearly_report"
    __table_args__ = (
        UniqueConstraint("round_id", "organ_id"),
        Index(
            "ix_yearly_report_running",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )
    id: Mapped[Key]
    round_id: Mapped[int] = to("yearly_round.id")
    organ_id: Mapped[int] = to("organ.id", index=True)
    state: Mapped[ReportState] = stored(ReportState, default=ReportState.OWED)
    started_at: Mapped[datetime]
    """When it was asked for, or sent back."""
    due_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    """When somebody is next to be reminded; None while it is not with the organ, and once there is nothing more to say."""
    reminded: Mapped[int] = mapped_column(default=0)
    late_at: Mapped[datetime | None]
    very_late_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)
    """How often it was handed in or corrected: nobody takes note of words they have not read."""
    text: Mapped[str] = mapped_column(Text, default="")
    signer: Mapped[str] = mapped_column(String(32), default="")
    """填报人."""
    handed_in_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    return_reason: Mapped[str] = mapped_column(String(1000), default="")
    noted_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = to("staff.id")
    """Who took note of it, or sent it back."""
    round: Mapped[YearlyRound] = relationship()
    organ: Mapped[Organ] = relationship()
    decider: Mapped[StaffMember | None] = relationship()
