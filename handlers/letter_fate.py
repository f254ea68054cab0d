"""What becomes of a letter: received by its organ, handed over on paper, voided; never deleted, its number never used again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.access import demand
from handlers.assignment_access import for_staff, level_of
from handlers.assignment_life import by_organ, note_down
from handlers.audit import audit
from handlers.desk import Desk, NotFound, NotPossible
from handlers.issue_life import by_staff
from handlers.letter_register import number_of
from handlers.loop_news import to_organ
from handlers.said import required
from models.assignment import Assignment, Level
from models.people import Organ, StaffMember
from models.rules.permissions import Permit
from models.supervision import Escalation, Letter, LetterKind

REASON = 300


def find(session: Session, letter_id: int) -> Letter:
    """Locked for change, after its assignment. Raises NotFound."""
    query = select(Letter).where(Letter.id == letter_id).with_for_update(of=Letter)
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise _not_found()
    return found


def _not_found() -> NotFound:
    return NotFound("没有找到这份函件，或者它不归您管。")


def receive(desk: Desk, organ: Organ, letter_id: int) -> Letter:
    """The organ has opened it: received, once. Its own replies it only reads. Raises NotFound."""
    letter = find(desk.session, letter_id)
    if letter.organ_id != organ.id or not organ.active:
        raise _not_found()
    incoming = letter.kind is not LetterKind.REPLY
    if incoming and letter.received_at is None and letter.void_at is None:
        letter.received_at = desk.now
        audit(desk, organ, "letter_received", _assignment(desk, letter), number_of(letter))
    return letter


def mark_received(desk: Desk, member: StaffMember, letter_id: int) -> str:
    """It was handed over on paper. Raises Refusal."""
    letter = _own_letter(desk, member, letter_id)
    if letter.void_at is not None:
        raise NotPossible(f"{number_of(letter)}已经作废。")
    if letter.received_at is not None:
        return f"{number_of(letter)}已经签收了。"
    letter.received_at = desk.now
    audit(desk, member, "letter_received", _assignment(desk, letter), number_of(letter))
    return f"{number_of(letter)}已登记签收。"


def void(desk: Desk, member: StaffMember, letter_id: int, reason: str) -> str:
    """Drawn in error: it stays in the register with the reason, its number is never used again. Raises Refusal."""
    letter = _own_letter(desk, member, letter_id)
    if letter.void_at is not None:
        return f"{number_of(letter)}已经作废了。"
    _void(desk, letter, reason)
    assignment = _assignment(desk, letter)
    note_down(desk, assignment, "letter_void", by_staff(member), f"{number_of(letter)}：{letter.void_reason}")
    audit(desk, member, "letter_void", assignment, number_of(letter))
    if letter.organ is not None:
        to_organ(desk, assignment, letter.organ, f"{number_of(letter)}已作废：{letter.void_reason}")
    return f"{number_of(letter)}已作废。这个号不再使用。"


def void_own(desk: Desk, organ: Organ, letter_id: int, reason: str) -> str:
    """An organ's own 答复函. Raises Refusal."""
    letter = find(desk.session, letter_id)
    if letter.organ_id != organ.id or letter.kind is not LetterKind.REPLY:
        raise _not_found()
    if letter.void_at is not None:
        return f"{number_of(letter)}已经作废了。"
    _void(desk, letter, reason)
    assignment = _assignment(desk, letter)
    note_down(desk, assignment, "letter_void", by_organ(organ), f"{number_of(letter)}：{letter.void_reason}")
    audit(desk, organ, "letter_void", assignment, number_of(letter))
    return f"{number_of(letter)}已作废。这个号不再使用。"


def _void(desk: Desk, letter: Letter, reason: str) -> None:
    letter.void_reason = required(reason, "作废的原因", "reason", REASON)
    letter.void_at = desk.now
    for step in desk.session.scalars(select(Escalation).where(Escalation.letter_id == letter.id)):
        step.letter_id = None


def _own_letter(desk: Desk, member: StaffMember, letter_id: int) -> Letter:
    """One that the member's level has issued, in their territory. Raises Refusal."""
    demand(member, Permit.LETTERS)
    number = desk.session.scalar(select(Letter.assignment_id).where(Letter.id == letter_id))
    if number is None:
        raise _not_found()
    for_staff(desk, member, number, Permit.LETTERS)
    letter = find(desk.session, letter_id)
    maker = desk.session.get(StaffMember, letter.made_by) if letter.made_by else None
    if maker is None or (level_of(maker) is Level.COUNTY and level_of(member) is not Level.COUNTY):
        raise NotPossible(f"{number_of(letter)}由{letter.content.get('发文机关', '')}发出，由它处理。")
    return letter


def _assignment(desk: Desk, letter: Letter) -> Assignment:
    return desk.session.get_one(Assignment, letter.assignment_id)
