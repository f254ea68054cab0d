"""Joint signers on the phone: the leading deputy chooses whom to ask, each asked deputy answers."""

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app.web.phone.acting import Answer, act
from app.web.phone.guards import only
from app.web.phone.house import Visitor, missing, now, page, see_next, service
from app.web.phone.passes import Area
from app.web.phone.suggestions import ROOT
from handlers import signing
from handlers import suggestion_words as words
from handlers.desk import Desk
from handlers.suggestion_life import EDITABLE
from models.people import Deputy
from models.queries import suggestions as queries

pages = Blueprint("phone_signing", __name__, url_prefix="/m/deputy/suggestions")
guard = only(Area.DEPUTY)


@pages.get("/<int:number>/signers")
@guard
def choose(visitor: Visitor, number: int) -> Response:
    return _choose(visitor, number)


@pages.post("/<int:number>/signers")
@guard
def ask(visitor: Visitor, number: int) -> Response:
    codes = request.form.getlist("codes")
    done = act(visitor, Deputy, lambda desk, me: signing.ask(desk, me, number, codes))
    return _after(visitor, number, done)


@pages.post("/<int:number>/signers/remove")
@guard
def take_off(visitor: Visitor, number: int) -> Response:
    code = request.form.get("code", "")
    done = act(visitor, Deputy, lambda desk, me: signing.take_off(desk, me, number, code))
    return _after(visitor, number, done)


def _after(visitor: Visitor, number: int, done: Answer) -> Response:
    if done.done:
        return see_next(visitor, f"{ROOT}/{number}/signers", done.sentence)
    return _choose(visitor, number, done.sentence, done.status)


def _choose(visitor: Visitor, number: int, why: str = "", status: int = 200) -> Response:
    asked_for = request.args.get("q", "").strip()
    house = service()
    with house.db.reading() as session:
        found = queries.readable(session, number, visitor.key)
        if found is None or found.deputy_id != visitor.key or found.state not in EDITABLE:
            return missing()
        desk = Desk(session, house.rules, house.places, now())
        people = signing.may_sign(desk, found, asked_for)
        return page(
            "suggestion_signers",
            visitor,
            status,
            found=found,
            people=[(one.code, one.name, _where(one)) for one in people],
            most=signing.MOST,
            asked_for=asked_for,
            why=why,
            words=words,
        )


def _where(deputy: Deputy) -> str:
    """The township by which deputies of the same name are told apart."""
    if deputy.station is not None:
        return deputy.station.township
    return "、".join(dict.fromkeys(link.grid.township for link in deputy.grids))


@pages.post("/<int:number>/confirm")
@guard
def confirm(visitor: Visitor, number: int) -> Response:
    return _answered(
        visitor, number, act(visitor, Deputy, lambda desk, me: signing.confirm(desk, me, number))
    )


@pages.post("/<int:number>/decline")
@guard
def decline(visitor: Visitor, number: int) -> Response:
    return _answered(
        visitor, number, act(visitor, Deputy, lambda desk, me: signing.decline(desk, me, number))
    )


def _answered(visitor: Visitor, number: int, done: Answer) -> Response:
    """Whoever said no does not read it any longer: back to the list then."""
    if done.status == 404:  # noqa: PLR2004  HTTP's "not found"
        return missing()
    with service().db.reading() as session:
        still = _reads(session, visitor, number)
    return see_next(visitor, f"{ROOT}/{number}" if still else ROOT, done.sentence)


def _reads(session: Session, visitor: Visitor, number: int) -> bool:
    return queries.readable(session, number, visitor.key) is not None
