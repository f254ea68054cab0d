"""What is still to be removed after somebody had their data erased: files on the disk, and the traces of a WeChat account."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, to


class Erasure(Base):
    """Written in the transaction that erased the words; `scheduler.erasing` takes it from there, and removes the row last.

    Once it is gone nothing of what was said is left; that takes a minute, a day at most.
    """

    __tablename__ = "erasure"
    id: Mapped[Key]
    asked_at: Mapped[datetime]
    contact_id: Mapped[int | None] = to("contact.id")
    """The account to forget once its last notice went out; None when it is a deputy's, a staff member's or an organ's as well."""
    said: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What they said, to find where it was quoted: in lists and digests sent, in summaries handed in."""
    paths: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Files in the store that were theirs."""
