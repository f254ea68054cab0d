"""Filling an empty database with the demo county: registry, bindings, history, invitations. Once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.simulator.demo.aftermath import come_to_rest
from app.simulator.demo.bound import bind_all
from app.simulator.demo.county import demo_county
from app.simulator.demo.history import WEEKS, play
from app.simulator.demo.residents import demo_residents
from app.simulator.demo.stage import Stage
from handlers.invitations import CodeFor, ensure_all
from handlers.registry import apply
from handlers.rulebook import Rulebook
from models.db import Database
from models.place import Grid


@dataclass(frozen=True)
class Secrets:
    """What seeding needs of app/security."""

    seal: Callable[[str], str]
    code_for: CodeFor


def seed(db: Database, rules: Rulebook, secrets: Secrets, now: datetime) -> bool:
    """Fill the database; False (and nothing done) when it already holds a county."""
    with db.reading() as session:
        if session.scalar(select(Grid.id).limit(1)) is not None:
            return False
    county = demo_county()
    residents = demo_residents(county.grids)
    since = now - timedelta(weeks=WEEKS, days=1)
    with db.transaction() as session:
        apply(session, county, since, seal=secrets.seal, who="demo")
        bind_all(session, residents, since)
        ensure_all(session, secrets.code_for, since)
    play(Stage(db, rules, now), residents)
    with db.transaction() as session:
        come_to_rest(session, now)
    return True
