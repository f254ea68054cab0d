"""The demo's console accounts: there with the demo county and the simulator, and nowhere else."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.credentials import SecondStep, password_fits
from app.simulator.demo.console import DEMO_ORGANS, DEMO_STAFF, demo_keys, demo_password, make_demo_accounts
from app.simulator.demo.county import demo_county
from app.simulator.demo.seed import SEEDED
from handlers.registry import apply
from handlers.signing_in import needs_second_step
from models.account import Account
from models.db import Database
from models.duty import AuditEntry
from models.people import StaffRole
from models.rules.sign_in import complaint

SECRET, OTHER = "a secret of the tests, long enough", "another secret, as long as the first"


def count(session: Session) -> int:
    return session.scalar(select(func.count(Account.id))) or 0


def test_each_kind_of_person_can_sign_in(db: Database, now: datetime) -> None:
    with db.transaction() as session:
        apply(session, demo_county(), now, seal=str, who="demo")
    make_demo_accounts(db, SECRET, SEEDED, now)
    with db.transaction() as session:
        assert count(session) == 0  # a county of their own, imported: no known password in it
        session.add(AuditEntry(at=now, who="demo", act=SEEDED))

    make_demo_accounts(db, SECRET, SEEDED, now)
    make_demo_accounts(db, SECRET, SEEDED, now)

    with db.reading() as session:
        keys = demo_keys(session, SECRET, now)
        accounts = session.scalars(select(Account)).all()
        assert {account.staff.role for account in accounts if account.staff} == set(StaffRole)
        assert [key.code for key in keys] == [*DEMO_STAFF, *DEMO_ORGANS]
        for account, key in (
            (account, key) for key in keys for account in accounts if account.name == key.code
        ):
            assert password_fits(account.password_hash, demo_password(SECRET))
            assert bool(key.phone_code) == needs_second_step(account)
            if key.phone_code:
                assert SecondStep(SECRET).step_of(account.totp_sealed, key.phone_code, now) is not None


def test_no_two_installations_share_the_password() -> None:
    assert demo_password(SECRET) == demo_password(SECRET) != demo_password(OTHER)
    assert complaint(demo_password(SECRET), demo_password(SECRET), DEMO_STAFF, 10) == ""
