"""Hearing a resident: is it a new matter, an addition, an answer to our question, or only politeness?"""

from handlers import placing, routing, wording
from handlers.chat import say, say_once
from handlers.contacts import Writer, resident_of
from handlers.desk import Desk
from handlers.inbound import Said
from handlers.matters import (
    Words,
    add_words,
    emergency,
    keep_aside,
    open_matter,
    open_matters,
    repeated_matter,
)
from models.chat import Question
from models.issue import Issue
from models.people import Resident
from models.rules.doors import door
from models.rules.issue_state import IssueState
from models.rules.reading import Kind, read

BELONGS = (IssueState.DRAFT, IssueState.UNFINISHED, IssueState.SUBMITTED, IssueState.RECEIVED)
GREETING = (
    "您好！村里、社区里有什么难处，直接说就行，可以发照片。\n说清是什么事、在哪个村，我马上转给您的网格代表。"
)


def hear(desk: Desk, writer: Writer, words: Words) -> None:
    """Anything a resident says that is no chat word; what is a matter is kept with one."""
    resident = resident_of(desk.session, writer.contact)
    current = in_hand(desk, writer)
    if words.inbound.said is Said.LOCATION and _placed_by_map(desk, writer, resident, current, words):
        return
    if _answers_our_question(desk, writer, resident, current, words):
        return
    if current is not None and _same_breath(desk, current, words):
        _continue(desk, writer, resident, current, words)
        return
    _begin(desk, writer, resident, words)


def continues(desk: Desk, writer: Writer, words: Words) -> bool:
    """Whether these words go on with what this person was telling, or answer our question about it."""
    current = in_hand(desk, writer)
    asked = writer.conversation.question is not Question.NONE
    return asked or (current is not None and _same_breath(desk, current, words))


def in_hand(desk: Desk, writer: Writer) -> Issue | None:
    """The matter the chat is about, if any."""
    number = writer.conversation.issue_id
    return desk.session.get(Issue, number) if number else None


def _answers_our_question(
    desk: Desk, writer: Writer, resident: Resident, current: Issue | None, words: Words
) -> bool:
    awaited = writer.conversation.question in {Question.PLACE, Question.PLACE_CHOICE}
    if not awaited or words.inbound.said is not Said.TEXT:
        return False
    if current is not None and current.state not in {*placing.TELLING, IssueState.SUBMITTED}:
        placing.stop_asking(writer)
        return False
    if len(words.text) > placing.SHORT_ANSWER:  # a story, not the name of a village
        return False
    if current is not None:
        keep_aside(desk, current, words)
    placing.answer(desk, writer, resident, current, words.text)
    return True


def _same_breath(desk: Desk, current: Issue, words: Words) -> bool:
    """Within minutes of the last words, by the clock of whoever writes, however late the messages reach us."""
    gap = abs(words.inbound.said_at - current.last_said_at)
    return current.state in BELONGS and gap <= desk.rules.clocks.same_matter


def _continue(desk: Desk, writer: Writer, resident: Resident, current: Issue, words: Words) -> None:
    if words.inbound.said is Said.TEXT and read(words.text).kind is Kind.SMALL_TALK:
        keep_aside(desk, current, words)
        say_once(desk, writer, "不客气，有进展马上告诉您。", topic="polite")
        return
    add_words(desk, current, words)
    if current.state in placing.TELLING:
        where = placing.find(desk, writer.contact, resident, words.text)
        if where.grid is not None:
            placing.settle_place(desk, writer, resident, current, where.grid, where.source)
            return
        say_once(desk, writer, "记下了。请再告诉我问题在哪个村（社区）。", topic=f"added:{current.id}")
        return
    say_once(desk, writer, _added(current), topic=f"added:{current.id}")


def _added(issue: Issue) -> str:
    return f"已补充到 № {issue.id}{wording.enclosed(issue.attachments)}。要说另一件事，请先发「新」。"


def _begin(desk: Desk, writer: Writer, resident: Resident, words: Words) -> None:
    """Not part of the matter in hand."""
    if not words.is_media and words.inbound.said is Said.TEXT:
        if (earlier := repeated_matter(desk, resident, words.text)) is not None:
            add_words(desk, earlier, words, act="repeated")
            say_once(
                desk, writer, f"这件事已经记下：{wording.one_line(earlier)}", topic=f"added:{earlier.id}"
            )
            return
        kind = read(words.text).kind
        if kind is Kind.SMALL_TALK:
            say_once(desk, writer, GREETING, topic="polite")
            return
        if kind is Kind.FOLLOW_UP and (waiting := open_matters(desk, resident, 1)):
            _chase(desk, writer, waiting[0], words)
            return
    elif words.is_media and (recent := _told_today(desk, resident, words)) is not None:
        add_words(desk, recent, words)
        say_once(desk, writer, _added(recent), topic=f"added:{recent.id}")
        return
    begin_matter(desk, writer, resident, words)


def _told_today(desk: Desk, resident: Resident, words: Words) -> Issue | None:
    """A photo alone belongs to what the person told within the last day."""
    recent = open_matters(desk, resident, 1)
    if recent and abs(words.inbound.said_at - recent[0].last_said_at) <= placing.SCENE_FRESH:
        return recent[0]
    return None


def _chase(desk: Desk, writer: Writer, issue: Issue, words: Words) -> None:
    """「怎么还没修」: kept with the matter, and answered with where it stands."""
    add_words(desk, issue, words)
    say_once(desk, writer, f"已替您催问。{wording.one_line(issue)}", topic=f"added:{issue.id}")


def begin_matter(desk: Desk, writer: Writer, resident: Resident, words: Words) -> Issue:
    """Open a matter, name the right door where there is another, and find out where it is."""
    placing.stop_asking(writer)
    issue = open_matter(desk, resident, words)
    writer.conversation.issue_id = issue.id
    if (other := door(words.text)) is not None:
        say(desk, writer, other.in_words)
    where = placing.find(desk, writer.contact, resident, words.text)
    if where.grid is None:
        placing.ask(desk, writer, issue, where.choices)
        return issue
    placing.settle_place(desk, writer, resident, issue, where.grid, where.source)
    if where.also_mentioned is not None:
        say(desk, writer, f"您提到了{where.also_mentioned.name}。如果问题在那里，请发「换网格」。")
    if emergency(issue):
        routing.announce(desk, issue)
    return issue


def _placed_by_map(
    desk: Desk, writer: Writer, resident: Resident, current: Issue | None, words: Words
) -> bool:
    """A location answers 「在哪里」 for the matter in hand; one that is far from the county does not."""
    point = words.inbound.point
    waiting = current is not None and current.state in placing.TELLING
    if point is None or not (waiting or writer.conversation.question is not Question.NONE):
        return False
    grid = placing.grid_at(desk, point)
    if grid is None:
        say(desk, writer, "这个位置不在本县的网格里。请回复问题所在的村名。")
        return True
    if current is not None:
        add_words(desk, current, words)
    placing.settle_place(desk, writer, resident, current, grid, "map")
    return True
