"""The issue (群众反映): one matter from the first words to its end, with what was said and what happened."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Identity,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, stored, to
from models.people import Capacity, Deputy, Resident
from models.place import Grid
from models.rules.issue_state import IssueState

FIRST_NUMBER = 1001


def _partial(name: str, columns: str, condition: str) -> Index:
    where = text(condition)
    return Index(name, *columns.split(", "), sqlite_where=where, postgresql_where=where)


class Check(StrEnum):
    """What the content check said (msg_sec_check v2). Risky words wait for staff, kept and unseen by others."""

    PASSED = "passed"
    UNCHECKED = "unchecked"
    RISKY = "risky"


class Result(StrEnum):
    """How a matter ended; "planned" is not solved (domain §4)."""

    SOLVED = "solved"
    PARTLY = "partly"
    PLANNED = "planned"
    NOT_POSSIBLE = "not_possible"
    FOR_HIGHER_LEVEL = "for_higher_level"
    UNSOLVED = "unsolved"


class Satisfaction(StrEnum):
    """满意 / 基本满意 / 不满意."""

    SATISFIED = "satisfied"
    FAIR = "fair"
    UNSATISFIED = "unsatisfied"


class IssueChannel(StrEnum):
    """How it came in."""

    WECHAT = "wechat"
    STAFF = "staff"


class Issue(Base):
    """One matter. Its `id` is the number people see (№ 1023)."""

    __tablename__ = "issue"
    __table_args__ = (
        Index("ix_issue_resident_open", "resident_id", "id"),
        Index("ix_issue_grid_state", "grid_id", "state"),
        Index("ix_issue_state", "state", "grid_id"),
        Index("ix_issue_deputy_state", "deputy_id", "state"),
        _partial("ix_issue_settling", "settles_at", "settles_at IS NOT NULL"),
        _partial("ix_issue_telling", "last_heard_at", "state = 'draft'"),
        _partial("ix_issue_heard", "state, last_heard_at", "closed_at IS NULL"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), Identity(start=FIRST_NUMBER), primary_key=True
    )
    resident_id: Mapped[int] = to("resident.id")
    grid_id: Mapped[int | None] = to("grid.id")
    deputy_id: Mapped[int | None] = to("deputy.id")
    """The deputy who is in charge now: the responsible one, or the substitute who was asked or confirmed."""
    state: Mapped[IssueState] = stored(IssueState, default=IssueState.DRAFT)
    channel: Mapped[IssueChannel] = stored(IssueChannel, default=IssueChannel.WECHAT)
    anonymous: Mapped[bool] = mapped_column(default=False)
    check: Mapped[Check] = stored(Check, default=Check.UNCHECKED)
    door: Mapped[str] = mapped_column(String(32), default="")
    """The right door the bot named (emergency, court, petition, …), for staff to look at; usually empty."""
    place_source: Mapped[str] = mapped_column(String(16), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    """Where the resident pointed on the map, in degrees (GCJ-02, as WeChat gives it); None: they did not."""
    category: Mapped[str] = mapped_column(String(128), default="")
    field: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    last_said_at: Mapped[datetime]
    """When the resident last said something about it, by WeChat's clock: words within minutes belong together."""
    last_heard_at: Mapped[datetime]
    """The same by our clock, which the nudge goes by."""
    settles_at: Mapped[datetime | None]
    """The story is still being told until then; the deputy is told once, after it."""
    nudged_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    receipt_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    result: Mapped[Result | None] = stored(Result)
    satisfaction: Mapped[Satisfaction | None] = stored(Satisfaction)
    satisfaction_words: Mapped[str] = mapped_column(String(500), default="")
    repeat_key: Mapped[str] = mapped_column(String(40), default="", index=True)
    resident: Mapped[Resident] = relationship()
    grid: Mapped[Grid | None] = relationship()
    deputy: Mapped[Deputy | None] = relationship()
    messages: Mapped[list["IssueMessage"]] = relationship(
        order_by="IssueMessage.id", cascade="all, delete-orphan"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        primaryjoin="and_(Issue.id == Attachment.issue_id, Attachment.by_deputy_id.is_(None))",
        order_by="Attachment.id",
        cascade="all, delete-orphan",
    )
    """What the resident sent."""
    deputy_photos: Mapped[list["Attachment"]] = relationship(
        primaryjoin="and_(Issue.id == Attachment.issue_id, Attachment.by_deputy_id.is_not(None))",
        order_by="Attachment.id",
        cascade="all, delete-orphan",
        overlaps="attachments",
    )
    """With what its deputies show that it is done."""
    events: Mapped[list["IssueEvent"]] = relationship(order_by="IssueEvent.id", cascade="all, delete-orphan")
    askings: Mapped[list["Asking"]] = relationship(order_by="Asking.rank", cascade="all, delete-orphan")
    clocks: Mapped[list["IssueClock"]] = relationship(order_by="IssueClock.id", cascade="all, delete-orphan")


ASIDE = "aside"
"""The kind of a message that is kept but is no part of the story: politeness, an answer to our question."""


