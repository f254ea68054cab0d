"""The way in: name and password, the phone's code where the role asks for it, the first time by an invitation."""

from flask import Blueprint, Response, make_response, redirect, request

from app.credentials import hash_password, password_fits
from app.web.console import signin_steps as steps
from app.web.console.guards import STALE, anyone, safe_next
from app.web.console.house import Kept, present, service
from app.web.console.sessions import PATH, STEP
from app.web.console.throttle import too_many_attempts
from handlers import signing_in
from models.account import Account
from models.rules.sign_in import LONGEST_PASSWORD, complaint

pages = Blueprint("console_signin", __name__, url_prefix="/console")
NO_SESSION_YET = (
    "the way in: nothing is shown before name, password and code are right; the form bears a token"
)
TOO_MANY = "从这里登录的次数太多了，请过几分钟再试。"


@pages.get("/sign-in")
@anyone(NO_SESSION_YET)
def sign_in() -> Response:
    return _sign_in_page()


def _sign_in_page(kept: Kept | None = None, status: int = 200) -> Response:
    wanted = safe_next(request.values.get("next", ""))
    return steps.form_page("sign_in", kept, status, next=wanted)


@pages.post("/sign-in")
@anyone(NO_SESSION_YET)
def give_password() -> Response:
    """The same sentence, after the same time, whether the name, the password or the moment is wrong."""
    if (refused := _refused_at_the_door()) is not None:
        return _sign_in_page(refused, 429)
    name, password = request.form.get("name", ""), request.form.get("password", "")[: LONGEST_PASSWORD + 1]
    account = steps.found(name)
    known = account is not None and steps.is_known(account)
    locked = account is not None and signing_in.is_locked(account, present(), known=known)
    fits = password_fits(account.password_hash if account and not locked else "", password)
    if account is None or locked or not fits:
        if account is not None:
            steps.count_failure(account.id, "password", known=known)
        return _sign_in_page(_wrong("sign_in", name), 401)
    wanted = safe_next(request.form.get("next", ""))
    if signing_in.needs_second_step(account):
        return steps.to_second_step(account, wanted)
    return _let_in(account, None, wanted) or _sign_in_page(_wrong("sign_in", name), 401)


def _wrong(form: str, name: str) -> Kept:
    numbers = service().settings.console
    sentence = (
        f"工号或密码不对，请核对后再试。连续错 {numbers.failures_before_lock} 次，要等 {numbers.lock_minutes} 分钟才能再登录；"
        "忘了密码请联系管理员重置。"
    )
    return Kept(form, sentence, "", {"name": name[:64]})


def _refused_at_the_door() -> Kept | None:
    """Too many attempts from this address, or a form that is not ours."""
    if too_many_attempts():
        return Kept("sign_in", TOO_MANY, "", {"name": request.form.get("name", "")[:64]})
    if not steps.form_is_ours():
        return Kept("sign_in", STALE, "", {"name": request.form.get("name", "")[:64]})
    return None


def _let_in(account: Account, step: int | None, wanted: str) -> Response | None:
    """On to the page with a session; None when the account changed meanwhile or the code was used."""
    admitted = steps.admitted(account, step)
    return steps.with_session(redirect(wanted, 303), admitted) if admitted else None


@pages.get("/second-step")
@anyone(NO_SESSION_YET)
def second_step() -> Response:
    return _second_step_page()


def _second_step_page(why: str = "", status: int = 200) -> Response:
    account = steps.half_way()
    if account is None:
        return make_response(redirect("/console/sign-in", 303))
    wanted = safe_next(request.values.get("next", ""))
    kept = Kept("second_step", why, "code") if why else None
    if account.totp_confirmed_at is not None:
        return steps.form_page("second_step", kept, status, next=wanted)
    return steps.form_page("second_step_set_up", kept, status, next=wanted, **steps.set_up(account))


@pages.post("/second-step")
@anyone(NO_SESSION_YET)
def give_code() -> Response:
    account = steps.half_way()
    if account is None or not steps.form_is_ours():
        return make_response(redirect("/console/sign-in", 303))
    known = steps.is_known(account)
    if signing_in.is_locked(account, present(), known=known):
        return _sign_in_page(_wrong("sign_in", ""), 401)
    step = steps.step_given(account, request.form.get("code", ""))
    response = _let_in(account, step, safe_next(request.form.get("next", ""))) if step is not None else None
    if response is not None:
        response.delete_cookie(STEP, path=PATH)
        return response
    if step is None:
        steps.count_failure(account.id, "code", known=known)
    return _second_step_page("验证码不对，或者已经用过。请等手机上出现下一个验证码再试。", 401)


@pages.get("/welcome")
@anyone(NO_SESSION_YET)
def welcome() -> Response:
    return _welcome_page(Kept("welcome", "", "-", {"name": request.args.get("name", "")[:64]}))


def _welcome_page(kept: Kept, status: int = 200) -> Response:
    return steps.form_page("welcome", kept, status, shortest=service().settings.console.password_length)


@pages.post("/welcome")
@anyone(NO_SESSION_YET)
def accept_invitation() -> Response:
    """The one-time code and a password of their own choice.

    A wrong code locks nothing: its 60 bits are not guessed, and nobody shall keep a newcomer out by trying. Who has
    the right one is known from then on, though the phone's code is still to come.
    """
    name, code = request.form.get("name", "")[:64], request.form.get("code", "")[:64]
    if (refused := _refused_at_the_door()) is not None:
        return _welcome_page(Kept("welcome", refused.sentence, "", {"name": name, "code": code}), 429)
    account = steps.found(name)
    if account is None or not signing_in.invitation_holds(account, code, present()):
        if account is not None:
            steps.note_wrong_invitation(account.id)
        return _welcome_page(Kept("welcome", _WRONG_INVITATION, "code", {"name": name, "code": code}), 401)
    password = request.form.get("password", "")
    own = (account.name, signing_in.owner_of(account).name)
    shortest = service().settings.console.password_length
    if said := complaint(password, request.form.get("again", ""), own, shortest):
        return _welcome_page(Kept("welcome", said, "password", {"name": name, "code": code}), 422)
    accepted = steps.accepted(account, code, hash_password(password))
    if accepted is None:
        return _welcome_page(Kept("welcome", _WRONG_INVITATION, "code", {"name": name, "code": code}), 401)
    if signing_in.needs_second_step(accepted):
        return steps.remember(steps.to_second_step(accepted, "/console/"), accepted)
    return _let_in(accepted, None, "/console/") or make_response(redirect("/console/sign-in", 303))


_WRONG_INVITATION = "工号或邀请码不对，或者邀请码用过了、过期了。请核对邀请单；还不行请联系管理员重新邀请。"
