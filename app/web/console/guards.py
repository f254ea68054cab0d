"""Who may come in: each view names its guard, and the person is looked up in the database at every request."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import quote

from flask import Response, g, redirect, request
from sqlalchemy import select

from app.web.console.house import Clerk, forbidden, plain, present, service, sessions, set_cookie
from app.web.console.sessions import COOKIE, Ticket
from models.account import Account, EndedSession
from models.rules.permissions import Permit, Role, permits_of

P = ParamSpec("P")
View = Callable[Concatenate[Clerk, P], Response]
STALE = "这个页面放得太久了，没有办成。请返回上一页，刷新后再试。"


def signed_in(view: View[P]) -> Callable[P, Response]:
    """For everyone with a session: staff and organs."""
    return _guarded(view, "signed in", lambda _clerk: True)


def organ_only(view: View[P]) -> Callable[P, Response]:
    """For organs (承办单位)."""
    return _guarded(view, "organ", lambda clerk: clerk.organ_id is not None)


def staff_only(*permits: Permit) -> Callable[[View[P]], Callable[P, Response]]:
    """For staff whose role has at least one of the permits; without permits: for all staff."""

    def admits(clerk: Clerk) -> bool:
        return clerk.staff_id is not None and (not permits or bool(clerk.permits & set(permits)))

    def guard(view: View[P]) -> Callable[P, Response]:
        return _guarded(view, "staff: " + ", ".join(permits), admits)

    return guard


def anyone(why: str) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """The view is open on purpose; `why` says what protects it instead."""

    def guard(view: Callable[P, Response]) -> Callable[P, Response]:
        view.guard = why  # type: ignore[attr-defined]  # read by the test of all routes
        return view

    return guard


def _guarded(view: View[P], name: str, admits: Callable[[Clerk], bool]) -> Callable[P, Response]:
    @wraps(view)
    def guarded(*args: P.args, **values: P.kwargs) -> Response:
        ticket = sessions().opened(request.cookies.get(COOKIE, ""), present())
        clerk = clerk_of(ticket) if ticket else None
        if ticket is None or clerk is None:
            return to_sign_in()
        g.clerk = clerk
        if not admits(clerk):
            return forbidden()
        if request.method == "POST" and not sessions().csrf_holds(ticket.key, request.form.get("csrf", "")):
            return plain("请再试一次", STALE, 403)
        return _seen(view(clerk, *args, **values), ticket)

    guarded.guard = name  # type: ignore[attr-defined]  # read by the test of all routes
    return guarded


def clerk_of(ticket: Ticket) -> Clerk | None:
    """The person behind the session, as the database has them now; None when the session is over."""
    with service().db.reading() as session:
        account = session.scalars(
            select(Account).where(Account.id == ticket.account_id, Account.generation == ticket.generation)
        ).one_or_none()
        if account is None or not account.password_hash or session.get(EndedSession, ticket.key) is not None:
            return None
        owner = account.staff or account.organ
        if owner is None or not owner.active:
            return None
        role = account.staff.role if account.staff else None
    return Clerk(
        account_id=account.id,
        code=owner.code,
        name=owner.name,
        staff_id=account.staff_id,
        organ_id=account.organ_id,
        role=role,
        permits=permits_of(role or Role.ORGAN),
        csrf=sessions().csrf(ticket.key),
    )


def to_sign_in() -> Response:
    """No session, or one that is over: sign in, and come back here. What was posted is not sent again."""
    if request.method != "GET":
        return plain(
            "请重新登录",
            "登录已经到期，刚才的内容没有提交。请在另一个窗口登录后，回到这一页再提交一次。",
            401,
        )
    wanted = request.full_path.rstrip("?")
    return _redirect(f"/console/sign-in?next={quote(wanted, safe='')}")


def _redirect(path: str) -> Response:
    response = redirect(path, 303)
    assert isinstance(response, Response)  # noqa: S101  werkzeug's wider type
    return response


def safe_next(path: str) -> str:
    """A page of the console to go on to; its front page for anything else (no way to another site)."""
    inside = path == "/console" or path.startswith(("/console/", "/console?"))
    hostile = (
        any(character in path for character in "\\\r\n\t\0") or ".." in path or "//" in path.partition("?")[0]
    )
    return path if inside and not hostile and not path.startswith("/console/sign-") else "/console/"


def _seen(response: Response, ticket: Ticket) -> Response:
    fresh = sessions().refreshed(ticket, present())
    if fresh is not None and COOKIE not in "".join(response.headers.getlist("Set-Cookie")):
        keep_session(response, fresh)
    return response


def keep_session(response: Response, ticket: Ticket) -> None:
    """Give the browser the session's cookie."""
    left = ticket.since + sessions().lasts - present()
    set_cookie(response, COOKIE, sessions().sealed(ticket), int(left.total_seconds()))
