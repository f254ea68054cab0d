"""What every act happens on: one transaction, the county's rules and places, and the moment it is done."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from handlers.placebook import PlaceBook
from handlers.rulebook import Rulebook
from models.people import Deputy, Organ, Resident


@dataclass(frozen=True)
class Desk:
    """Handlers take it first; they read and write through `session` and never commit."""

    session: Session
    rules: Rulebook
    places: PlaceBook
    now: datetime
    to_call: "list[Deputy | Organ | Resident]" = field(default_factory=list, compare=False)
    """Whom this act could not tell, for they have no WeChat: whoever acts is asked to telephone them."""


class Refusal(Exception):  # noqa: N818  it is an answer to a person, not a fault of the program
    """What was asked is not done and nothing has changed; `sentence` says so to the person, in Chinese."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Refusal):
    """There is no such thing, or it is not theirs: the same answer for both, so that nobody can probe."""


class NotPossible(Refusal):
    """Not in this state; the sentence says what is possible now."""


class BadInput(Refusal):
    """Something is missing or wrong in what they gave; `field` names the form's field beside which it is said."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Forbidden(Refusal):
    """Their role does not do this (`models.rules.permissions`)."""


class Stale(NotPossible):
    """Somebody else acted on it since they looked; the sentence says who."""
