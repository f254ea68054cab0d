"""What is in the inbox is handled once, whatever is lost on the way."""

from datetime import datetime, timedelta

from models.db import Database
from models.inbox import InboxMessage, InboxState, claim, put_back, take_done


def test_a_commit_whose_answer_was_lost_is_not_undone(db: Database, now: datetime) -> None:
    """The database did it, the worker saw an error and puts the message back: it must stay done."""
    with db.transaction() as session:
        message = InboxMessage(
            key="k1", sender="oAunt", payload="{}", received_at=now, state=InboxState.NEW, error=""
        )
        session.add(message)
    with db.transaction() as session:
        (mine,) = claim(session, now)
    with db.transaction() as session:
        assert take_done(session, mine.id, mine.attempts, now)
    with db.transaction() as session:
        put_back(session, mine.id, mine.attempts, error="OperationalError", again_at=now)
    with db.transaction() as session:
        assert claim(session, now + timedelta(hours=1)) == []
