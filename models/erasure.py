"""What is still to be removed after somebody had their data erased: files on the disk, and the traces of a WeChat account."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, to


class Erasure(Base):
    """Written in the transaction that erased the words; `scheduler.erasing` takes it from there, and removes the row last.

    It names no matter and no resident: once it is gone nothing says who it was.
    """

    __tablename__ = "erasure"
    id: Mapped[Key]
    asked_at: Mapped[datetime]
    contact_id: Mapped[int | None] = to("contact.id")
    """The account to forget once its last notice went out; None when it is a deputy's, a staff member's or an organ's as well."""
    paths: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Files in the store that were theirs."""
