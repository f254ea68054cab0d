"""Who may sign in at the console: one account for a staff member or an organ, made when they are first invited."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, to
from models.people import Organ, StaffMember


class Account(Base):
    """The ways in of one staff member or one organ. Nothing in it opens a door by itself: hashes and sealed text only."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("(staff_id IS NULL) <> (organ_id IS NULL)", name="one_owner"),)
    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(32), unique=True)
    """What they sign in with: 工号 or 机关编码, folded (`models.rules.sign_in.folded`)."""
    staff_id: Mapped[int | None] = to("staff.id", unique=True)
    organ_id: Mapped[int | None] = to("organ.id", unique=True)
    created_at: Mapped[datetime]
    password_hash: Mapped[str] = mapped_column(String(255), default="")
    """Argon2id; empty until the invitation was used, and again after a reset."""
    totp_sealed: Mapped[str] = mapped_column(String(255), default="")
    totp_confirmed_at: Mapped[datetime | None]
    """None while the second step is being set up: the secret stands, no code of it has been seen yet."""
    totp_step: Mapped[int] = mapped_column(default=0)
    """The newest time step (of 30 s) whose code was used; it and older ones open nothing any more."""
    failures: Mapped[int] = mapped_column(default=0)
    """Wrong passwords and codes in a row, from browsers it never signed in with: strangers', as a rule."""
    locked_until: Mapped[datetime | None]
    """For those browsers; the ones that are known wait only for their own wrong tries."""
    known_failures: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    known_locked_until: Mapped[datetime | None]
    generation: Mapped[int] = mapped_column(default=1)
    """Sessions of an earlier generation are over: sign-out everywhere, reset."""
    invitation_hash: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the living one-time code; empty when there is none."""
    invitation_expires_at: Mapped[datetime | None]
    invitation_failures: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Wrong codes since the last invitation: they lock nothing, the audit log tells of them (ever more rarely)."""
    last_sign_in_at: Mapped[datetime | None]
    staff: Mapped[StaffMember | None] = relationship()
    organ: Mapped[Organ | None] = relationship()


class EndedSession(Base):
    """A session that was signed out of: a copy of its cookie opens nothing, until it would be too old by itself."""

    __tablename__ = "ended_session"
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    until: Mapped[datetime]
