"""The way in: a signed link becomes a pass; photos by links of their own; style sheet and pictures."""

from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, request, send_from_directory

from app.security import LinkSigner
from app.web.phone.guards import anyone
from app.web.phone.house import expired, missing, now, passes, service, set_cookie
from app.web.phone.passes import COOKIE, area_of
from app.web.photo_files import going_out
from handlers import wording
from handlers.photos import can_be_seen, is_held
from models.issue import Attachment
from models.queries.phone import attachment
from models.reply import Evidence

pages = Blueprint("phone", __name__, url_prefix="/m")
STATIC = "static/phone"
"""Beside the application, in app/web."""


@pages.get("/open")
@anyone("the token in the link is signed, and for one person")
def open_link() -> Response:
    """Exchange the link for a pass to its part of the pages, then show its page without the token in the address."""
    security = service().settings.security
    signer = LinkSigner(security.secret_key, security.link_days)
    opened = signer.open(request.args.get("t", ""), now())
    area = area_of(opened.page) if opened else None
    if opened is None or area is None:
        return expired()
    response = make_response(redirect(opened.page, 303))
    issued = passes().issue(opened.contact_id, area, now(), opened.until)
    set_cookie(response, COOKIE, issued, area)
    return response


@pages.get("/media/<token>")
@anyone("the token in the address is signed and lasts an hour")
def media(token: str) -> Response:
    """A photo. What the content check holds back is never given out, whoever asks."""
    found = service().photos.open(token, now())
    if found is None:
        return expired()
    with service().db.reading() as session:
        photo = attachment(session, found)
    if photo is None or is_held(photo) or not can_be_seen(photo):
        return missing()
    return _file(photo)


@pages.get("/evidence/<token>")
@anyone("the token in the address is signed and lasts an hour")
def evidence(token: str) -> Response:
    """A photo of before or after the work; we drew it ourselves when it was uploaded."""
    found = service().photos.open_evidence(token, now())
    if found is None:
        return expired()
    with service().db.reading() as session:
        photo = session.get(Evidence, found)
    return missing() if photo is None else _file(photo)


def _file(photo: Attachment | Evidence) -> Response:
    shown = going_out(service().files, photo)
    if shown is None:
        return missing()
    return make_response(shown[0], {"Content-Type": shown[1], "Content-Disposition": "inline"})


@pages.app_template_filter("moment")
def moment(when: datetime) -> str:
    """3月12日 18:00."""
    return wording.day_and_time(when, service().rules.zone)


@pages.get("/static/<path:name>")
@anyone("style sheet and pictures, the same for everybody")
def static(name: str) -> Response:
    response = send_from_directory(STATIC, name)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
