"""What an organ answered, what was seen on the spot, and what deputies and residents think of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, BigInt, Key, stored, to
from models.issue import Result, Satisfaction
from models.people import Deputy, Organ


class ContactLog(Base):
    """The organ spoke with the deputy (与代表联系沟通, 代表法 art. 51): how, when, and what was said."""

    __tablename__ = "contact_log"
    id: Mapped[Key]
    assignment_id: Mapped[int] = to("assignment.id", index=True)
    round: Mapped[int]
    organ_id: Mapped[int] = to("organ.id")
    deputy_id: Mapped[int | None] = to("deputy.id")
    """None: with the resident or somebody else, named in the words."""
    on: Mapped[date]
    how: Mapped[str] = mapped_column(String(16))
    """电话, 上门, 座谈, 微信, 现场."""
    words: Mapped[str] = mapped_column(String(1000))
    written_at: Mapped[datetime]


class Reply(Base):
    """The lead organ's answer of one round."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("assignment_id", "round"), Index("ix_reply_organ", "organ_id", "at"))
    id: Mapped[Key]
    assignment_id: Mapped[int] = to("assignment.id")
    round: Mapped[int]
    organ_id: Mapped[int] = to("organ.id")
    at: Mapped[datetime]
    result: Mapped[Result] = stored(Result)
    text: Mapped[str] = mapped_column(Text)
    """The official answer."""
    plain_words: Mapped[str] = mapped_column(String(1000))
    """The same for residents, in plain words."""
    planned_until: Mapped[date | None]
    """For 列入计划: by when it will be done."""
    signer: Mapped[str] = mapped_column(String(32))
    """主要负责人, who signs."""
    handler: Mapped[str] = mapped_column(String(32))
    """具体承办人."""
    handler_phone_sealed: Mapped[str] = mapped_column(String(256), default="")
    organ: Mapped[Organ] = relationship()
    marks: Mapped[list["DeputyMark"]] = relationship(
        order_by="DeputyMark.id", cascade="all, delete-orphan", back_populates="reply"
    )
    answers: Mapped[list["ResidentAnswer"]] = relationship(
        order_by="ResidentAnswer.id", cascade="all, delete-orphan", back_populates="reply"
    )


class ReplyDraft(Base):
    """What an organ has typed of a reply and not sent: a long answer outlives a lapsed session."""

    __tablename__ = "reply_draft"
    assignment_id: Mapped[int] = mapped_column(BigInt, ForeignKey("assignment.id"), primary_key=True)
    organ_id: Mapped[int] = mapped_column(BigInt, ForeignKey("organ.id"), primary_key=True)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    """By the form's names, without the phone number."""
    handler_phone_sealed: Mapped[str] = mapped_column(String(256), default="")
    saved_at: Mapped[datetime]


class MarkState(StrEnum):
    ASKED = "asked"
    GIVEN = "given"
    NOT_GIVEN = "not_given"
    """Not rated in time: it stands so."""


class DeputyMark(Base):
    """One deputy's marks of a reply; attitude and result apart, nothing pre-selected (河南办法 art. 22)."""

    __tablename__ = "deputy_mark"
    __table_args__ = (UniqueConstraint("reply_id", "deputy_id"),)
    id: Mapped[Key]
    reply_id: Mapped[int] = to("reply.id")
    deputy_id: Mapped[int] = to("deputy.id", index=True)
    state: Mapped[MarkState] = stored(MarkState, default=MarkState.ASKED)
    asked_at: Mapped[datetime]
    attitude: Mapped[Satisfaction | None] = stored(Satisfaction)
    result: Mapped[Satisfaction | None] = stored(Satisfaction)
    words: Mapped[str] = mapped_column(String(500), default="")
    given_at: Mapped[datetime | None]
    reply: Mapped[Reply] = relationship(back_populates="marks")
    deputy: Mapped[Deputy] = relationship()


class Solved(StrEnum):
    """真的解决了吗？ 已解决 / 部分解决 / 未解决."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class AnswerState(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    SILENT = "silent"
    """Did not answer in time; staff ask on the spot before 销号."""
    CHECKED = "checked"
    """Staff asked on the spot, and wrote down what they were told."""


class ResidentAnswer(Base):
    """One resident's answer to a reply: is it truly solved, and how satisfied; nothing pre-selected."""

    __tablename__ = "resident_answer"
    __table_args__ = (UniqueConstraint("reply_id", "issue_id"),)
    id: Mapped[Key]
    reply_id: Mapped[int] = to("reply.id")
    issue_id: Mapped[int] = to("issue.id", index=True)
    state: Mapped[AnswerState] = stored(AnswerState, default=AnswerState.ASKED)
    asked_at: Mapped[datetime]
    solved: Mapped[Solved | None] = stored(Solved)
    satisfaction: Mapped[Satisfaction | None] = stored(Satisfaction)
    words: Mapped[str] = mapped_column(String(500), default="")
    answered_at: Mapped[datetime | None]
    checked_by: Mapped[int | None] = to("staff.id")
    reply: Mapped[Reply] = relationship(back_populates="answers")


class Shows(StrEnum):
    BEFORE = "before"
    AFTER = "after"
    OTHER = "other"


class Evidence(Base):
    """A photo of before or after, kept with the assignment; decoded and written anew, so that it is a picture only."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("assignment_id", "digest"),)
    id: Mapped[Key]
    assignment_id: Mapped[int] = to("assignment.id")
    round: Mapped[int]
    shows: Mapped[Shows] = stored(Shows)
    organ_id: Mapped[int | None] = to("organ.id")
    staff_id: Mapped[int | None] = to("staff.id")
    path: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the stored picture: the same one twice is kept once."""
    words: Mapped[str] = mapped_column(String(200), default="")
    added_at: Mapped[datetime]
