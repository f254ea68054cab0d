"""The words of matters, kept for searching; and what staff chose, kept for proposing."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt, Key

FOUND_BY = "issue_words_found"
"""The full-text index over `issue_words.words`, kept by the migration: FTS5 on SQLite (triggers follow the table), GIN on PostgreSQL."""


class IssueWords(Base):
    """What a matter is found by. Derived from its messages and place: it can be thrown away and made again."""

    __tablename__ = "issue_words"
    issue_id: Mapped[int] = mapped_column(
        BigInt, ForeignKey("issue.id"), primary_key=True, autoincrement=False
    )
    words: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"), default="")
    """Tokens (models/rules/bigrams.py) with spaces between."""
    said: Mapped[str] = mapped_column(Text, default="")
    """The words that say what it is about (models/rules/words.py), with spaces between, for likeness and learning."""


class WordsDue(Base):
    """A queue: the words or the place of this matter changed, and its `IssueWords` are to be made anew.

    Each change appends a row and nobody waits for anybody: a row that the indexer has not seen is still there after it.
    """

    __tablename__ = "words_due"
    id: Mapped[Key]
    issue_id: Mapped[int] = mapped_column(BigInt)


class CategoryChoice(Base):
    """Staff chose this category for a matter; one living choice for each, with the words it was learnt from."""

    __tablename__ = "category_choice"
    issue_id: Mapped[int] = mapped_column(
        BigInt, ForeignKey("issue.id"), primary_key=True, autoincrement=False
    )
    category: Mapped[str] = mapped_column(String(16), index=True)
    by: Mapped[str] = mapped_column(String(64))
    """As in the audit log: `staff:S1`."""
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text, default="")


class CategoryWord(Base):
    """How many chosen matters of a category a word stands in: what proposals learn from. Follows `category_choice`."""

    __tablename__ = "category_word"
    __table_args__ = (Index("ix_category_word_category", "category"),)
    word: Mapped[str] = mapped_column(String(64), primary_key=True)
    category: Mapped[str] = mapped_column(String(16), primary_key=True)
    times: Mapped[int]
