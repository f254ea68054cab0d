"""The assignment (交办件): the closed loop of one matter or suggestion, from study to 销号, and its organs."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, stored, to
from models.issue import ActorKind, Issue, Result
from models.people import Capacity, Organ
from models.rules.assignment_state import AssignmentState
from models.suggestion import Suggestion


class Level(StrEnum):
    """Who studies and supervises it."""

    TOWNSHIP = "township"
    COUNTY = "county"


class Assignment(Base):
    """Made when a matter is reported up, taken up by staff, or when a suggestion is handed in.

    `issue_id` is the main matter (linked ones follow it), or `suggestion_id` the suggestion: one of the two.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_state_township", "state", "township"),
        # most have none; the index of the constraint looks to SQLite as if one suggestion had them all
        Index(
            "ix_assignment_suggestion",
            "suggestion_id",
            sqlite_where=text("suggestion_id IS NOT NULL"),
            postgresql_where=text("suggestion_id IS NOT NULL"),
        ),
        Index(
            "ix_assignment_key",
            "key_since",
            sqlite_where=text("key_since IS NOT NULL"),
            postgresql_where=text("key_since IS NOT NULL"),
        ),
        Index(
            "ix_assignment_returned",
            "id",
            sqlite_where=text("state = 'handling' AND round > 1"),
            postgresql_where=text("state = 'handling' AND round > 1"),
        ),
        Index(
            "ix_assignment_supervised",
            "supervised_since",
            sqlite_where=text("supervised_since IS NOT NULL"),
            postgresql_where=text("supervised_since IS NOT NULL"),
        ),
    )
    id: Mapped[Key]
    issue_id: Mapped[int | None] = to("issue.id", unique=True)
    suggestion_id: Mapped[int | None] = to("suggestion.id", unique=True)
    state: Mapped[AssignmentState] = stored(AssignmentState, default=AssignmentState.STUDY)
    level: Mapped[Level] = stored(Level, default=Level.TOWNSHIP)
    county: Mapped[str] = mapped_column(String(32), default="")
    township: Mapped[str] = mapped_column(String(32), default="", index=True)
    """Where it is; empty for what concerns the whole county."""
    round: Mapped[int] = mapped_column(default=1)
    """1 = the first handling; each return counts one more."""
    requirement: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    assigned_at: Mapped[datetime | None] = mapped_column(index=True)
    """The day of assignment (交办之日) of this round, from which the clocks count."""
    fed_back_at: Mapped[datetime | None]
    evaluated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    result: Mapped[Result | None] = stored(Result)
    supervised_since: Mapped[datetime | None]
    """On the supervision list (督办)."""
    supervised_for: Mapped[str] = mapped_column(String(200), default="")
    key_since: Mapped[date | None]
    """重点督办: chosen by the directors' meeting (代表法 art. 52) on that day."""
    key_note: Mapped[str] = mapped_column(String(300), default="")
    issue: Mapped[Issue | None] = relationship()
    suggestion: Mapped[Suggestion | None] = relationship()
    organs: Mapped[list["AssignmentOrgan"]] = relationship(
        order_by="AssignmentOrgan.id", cascade="all, delete-orphan"
    )
    events: Mapped[list["AssignmentEvent"]] = relationship(
        order_by="AssignmentEvent.id", cascade="all, delete-orphan"
    )
    clocks: Mapped[list["AssignmentClock"]] = relationship(
        order_by="AssignmentClock.id", cascade="all, delete-orphan"
    )
    requests: Mapped[list["OrganRequest"]] = relationship(
        order_by="OrganRequest.id", cascade="all, delete-orphan"
    )


class Part(StrEnum):
    """主办 / 协办."""

    LEAD = "lead"
    ASSIST = "assist"


class OrganState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    OBJECTED = "objected"
    RELEASED = "released"
    """No longer charged with it: the objection was followed, or staff took it back."""
    DONE = "done"
    """Replied, or the assisting opinion is given."""


