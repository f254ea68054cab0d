"""Browsers of the offices' people: an organ's by its code, a staff member's by theirs."""

import io
from dataclasses import dataclass, field

from sqlalchemy import select

from models.account import Account
from models.people import Organ, StaffMember
from models.rules.sign_in import folded
from tests import photos
from tests.handlers.loop.office import Office
from tests.web.console_visits import Console, Desk, password_hash


@dataclass
class Desks:
    """The console as each of them sees it."""

    console: Console
    office: Office
    accounts: set[str] = field(default_factory=set)

    def of(self, code: str) -> Desk:
        """A browser with a session; the account is made the first time."""
        if code not in self.accounts:
            self._make_account(code)
            self.accounts.add(code)
        return self.console.desk_of(code)

    def _make_account(self, code: str) -> None:
        with self.office.db.transaction() as session:
            organ = session.scalars(select(Organ).where(Organ.code == code)).one_or_none()
            staff = session.scalars(select(StaffMember).where(StaffMember.code == code)).one_or_none()
            owner = {"organ_id": organ.id} if organ else {"staff_id": staff.id if staff else 0}
            session.add(
                Account(
                    name=folded(code),
                    created_at=self.office.now,
                    password_hash=password_hash(),
                    totp_sealed=self.console.codes.new(),
                    totp_confirmed_at=self.office.now,
                    **owner,
                )
            )


def a_photo(form: str = "JPEG") -> io.BytesIO:
    """A photo as a clerk uploads it."""
    return io.BytesIO(photos.plain(form))
