"""People of the town at the console: with a session at once (`desk_of`), or by the forms, as they really sign in."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.credentials import SecondStep, hash_password
from app.service import Service
from app.web.application import create_app
from app.web.console.sessions import COOKIE, PATH, Sessions
from models.account import Account
from models.duty import AuditEntry
from models.people import Organ, OrganKind, StaffMember, StaffRole
from models.rules.sign_in import folded
from tests.builders import a_staff_member
from tests.town import Town
from tests.web.phone_visits import TownClock

PASSWORD = "three locust trees on Baiyu road"
_hash: list[str] = []


def password_hash() -> str:
    """Of `PASSWORD`, worked out once: it takes a tenth of a second."""
    if not _hash:
        _hash.append(hash_password(PASSWORD))
    return _hash[0]


@dataclass
class Desk:
    """One browser."""

    client: FlaskClient
    html: str = ""
    path: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    def opens(self, path: str) -> "Desk":
        return self._seen(self.client.get(path, follow_redirects=True))

    def posts(self, path: str, *, csrf: str | None = None, **fields: Any) -> "Desk":
        """Send a form with the token of the page just seen (or another) and follow where it leads."""
        token = self.token if csrf is None else csrf
        return self._seen(self.client.post(path, data={"csrf": token, **fields}, follow_redirects=True))

    @property
    def token(self) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.html)
        return found[1] if found else ""

    def signs_in(self, name: str, password: str = PASSWORD, next: str = "") -> "Desk":  # noqa: A002  the field's name
        self.opens(f"/console/sign-in?next={next}")
        return self.posts("/console/sign-in", name=name, password=password, next=next)

    def hidden(self, name: str) -> str:
        """What a form of the page just seen carries along by this name."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        return found[1] if found else ""

    def _seen(self, answer: TestResponse) -> "Desk":
        self.html, self.path = answer.get_data(as_text=True), answer.request.path
        self.status, self.headers = answer.status_code, dict(answer.headers)
        return self


@dataclass
class Console:
    """The town's console. Sign-in time is the town's time, unless the service has the simulator."""

    town: Town
    service: Service
    app: Flask

    @property
    def codes(self) -> SecondStep:
        return SecondStep(self.service.settings.security.secret_key)

    def stranger(self) -> Desk:
        return Desk(self.app.test_client())

    def staff(self, role: StaffRole, *territories: str, code: str = "", **columns: Any) -> str:
        """A staff member with a ready account; the sign-in name."""
        given = columns | ({"code": code} if code else {})
        with self.town.db.transaction() as session:
            member = a_staff_member(session, role, *territories, **given)
            session.add(self._ready(member.code, staff_id=member.id))
            return member.code

    def organ(self, code: str = "J01", name: str = "西峡县交通运输局") -> str:
        """An organ with a ready account; the sign-in name."""
        with self.town.db.transaction() as session:
            organ = Organ(code=code, name=name, kind=OrganKind.GOVERNMENT)
            session.add(organ)
            session.flush()
            session.add(self._ready(code, organ_id=organ.id))
        return code

    def account_for(self, code: str) -> None:
        """A ready account for a staff member the town has already."""
        with self.town.db.transaction() as session:
            member = session.scalars(select(StaffMember).where(StaffMember.code == code)).one()
            session.add(self._ready(code, staff_id=member.id))

    def _ready(self, code: str, **owner: int) -> Account:
        return Account(
            name=folded(code),
            created_at=self.town.now,
            password_hash=password_hash(),
            totp_sealed=self.codes.new(),
            totp_confirmed_at=self.town.now,
            **owner,
        )

    def desk_of(self, code: str) -> Desk:
        """A browser with a session of this account: without the forms."""
        account = self.account(code)
        client = self.app.test_client()
        cookie = self.sessions.sealed(self.sessions.begin(account.id, account.generation, self.town.now))
        client.set_cookie(COOKIE, cookie, path=PATH)
        return Desk(client).opens("/console/me")

    @property
    def sessions(self) -> Sessions:
        settings = self.service.settings
        return Sessions(
            settings.security.secret_key,
            timedelta(hours=settings.console.session_hours),
            timedelta(minutes=settings.console.idle_minutes),
        )

    def account(self, code: str) -> Account:
        with self.town.db.reading() as session:
            return session.scalars(select(Account).where(Account.name == folded(code))).one()

    def phone_code(self, code: str) -> str:
        """What the authenticator on their phone shows now."""
        return self.codes.code(self.account(code).totp_sealed, self.town.now)

    def log(self) -> list[tuple[str, str, str]]:
        """(who, act, what) of the audit log."""
        with self.town.db.reading() as session:
            entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
            return [(entry.who, entry.act, entry.what) for entry in entries]


def console_of(town: Town, service: Service) -> Console:
    """The console of the town, at the town's time."""
    here = replace(service, clock=TownClock(town), places=town.places)
    return Console(town, here, create_app(here))
