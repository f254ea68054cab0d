"""What every console page works with: the service, the sessions, who is at the desk, and how a page is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import Response, current_app, g, make_response, render_template, request

from app.clock import Clock, SystemClock
from app.service import Service
from app.web.console.navigation import entries
from app.web.console.sessions import COOKIE, PATH, SAID, Sessions
from models.people import ROLE_IN_WORDS, StaffRole
from models.rules.permissions import Permit

LONGEST_SAID = 400
"""Characters; a cookie holds 4 KB."""
HTTP_OK = 200


@lru_cache(maxsize=8)
def _sessions(secret_key: str, hours: int, minutes: int) -> Sessions:
    return Sessions(secret_key, timedelta(hours=hours), timedelta(minutes=minutes))


def service() -> Service:
    found: Service = current_app.extensions["gridvoice"]
    return found


def sessions() -> Sessions:
    settings = service().settings
    return _sessions(
        settings.security.secret_key, settings.console.session_hours, settings.console.idle_minutes
    )


def now() -> datetime:
    """The county's moment: for acts and what pages show."""
    return service().clock.now()


def present() -> datetime:
    """The moment for signing in and for sessions.

    The same, but in the simulator: there the county's clock jumps by days, and a visitor's session (and the
    authenticator on a real phone) goes by the machine's.
    """
    clock: Clock = SystemClock() if service().settings.simulator.enabled else service().clock
    return clock.now()


@dataclass(frozen=True)
class Clerk:
    """Who is at the desk: a staff member or an organ, as the database has them at this request."""

    account_id: int
    code: str
    name: str
    staff_id: int | None
    organ_id: int | None
    role: StaffRole | None
    """None for an organ."""
    permits: frozenset[Permit]
    csrf: str

    def may(self, permit: Permit) -> bool:
        return permit in self.permits

    @property
    def role_in_words(self) -> str:
        return ROLE_IN_WORDS[self.role] if self.role else "承办单位"


@dataclass(frozen=True)
class Kept:
    """A form that was refused: which, why, beside which field, and what was typed into it."""

    form: str = ""
    sentence: str = ""
    field: str = ""
    typed: Mapping[str, str] | None = None

    def value(self, form: str, field: str, otherwise: str = "") -> str:
        """What was typed into the field; `otherwise` when this form was not refused."""
        return (self.typed or {}).get(field, "") if form == self.form else otherwise

    def why(self, form: str, field: str = "") -> str:
        """What is wrong with the field; without a field: with the form as a whole."""
        return self.sentence if form == self.form and field == self.field else ""


NOTHING_KEPT = Kept()


def page(clerk: Clerk | None, template: str, status: int = HTTP_OK, **values: Any) -> Response:
    """A page below `templates/console`; it knows `clerk`, `nav`, `csrf`, `kept`, and the sentence left by the act before."""
    said = sessions().kept(request.cookies.get(SAID, ""))
    values = {"kept": NOTHING_KEPT, "csrf": clerk.csrf if clerk else ""} | values
    body = render_template(
        f"console/{template}.html",
        clerk=clerk,
        nav=entries(clerk.permits, request.path) if clerk else (),
        said=said,
        **values,
    )
    response = make_response(body, status)
    if said:
        response.delete_cookie(SAID, path=PATH)
    return response


def plain(title: str, sentence: str, status: int) -> Response:
    """A page that says one thing."""
    return page(at_the_desk(), "plain", status, title=title, sentence=sentence)


def missing() -> Response:
    """The same for what does not exist and for what is not theirs."""
    return plain("没有找到", "没有找到这一页，或者它不归您办理。", 404)


def forbidden() -> Response:
    """The role does not do this."""
    return plain("这不归您办", "您的角色不能打开这一页。如果工作需要，请联系管理员。", 403)


def at_the_desk() -> Clerk | None:
    """Who the guard let in, if it did."""
    found: Clerk | None = g.get("clerk")
    return found


def see_next(path: str, sentence: str) -> Response:
    """Go on to a page that shows the sentence: a reload does not send the form again."""
    response = make_response("", 303)
    response.headers["Location"] = path
    short = sentence if len(sentence) <= LONGEST_SAID else sentence[: LONGEST_SAID - 1] + "…"
    set_cookie(response, SAID, sessions().keep(short), 60)
    return response


def set_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    """Unreadable to scripts, never sent along by another site's form, only for the console."""
    secure = service().settings.server.public_url.startswith("https://")
    response.set_cookie(name, value, max_age=seconds, path=PATH, httponly=True, samesite="Lax", secure=secure)


def end_session(response: Response) -> None:
    response.delete_cookie(COOKIE, path=PATH)
