"""Who may come in: each view names its guard, and the person is looked up in the database at every request."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.phone.house import Visitor, expired, now, passes, plain, service
from app.web.phone.passes import COOKIE, Area
from models.people import Contact, Deputy, Resident, StaffMember

P = ParamSpec("P")
STALE = "这个页面放得太久了，没有办成。请返回上一页，刷新后再试。"


def only(area: Area) -> Callable[[Callable[Concatenate[Visitor, P], Response]], Callable[P, Response]]:
    """The view is for the residents, deputies or staff who hold a pass; a form must carry its CSRF token."""

    def guard(view: Callable[Concatenate[Visitor, P], Response]) -> Callable[P, Response]:
        @wraps(view)
        def guarded(*args: P.args, **values: P.kwargs) -> Response:
            visitor = visitor_of(area)
            if visitor is None:
                return expired()
            given = request.form.get("csrf", "")
            if request.method == "POST" and not passes().csrf_holds(visitor.cookie, given):
                return plain("请再试一次", STALE, 403)
            return view(visitor, *args, **values)

        guarded.guard = area.value  # type: ignore[attr-defined]  # read by the test of all routes
        return guarded

    return guard


def anyone(why: str) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """The view is open on purpose; `why` says what protects it instead."""

    def guard(view: Callable[P, Response]) -> Callable[P, Response]:
        view.guard = why  # type: ignore[attr-defined]  # read by the test of all routes
        return view

    return guard


def visitor_of(area: Area) -> Visitor | None:
    """The person behind the pass, as the database has them now; None when they are no longer who they were."""
    cookie = request.cookies.get(COOKIE, "")
    contact_id = passes().read(cookie, area, now()) if cookie else None
    if contact_id is None:
        return None
    with service().db.reading() as session:
        contact = session.get(Contact, contact_id)
        key = person_id(session, area, contact_id)
    if contact is None or key is None:
        return None
    return Visitor(area, contact_id, contact.openid, key, cookie)


def person_id(session: Session, area: Area, contact_id: int) -> int | None:
    """The resident, the deputy in office or the staff member on duty with this contact."""
    query: Any
    match area:
        case Area.RESIDENT:
            query = select(Resident.id).where(Resident.contact_id == contact_id)
        case Area.DEPUTY:
            query = select(Deputy.id).where(Deputy.contact_id == contact_id, Deputy.active)
        case Area.STAFF:
            query = select(StaffMember.id).where(StaffMember.contact_id == contact_id, StaffMember.active)
    found: int | None = session.scalar(query)
    return found
