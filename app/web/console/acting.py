"""An act from a console page goes through the same handler as the chat word, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Response, request

from app.web import written
from app.web.console.house import HTTP_OK, Clerk, Kept, forbidden, missing, now, see_next, service
from app.web.console.telephone import to_telephone
from handlers.desk import BadInput, Desk, Forbidden, NotFound, Refusal
from models.people import Organ, StaffMember

Person = TypeVar("Person", StaffMember, Organ)
NOT_FOUND, FORBIDDEN, CONFLICT, UNPROCESSABLE = 404, 403, 409, 422


@dataclass(frozen=True)
class Answer:
    """What became of an act: 200 done, else the status of the refusal; `field` is the form's field it is about."""

    sentence: str
    status: int = HTTP_OK
    field: str = ""

    @property
    def done(self) -> bool:
        return self.status == HTTP_OK

    def kept(self, form: str) -> Kept:
        """The refused form as it was sent, for the page that is shown again."""
        return Kept(form, self.sentence, self.field, request.form.to_dict())


def act(clerk: Clerk, do: Callable[[Desk, StaffMember], str]) -> Answer:
    """Do it on behalf of the staff member at the desk; a refusal changes nothing."""
    return _act(clerk, StaffMember, clerk.staff_id, do)


def act_for_organ(clerk: Clerk, do: Callable[[Desk, Organ], str]) -> Answer:
    """Do it on behalf of the organ at the desk; a refusal changes nothing."""
    return _act(clerk, Organ, clerk.organ_id, do)


def _act(clerk: Clerk, model: type[Person], key: int | None, do: Callable[[Desk, Person], str]) -> Answer:
    house = service()
    try:
        with house.db.transaction() as session:
            person = session.get_one(model, key)
            desk = Desk(session, house.rules, house.places, now())
            sentence = do(desk, person) + to_telephone(desk.to_call, clerk.may)
    except Refusal as refusal:
        return refused(refusal)
    house.waker.wake("outbox")
    return Answer(sentence)


def refused(refusal: Refusal) -> Answer:
    """What the page says of it, and beside which field."""
    return Answer(refusal.sentence, status_of(refusal), getattr(refusal, "field", ""))


def status_of(refusal: Refusal) -> int:
    """HTTP's number for a refusal."""
    match refusal:
        case NotFound():
            return NOT_FOUND
        case Forbidden():
            return FORBIDDEN
        case BadInput():
            return UNPROCESSABLE
        case _:
            return CONFLICT


def go_on(answer: Answer, form: str, path: str, again: Callable[[Kept, int], Response]) -> Response:
    """After an act: on to `path` with its sentence; refused: the same page `again` with what was typed."""
    if answer.done:
        return see_next(path, answer.sentence)
    if answer.status == NOT_FOUND:
        return missing()
    if answer.status == FORBIDDEN:
        return forbidden()
    return again(answer.kept(form), answer.status)


def seen() -> int | None:
    """The newest event the page showed when the form was made (its hidden field `seen`), for `handlers.access.still`."""
    return written.number(request.form.get("seen", ""))
