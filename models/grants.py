"""What people allowed: subscription messages (订阅消息), counted per person and template.

Source: 订阅消息 guide. A one-time template is good for one message per accept, accepts add up and do not expire; a
long-term one (长期订阅) is good until it is refused.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import case, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.outbox import Grant


def answered(
    session: Session, contact_id: int, template_id: str, accepted: bool, long_term: bool, now: datetime
) -> None:
    """The person answered the popup, or refused later in the settings. A refusal takes back everything."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    gained = 1 if accepted and not long_term else 0
    row = {"contact_id": contact_id, "template_id": template_id, "left": gained}
    session.execute(
        insert(Grant)
        .values(**row, accepted=accepted, changed_at=now)
        .on_conflict_do_update(
            index_elements=["contact_id", "template_id"],
            set_={
                "left": Grant.left + gained if accepted else 0,
                "accepted": accepted,
                "changed_at": now,
            },
        )
        .execution_options(populate_existing=True)
    )


def is_enough(left: int, *, accepted: bool, long_term: bool) -> bool:
    """Whether what was granted covers one more message."""
    return accepted if long_term else left > 0


def can_send(session: Session, contact_id: int, template_id: str, *, long_term: bool) -> bool:
    columns = select(Grant.left, Grant.accepted)
    found = session.execute(
        columns.where(Grant.contact_id == contact_id, Grant.template_id == template_id)
    ).one_or_none()
    return found is not None and is_enough(found.left, accepted=found.accepted, long_term=long_term)


def spend(session: Session, contact_id: int, template_id: str, *, long_term: bool) -> bool:
    """Spend one message before it is sent; False when it is not allowed. Two workers never spend the same one."""
    if long_term:
        return can_send(session, contact_id, template_id, long_term=True)
    spent = session.execute(
        update(Grant)
        .where(Grant.contact_id == contact_id, Grant.template_id == template_id, Grant.left > 0)
        .values(left=Grant.left - 1)
        .returning(Grant.id)
    )
    return spent.first() is not None


def change(session: Session, contact_id: int, template_id: str, by: int) -> None:
    """Spend (negative) or give back (positive) one-time messages; never below nothing.

    Nothing comes back to someone who has refused in the meantime.
    """
    left = Grant.left + by
    session.execute(
        update(Grant)
        .where(Grant.contact_id == contact_id, Grant.template_id == template_id, Grant.accepted)
        .values(left=case((left < 0, literal(0)), else_=left))
        .execution_options(synchronize_session=False)
    )


def used_up(session: Session, contact_id: int, template_id: str, now: datetime) -> None:
    """WeChat said 43101 to what was sent at `now`: nothing is granted, unless they have answered again since."""
    session.execute(
        update(Grant)
        .where(Grant.contact_id == contact_id, Grant.template_id == template_id, Grant.changed_at <= now)
        .values(left=0, accepted=False)
    )


def of(session: Session, contact_ids: Iterable[int]) -> dict[int, dict[str, tuple[int, bool]]]:
    """Contact → template id → (messages left, last answer was yes), for many people at once."""
    columns = select(Grant.contact_id, Grant.template_id, Grant.left, Grant.accepted)
    found: dict[int, dict[str, tuple[int, bool]]] = {}
    for row in session.execute(columns.where(Grant.contact_id.in_(list(contact_ids)))):
        found.setdefault(row.contact_id, {})[row.template_id] = (row.left, row.accepted)
    return found
