"""An act from a phone page goes through the same handler as the chat word, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.web.phone.house import Visitor, now, service
from handlers.desk import BadInput, Desk, NotFound, Refusal
from models.issue import Check
from models.people import Deputy, Resident, StaffMember
from scheduler.gateway import TextVerdict

Person = TypeVar("Person", Resident, Deputy, StaffMember)
CHECKS = {
    TextVerdict.PASSED: Check.PASSED,
    TextVerdict.RISKY: Check.RISKY,
    TextVerdict.UNCHECKED: Check.UNCHECKED,
}
RISKY = "这段话没有通过微信的内容检查，没有发出去。请换个说法再试。"


@dataclass(frozen=True)
class Answer:
    """What became of an act: 200 done, else the status of the refusal; `sentence` is for the person.

    `field` is the form's field that is wrong, if it is one.
    """

    sentence: str
    status: int = 200
    field: str = ""

    @property
    def done(self) -> bool:
        return self.status == 200  # noqa: PLR2004  HTTP's "OK"


def act(visitor: Visitor, model: type[Person], do: Callable[[Desk, Person], str]) -> Answer:
    """Do it on behalf of the visitor; a refusal changes nothing."""
    house = service()
    try:
        with house.db.transaction() as session:
            person = session.get_one(model, visitor.key)
            sentence = do(Desk(session, house.rules, house.places, now()), person)
    except Refusal as refusal:
        field = refusal.field if isinstance(refusal, BadInput) else ""
        return Answer(refusal.sentence, _status(refusal), field)
    house.waker.wake("outbox")
    return Answer(sentence)


def _status(refusal: Refusal) -> int:
    if isinstance(refusal, NotFound):
        return 404
    return 422 if isinstance(refusal, BadInput) else 409


def checked(visitor: Visitor, words: str) -> Check:
    """WeChat's content check of what was typed; the network is asked before the transaction, never in it."""
    if not words.strip():
        return Check.PASSED
    return CHECKS[service().text_check.check_text(visitor.openid, words.strip())]


def refused_as_risky(visitor: Visitor, *words: str) -> Answer | None:
    """Words that another person will read must not be what WeChat forbids; None when they may go."""
    risky = checked(visitor, "\n".join(words)) is Check.RISKY
    return Answer(RISKY, 422) if risky else None
