"""「我家也是」: a resident looks at what neighbours of the grid have told, and joins with one tap."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app.web.phone.acting import act, checked
from app.web.phone.guards import only
from app.web.phone.house import Kept, Visitor, missing, now, page, see_next, service
from app.web.phone.passes import Area
from handlers import joining, wording
from handlers.desk import Desk
from handlers.linked import my_follower
from models.issue import Issue
from models.people import Resident

pages = Blueprint("phone_joining", __name__, url_prefix="/m/resident/join")
guard = only(Area.RESIDENT)


@dataclass(frozen=True)
class Neighbours:
    """What may be shown of a neighbour's matter: what it is about, where, how far it is. Never a word of theirs."""

    number: int
    about: str
    place: str
    state: str


@pages.get("")
@guard
def listed(visitor: Visitor) -> Response:
    with service().db.reading() as session:
        me = session.get_one(Resident, visitor.key)
        scene = me.contact.scene_grid_id if me.contact else None
        return page(
            "join", visitor, found=_offered(session, me), somewhere=bool(me.grid_id or scene), kept=Kept()
        )


@pages.get("/<int:number>")
@guard
def ask(visitor: Visitor, number: int) -> Response:
    return _ask(visitor, number)


@pages.post("/<int:number>")
@guard
def join(visitor: Visitor, number: int) -> Response:
    words = request.form.get("words", "").replace("\r\n", "\n").strip()
    check = checked(visitor, words)
    mine: list[int] = []

    def do(desk: Desk, me: Resident) -> str:
        sentence = joining.join(desk, me, number, words, check)
        mine.extend(one.id for one in [my_follower(desk, me.id, number)] if one)
        return sentence

    done = act(visitor, Resident, do)
    if done.done and mine:
        return see_next(visitor, f"/m/resident/issues/{mine[0]}", done.sentence)
    if done.status == 404:  # noqa: PLR2004  HTTP's "not found"
        return missing()
    return _ask(visitor, number, Kept("join", done.sentence, request.form.to_dict()), done.status)


def _ask(visitor: Visitor, number: int, kept: Kept = Kept(), status: int = 200) -> Response:  # noqa: B008  frozen
    with service().db.reading() as session:
        me = session.get_one(Resident, visitor.key)
        mine = my_follower(_desk(session), me.id, number)
        if mine is not None:
            return see_next(visitor, f"/m/resident/issues/{mine.id}", "")
        found = next((one for one in _offered(session, me) if one.number == number), None)
    return missing() if found is None else page("join_one", visitor, status, one=found, kept=kept)


def _offered(session: Session, me: Resident) -> list[Neighbours]:
    return [_shown(issue) for issue in joining.may_join(_desk(session), me)]


def _shown(issue: Issue) -> Neighbours:
    return Neighbours(issue.id, joining.neutral(issue), wording.place(issue.grid), wording.state(issue))


def _desk(session: Session) -> Desk:
    return Desk(session, service().rules, service().places, now())
