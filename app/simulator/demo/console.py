"""The demo's console accounts: one of each kind, ready to sign in; and what the simulator shows of them.

Only where the demo county was made, and only while the simulator is on. The password is derived from the installation's
own secret, so no two share it, and it stands nowhere.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.credentials import SecondStep, hash_password
from app.security import CodeMaker
from app.simulator.demo.accounts import STAFF_CODE
from handlers.signing_in import needs_second_step, owner_of
from models.account import Account
from models.db import Database
from models.duty import AuditEntry
from models.people import ROLE_IN_WORDS, Organ, StaffMember
from models.rules.sign_in import folded

DEMO_STAFF = ("SC01", STAFF_CODE, "SW01", "SL01", "SH01", "SA01")
"""County, township, committee, leader, station head, administrator."""
DEMO_ORGANS = ("J12", "J13")
"""城市管理局 and 交通运输局: lamps, rubbish and roads are theirs."""


@dataclass(frozen=True)
class DemoKey:
    """How a visitor signs in as one of them. `phone_code`: of this half minute; empty where none is asked."""

    code: str
    name: str
    role: str
    phone_code: str


def demo_password(secret_key: str) -> str:
    """The same for all of the demo's accounts."""
    codes = CodeMaker(secret_key)
    return "-".join(codes("console", "demo", part)[:4].lower() for part in range(3))


def make_demo_accounts(db: Database, secret_key: str, seeded: str, now: datetime) -> None:
    """Make those that are missing, in a database in which the demo county was made (`seeded` is the log's word)."""
    with db.transaction() as session:
        demo = session.scalar(select(AuditEntry.id).where(AuditEntry.act == seeded).limit(1))
        have = set(session.scalars(select(Account.name)))
        missing = [code for code in (*DEMO_STAFF, *DEMO_ORGANS) if folded(code) not in have]
        if demo is None or not missing:
            return
        password_hash, phones = hash_password(demo_password(secret_key)), SecondStep(secret_key)
        for code in missing:
            account = _account(session, code)
            account.name, account.created_at, account.password_hash = folded(code), now, password_hash
            if needs_second_step(account):
                account.totp_sealed, account.totp_confirmed_at = phones.new(), now
            session.add(account)


def _account(session: Session, code: str) -> Account:
    if code in DEMO_ORGANS:
        return Account(organ=session.scalars(select(Organ).where(Organ.code == code)).one())
    return Account(staff=session.scalars(select(StaffMember).where(StaffMember.code == code)).one())


def demo_keys(session: Session, secret_key: str, now: datetime) -> list[DemoKey]:
    """Those that still open: nobody has chosen a password of their own."""
    order = {folded(code): place for place, code in enumerate((*DEMO_STAFF, *DEMO_ORGANS))}
    accounts = session.scalars(
        select(Account).where(Account.name.in_(order), Account.password_hash != "")
    ).all()
    phones = SecondStep(secret_key)
    return [
        DemoKey(
            owner_of(account).code,
            owner_of(account).name,
            ROLE_IN_WORDS[account.staff.role] if account.staff else "承办单位",
            phones.code(account.totp_sealed, now)
            if needs_second_step(account) and account.totp_sealed
            else "",
        )
        for account in sorted(accounts, key=lambda account: order[account.name])
    ]
