"""Deputies, staff and organs join their WeChat with a one-time code (绑定 CODE)."""

from datetime import timedelta

from sqlalchemy import update

from handlers.contacts import Writer
from handlers.desk import BadInput, Desk, NotPossible
from handlers.invitations import find, owner_of
from models.duty import AuditEntry
from models.people import Deputy, Organ, StaffMember

HOUR = timedelta(hours=1)


def bind(desk: Desk, writer: Writer, code: str) -> str:
    """Join the writer's WeChat to the person the code was made for; the code dies with it.

    Raises BadInput for a wrong or used code (after some within the hour, for any code: guessing must not pay),
    NotPossible when this WeChat, or that person, is already joined to another.
    """
    _not_guessing(desk, writer)
    invitation = find(desk.session, code, desk.now)
    person = owner_of(desk.session, invitation) if invitation else None
    if invitation is None or person is None:
        writer.conversation.wrong_codes += 1
        raise BadInput("这个邀请码不对，或者已经用过。请核对后再发一次，比如：绑定 ABCD2345")
    taken = _held_already(writer, person)
    if taken is not None and taken.id != person.id:
        raise NotPossible(f"这个微信已经绑定为{taken.name}。要换人请联系人大工作人员。")
    _let_go(desk, type(person), writer)
    person.contact = writer.contact
    invitation.used_at = desk.now
    what = f"{person.__tablename__}:{person.code}"
    desk.session.add(AuditEntry(at=desk.now, who=what, act="bind", what=what))
    if isinstance(person, Deputy):
        return f"{person.name}代表，绑定好了。群众反映的事会发到这里。发「待办」看现在有什么事，发「帮助」看怎么用。"
    if isinstance(person, Organ):
        return f"{person.name}，绑定好了。交办、提醒会发到这里。发「待办」看有哪些交办件。"
    return f"{person.name}，绑定好了。发「摘要」看今天的情况，发「统计」看数字。"


def _held_already(
    writer: Writer, person: Deputy | StaffMember | Organ
) -> Deputy | StaffMember | Organ | None:
    """Who of the same kind this WeChat is joined to; one may be a deputy, staff and an organ's contact at once."""
    if isinstance(person, Deputy):
        return writer.deputy
    return writer.organ if isinstance(person, Organ) else writer.staff


def _let_go(desk: Desk, kind: type[Deputy] | type[StaffMember] | type[Organ], writer: Writer) -> None:
    """Someone who left office (or came back under a new code) no longer holds this WeChat."""
    desk.session.execute(
        update(kind)
        .where(kind.contact_id == writer.contact.id, kind.active.is_(False))
        .values(contact_id=None)
    )


def _not_guessing(desk: Desk, writer: Writer) -> None:
    talk = writer.conversation
    if talk.wrong_codes_from is None or desk.now - talk.wrong_codes_from > HOUR:
        talk.wrong_codes_from, talk.wrong_codes = desk.now, 0
    if talk.wrong_codes >= desk.rules.limits.wrong_codes_per_hour:
        raise BadInput("错的次数太多了，请一小时后再试，或者请人大工作人员帮忙。")
