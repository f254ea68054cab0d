"""Matters of the same content are linked, never merged away: handled once, answered to each person."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, stored, to
from models.issue import ActorKind


class IssueLink(Base):
    """`issue_id` follows `main_id`; an undone link stays as a record. A main matter never follows another itself."""

    __tablename__ = "issue_link"
    __table_args__ = (
        Index(
            "uq_issue_link_standing",
            "issue_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    issue_id: Mapped[int] = to("issue.id", index=True)
    main_id: Mapped[int] = to("issue.id", index=True)
    linked_at: Mapped[datetime]
    by_kind: Mapped[ActorKind] = stored(ActorKind)
    by_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    undone_at: Mapped[datetime | None]
