"""答复函: the organ's answer on paper, one for each deputy, also when several signed (代表法 art. 51)."""

from sqlalchemy import select

from handlers.assignment_access import for_organ, lead_charge
from handlers.assignment_life import by_organ, note_down
from handlers.audit import audit
from handlers.desk import Desk, NotPossible
from handlers.letter_facts import Sheet, issuer_of, reply_letter, topic
from handlers.letter_register import SEALED_PHONE, Entry, filled, number_of, numbered, standing_letters
from handlers.letter_wish import LetterWish
from models.assignment import Assignment
from models.people import Deputy, Organ
from models.reply import Reply
from models.rules.letter_office import organ_issuer
from models.rules.letter_words import kind_and_words
from models.supervision import Letter, LetterKind


def draw_replies(desk: Desk, organ: Organ, number: int) -> list[Letter]:
    """A letter for each deputy asked about the organ's newest reply who has none yet. Raises NotFound, NotPossible."""
    assignment = for_organ(desk, organ, number)
    lead_charge(assignment, organ)
    reply = newest_reply(desk, assignment, organ)
    if reply is None:
        raise NotPossible("还没有答复。请先写答复，再开答复函。")
    deputies = without_letter(desk, assignment, reply)
    if not deputies:
        raise NotPossible(
            "没有要开的答复函：这件事没有代表负责，或者每位代表都有了。要重开，请先作废原来的。"
        )
    return [_draw(desk, assignment, organ, reply, deputy) for deputy in deputies]


def newest_reply(desk: Desk, assignment: Assignment, organ: Organ) -> Reply | None:
    """The organ's reply of this round."""
    mine = select(Reply).where(Reply.assignment_id == assignment.id, Reply.organ_id == organ.id)
    return desk.session.scalars(mine.where(Reply.round == assignment.round)).one_or_none()


def without_letter(desk: Desk, assignment: Assignment, reply: Reply) -> list[Deputy]:
    """The deputies it is answered to who have no letter of it."""
    drawn = standing_letters(desk, assignment, LetterKind.REPLY)
    had = {letter.deputy_id for letter in drawn if letter.made_at >= reply.at}
    return [mark.deputy for mark in reply.marks if mark.deputy_id not in had]


def _draw(desk: Desk, assignment: Assignment, organ: Organ, reply: Reply, deputy: Deputy) -> Letter:
    issuer = organ_issuer(desk.rules.letters, organ.code, organ.name)
    wish = LetterWish(title=topic(assignment), summary="", copies=(issuer_of(desk, assignment).organ,))
    words = dict(kind_and_words(reply_letter(desk, assignment, Sheet(issuer, "", wish), reply, deputy))[1])
    title = f"{words['题名']}（{wish.title}）"
    letter = numbered(
        desk, Entry(LetterKind.REPLY, issuer.series, assignment, organ, title, deputy_id=deputy.id)
    )
    words["发文字号"] = number_of(letter)
    words[SEALED_PHONE] = reply.handler_phone_sealed
    filled(desk, letter, words)
    note_down(desk, assignment, "letter", by_organ(organ), f"答复函{number_of(letter)}，{deputy.name}代表")
    audit(desk, organ, "letter", assignment, number_of(letter))
    return letter
