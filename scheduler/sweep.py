"""What nobody comes for any more: parked notices that have lost their point while the person stayed away."""

from datetime import datetime

from sqlalchemy import text, update

from models.db import Database
from models.outbox import OutboxNotice, OutboxState
from models.outbox_rows import EXPIRED


def sweep(db: Database, now: datetime) -> int:
    """Drop parked notices that have expired; how many. Without it the list of who cannot be reached only grows."""
    with db.transaction() as session:
        dropped = session.execute(
            update(OutboxNotice)
            .where(
                text("outbox.state IN ('pending', 'parked')")
            )  # as text, so that the partial index is used
            .where(OutboxNotice.state == OutboxState.PARKED, OutboxNotice.expires_at <= now)
            .values(state=OutboxState.DROPPED, reason=EXPIRED, ended_at=now)
            .returning(OutboxNotice.id)
            .execution_options(synchronize_session=False)
        )
        return len(dropped.all())
