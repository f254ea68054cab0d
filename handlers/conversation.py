"""The door of the chat: one push in, the right act done. Who wrote, what it means, which handler does it."""

from collections.abc import Callable

from sqlalchemy import select

from handlers import binding, deputy_words, organ_words, resident_words, showing, staff_words, telling
from handlers import chat_acts as acts
from handlers.chat import say, say_once
from handlers.contacts import Writer, contact_for, writer_of
from handlers.desk import Desk, Refusal
from handlers.grammar import parse
from handlers.greeting import greet, help_text
from handlers.inbound import Inbound, Said
from handlers.matters import Words
from handlers.passing_on import pass_on
from handlers.placing import arrived_at, grid_by_code
from models import grants, outbox_queue, windows
from models.issue import Attachment, Check, Issue

TOLD = {Said.TEXT, Said.IMAGE, Said.VOICE, Said.VIDEO, Said.LOCATION, Said.LINK, Said.CARD}


def receive(desk: Desk, inbound: Inbound, check: Check) -> None:
    """Do what one push asks for. `check` is the content check's word on its text.

    A `Refusal` becomes a sentence to the person; anything else that is raised leaves the push in the inbox.
    """
    if not inbound.openid:
        return
    if inbound.said in TOLD:
        _told(desk, inbound, check)
    elif (happened := _EVENTS.get(inbound.said)) is not None:
        happened(desk, inbound)


def words_to_check(text: str) -> str:
    """The part of a text that another person may read, or nothing: numbers and bare chat words need no check."""
    act = parse(text)
    words = act.text if isinstance(act, acts.Plain) else getattr(act, "words", "")
    return words if len(words.strip()) > 1 and not words.strip().isdigit() else ""


def _told(desk: Desk, inbound: Inbound, check: Check) -> None:
    contact = contact_for(desk.session, inbound.openid, desk.now)
    windows.wrote(desk.session, contact.id, desk.now)
    contact.last_wrote_at = desk.now
    contact.unreachable_since, contact.unreachable_reason = None, ""
    outbox_queue.wake(desk.session, contact.id, desk.now)
    writer = writer_of(desk.session, contact)
    words = Words(inbound, inbound.text, check)
    if inbound.said is not Said.TEXT:
        _plain(desk, writer, words)
        return
    try:
        _answer(desk, writer, words)
    except Refusal as refusal:
        say(desk, writer, refusal.sentence, asked=True)


def _answer(desk: Desk, writer: Writer, words: Words) -> None:
    act = parse(words.text)
    if isinstance(act, acts.Incomplete) and (writer.deputy or act.word not in acts.DEPUTY_WORDS):
        example = acts.SOLVE_EXAMPLE if writer.deputy and act.word == "解决" else act.example
        say(desk, writer, f"「{act.word}」后面还要写内容，比如：{example}")
        return
    for door in (_anyone, deputy_words.do, staff_words.do, organ_words.do, resident_words.do):
        answer = door(desk, writer, act, words)
        if answer is not None:
            if answer:
                say(desk, writer, answer, asked=True)
            return
    if isinstance(act, acts.OfficialWord) and not (writer.deputy or writer.staff or writer.organ):
        say(desk, writer, help_text(writer))
        return
    _plain(desk, writer, words)


def _anyone(desk: Desk, writer: Writer, act: acts.Act, words: Words) -> str | None:  # noqa: ARG001  one shape for all doors
    if isinstance(act, acts.Help):
        return help_text(writer)
    if isinstance(act, acts.Bind):
        return binding.bind(desk, writer, act.code)
    return None


def _plain(desk: Desk, writer: Writer, words: Words) -> None:
    """An ordinary message. A deputy, staff member or organ is asked what it is meant for, unless they are telling a matter."""
    telling_now = telling.continues(desk, writer, words)
    official = writer.deputy or writer.staff or writer.organ
    if official is None or telling_now:
        telling.hear(desk, writer, words)
    elif words.inbound.said is not Said.TEXT:
        shown = showing.from_chat(desk, writer.deputy, words) if writer.deputy else ""
        if shown:
            say(desk, writer, shown, asked=True)
        else:
            say_once(desk, writer, NOT_KEPT, topic="unclear")
    elif writer.deputy is not None:
        say_once(desk, writer, FOR_DEPUTIES, topic="unclear")
    elif writer.staff is None:
        organ_words.unclear(desk, writer)
    else:
        say_once(desk, writer, FOR_STAFF, topic="unclear")


FOR_DEPUTIES = (
    "没看懂这句话。发「待办」看您的事；记走访请发「走访」加内容；"
    "您自己要反映问题，请发「新」加内容。发「帮助」看全部用法。"
)
NOT_KEPT = "不知道这是哪件事的，没有记下。您自己要反映问题，请先发「新」，再发照片或位置。"
FOR_STAFF = "没看懂这句话。发「摘要」或「统计」；您自己要反映问题，请发「新」加内容。"


def _entered(desk: Desk, inbound: Inbound) -> None:
    """The chat was opened: from a grid's code the grid is remembered; what waited can go out now."""
    contact = contact_for(desk.session, inbound.openid, desk.now)
    windows.entered(desk.session, contact.id, desk.now)
    grid = grid_by_code(desk, inbound.scene_grid) if inbound.scene_grid else None
    if grid is not None:
        arrived_at(desk, contact, grid)
    outbox_queue.wake(desk.session, contact.id, desk.now)
    greet(desk, writer_of(desk.session, contact), grid)


def _chose(desk: Desk, inbound: Inbound) -> None:
    """The subscription popup was answered, or a grant taken back in the settings."""
    contact = contact_for(desk.session, inbound.openid, desk.now)
    for choice in inbound.choices:
        long_term = choice.template_id in desk.rules.long_term
        grants.answered(
            desk.session,
            contact.id,
            choice.template_id,
            accepted=choice.accepted,
            long_term=long_term,
            now=desk.now,
        )


def _media_checked(desk: Desk, inbound: Inbound) -> None:
    if inbound.media_risky is None or not inbound.media_trace:
        return
    for attachment in desk.session.scalars(
        select(Attachment).where(Attachment.trace_id == inbound.media_trace)
    ):
        attachment.check = Check.RISKY if inbound.media_risky else Check.PASSED
        if attachment.by_deputy_id is None:
            pass_on(desk, desk.session.get_one(Issue, attachment.issue_id), attachment.check)


def _notice_failed(desk: Desk, inbound: Inbound) -> None:
    for wechat_id, reason in inbound.failed_notices:
        outbox_queue.failed_later(desk.session, wechat_id, reason, desk.now)


def _left(desk: Desk, inbound: Inbound) -> None:
    contact = contact_for(desk.session, inbound.openid, desk.now)
    contact.unreachable_since, contact.unreachable_reason = desk.now, "取消关注"


_EVENTS: dict[Said, Callable[[Desk, Inbound], None]] = {
    Said.ENTERED: _entered,
    Said.CHOSE: _chose,
    Said.NOTICE_SENT: _notice_failed,
    Said.MEDIA_CHECKED: _media_checked,
    Said.LEFT: _left,
}
