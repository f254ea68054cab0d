"""The suggestion (代表建议、批评和意见): a deputy's formal act, alone or jointly, in one capacity (代表法 art. 24, 36)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, stored, to
from models.issue import ActorKind, Issue
from models.people import Capacity, Deputy
from models.rules.suggestion_state import SuggestionState


class Publicity(StrEnum):
    """公开意见 of the official form."""

    FULL = "full"
    TITLE_ONLY = "title_only"
    NONE = "none"


class FormedBy(StrEnum):
    """形成方式 of the official form."""

    RESEARCH = "research"
    MEETING = "meeting"
    VISIT = "visit"
    ISSUES = "issues"
    """From what residents wrote in the grid."""


class Suggestion(Base):
    """One suggestion. Its `number` is that of the year (〔2026〕第 12 号), given when it is handed in."""

    __tablename__ = "suggestion"
    __table_args__ = (
        UniqueConstraint("county", "capacity", "township", "year", "number"),
        Index("ix_suggestion_deputy", "deputy_id", "state"),
        Index("ix_suggestion_state", "state", "capacity", "township"),
    )
    id: Mapped[Key]
    year: Mapped[int | None]
    number: Mapped[int | None]
    deputy_id: Mapped[int] = to("deputy.id")
    """领衔代表."""
    capacity: Mapped[Capacity | None] = stored(Capacity)
    """In which congress; never guessed: None while who holds several has not said."""
    county: Mapped[str] = mapped_column(String(32), default="")
    township: Mapped[str] = mapped_column(String(32), default="")
    """Of a township deputy's suggestion: whose presidium assigns it; else empty."""
    state: Mapped[SuggestionState] = stored(SuggestionState, default=SuggestionState.GATHERING)
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    at_session: Mapped[bool] = mapped_column(default=False)
    """会上 / 闭会期间."""
    term: Mapped[str] = mapped_column(String(16), default="")
    """届次 and 会议次数, as the form has them."""
    session: Mapped[str] = mapped_column(String(16), default="")
    publicity: Mapped[Publicity | None] = stored(Publicity)
    """Nothing is pre-selected: the deputy says so before it is handed in."""
    formed_by: Mapped[FormedBy] = stored(FormedBy, default=FormedBy.ISSUES)
    repeated_years: Mapped[int] = mapped_column(default=0)
    """多年多次提出: for how many years; 0 for the first time."""
    wants_contact: Mapped[bool] = mapped_column(default=True)
    wants_written_reply: Mapped[bool] = mapped_column(default=True)
    joinable: Mapped[bool] = mapped_column(default=True)
    hard: Mapped[bool] = mapped_column(default=False)
    """Wide or hard: six months instead of three, after telling the deputy (代表法 art. 51)."""
    category: Mapped[str] = mapped_column(String(128), default="")
    field: Mapped[str] = mapped_column(String(32), default="")
    paper_filed_at: Mapped[datetime | None]
    """A signed paper copy is filed (河南办法 art. 11)."""
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(1000), default="")
    """Why it was sent back, or what the higher congress answered."""
    deputy: Mapped[Deputy] = relationship()
    signers: Mapped[list["SuggestionSigner"]] = relationship(
        order_by="SuggestionSigner.id", cascade="all, delete-orphan"
    )
    issues: Mapped[list["SuggestionIssue"]] = relationship(
        order_by="SuggestionIssue.id", cascade="all, delete-orphan"
    )
    events: Mapped[list["SuggestionEvent"]] = relationship(
        order_by="SuggestionEvent.id", cascade="all, delete-orphan"
    )


class SignerState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    """Handed in before they answered."""


class SuggestionSigner(Base):
    """A joint signer (联名); each confirms for themselves, in the same capacity."""

    __tablename__ = "suggestion_signer"
    __table_args__ = (UniqueConstraint("suggestion_id", "deputy_id"),)
    id: Mapped[Key]
    suggestion_id: Mapped[int] = to("suggestion.id")
    deputy_id: Mapped[int] = to("deputy.id", index=True)
    state: Mapped[SignerState] = stored(SignerState, default=SignerState.ASKED)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    deputy: Mapped[Deputy] = relationship()


class SuggestionIssue(Base):
    """A resident's matter that the suggestion was raised from; it follows the suggestion."""

    __tablename__ = "suggestion_issue"
    __table_args__ = (UniqueConstraint("suggestion_id", "issue_id"),)
    id: Mapped[Key]
    suggestion_id: Mapped[int] = to("suggestion.id")
    issue_id: Mapped[int] = to("issue.id", index=True)
    issue: Mapped[Issue] = relationship()


class SuggestionEvent(Base):
    """What happened to it before and around its assignment."""

    __tablename__ = "suggestion_event"
    id: Mapped[Key]
    suggestion_id: Mapped[int] = to("suggestion.id", index=True)
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(String(32))
    actor_kind: Mapped[ActorKind] = stored(ActorKind)
    actor_id: Mapped[int | None]
    from_state: Mapped[str] = mapped_column(String(16), default="")
    to_state: Mapped[str] = mapped_column(String(16), default="")
    note: Mapped[str] = mapped_column(Text, default="")
