"""What the bot says back: brief, and silent when someone (or another bot) writes without end."""

from datetime import timedelta

from handlers.contacts import Writer
from handlers.desk import Desk
from handlers.notices import reply, reply_once

RUN = timedelta(minutes=10)
PATIENCE = 5
"""Chat words, and deputies and staff at work, are answered so many times longer."""
PAUSE = timedelta(seconds=4)
"""Messages that come in a burst get one answer, this long after the last."""


def say(desk: Desk, writer: Writer, text: str, *, page: str = "", asked: bool = False) -> None:
    """Answer at once. `asked`: it answers a chat word, on which silence would be taken for done."""
    if _may_speak(desk, writer, asked=asked):
        reply(desk.session, writer.contact.id, text, desk.now, page=page)


def say_once(desk: Desk, writer: Writer, text: str, *, topic: str) -> None:
    """Answer a run of messages with one."""
    if _may_speak(desk, writer):
        reply_once(desk.session, writer.contact.id, text, desk.now, topic=topic, wait=PAUSE)


def _may_speak(desk: Desk, writer: Writer, *, asked: bool = False) -> bool:
    """Past the limit the bot says so once and then only listens: everything is still kept."""
    talk = writer.conversation
    if talk.replies_from is None or not timedelta(0) <= desk.now - talk.replies_from < RUN:
        talk.replies_from, talk.replies = desk.now, 0
    talk.replies += 1
    limit = desk.rules.limits.replies_per_ten_minutes
    if asked or writer.deputy or writer.staff or writer.organ:
        return talk.replies <= limit * PATIENCE
    if talk.replies == limit + 1:
        text = "您发得比较快，每一条我都替您记着，就先不逐条回复了。发「进度」可以查看。"
        reply(desk.session, writer.contact.id, text, desk.now)
    return talk.replies <= limit
