"""What supervision leaves on record: promises, escalations, leaders' instructions, letters with their register."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, stored, to
from models.people import Organ, StaffMember


class PromiseState(StrEnum):
    OPEN = "open"
    REPORTED = "reported"
    """The organ says it is kept; supervising staff go and see."""
    KEPT = "kept"
    BROKEN = "broken"
    """Past its day and returned."""
    EXPLAINED = "explained"
    """Cannot be kept, and that was formally explained; it does not count as kept."""
    RETURNED = "returned"
    """Handled again before it was due: what the organ replies next takes its place."""


class Commitment(Base):
    """办理承诺: an organ's promise with a deadline and a close-out; the promise ledger."""

    __tablename__ = "commitment"
    __table_args__ = (Index("ix_commitment_state", "state", "due_on"),)
    id: Mapped[Key]
    assignment_id: Mapped[int] = to("assignment.id", index=True)
    organ_id: Mapped[int] = to("organ.id", index=True)
    text: Mapped[str] = mapped_column(String(1000))
    due_on: Mapped[date]
    state: Mapped[PromiseState] = stored(PromiseState, default=PromiseState.OPEN)
    made_at: Mapped[datetime]
    reported_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(1000), default="")
    organ: Mapped[Organ] = relationship()


class EscalationKind(StrEnum):
    """约谈 / 质询 / 通报批评 / 特定问题调查, in this order of weight."""

    TALK = "talk"
    INQUIRY = "inquiry"
    CRITICISM = "criticism"
    INVESTIGATION = "investigation"


class EscalationState(StrEnum):
    PROPOSED = "proposed"
    DECIDED = "decided"
    DONE = "done"
    DROPPED = "dropped"
    """Decided against, with the reason."""


class Escalation(Base):
    """One step of the ladder: when, with whom, and what came of it."""

    __tablename__ = "escalation"
    __table_args__ = (
        Index("ix_escalation_assignment", "assignment_id", "id"),
        Index(
            "ix_escalation_open",
            "assignment_id",
            sqlite_where=text("state IN ('proposed', 'decided')"),
            postgresql_where=text("state IN ('proposed', 'decided')"),
        ),
    )
    id: Mapped[Key]
    assignment_id: Mapped[int] = to("assignment.id")
    kind: Mapped[EscalationKind] = stored(EscalationKind)
    state: Mapped[EscalationState] = stored(EscalationState, default=EscalationState.PROPOSED)
    reason: Mapped[str] = mapped_column(String(500))
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = to("staff.id")
    held_on: Mapped[date | None]
    people: Mapped[str] = mapped_column(String(500), default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    letter_id: Mapped[int | None] = to("letter.id")
    ended_at: Mapped[datetime | None]


class InstructionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Instruction(Base):
    """A leader's instruction (批示) within their townships; followed up until the leader closes it."""

    __tablename__ = "instruction"
    __table_args__ = (Index("ix_instruction_state", "state", "township"),)
    id: Mapped[Key]
    leader_id: Mapped[int] = to("staff.id", index=True)
    issue_id: Mapped[int | None] = to("issue.id", index=True)
    assignment_id: Mapped[int | None] = to("assignment.id", index=True)
    township: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]
    due_on: Mapped[date | None]
    state: Mapped[InstructionState] = stored(InstructionState, default=InstructionState.OPEN)
    closed_at: Mapped[datetime | None]
    leader: Mapped[StaffMember] = relationship()
    notes: Mapped[list["InstructionNote"]] = relationship(
        order_by="InstructionNote.id", cascade="all, delete-orphan"
    )


class InstructionNote(Base):
    """What was reported back, or said in return."""

    __tablename__ = "instruction_note"
    id: Mapped[Key]
    instruction_id: Mapped[int] = to("instruction.id", index=True)
    staff_id: Mapped[int] = to("staff.id")
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(String(1000))


class LetterKind(StrEnum):
    """交办函 / 提醒函 / 督办函 / 答复函."""

    ASSIGN = "assign"
    REMIND = "remind"
    SUPERVISE = "supervise"
    REPLY = "reply"


class LetterSeries(Base):
    """The register's counter: the last number given in a series (发文机关代字) and year; no number twice, none left out."""

    __tablename__ = "letter_series"
    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


class Letter(Base):
    """A letter in the numbered register. `content` is all it says, so that it can be drawn again the same."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("series", "year", "number"),
        Index("ix_letter_assignment", "assignment_id", "id"),
        Index("ix_letter_made_at", "made_at"),
        Index(
            "ix_letter_not_received",
            "organ_id",
            sqlite_where=text("received_at IS NULL"),
            postgresql_where=text("received_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    kind: Mapped[LetterKind] = stored(LetterKind)
    series: Mapped[str] = mapped_column(String(32))
    year: Mapped[int]
    number: Mapped[int]
    assignment_id: Mapped[int] = to("assignment.id")
    organ_id: Mapped[int | None] = to("organ.id")
    """To whom it goes, or (a reply) from whom it comes."""
    deputy_id: Mapped[int | None] = to("deputy.id")
    """Of a reply: the deputy it is addressed to; each gets one."""
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = to("staff.id")
    received_at: Mapped[datetime | None]
    void_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(String(300), default="")
    """A number once given is never used again: a letter in error is voided, not deleted."""
    organ: Mapped[Organ | None] = relationship()
