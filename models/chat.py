"""Where a chat stands: which matter is being told, and what the bot has asked. Survives restarts and silence."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt, stored, to


class Question(StrEnum):
    """What the bot asked last and waits to hear; NONE when it waits for nothing."""

    NONE = "none"
    PLACE = "place"
    """Where is the problem? (free answer)"""
    PLACE_CHOICE = "place_choice"
    """Which of these places? (a number, or a name)"""
    NEW_MATTER = "new_matter"
    """「新」 was sent alone: what comes next is the matter, whoever tells it."""


class Conversation(Base):
    """The chat with one contact."""

    __tablename__ = "conversation"
    contact_id: Mapped[int] = mapped_column(
        BigInt, ForeignKey("contact.id"), primary_key=True, autoincrement=False
    )
    issue_id: Mapped[int | None] = to("issue.id")
    question: Mapped[Question] = stored(Question, default=Question.NONE)
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    asked_times: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    erase_asked_at: Mapped[datetime | None]
    """When they asked for their data to be erased; it waits for the word that confirms it."""
    replies_from: Mapped[datetime | None]
    replies: Mapped[int] = mapped_column(default=0)
    """Replies since `replies_from`; past the limit the bot falls silent (two bots must not talk for ever)."""
    wrong_codes_from: Mapped[datetime | None]
    wrong_codes: Mapped[int] = mapped_column(default=0)
