"""A leader's townships (包联) at a glance: what is late, the key matters, what is new this week."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.web.console.house import now
from app.web.console.supervision_rows import Late, Supervised, late, supervised
from handlers import access
from models.people import StaffMember
from models.queries import supervision
from models.queries.assignment_titles import first_words
from models.queries.instructions import New, new_matters
from models.queries.supervision import Where

SHOWN = 10
"""Lines of each kind; the totals say how many there are."""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Area:
    """Each list with its total; `new` with the first words of each."""

    names: str
    late: tuple[Late, ...]
    late_total: int
    key: tuple[Supervised, ...]
    key_total: int
    new: tuple[tuple[New, str], ...]
    new_total: int


def area_of(session: Session, me: StaffMember) -> Area:
    """What a leader's pages show, on the console and on the phone."""
    names = access.townships(me)
    where = Where(names)
    late_lines, late_total = supervision.late(session, where, now(), very=False, page=1)
    key_lines, key_total = supervision.key_matters(session, where, ended=False, page=1)
    fresh, new_total = new_matters(session, names, now() - WEEK, SHOWN)
    words = first_words(session, {one.number for one in fresh})
    return Area(
        names="全县" if names is None else "、".join(names),
        late=tuple(late(session, late_lines[:SHOWN])),
        late_total=late_total,
        key=tuple(supervised(session, key_lines[:SHOWN])),
        key_total=key_total,
        new=tuple((one, words.get(one.number, "")) for one in fresh),
        new_total=new_total,
    )
