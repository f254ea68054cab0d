"""What an organ has typed of a reply: kept with the assignment until the reply is sent, so that a long answer is never lost."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from handlers.assignment_access import for_organ, lead_charge
from handlers.desk import Desk
from models.people import Organ
from models.reply import ReplyDraft

FIELDS = ("result", "text", "plain_words", "planned_until", "signer", "handler")
"""The form's fields that are kept as they are; the phone number is kept sealed."""
LONGEST = 20_000
"""Characters of one field."""


def keep(desk: Desk, organ: Organ, number: int, fields: Mapping[str, str], phone_sealed: str) -> str:
    """Keep what was typed, in place of what was kept before. Raises NotFound, NotPossible for who is not in the lead."""
    lead_charge(for_organ(desk, organ, number), organ)
    draft = find(desk.session, organ.id, number)
    if draft is None:
        draft = ReplyDraft(assignment_id=number, organ_id=organ.id)
        desk.session.add(draft)
    draft.fields = {name: fields.get(name, "")[:LONGEST] for name in FIELDS}
    draft.handler_phone_sealed, draft.saved_at = phone_sealed, desk.now
    return "草稿存好了，答复还没有送出。"


def find(session: Session, organ_id: int, number: int) -> ReplyDraft | None:
    return session.scalars(
        select(ReplyDraft).where(ReplyDraft.assignment_id == number, ReplyDraft.organ_id == organ_id)
    ).one_or_none()


def drop(session: Session, organ_id: int, number: int) -> None:
    """The reply was sent."""
    session.execute(
        delete(ReplyDraft).where(ReplyDraft.assignment_id == number, ReplyDraft.organ_id == organ_id)
    )
