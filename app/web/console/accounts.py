"""The administrator's page of accounts: who may sign in, invite, reset, unlock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app.credentials import new_invitation
from app.web.console import signin_steps
from app.web.console.acting import NOT_FOUND, Answer, status_of
from app.web.console.guards import staff_only
from app.web.console.house import Clerk, missing, page, plain, present, see_next, service
from app.web.console.paging import paging
from handlers import accounts
from handlers.audit_words import act_in_words, note_in_words
from handlers.desk import Desk, NotFound, Refusal
from models.people import ORGAN_IN_WORDS, ROLE_IN_WORDS, Organ, OrganKind, StaffMember, StaffRole
from models.queries import accounts as queries
from models.queries.accounts import AccountLine, AccountState, Holder, Wanted
from models.rules.permissions import Permit

pages = Blueprint("console_accounts", __name__, url_prefix="/console/accounts")
guard = staff_only(Permit.ACCOUNTS)
MOST_AT_ONCE = 200
"""Slips printed in one go."""
STATES = {
    AccountState.NEVER: ("没有邀请过", "plain"),
    AccountState.INVITED: ("已邀请", "soon"),
    AccountState.EXPIRED: ("邀请过期", "soon"),
    AccountState.ACTIVE: ("可以登录", "good"),
    AccountState.LOCKED: ("锁定中", "late"),
}


@dataclass(frozen=True)
class Slip:
    """What is printed and handed over, once: the code is stored nowhere."""

    name: str
    code: str
    invitation: str
    until: datetime


@pages.app_template_filter("role_words")
def role_words(line: AccountLine) -> str:
    """县, 乡镇, …; for an organ its kind."""
    if line.holder is Holder.STAFF:
        return ROLE_IN_WORDS[StaffRole(line.role)]
    return ORGAN_IN_WORDS[OrganKind(line.role)]


@pages.get("")
@guard
def everyone(clerk: Clerk) -> Response:
    wanted = _wanted()
    with service().db.reading() as session:
        part = paging(queries.count(session, wanted, present()))
        found = queries.lines(session, wanted, present(), limit=part.size, offset=part.offset)
        never = queries.count(session, Wanted(state=AccountState.NEVER), present())
    return page(clerk, "accounts", lines=found, paging=part, wanted=wanted, states=STATES, never=never)


def _wanted() -> Wanted:
    given = request.args
    state = next((state for state in AccountState if state.value == given.get("state")), None)
    holder = next((holder for holder in Holder if holder.value == given.get("kind")), None)
    return Wanted(given.get("q", "").strip()[:40], state, holder)


@pages.get("/<kind>/<int:owner_id>")
@guard
def one(clerk: Clerk, kind: str, owner_id: int) -> Response:
    return _one(clerk, kind, owner_id)


def _one(clerk: Clerk, kind: str, owner_id: int, refused: Answer | None = None) -> Response:
    with service().db.reading() as session:
        line = queries.line_of(session, Holder(kind), owner_id, present()) if kind in set(Holder) else None
        if line is None:
            return missing()
        log = queries.history(session, f"{line.holder}:{line.code}")
        names = queries.names(session, [entry.who for entry in log])
    shown = [
        (entry.at, act_in_words(entry.act), names.get(entry.who, ""), note_in_words(entry.note))
        for entry in log
    ]
    status, sentence = (refused.status, refused.sentence) if refused else (200, "")
    return page(
        clerk, "account", status, line=line, states=STATES, locks=_locks(line), log=shown, refused=sentence
    )


def _locks(line: AccountLine) -> list[tuple[str, datetime]]:
    """Who waits, and until when."""
    both = (("锁定到", line.locked_until), ("本人常用的电脑上锁定到", line.known_locked_until))
    return [(what, until) for what, until in both if until is not None and present() < until]


@pages.post("/<kind>/<int:owner_id>/invite")
@guard
def invite(clerk: Clerk, kind: str, owner_id: int) -> Response:
    """A new one-time code; it is on this one answer and nowhere else."""
    try:
        with service().db.transaction() as session:
            desk = signin_steps.desk(session)
            slip = _invited(
                desk, session.get_one(StaffMember, clerk.staff_id), _owner(session, kind, owner_id)
            )
    except Refusal as refusal:
        answer = Answer(refusal.sentence, status_of(refusal))
        return missing() if answer.status == NOT_FOUND else _one(clerk, kind, owner_id, answer)
    return _slips(clerk, [slip])


@pages.post("/invite-all")
@guard
def invite_all(clerk: Clerk) -> Response:
    """Everyone who was never invited; those whose number is taken are named and left out."""
    slips, left_out = [], []
    with service().db.transaction() as session:
        desk = signin_steps.desk(session)
        by = session.get_one(StaffMember, clerk.staff_id)
        never = queries.lines(session, Wanted(state=AccountState.NEVER), present(), limit=MOST_AT_ONCE)
        for line in never:
            try:
                slips.append(_invited(desk, by, _owner(session, line.holder, line.owner_id)))
            except Refusal as refusal:
                left_out.append(refusal.sentence)
    if not slips and not left_out:
        return see_next("/console/accounts", "所有人都已经邀请过了。")
    return _slips(clerk, slips, left_out)


def _invited(desk: Desk, by: StaffMember, owner: accounts.Owner) -> Slip:
    code, lasts = new_invitation(), timedelta(days=service().settings.console.invitation_days)
    accounts.invite(desk, by, owner, code, lasts)
    return Slip(owner.name, owner.code, code, desk.now + lasts)


def _owner(session: Session, kind: str, owner_id: int) -> accounts.Owner:
    owner: accounts.Owner | None = None
    match kind:
        case Holder.STAFF:
            owner = session.get(StaffMember, owner_id)
        case Holder.ORGAN:
            owner = session.get(Organ, owner_id)
        case _:
            pass
    if owner is None or not owner.active:
        raise NotFound("没有找到这个人。")
    return owner


def _slips(clerk: Clerk, slips: list[Slip], left_out: list[str] | None = None) -> Response:
    url = f"{service().settings.server.public_url}/console/welcome"
    return page(clerk, "slips", slips=slips, left_out=left_out or [], url=url)


@pages.post("/<kind>/<int:owner_id>/unlock")
@guard
def unlock(clerk: Clerk, kind: str, owner_id: int) -> Response:
    return _on_account(clerk, kind, owner_id, accounts.unlock)


@pages.post("/<kind>/<int:owner_id>/reset-phone")
@guard
def reset_phone(clerk: Clerk, kind: str, owner_id: int) -> Response:
    return _on_account(clerk, kind, owner_id, accounts.reset_second_step)


def _on_account(clerk: Clerk, kind: str, owner_id: int, do: accounts.OnAccount) -> Response:
    try:
        with service().db.transaction() as session:
            line = (
                queries.line_of(session, Holder(kind), owner_id, present()) if kind in set(Holder) else None
            )
            if line is None or line.account_id is None:
                raise NotFound("没有找到这个账号。")
            by = session.get_one(StaffMember, clerk.staff_id)
            sentence = do(signin_steps.desk(session), by, line.account_id)
    except Refusal as refusal:
        return plain("没有办成", refusal.sentence, status_of(refusal))
    return see_next(f"/console/accounts/{kind}/{owner_id}", sentence)
