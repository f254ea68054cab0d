"""The pieces of signing in: the forms' tokens before there is a session, and what each step asks of the database."""

import secrets
import unicodedata
from datetime import timedelta
from typing import Any

import segno
from flask import Response, make_response, redirect, request
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from app.credentials import SecondStep
from app.web.console.guards import keep_session
from app.web.console.house import Kept, page, present, service, sessions, set_cookie
from app.web.console.sessions import DEVICE, DEVICE_LASTS, STEP, STEP_LIFETIME
from handlers import signing_in
from handlers.desk import Desk
from handlers.signing_in import NotLetIn, SignInRules
from models.account import Account

FORM = "gridvoice_console_form"
"""A random cookie to which the tokens of the forms before sign-in belong."""
FORM_SECONDS = 12 * 3600


def form_page(template: str, kept: Kept | None, status: int, **values: Any) -> Response:
    """A page with a form for someone without a session."""
    key = request.cookies.get(FORM, "") or secrets.token_urlsafe(12)
    token = sessions().csrf(f"form:{key}")
    response = page(None, template, status, kept=kept or Kept(), csrf=token, **values)
    set_cookie(response, FORM, key, FORM_SECONDS)
    return response


def form_is_ours() -> bool:
    """The form bears the token that goes with this browser."""
    key = request.cookies.get(FORM, "")
    return bool(key) and sessions().csrf_holds(f"form:{key}", request.form.get("csrf", ""))


def rules() -> SignInRules:
    numbers = service().settings.console
    return SignInRules(
        numbers.failures_before_lock,
        timedelta(minutes=numbers.lock_minutes),
        timedelta(days=numbers.invitation_days),
    )


def codes() -> SecondStep:
    return SecondStep(service().settings.security.secret_key)


def desk(session: Any) -> Desk:
    """At the present moment, which in the simulator is not the county's."""
    return Desk(session, service().rules, service().places, present())


def found(name: str) -> Account | None:
    """The account by the name typed."""
    with service().db.reading() as session:
        return signing_in.find_account(session, name)


def count_failure(account_id: int, how: str, *, known: bool) -> None:
    with service().db.transaction() as session:
        signing_in.failed(desk(session), rules(), account_id, how, known=known)


def note_wrong_invitation(account_id: int) -> None:
    with service().db.transaction() as session:
        signing_in.wrong_invitation(desk(session), account_id)


def is_known(account: Account) -> bool:
    """This browser has signed in to the account before, and nothing was reset since."""
    cookie = request.cookies.get(_device_cookie(account.id), "")
    return sessions().device_holds(cookie, account.id, account.generation, present())


def remember(answer: Response, account: Account) -> Response:
    """From now on this browser is known: strangers' wrong passwords do not keep its owner out."""
    sealed = sessions().sealed_device(account.id, account.generation, present())
    set_cookie(answer, _device_cookie(account.id), sealed, int(DEVICE_LASTS.total_seconds()))
    return answer


def _device_cookie(account_id: int) -> str:
    """One for each account: several people may share a computer."""
    return f"{DEVICE}_{account_id}"


def admitted(account: Account, step: int | None) -> Account | None:
    """The account as it is now that its owner is in; None when it changed meanwhile or the code was used."""
    try:
        with service().db.transaction() as session:
            return signing_in.let_in(desk(session), account, step, known=is_known(account))
    except NotLetIn:
        return None


def accepted(account: Account, code: str, password_hash: str) -> Account | None:
    """The account with its new password; None when the invitation was used meanwhile."""
    try:
        with service().db.transaction() as session:
            return signing_in.accept_invitation(desk(session), account, code, password_hash)
    except NotLetIn:
        return None


def with_session(response: AnyResponse, account: Account) -> Response:
    """Begin the session on this answer; the browser is known from now on."""
    answer = make_response(response)
    keep_session(answer, sessions().begin(account.id, account.generation, present()))
    return remember(answer, account)


def to_second_step(account: Account, wanted: str) -> Response:
    """The password was right; now the phone's code."""
    answer = make_response(redirect(f"/console/second-step?next={wanted}", 303))
    ticket = sessions().begin(account.id, account.generation, present())
    set_cookie(answer, STEP, sessions().sealed_step(ticket), int(STEP_LIFETIME.total_seconds()))
    return answer


def half_way() -> Account | None:
    """Whose password was right a moment ago, in this browser."""
    ticket = sessions().opened_step(request.cookies.get(STEP, ""), present())
    if ticket is None:
        return None
    same = Account.id == ticket.account_id, Account.generation == ticket.generation
    with service().db.reading() as session:
        account = session.scalars(select(Account).where(*same)).one_or_none()
        usable = account is not None and bool(account.password_hash) and signing_in.owner_of(account).active
    return account if usable else None


def step_given(account: Account, code: str) -> int | None:
    """The time step of the code; full-width digits and spaces are fine."""
    if not account.totp_sealed:
        return None
    return codes().step_of(account.totp_sealed, unicodedata.normalize("NFKC", code[:32]), present())


def set_up(account: Account) -> dict[str, Any]:
    """The QR code and the secret in words, for an authenticator on the phone."""
    with service().db.transaction() as session:
        sealed = signing_in.begin_second_step(desk(session), account.id, codes().new())
    secret = codes().secret(sealed)
    qr = segno.make(codes().uri(sealed, account.name), error="m")
    picture = Markup(qr.svg_inline(scale=5, border=2, light="#fff"))  # noqa: S704  squares only, none of it typed
    return {"picture": picture, "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}
