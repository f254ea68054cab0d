"""The search box: what was typed as the village becomes grids, misspelt or in pinyin; deputies' names become the person."""

from dataclasses import replace

from sqlalchemy import ColumnElement, or_, select

from handlers.desk import Desk
from models.people import Deputy, StaffMember
from models.place import Grid, GridAlias
from models.queries.search import Page, Query, search
from models.rules.folding import fold
from models.rules.words import is_known

MOST_GRIDS = 400
LONGEST_NAME = 32


def find(desk: Desk, query: Query, where: ColumnElement[bool], village: str = "") -> Page:
    """Search (models/queries/search.py) with a village as typed. Never raises for any text; unknown villages find nothing."""
    if village.strip():
        query = replace(query, grids=grids_meant(desk, village))
    if query.words.strip() and not query.person and _is_deputy(desk, query.words.strip()):
        query = replace(query, words="", person=query.words.strip())
    return search(desk.session, query, where)


def townships_of(desk: Desk, member: StaffMember) -> frozenset[str]:
    """The townships a staff member is bound to, for `Query.within`; none for who sees a whole county."""
    names = {territory.name for territory in member.territories}
    known = set(
        desk.session.scalars(select(Grid.township).where(Grid.township.in_(sorted(names))).distinct())
    )
    return frozenset(names) if names and names == known else frozenset()


def grids_meant(desk: Desk, typed: str) -> frozenset[int]:
    """The grids whose name, township or other name contains what was typed; else those that sound like it."""
    name = typed.strip()[:LONGEST_NAME].replace("\0", "").encode("utf-8", "ignore").decode()
    if not name:
        return frozenset()
    aliased = select(GridAlias.grid_id).where(GridAlias.alias.contains(name, autoescape=True))
    named = or_(
        Grid.name.contains(name, autoescape=True),
        Grid.township.contains(name, autoescape=True),
        Grid.id.in_(aliased),
    )
    found = frozenset(desk.session.scalars(select(Grid.id).where(named).order_by(Grid.id).limit(MOST_GRIDS)))
    return found or _by_ear(desk, name)


def _by_ear(desk: Desk, name: str) -> frozenset[int]:
    codes = [place.grid_code for place in desk.places.gazetteer(desk.session).guess(name).candidates]
    return frozenset(desk.session.scalars(select(Grid.id).where(Grid.code.in_(codes))))


def _is_deputy(desk: Desk, name: str) -> bool:
    """A name that is also an ordinary word (高峰) is looked for as a word."""
    if len(name) > LONGEST_NAME or is_known(fold(name)):
        return False
    fit = name.replace("\0", "").encode("utf-8", "ignore").decode()
    known = select(Deputy.id).where(Deputy.name == fit).limit(1)
    return desk.session.scalar(known) is not None
