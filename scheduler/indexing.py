"""The search index follows what was said: the queue of changed matters is worked off in small steps.

Words are cut before the transaction, so that nobody's message waits for it. What changes meanwhile stands in the queue
with a row of its own.
"""

from models import search_writer
from models.db import Database

TOGETHER = 100
STEPS = 5
"""In one run: the old matters of a large county are through within hours, and other jobs get their turn."""


def index_due(db: Database) -> int:
    """Index the matters at the head of the queue; how many rows of the queue that were."""
    done = 0
    for _ in range(STEPS):
        step = _step(db)
        done += step
        if step < TOGETHER:
            break
    return done


def _step(db: Database) -> int:
    with db.reading() as session:
        rows = search_writer.due(session, TOGETHER)
        found = search_writer.read(session, sorted({issue_id for _, issue_id in rows}))
    if rows:
        with db.transaction() as session:
            search_writer.write(session, found)
            search_writer.done(session, [row for row, _ in rows])
    return len(rows)
