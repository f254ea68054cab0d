"""Filling an empty database with the demo county: registry, bindings, history, invitations. Once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.simulator.demo.aftermath import come_to_rest
from app.simulator.demo.bound import bind_all, bind_residents
from app.simulator.demo.county import demo_county
from app.simulator.demo.history import play
from app.simulator.demo.loop_people import Crowd
from app.simulator.demo.loop_plan import LOOP_WEEKS, loop_scenes
from app.simulator.demo.residents import demo_residents
from app.simulator.demo.stage import Stage
from handlers.invitations import CodeFor, ensure_all
from handlers.placebook import REGISTRY_IMPORTED
from handlers.registry import apply
from handlers.rulebook import Rulebook
from models.all import METADATA
from models.db import Database
from models.duty import AuditEntry
from models.people import Contact
from models.place import Grid
from scheduler.indexing import index_due
from scheduler.statistics import count_due

DEMO = "demo"
SEEDED = "demo-seeded"


@dataclass(frozen=True)
class Secrets:
    """What seeding needs of app/security."""

    seal: Callable[[str], str]
    code_for: CodeFor


def seed(db: Database, rules: Rulebook, secrets: Secrets, now: datetime) -> bool:
    """Fill the database; False (and nothing done) when it already holds a county.

    A filling that was interrupted is cleared away and begun anew.
    """
    if not _wanted(db):
        return False
    county = demo_county()
    residents = demo_residents(county.grids)
    since = now - timedelta(weeks=LOOP_WEEKS, days=1)
    stage = Stage(db, rules, now)
    with db.transaction() as session:
        for table in reversed(METADATA.sorted_tables):
            if table.name != AuditEntry.__tablename__:  # it keeps its lines, also those of the attempt
                session.execute(delete(table))
        apply(session, county, since, seal=secrets.seal, who=DEMO)
        bind_all(session, residents, sorted(rules.long_term), since)
        crowd = Crowd(session, county.grids)
        loops = loop_scenes(stage, crowd)
        bind_residents(session, crowd.every, since)
        ensure_all(session, secrets.code_for, since)
    play(stage, residents, loops)
    with db.transaction() as session:
        come_to_rest(session, now)
        session.add(AuditEntry(at=now, who=DEMO, act=SEEDED))
    _made_ready(stage)
    return True


def _made_ready(stage: Stage) -> None:
    """The first page has figures, and the first search finds: what else two of the scheduler's jobs do by and by."""
    while index_due(stage.db):
        pass
    while count_due(stage.db, stage.rules, stage.now):
        pass


def _wanted(db: Database) -> bool:
    """The database is empty, or holds nothing but a demo county that was never finished."""
    with db.reading() as session:
        if session.scalar(select(Grid.id).limit(1)) is None:
            return session.scalar(select(Contact.id).limit(1)) is None
        imports = session.scalars(select(AuditEntry.who).where(AuditEntry.act == REGISTRY_IMPORTED)).all()
        seeded = session.scalar(select(AuditEntry.id).where(AuditEntry.act == SEEDED).limit(1))
        return set(imports) == {DEMO} and seeded is None
