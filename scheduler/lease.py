"""Who acts as the scheduler: a lease in the database, taken by one, renewed while it lives, free when it lapses."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update

from models.db import Database
from models.duty import Lease
from models.insert_once import insert_once


def hold(db: Database, name: str, holder: str, now: datetime, seconds: float) -> bool:
    """Take the lease or renew it; False while another holds it.

    Each machine's own clock counts: let `seconds` be much longer than clocks may differ.
    """
    until = now + timedelta(seconds=seconds)
    mine = or_(Lease.holder == holder, Lease.until <= now)
    with db.transaction() as session:
        renewed = session.scalar(
            update(Lease)
            .where(Lease.name == name, mine)
            .values(holder=holder, until=until)
            .returning(Lease.name)
            .execution_options(synchronize_session=False)
        )
        if renewed is not None:
            return True
        first = insert_once(session, Lease).values(name=name, holder=holder, until=until)
        return session.scalar(first.returning(Lease.name)) is not None


def let_go(db: Database, name: str, holder: str) -> None:
    """Free it at a clean end, so that the next one need not wait until it lapses."""
    with db.transaction() as session:
        session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))
