"""The front page after signing in, one's own account, and the way out."""

from flask import Blueprint, Response, make_response, redirect, request, send_from_directory

from app.credentials import hash_password, password_fits
from app.web.console import signin_steps as steps
from app.web.console import worklist
from app.web.console.guards import anyone, signed_in
from app.web.console.house import Clerk, Kept, end_session, page, present, see_next, service, sessions
from app.web.console.sessions import COOKIE
from handlers import signing_in
from handlers.signing_in import NotLetIn
from models.account import Account
from models.rules.permissions import Permit
from models.rules.sign_in import complaint

pages = Blueprint("console", __name__, url_prefix="/console")
STATIC = "static/console"
"""Beside the application, in app/web."""


@pages.get("/")
@signed_in
def home(clerk: Clerk) -> Response:
    if clerk.organ_id is not None:
        return make_response(redirect("/console/organ", 303))
    return worklist.show(clerk) if clerk.may(Permit.READ_ISSUES) else page(clerk, "home")


@pages.get("/me")
@signed_in
def me(clerk: Clerk) -> Response:
    return _me(clerk)


def _me(clerk: Clerk, kept: Kept | None = None, status: int = 200) -> Response:
    return page(clerk, "me", status, kept=kept or Kept(), shortest=service().settings.console.password_length)


@pages.post("/me/password")
@signed_in
def change_password(clerk: Clerk) -> Response:
    """Chosen anew; other browsers are signed out, this one stays."""
    account = _account(clerk)
    old, fresh = request.form.get("old", ""), request.form.get("password", "")
    if signing_in.is_locked(account, present(), known=True) or not password_fits(account.password_hash, old):
        steps.count_failure(account.id, "password", known=True)
        return _me(clerk, Kept("password", "现在的密码不对。", "old"), 422)
    own = (clerk.code, clerk.name)
    if said := complaint(
        fresh, request.form.get("again", ""), own, service().settings.console.password_length
    ):
        return _me(clerk, Kept("password", said, "password"), 422)
    try:
        with service().db.transaction() as session:
            changed = signing_in.change_password(steps.desk(session), account, hash_password(fresh))
    except NotLetIn as refusal:
        return _me(clerk, Kept("password", refusal.sentence, "old"), 409)
    return steps.with_session(see_next("/console/me", "密码改好了，别处的登录已经退出。"), changed)


def _account(clerk: Clerk) -> Account:
    with service().db.reading() as session:
        account = session.get_one(Account, clerk.account_id)
        signing_in.owner_of(account)
        return account


@pages.post("/sign-out")
@signed_in
def sign_out(clerk: Clerk) -> Response:
    """In this browser; with `everywhere` in all of them."""
    ticket = sessions().opened(request.cookies.get(COOKIE, ""), present())
    with service().db.transaction() as session:
        desk = steps.desk(session)
        if request.form.get("everywhere"):
            signing_in.sign_out_everywhere(desk, clerk.account_id)
        elif ticket is not None:
            signing_in.sign_out(desk, clerk.account_id, ticket.key, ticket.since + sessions().lasts)
    response = make_response(redirect("/console/sign-in", 303))
    end_session(response)
    return response


@pages.get("/static/<path:name>")
@anyone("style sheet and script, the same for everybody")
def static(name: str) -> Response:
    response = send_from_directory(STATIC, name)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
