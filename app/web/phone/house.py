"""What every phone page works with: the service behind the application, its passes, and how a page is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Response, current_app, make_response, render_template, request

from app.service import Service
from app.web.phone.passes import COOKIE, SAID, Area, Passes

LONGEST_SAID = 400
"""A cookie holds 4 KB."""


@lru_cache(maxsize=8)
def _passes(secret_key: str, days: int) -> Passes:
    return Passes(secret_key, days)


def service() -> Service:
    found: Service = current_app.extensions["gridvoice"]
    return found


def passes() -> Passes:
    security = service().settings.security
    return _passes(security.secret_key, security.link_days)


def now() -> datetime:
    return service().clock.now()


@dataclass(frozen=True)
class Visitor:
    """Who opened the page: `key` is the id of the resident, deputy or staff member behind the contact."""

    area: Area
    contact_id: int
    openid: str
    key: int
    cookie: str


@dataclass(frozen=True)
class Kept:
    """A form that was refused: why, and what was typed into it."""

    form: str = ""
    sentence: str = ""
    typed: Mapping[str, str] | None = None

    def value(self, form: str, field: str) -> str:
        return (self.typed or {}).get(field, "") if form == self.form else ""

    def why(self, form: str) -> str:
        return self.sentence if form == self.form else ""


NOTHING_KEPT = Kept()


def page(template: str, visitor: Visitor, status: int = 200, **values: Any) -> Response:
    """A page with its CSRF token, and the sentence left by the act before it."""
    said = passes().kept(request.cookies.get(SAID, ""))
    values = {"kept": NOTHING_KEPT} | values
    body = render_template(
        f"phone/{template}.html", csrf=passes().csrf(visitor.cookie), area=visitor.area, said=said, **values
    )
    response = make_response(body, status)
    if said:
        response.delete_cookie(SAID, path=visitor.area.path)
    return response


def plain(title: str, sentence: str, status: int) -> Response:
    """A page that says one thing and knows nothing of anybody."""
    return make_response(render_template("phone/plain.html", title=title, sentence=sentence), status)


def expired() -> Response:
    """No pass, or one that does not open this door: never a word of what lies behind."""
    return plain("链接过期了", "这个链接过期了，请回到聊天里发“待办”或“进度”，会给您一个新的。", 403)


def missing() -> Response:
    """The same for what does not exist and for what is not theirs."""
    return plain("没有找到", "没有找到这一页，或者它不归您办理。", 404)


def see_next(visitor: Visitor, path: str, sentence: str) -> Response:
    """Go on to a page that shows the sentence: a reload does not send the form again."""
    response = make_response("", 303)
    response.headers["Location"] = path
    short = sentence if len(sentence) <= LONGEST_SAID else sentence[: LONGEST_SAID - 1] + "…"
    set_cookie(response, SAID, passes().keep(short), visitor.area)
    return response


def set_cookie(response: Response, name: str, value: str, area: Area) -> None:
    """Unreadable to scripts, never sent along by another site's form, only for its part of the pages."""
    secure = service().settings.server.public_url.startswith("https://")
    age = int(passes().lifetime.total_seconds()) if name == COOKIE else 60
    response.set_cookie(
        name, value, max_age=age, path=area.path, httponly=True, samesite="Lax", secure=secure
    )
