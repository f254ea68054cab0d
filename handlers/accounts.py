"""Keeping the console's accounts: invite, reset, unlock. An account is made when its owner is first invited."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from handlers.access import demand
from handlers.desk import Desk, NotFound, NotPossible
from handlers.invitations import hashed
from handlers.signing_in import forget_tries, owner_of, record
from models.account import Account
from models.people import Organ, StaffMember, StaffRole
from models.rules.permissions import Permit
from models.rules.sign_in import folded

Owner = StaffMember | Organ
OnAccount = Callable[[Desk, StaffMember, int], str]


def invite(desk: Desk, by: StaffMember, owner: Owner, code: str, lasts: timedelta) -> str:
    """A one-time invitation with this code. Of someone who has a password it is a reset: that and all sessions end.

    Raises Forbidden, NotPossible.
    """
    demand(by, Permit.ACCOUNTS)
    account = account_for(desk, owner)
    if account.password_hash and _is_last_administrator(desk, account):
        raise NotPossible(
            f"{owner.name}是唯一能登录的管理员，重置以后就没有人能管账号了。请先邀请另一位管理员。"
        )
    return _invite(desk, account, code, lasts, f"staff:{by.code}")


def invite_by_operator(desk: Desk, owner: Owner, code: str, lasts: timedelta) -> str:
    """The same from the server's command line: the way to the very first account, and back to a lost last one."""
    return _invite(desk, account_for(desk, owner), code, lasts, "operator")


def _invite(desk: Desk, account: Account, code: str, lasts: timedelta, who: str) -> str:
    was_reset = bool(account.password_hash)
    account.password_hash, account.invitation_failures = "", 0
    forget_tries(account)
    account.generation += 1
    account.invitation_hash, account.invitation_expires_at = hashed(code), desk.now + lasts
    record(desk, account, "account_reset" if was_reset else "account_invited", who=who)
    name = owner_of(account).name
    return f"{name}的密码已作废，请把新的邀请码交给本人。" if was_reset else f"已邀请{name}。"


def account_for(desk: Desk, owner: Owner) -> Account:
    """The owner's account, made if there is none. Raises NotPossible when another one signs in by the same name."""
    of = Account.staff_id if isinstance(owner, StaffMember) else Account.organ_id
    account = desk.session.scalars(select(Account).where(of == owner.id).with_for_update()).one_or_none()
    if account is not None:
        return account
    name = folded(owner.code)
    if desk.session.scalar(select(Account.id).where(Account.name == name)):
        raise NotPossible(f"「{owner.code}」已经是另一个账号的登录名。请在登记表里给其中一个换编号，再邀请。")
    key = {"staff": owner} if isinstance(owner, StaffMember) else {"organ": owner}
    account = Account(name=name, created_at=desk.now, password_hash="", generation=0, **key)
    desk.session.add(account)
    desk.session.flush()
    return account


def unlock(desk: Desk, by: StaffMember, account_id: int) -> str:
    """Let someone in again who was locked out. Raises Forbidden, NotFound."""
    account = _account(desk, by, account_id)
    forget_tries(account)
    record(desk, account, "account_unlocked", who=f"staff:{by.code}")
    return f"{owner_of(account).name}可以登录了。"


def reset_second_step(desk: Desk, by: StaffMember, account_id: int) -> str:
    """The phone is lost: at the next sign-in another one is set up. All sessions end. Raises Forbidden, NotFound."""
    account = _account(desk, by, account_id)
    account.totp_sealed, account.totp_confirmed_at, account.totp_step = "", None, 0
    account.generation += 1
    record(desk, account, "second_step_reset", who=f"staff:{by.code}")
    return f"{owner_of(account).name}下次登录时会重新设置手机验证码。"


def _account(desk: Desk, by: StaffMember, account_id: int) -> Account:
    demand(by, Permit.ACCOUNTS)
    account = desk.session.scalars(
        select(Account).where(Account.id == account_id).with_for_update()
    ).one_or_none()
    if account is None:
        raise NotFound("没有找到这个账号。")
    return account


def _is_last_administrator(desk: Desk, account: Account) -> bool:
    """Nobody else could keep the accounts if this one could not sign in."""
    if account.staff is None or account.staff.role is not StaffRole.ADMINISTRATOR:
        return False
    able = (
        select(func.count(Account.id))
        .join(StaffMember, Account.staff_id == StaffMember.id)
        .where(
            StaffMember.role == StaffRole.ADMINISTRATOR,
            StaffMember.active,
            Account.password_hash != "",
            Account.id != account.id,
        )
    )
    return not desk.session.scalar(able)
