"""Signing in at the console: wrong ones are counted and lock the account for a while, right ones are let in, all is logged.

Whether a password fits is worked out before the transaction (it takes a tenth of a second on purpose); what was found
is an argument here, and is believed only if the account is still as it was when it was read.

`known`: the browser has signed in to this account before (or is signed in now). It is counted and locked by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from handlers.desk import Desk, Refusal
from handlers.invitations import hashed
from models.account import Account, EndedSession
from models.duty import AuditEntry
from models.people import Organ, StaffMember
from models.rules.permissions import SECOND_STEP
from models.rules.sign_in import Tries, folded, is_worth_a_line


@dataclass(frozen=True)
class SignInRules:
    """The county's numbers (`[console]`)."""

    failures_before_lock: int
    lock: timedelta
    invitation: timedelta


KNOWN = "known"
"""The note of the audit log: it is the owner's own browsers that wait."""


class NotLetIn(Refusal):
    """Wrong, locked, unknown or over: one sentence for all, so that nobody can probe who has an account."""


def find_account(session: Session, name: str) -> Account | None:
    """The account that signs in by this name, of someone in service."""
    account = session.scalars(select(Account).where(Account.name == folded(name))).one_or_none()
    return account if account is not None and owner_of(account).active else None


def owner_of(account: Account) -> StaffMember | Organ:
    """Whose account it is."""
    owner = account.staff or account.organ
    if owner is None:
        raise LookupError(f"account {account.id} belongs to nobody")
    return owner


def whose(account: Account) -> str:
    """As the audit log names them."""
    return f"{'staff' if account.staff else 'organ'}:{owner_of(account).code}"


def needs_second_step(account: Account) -> bool:
    """Whether a code of the phone is asked besides the password."""
    return account.staff is not None and account.staff.role in SECOND_STEP


def is_locked(account: Account, now: datetime, *, known: bool) -> bool:
    return _tries(account, known=known).is_locked(now)


def _tries(account: Account, *, known: bool) -> Tries:
    if known:
        return Tries(account.known_failures, account.known_locked_until)
    return Tries(account.failures, account.locked_until)


def _count(account: Account, tries: Tries, *, known: bool) -> None:
    if known:
        account.known_failures, account.known_locked_until = tries.failures, tries.locked_until
    else:
        account.failures, account.locked_until = tries.failures, tries.locked_until


def forget_tries(account: Account) -> None:
    """Nobody waits any more, wherever they try from."""
    for known in (True, False):
        _count(account, Tries(), known=known)


def invitation_holds(account: Account, code: str, now: datetime) -> bool:
    """The code is the account's living invitation."""
    until = account.invitation_expires_at
    alive = bool(account.invitation_hash) and until is not None and now < until
    return alive and account.invitation_hash == hashed(code)


def failed(desk: Desk, rules: SignInRules, account_id: int, how: str, *, known: bool) -> None:
    """A wrong password or code: counted; after some in a row such browsers wait."""
    account = _locked_row(desk, account_id)
    before = _tries(account, known=known)
    if before.is_locked(desk.now):
        return
    after = before.after_failure(desk.now, rules.failures_before_lock, rules.lock)
    _count(account, after, known=known)
    record(desk, account, "sign_in_failed", how)
    if after.is_locked(desk.now):
        record(desk, account, "account_locked", KNOWN if known else "")


def wrong_invitation(desk: Desk, account_id: int) -> None:
    """It locks nothing; that somebody tries codes, and how often, is in the log."""
    account = _locked_row(desk, account_id)
    account.invitation_failures += 1
    if is_worth_a_line(account.invitation_failures):
        record(desk, account, "invitation_failed", str(account.invitation_failures))


def let_in(desk: Desk, seen: Account, step: int | None = None, *, known: bool) -> Account:
    """Everything was right. `seen` is the account as it was checked; `step` the time step of the phone's code.

    Raises NotLetIn when it changed meanwhile, is locked, or the code was used before.
    """
    account = _unchanged(desk, seen, known=known)
    if needs_second_step(account):
        _use(account, step)
        account.totp_confirmed_at = account.totp_confirmed_at or desk.now
    _count(account, Tries(), known=known)
    account.last_sign_in_at = desk.now
    record(desk, account, "signed_in")
    return account


def _use(account: Account, step: int | None) -> None:
    """A code opens once: neither again nor after a newer one."""
    if step is None or step <= account.totp_step:
        raise NotLetIn("验证码不对，或者已经用过。请等手机上出现下一个验证码再试。")
    account.totp_step = step


def accept_invitation(desk: Desk, seen: Account, code: str, password_hash: str) -> Account:
    """The invitation is used: it dies, the password is set, and older sessions are over. Raises NotLetIn.

    Also while the account waits: nobody shall keep a newcomer out by trying passwords.
    """
    account = _unchanged(desk, seen, known=True, even_locked=True)
    if not invitation_holds(account, code, desk.now):
        raise NotLetIn("这个邀请码不对、用过了，或者过期了。")
    account.invitation_hash, account.invitation_expires_at = "", None
    set_password(desk, account, password_hash)
    record(desk, account, "invitation_used")
    return account


def change_password(desk: Desk, seen: Account, password_hash: str) -> Account:
    """Chosen anew by the owner; other sessions are over. Raises NotLetIn."""
    account = _unchanged(desk, seen, known=True)
    set_password(desk, account, password_hash)
    record(desk, account, "password_changed")
    return account


def set_password(desk: Desk, account: Account, password_hash: str) -> None:
    account.password_hash = password_hash
    account.generation += 1
    forget_tries(account)
    desk.session.flush()


def begin_second_step(desk: Desk, account_id: int, sealed: str) -> str:
    """The sealed secret to set up; one that stands and is not confirmed yet is shown again rather than replaced."""
    account = _locked_row(desk, account_id)
    if not account.totp_sealed:
        account.totp_sealed, account.totp_step = sealed, 0
    return account.totp_sealed


def sign_out(desk: Desk, account_id: int, key: str, until: datetime) -> None:
    """This session is over, also for whoever copied its cookie; `until`: by then the cookie is too old by itself."""
    _locked_row(desk, account_id)
    desk.session.execute(delete(EndedSession).where(EndedSession.until <= desk.now))
    if desk.session.get(EndedSession, key) is None:
        desk.session.add(EndedSession(key=key, until=until))


def sign_out_everywhere(desk: Desk, account_id: int) -> None:
    """All sessions of the account are over, wherever they are."""
    account = _locked_row(desk, account_id)
    account.generation += 1
    record(desk, account, "signed_out_everywhere")


def record(desk: Desk, account: Account, act: str, note: str = "", who: str = "") -> None:
    """A line of the audit log about the account: never a password, a code or a secret."""
    what = whose(account)
    desk.session.add(AuditEntry(at=desk.now, who=who or what, act=act, what=what, note=note))


def _locked_row(desk: Desk, account_id: int) -> Account:
    return desk.session.scalars(select(Account).where(Account.id == account_id).with_for_update()).one()


def _unchanged(desk: Desk, seen: Account, *, known: bool, even_locked: bool = False) -> Account:
    account = _locked_row(desk, seen.id)
    same = (account.password_hash, account.generation) == (seen.password_hash, seen.generation)
    locked = is_locked(account, desk.now, known=known) and not even_locked
    if not same or locked or not owner_of(account).active:
        raise NotLetIn("登录没有成功，请再试一次。")
    return account
