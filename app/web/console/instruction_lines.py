"""Leaders' instructions (批示) on a matter, as its page shows them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.web.console.house import service
from handlers import access, wording
from handlers.instructions import STATE_IN_WORDS
from models.issue import ActorKind
from models.people import StaffMember
from models.queries import matter
from models.rules.permissions import Permit
from models.supervision import Instruction, InstructionState


@dataclass(frozen=True)
class Instructed:
    """One instruction with what was said about it since. `answerable`: by the one who reads this."""

    id: int
    leader: str
    when: str
    text: str
    due: str
    state: str
    notes: tuple[tuple[str, str, str], ...]
    answerable: bool
    own: bool


def instructed(
    session: Session, me: StaffMember, issues: Collection[int], assignment: int | None
) -> tuple[Instructed, ...]:
    """Oldest first."""
    found = matter.instructions(session, issues, assignment)
    writers = {(ActorKind.STAFF, note.staff_id) for one in found for note in one.notes}
    names = matter.named(session, writers)
    return tuple(_instructed(one, me, names) for one in found)


def _instructed(one: Instruction, me: StaffMember, names: matter.Names) -> Instructed:
    zone = service().rules.zone
    open_still = one.state is not InstructionState.CLOSED
    return Instructed(
        id=one.id,
        leader=one.leader.name,
        when=wording.day_and_time(one.at, zone),
        text=one.text,
        due=f"{one.due_on:%Y-%m-%d}" if one.due_on else "",
        state=STATE_IN_WORDS[one.state],
        notes=tuple(
            (
                wording.day_and_time(note.at, zone),
                names.get((ActorKind.STAFF, note.staff_id), "工作人员"),
                note.text,
            )
            for note in one.notes
        ),
        answerable=open_still and access.may(me, Permit.ANSWER_INSTRUCTION),
        own=open_still and one.leader_id == me.id,
    )