class AssignmentOrgan(Base):
    """An organ charged with it; a released one stays as a record. One living lead at a time."""

    __tablename__ = "assignment_organ"
    __table_args__ = (
        Index("ix_assignment_organ_organ", "organ_id", "state"),
        Index("ix_assignment_organ_given", "organ_id", "given_at"),
        Index(
            "uq_assignment_organ_lead",
            "assignment_id",
            unique=True,
            sqlite_where=text("part = 'lead' AND state != 'released'"),
            postgresql_where=text("part = 'lead' AND state != 'released'"),
        ),
        Index("ix_assignment_organ_assignment", "assignment_id"),
    )
    id: Mapped[Key]
    assignment_id: Mapped[int] = to("assignment.id")
    organ_id: Mapped[int] = to("organ.id")
    part: Mapped[Part] = stored(Part)
    state: Mapped[OrganState] = stored(OrganState, default=OrganState.WAITING)
    given_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    objected_at: Mapped[datetime | None]
    """Once only, also after the objection was not followed."""
    objection: Mapped[str] = mapped_column(String(1000), default="")
    opinion: Mapped[str] = mapped_column(Text, default="")
    opinion_at: Mapped[datetime | None]
    organ: Mapped[Organ] = relationship()


class RequestKind(StrEnum):
    CLARIFICATION = "clarification"
    """The reply clock stands still until it is answered."""
    EXTENSION = "extension"
    """The reply clock moves to the day that staff agree to."""


class RequestState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    """An extension agreed to, or a clarification given."""
    REFUSED = "refused"
    LAPSED = "lapsed"
    """The matter moved on before it was answered."""


class OrganRequest(Base):
    """What an organ asked of the staff, and their answer: a recorded event, so that nobody is branded late unjustly."""

    __tablename__ = "organ_request"
    __table_args__ = (
        Index(
            "ix_organ_request_open",
            "assignment_id",
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
        Index("ix_organ_request_assignment", "assignment_id", "id"),
    )
    id: Mapped[Key]
    assignment_id: Mapped[int] = to("assignment.id")
    organ_id: Mapped[int] = to("organ.id")
    kind: Mapped[RequestKind] = stored(RequestKind)
    state: Mapped[RequestState] = stored(RequestState, default=RequestState.ASKED)
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(1000))
    wanted_until: Mapped[date | None]
    """For an extension: the last day the organ asks for."""
    granted_until: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = to("staff.id")
    answer: Mapped[str] = mapped_column(String(1000), default="")


class AssignmentEvent(Base):
    """What happened to it: who, in what capacity, when, from, to, and a note."""

    __tablename__ = "assignment_event"
    id: Mapped[Key]
    assignment_id: Mapped[int] = to("assignment.id", index=True)
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(String(32))
    actor_kind: Mapped[ActorKind] = stored(ActorKind)
    actor_id: Mapped[int | None]
    capacity: Mapped[Capacity | None] = stored(Capacity)
    from_state: Mapped[str] = mapped_column(String(16), default="")
    to_state: Mapped[str] = mapped_column(String(16), default="")
    note: Mapped[str] = mapped_column(Text, default="")


class LoopClock(StrEnum):
    """Which deadline of the loop runs (domain §6)."""

    STUDY = "study"
    OBJECT = "object"
    """The window in which an organ may object; nobody is late when it closes."""
    REASSIGN = "reassign"
    CLARIFY = "clarify"
    """For the staff to give the clarification an organ asked for; meanwhile the organ's own clock stands still."""
    EXTEND = "extend"
    """For the staff to say yes or no to an extension."""
    ASSIST = "assist"
    REPLY = "reply"
    RATE = "rate"
    """For the deputies' marks and the residents' answers; then they stand as "not rated"."""
    PROMISE = "promise"
    HIGHER = "higher"
    """A suggestion was passed on to a higher congress: staff find out what it answered, and enter it."""


class AssignmentClock(Base):
    """One deadline with its reminders; late and very late are recorded moments. `turn` counts those of a kind."""

    __tablename__ = "assignment_clock"
    __table_args__ = (
        UniqueConstraint("assignment_id", "kind", "turn"),
        Index(
            "ix_assignment_clock_running",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index(
            "ix_assignment_clock_kind",
            "kind",
            "due_at",
            sqlite_where=text("stopped_at IS NULL"),
            postgresql_where=text("stopped_at IS NULL"),
        ),
        Index(
            "ix_assignment_clock_due",
            "due_at",
            sqlite_where=text("stopped_at IS NULL"),
            postgresql_where=text("stopped_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    assignment_id: Mapped[int] = to("assignment.id")
    kind: Mapped[LoopClock] = stored(LoopClock)
    turn: Mapped[int] = mapped_column(default=1)
    organ_id: Mapped[int | None] = to("organ.id")
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(64), default="")
    next_at: Mapped[datetime | None]
    """When something is next due for it; None once it has stopped or while it stands still."""
    reminded: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None]
    """It stands still since then (a clarification is asked)."""
    late_at: Mapped[datetime | None]
    very_late_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