class IssueMessage(Base):
    """One thing the resident said about the matter, word for word."""

    __tablename__ = "issue_message"
    __table_args__ = (
        UniqueConstraint("inbox_id", "issue_id"),
        # SQLite goes by the first, PostgreSQL by the second to see quickly that a matter has nothing unchecked
        Index("ix_issue_message_issue_check", "issue_id", "check"),
        _partial("ix_issue_message_unchecked", "issue_id", "\"check\" = 'unchecked'"),
        _partial("ix_issue_message_risky", "issue_id", "\"check\" = 'risky'"),
    )
    id: Mapped[Key]
    issue_id: Mapped[int] = to("issue.id")
    inbox_id: Mapped[int | None] = to("inbox.id", index=True)
    message_id: Mapped[str] = mapped_column(String(64), default="")
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    said_at: Mapped[datetime]
    check: Mapped[Check] = stored(Check, default=Check.UNCHECKED)


class AttachmentState(StrEnum):
    WAITING = "waiting"
    STORED = "stored"
    LOST = "lost"


class Attachment(Base):
    """A photo, voice or video; fetched from WeChat before it expires (three days) and kept."""

    __tablename__ = "attachment"
    __table_args__ = (
        _partial("ix_attachment_waiting", "next_try_at", "state = 'waiting'"),
        _partial("ix_attachment_to_check", "next_try_at", "state = 'stored' AND next_try_at IS NOT NULL"),
        _partial(
            "ix_attachment_held", "issue_id", "state = 'stored' AND \"check\" = 'risky' AND trace_id <> ''"
        ),
        _partial("ix_attachment_unchecked", "issue_id", "state = 'stored' AND \"check\" = 'unchecked'"),
        _partial("ix_attachment_drawn_from", "drawn_from", "drawn_from <> ''"),
    )
    id: Mapped[Key]
    issue_id: Mapped[int] = to("issue.id", index=True)
    message_id: Mapped[int | None] = to("issue_message.id", index=True)
    kind: Mapped[str] = mapped_column(String(16))
    media_id: Mapped[str] = mapped_column(String(256))
    state: Mapped[AttachmentState] = stored(AttachmentState, default=AttachmentState.WAITING)
    path: Mapped[str] = mapped_column(String(200), default="")
    content_type: Mapped[str] = mapped_column(String(64), default="")
    drawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The file is a picture drawn by us. Photos kept before that was done say where they were taken: `scheduler.redrawing`."""
    drawn_from: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    """The file it was drawn from, until that is removed."""
    size: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    """When to fetch it (again) while waiting; when to ask for its check once stored."""
    error: Mapped[str] = mapped_column(String(200), default="")
    check: Mapped[Check] = stored(Check, default=Check.UNCHECKED)
    trace_id: Mapped[str] = mapped_column(String(64), default="", index=True)
    by_deputy_id: Mapped[int | None] = to("deputy.id")
    """The deputy who shows by it what was done; None: the resident sent it."""
    sent_at: Mapped[datetime | None]
    """When the deputy sent it; a resident's came with its message."""
    message: Mapped[IssueMessage | None] = relationship()


class ActorKind(StrEnum):
    RESIDENT = "resident"
    DEPUTY = "deputy"
    STAFF = "staff"
    ORGAN = "organ"
    SYSTEM = "system"


class IssueEvent(Base):
    """What happened: who, in what capacity, when, from, to, and a note. The resident's timeline is this log."""

    __tablename__ = "issue_event"
    id: Mapped[Key]
    issue_id: Mapped[int] = to("issue.id", index=True)
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(String(32))
    actor_kind: Mapped[ActorKind] = stored(ActorKind)
    actor_id: Mapped[int | None]
    capacity: Mapped[Capacity | None] = stored(Capacity)
    from_state: Mapped[str] = mapped_column(String(16), default="")
    to_state: Mapped[str] = mapped_column(String(16), default="")
    note: Mapped[str] = mapped_column(Text, default="")


class AskingState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    PASSED_ON = "passed_on"


class Asking(Base):
    """A deputy was asked to confirm receipt (确认收到); in the grid's order, until one does."""

    __tablename__ = "asking"
    __table_args__ = (UniqueConstraint("issue_id", "deputy_id"),)
    id: Mapped[Key]
    issue_id: Mapped[int] = to("issue.id")
    deputy_id: Mapped[int] = to("deputy.id", index=True)
    rank: Mapped[int]
    state: Mapped[AskingState] = stored(AskingState, default=AskingState.WAITING)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ClockKind(StrEnum):
    """Which deadline runs (domain §6)."""

    RECEIPT = "receipt"
    ANSWER = "answer"
    CONFIRM = "confirm"
    """The resident says whether the deputy's answer helped; silence makes nobody late, but staff ask them."""
    RECHECK = "recheck"


DEPUTY_CLOCKS = (ClockKind.RECEIPT, ClockKind.ANSWER)
"""What a deputy can be late with."""


class IssueClock(Base):
    """One deadline of a matter, with its three reminders; late and very late are recorded moments."""

    __tablename__ = "issue_clock"
    __table_args__ = (
        UniqueConstraint("issue_id", "kind", "round"),
        _partial("ix_issue_clock_running", "next_at", "next_at IS NOT NULL"),
        Index(
            "ix_issue_clock_due",
            "kind",
            "due_at",
            sqlite_where=text("stopped_at IS NULL"),
            postgresql_where=text("stopped_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    issue_id: Mapped[int] = to("issue.id")
    kind: Mapped[ClockKind] = stored(ClockKind)
    round: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(64), default="")
    next_at: Mapped[datetime | None]
    """When something is next due for it (a reminder, lateness); None once it has stopped."""
    reminded: Mapped[int] = mapped_column(default=0)
    late_at: Mapped[datetime | None]
    very_late_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
