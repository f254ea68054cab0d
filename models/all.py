"""Every table, imported once: what Alembic compares the database with."""

from models import (
    account,
    assignment,
    chat,
    duty,
    erasure,
    inbox,
    issue,
    linking,
    outbox,
    people,
    place,
    reply,
    statistics,
    suggestion,
    supervision,
    words,
    yearly,
)
from models.base import Base

TABLES = (
    account,
    assignment,
    chat,
    duty,
    erasure,
    inbox,
    issue,
    linking,
    outbox,
    people,
    place,
    reply,
    statistics,
    suggestion,
    supervision,
    words,
    yearly,
)
METADATA = Base.metadata
