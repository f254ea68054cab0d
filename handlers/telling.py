"""Hearing a resident: is it a new matter, an addition, an answer to our question, or only politeness?"""

from handlers import placing, wording
from handlers.chat import say, say_once
from handlers.contacts import Writer, resident_of
from handlers.desk import Desk
from handlers.inbound import Said
from handlers.matters import (
    Words,
    add_words,
    keep_aside,
    latest_of,
    open_matter,
    open_matters,
    repeated_matter,
)
from handlers.passing_on import told_today
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
    if _places_a_half_told(desk, writer, resident, words):
        return
    _begin(desk, writer, resident, words)


def continues(desk: Desk, writer: Writer, words: Words) -> bool:
    """Whether these words go on with what this person was telling, or answer our question about it."""
    return writer.conversation.question is not Question.NONE or goes_on(desk, writer, words)


def goes_on(desk: Desk, writer: Writer, words: Words) -> bool:
    """Whether these words go on with a matter that is being told right now."""
    current = in_hand(desk, writer)
    return current is not None and _same_breath(desk, current, words)


def in_hand(desk: Desk, writer: Writer) -> Issue | None:
    """The matter the chat is about, if any."""
    number = writer.conversation.issue_id
    return desk.session.get(Issue, number) if number else None


def _answers_our_question(
    desk: Desk, writer: Writer, resident: Resident, current: Issue | None, words: Words
) -> bool:
    if writer.conversation.question not in placing.PLACE_ASKED or words.inbound.said is not Said.TEXT:
        return False
    if current is not None and current.state not in {*placing.TELLING, IssueState.SUBMITTED}:
        placing.stop_asking(writer)
        return False
    # a story, not the name of a village: a long text, or the first words after a photo
    if len(words.text) > placing.SHORT_ANSWER or (
        current is not None and _names_a_photo(desk, current, words)
    ):
        return False
    heard = placing.answer(desk, writer, resident, current, words.text)
    if heard is placing.Answered.STORY:
        return False
    if current is not None:
        (add_words if heard is placing.Answered.STORY_TOO else keep_aside)(desk, current, words)
    return True


def _names_a_photo(desk: Desk, current: Issue, words: Words) -> bool:
    """A photo was sent first, and now come the words to it."""
    is_first = bool(current.attachments) and not wording.said(current, to_others=False)
    return is_first and read(words.text).kind is Kind.MATTER and not placing.only_a_place(desk, words.text)


def _places_a_half_told(desk: Desk, writer: Writer, resident: Resident, words: Words) -> bool:
    """The bare name of a village, out of the blue: it completes the matter that still lacks its place."""
    if words.inbound.said is not Said.TEXT:
        return False
    half_told = latest_of(desk, resident, placing.TELLING)
    grid = placing.only_a_place(desk, words.text) if half_told is not None else None
    if half_told is None or grid is None:
        return False
    keep_aside(desk, half_told, words)
    placing.settle_place(desk, writer, resident, half_told, grid, "answer")
    return True


def _same_breath(desk: Desk, current: Issue, words: Words) -> bool:
    """Within minutes of the last words, by the clock of whoever writes, however late the messages reach us."""
    gap = abs(words.inbound.said_at - current.last_said_at)
    return current.state in BELONGS and gap <= desk.rules.clocks.same_matter


def _continue(desk: Desk, writer: Writer, resident: Resident, current: Issue, words: Words) -> None:
    if words.inbound.said is Said.TEXT and read(words.text).kind is Kind.SMALL_TALK:
        keep_aside(desk, current, words)
        thanks = placing.WHERE if current.state in placing.TELLING else "不客气，有进展马上告诉您。"
        say_once(desk, writer, thanks, topic="polite")
        return
    add_words(desk, current, words)
    if current.state in placing.TELLING:
        where = placing.find(desk, writer.contact, resident, words.text)
        if where.grid is not None:
            placing.settle_place(desk, writer, resident, current, where.grid, where.source)
            return
        say_once(desk, writer, f"记下了。{placing.WHERE}", topic=f"added:{current.id}")
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
    elif words.is_media and (recent := _told_today(desk, writer, resident, words)) is not None:
        _continue(desk, writer, resident, recent, words)
        return
    begin_matter(desk, writer, resident, words)


def _told_today(desk: Desk, writer: Writer, resident: Resident, words: Words) -> Issue | None:
    """A photo alone belongs to what the person told within the last day, unless they just sent 「新」."""
    if writer.conversation.question is Question.NEW_MATTER:
        return None
    recent = open_matters(desk, resident, 1)
    if recent and abs(words.inbound.said_at - recent[0].last_said_at) <= placing.SCENE_FRESH:
        return recent[0]
    return None


def _chase(desk: Desk, writer: Writer, issue: Issue, words: Words) -> None:
    """「怎么还没修」: kept with the matter, and answered with where it stands."""
    add_words(desk, issue, words)
    if issue.state in placing.TELLING:
        text = f"№ {issue.id} 还没有转给代表。{placing.WHERE}"
        say_once(desk, writer, text, topic=f"added:{issue.id}")
        return
    told = told_today(desk, issue)
    done = f"已替您催问，告诉了{told}。" if told else "记下了。"
    say_once(desk, writer, f"{done}{wording.one_line(issue)}", topic=f"added:{issue.id}")


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
    if where.source == placing.SCENE:
        placing.point_at_scene(issue, writer.contact)
    placing.settle_place(desk, writer, resident, issue, where.grid, where.source)
    if where.also_mentioned is not None:
        say(desk, writer, f"您提到了{where.also_mentioned.name}。如果问题在那里，请发「换网格」。")
    return issue


def _placed_by_map(
    desk: Desk, writer: Writer, resident: Resident, current: Issue | None, words: Words
) -> bool:
    """A location answers 「在哪里」 for the matter in hand, or for the one that comes next; one far away does not."""
    point = words.inbound.point
    waiting = current is not None and current.state in placing.TELLING
    if point is None:
        return False
    asked = waiting or writer.conversation.question in placing.PLACE_ASKED
    if not asked and current is not None and _same_breath(desk, current, words):
        return False
    grid = placing.grid_at(desk, point)
    if grid is None:
        say(desk, writer, "这个位置不在本县的网格里。请回复问题所在的村名。")
        return True
    if not asked:
        placing.arrived_at(desk, writer.contact, grid, point)
        say(desk, writer, f"位置收到了：{wording.place(grid)}。请说说是什么事，也可以发照片。")
        return True
    if current is not None:
        add_words(desk, current, words)
    placing.settle_place(desk, writer, resident, current, grid, "map")
    return True
