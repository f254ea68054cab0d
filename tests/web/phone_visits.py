"""People of the town open the phone pages by the links they were sent."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.security import LinkSigner
from app.service import Service
from models.people import Contact
from tests.town import Town


@dataclass
class TownClock:
    """The service's clock is the town's."""

    town: Town

    def now(self) -> datetime:
        return self.town.now


@dataclass
class Visit:
    """One person with one phone."""

    client: FlaskClient
    html: str = ""
    path: str = ""
    status: int = 0
    answers: list[int] = field(default_factory=list)

    def opens(self, path: str) -> "Visit":
        return self._seen(self.client.get(path, follow_redirects=True))

    def posts(self, path: str, *, csrf: str | None = None, **fields: str) -> "Visit":
        """Send a form of the page just seen (or with another token) and follow where it leads."""
        token = self.token if csrf is None else csrf
        return self._seen(self.client.post(path, data={"csrf": token, **fields}, follow_redirects=True))

    @property
    def token(self) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.html)
        return found[1] if found else ""

    def hidden(self, name: str) -> str:
        """What a form of the page just seen carries along by this name."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        return found[1] if found else ""

    def _seen(self, answer: TestResponse) -> "Visit":
        self.html, self.path, self.status = (
            answer.get_data(as_text=True),
            answer.request.path,
            answer.status_code,
        )
        return self


@dataclass
class PhonePages:
    """The web side of the town."""

    town: Town
    service: Service
    app: Flask

    def link(self, openid: str, page: str) -> str:
        security = self.service.settings.security
        with self.service.db.reading() as session:
            contact_id = session.scalars(select(Contact.id).where(Contact.openid == openid)).one()
        token = LinkSigner(security.secret_key, security.link_days).sign(contact_id, page, self.town.now)
        return f"/m/open?t={token}"

    def visit(self, openid: str, page: str) -> Visit:
        """Someone taps the link in a message."""
        return Visit(self.app.test_client()).opens(self.link(openid, page))

    def stranger(self) -> Visit:
        return Visit(self.app.test_client())
