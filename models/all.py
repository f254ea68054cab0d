"""Every table, imported once: what Alembic compares the database with."""

from models import chat, duty, inbox, issue, outbox, people, place
from models.base import Base

TABLES = (chat, duty, inbox, issue, outbox, people, place)
METADATA = Base.metadata
