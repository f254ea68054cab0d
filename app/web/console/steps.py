"""约谈 and the heavier steps, as the panel shows them: each with what may be done about it now."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.escalating import IN_WORDS, STATE_IN_WORDS
from models.supervision import Escalation, EscalationKind, EscalationState

KINDS = tuple((kind.value, IN_WORDS[kind]) for kind in EscalationKind)
"""For a form, in order of weight."""


@dataclass(frozen=True)
class Step:
    """One step of the ladder."""

    id: int
    kind: str
    kind_code: str
    state: str
    reason: str
    held_on: str
    people: str
    outcome: str
    letter_id: int | None
    proposed: bool
    decided: bool


def steps_of(found: Iterable[Escalation]) -> tuple[Step, ...]:
    """Oldest first, as they are given."""
    return tuple(_step(one) for one in found)


def _step(one: Escalation) -> Step:
    return Step(
        id=one.id,
        kind=IN_WORDS[one.kind],
        kind_code=one.kind.value,
        state=STATE_IN_WORDS[one.state],
        reason=one.reason,
        held_on=f"{one.held_on:%Y-%m-%d}" if one.held_on else "",
        people=one.people,
        outcome=one.outcome,
        letter_id=one.letter_id,
        proposed=one.state is EscalationState.PROPOSED,
        decided=one.state is EscalationState.DECIDED,
    )
