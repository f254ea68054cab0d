"""我的网格: how the deputy's grids stand: who waits for my word, which organs are late, what is open, what duty is next."""

from dataclasses import dataclass

from flask import Blueprint, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.phone.guards import only
from app.web.phone.house import Visitor, now, page, service
from app.web.phone.loop_views import in_a_line, line
from app.web.phone.passes import Area
from app.web.phone.views import Cards, cards
from handlers import handbook, wording
from models.issue import Issue
from models.people import GridDeputy
from models.queries import loop_phone, phone
from models.rules.issue_state import IssueState

pages = Blueprint("phone_grid", __name__, url_prefix="/m/deputy/grid")
guard = only(Area.DEPUTY)
OPEN = (IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED, IssueState.REPORTED)


@dataclass(frozen=True)
class Served:
    """A grid of the deputy's, and whether they are the responsible deputy there."""

    code: str
    name: str
    first: bool


@pages.get("")
@guard
def show(visitor: Visitor) -> Response:
    house = service()
    with house.db.reading() as session:
        mine = phone.of_deputy(visitor.key)
        waiting = cards("群众等您答复", phone.listed(session, mine, Issue.state == IssueState.RECEIVED))
        late = [line(one) for one in loop_phone.late_for(session, visitor.key, now())]
        return page(
            "deputy_grid",
            visitor,
            grids=served(session, visitor.key),
            waiting=waiting,
            late=late,
            open=_open(session, visitor.key),
            duties=handbook.status(session, house.rules, visitor.key, now()),
        )


def served(session: Session, deputy_id: int) -> list[Served]:
    """The deputy's grids, those where they are first in front."""
    found = select(GridDeputy).where(GridDeputy.deputy_id == deputy_id, GridDeputy.grid.has(active=True))
    links = session.scalars(found.order_by(GridDeputy.rank, GridDeputy.id))
    return [Served(link.grid.code, wording.place(link.grid), link.rank == 1) for link in links]


def _open(session: Session, deputy_id: int) -> Cards:
    """Everything that has not ended, with how far the organ is."""
    found = phone.listed(session, phone.of_deputy(deputy_id), Issue.state.in_(OPEN))
    loops = loop_phone.loops(session, [one.id for one in found.issues if one.state is IssueState.REPORTED])
    return cards("还没办完的事", found, states={number: in_a_line(one) for number, one in loops.items()})
