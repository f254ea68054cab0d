"""Instructions (批示) as pages show them: who said what, until when, what was reported back; overdue ones marked."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.web.console.house import now, service
from handlers import access, instructions, wording
from models.people import StaffMember
from models.rules.local_time import local_date
from models.rules.permissions import Permit
from models.supervision import Instruction, InstructionState

_BADGES = {InstructionState.OPEN: "soon", InstructionState.ANSWERED: "plain", InstructionState.CLOSED: "good"}


@dataclass(frozen=True)
class Given:
    """`answers`: the reader may report back; `follows`: the reader gave it and it is open."""

    id: int
    issue_number: int | None
    about: str
    leader: str
    when: str
    text: str
    township: str
    due: str
    state: str
    badge: str
    late: bool
    notes: tuple[tuple[str, str, str], ...]
    answers: bool
    follows: bool


def given(session: Session, row: Instruction, about: str, reader: StaffMember) -> Given:
    """`about`: the matter's first words."""
    zone = service().rules.zone
    late = instructions.is_late(row, local_date(now(), zone))
    names = {note.staff_id: session.get_one(StaffMember, note.staff_id).name for note in row.notes}
    closed = row.state is InstructionState.CLOSED
    return Given(
        id=row.id,
        issue_number=row.issue_id,
        about=wording.snippet(about, 40),
        leader=row.leader.name,
        when=wording.day(row.at, zone),
        text=row.text,
        township=row.township,
        due=row.due_on.isoformat() if row.due_on else "",
        state=f"{instructions.STATE_IN_WORDS[row.state]}{'，已过期' if late else ''}",
        badge="late" if late else _BADGES[row.state],
        late=late,
        notes=tuple(
            (names[note.staff_id], wording.day_and_time(note.at, zone), note.text) for note in row.notes
        ),
        answers=not closed and access.may(reader, Permit.ANSWER_INSTRUCTION),
        follows=not closed and row.leader_id == reader.id,
    )
