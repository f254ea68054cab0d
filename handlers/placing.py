"""Where is the problem? From the words, the QR code's scene, the map, the last matter; or by asking."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select

from handlers import routing
from handlers.chat import say, say_once
from handlers.contacts import Writer
from handlers.desk import Desk
from handlers.inbound import Point
from handlers.issue_life import by_resident, move
from handlers.matters import emergency
from handlers.wording import place
from models.chat import Question
from models.issue import Issue
from models.people import Contact, Resident
from models.place import Grid
from models.rules.issue_state import IssueAct, IssueState
from models.rules.places import Place, nearest
from models.rules.reading import Kind, number_choice, read

SCENE = "scene"
SCENE_FRESH = timedelta(hours=24)
MOST_TRIES = 3
MOST_CHOICES = 20
SHORT_ANSWER = 24
TELLING = (IssueState.DRAFT, IssueState.UNFINISHED)
PLACE_ASKED = (Question.PLACE, Question.PLACE_CHOICE)
WHERE = "请再告诉我问题在哪个村（社区）。"
_BARE_NAME = 9
"""As long as township and village together; in a longer answer there is more than the place, so it is story too."""
_PLACE_LIKE = re.compile(r"[村镇乡组寨庄沟湾][的人里]?\W*$|(?:社区|街道|小区)\W*$")
_SHORTEST_STORY = 6
_DO_NOT_KNOW = re.compile(
    r"(?:我|俺)?(?:也)?(?:不知道|不晓得|不清楚|说不清楚?|不会说|不会写|忘了)(?:了|啊|呀|呢|怎么说|叫啥|叫什么)?\W*"
)
_NONE_OF_THEM = re.compile(r"(?:都|全)?(?:不是|不对|没有)(?:的|啊|呀)?\W*")
_NUMBER_TEXT = re.compile(r"\W*[0-9]{1,3}\W*")


@dataclass(frozen=True)
class Where:
    """What is known: one grid, with how we know; or several to choose from; or neither."""

    grid: Grid | None = None
    source: str = ""
    choices: tuple[Place, ...] = ()
    also_mentioned: Place | None = None


def find(desk: Desk, contact: Contact, resident: Resident, text: str) -> Where:
    """Fresh scene, then the words, then the place of the last matter, then an older scene."""
    mentioned = desk.places.gazetteer(desk.session).mentioned(text) if text else ()
    if scene := _scene(desk, contact):
        other = mentioned[0] if len(mentioned) == 1 and mentioned[0].grid_code != scene.code else None
        return Where(scene, SCENE, also_mentioned=other)
    if len(mentioned) == 1:
        return Where(grid_by_code(desk, mentioned[0].grid_code), "words")
    remembered = desk.session.get(Grid, resident.grid_id or contact.scene_grid_id or 0)
    if mentioned:
        if remembered and any(found.grid_code == remembered.code for found in mentioned):
            return Where(remembered, "words")
        return Where(choices=mentioned[:MOST_CHOICES])
    return Where(remembered, "remembered") if remembered and remembered.active else Where()


def arrived_at(desk: Desk, contact: Contact, grid: Grid, point: Point | None = None) -> None:
    """They opened the chat by the grid's code, or pointed at it on the map: what they tell next is there."""
    contact.scene_grid_id, contact.scene_at = grid.id, desk.now
    contact.scene_latitude = point.latitude if point else None
    contact.scene_longitude = point.longitude if point else None


def point_at_scene(issue: Issue, contact: Contact) -> None:
    """The matter is where they pointed before they told of it, unless they point elsewhere."""
    if issue.latitude is None:
        issue.latitude, issue.longitude = contact.scene_latitude, contact.scene_longitude


def _scene(desk: Desk, contact: Contact) -> Grid | None:
    if contact.scene_grid_id is None or contact.scene_at is None:
        return None
    return (
        desk.session.get(Grid, contact.scene_grid_id) if desk.now - contact.scene_at < SCENE_FRESH else None
    )


def grid_by_code(desk: Desk, code: str) -> Grid | None:
    """The active grid of this code."""
    return desk.session.scalars(select(Grid).where(Grid.code == code, Grid.active)).one_or_none()


def grid_at(desk: Desk, point: Point) -> Grid | None:
    """The grid whose centre is nearest to the point on the map; None when it is far from all."""
    found = nearest(point.latitude, point.longitude, desk.places.points(desk.session))
    return grid_by_code(desk, found[0]) if found else None


def ask(desk: Desk, writer: Writer, issue: Issue | None, choices: Sequence[Place] = ()) -> None:
    """Ask where, freely or from a short list; the answer is awaited, whenever it comes."""
    talk = writer.conversation
    talk.issue_id = issue.id if issue else None
    talk.asked_at = desk.now
    first = issue is not None and issue.state in TELLING and not talk.asked_times
    begin = f"记下了，编号 № {issue.id}。" if issue and first else ""
    talk.asked_times += 1
    if choices:
        talk.question = Question.PLACE_CHOICE
        talk.options = [{"code": c.grid_code, "name": c.name, "township": c.township} for c in choices]
        lines = "\n".join(f"{n} {c.township} {c.name}" for n, c in enumerate(choices, 1))
        say(desk, writer, f"{begin}是下面哪个地方？请回复前面的数字：\n{lines}\n都不是就直接说村名。")
        return
    talk.question, talk.options = Question.PLACE, []
    say(
        desk,
        writer,
        f"{begin}问题在哪个村（社区）？请回复村名，比如「{_example(desk)}」；也可以发送位置。",
    )


def _example(desk: Desk) -> str:
    first = desk.session.scalars(
        select(Grid.name).where(Grid.active).order_by(Grid.id).limit(1)
    ).one_or_none()
    return first or "莲花村"


class Answered(StrEnum):
    """What an answer to 「在哪个村」 was good for."""

    PLACE = "place"
    """Only the place, or politeness: no part of the story."""
    STORY_TOO = "story_too"
    """Answered, and perhaps more of the story in it."""
    STORY = "story"
    """No answer: the matter, told on."""


def answer(desk: Desk, writer: Writer, resident: Resident, issue: Issue | None, text: str) -> Answered:
    """Take a short text as the answer to 「在哪个村」; ask again, more closely, when it is not clear."""
    guess = desk.places.gazetteer(desk.session).guess(text)
    chosen = _chosen(desk, writer, text)
    grid = chosen or (grid_by_code(desk, guess.sure.grid_code) if guess.sure else None)
    if grid is not None:
        settle_place(desk, writer, resident, issue, grid, "answer")
    elif guess.candidates and len(guess.candidates) <= MOST_CHOICES:
        ask(desk, writer, issue, guess.candidates)
    elif guess.township:
        writer.conversation.asked_times += 1
        say(desk, writer, f"{guess.township}的哪个村（社区）？请把村名也告诉我。")
    else:
        return _no_place(desk, writer, resident, issue, text)
    return Answered.PLACE if chosen or len(text) <= _BARE_NAME else Answered.STORY_TOO


def _no_place(desk: Desk, writer: Writer, resident: Resident, issue: Issue | None, text: str) -> Answered:
    """No place in it: a wrong number, 不知道, politeness, a name we cannot find, or more of the story."""
    talk = writer.conversation
    if talk.options and (number_choice(text) or _NUMBER_TEXT.fullmatch(text)):
        say(desk, writer, f"请回复 1 到 {len(talk.options)} 的数字；都不是就直接说村名。")
        return Answered.PLACE
    if talk.options and _NONE_OF_THEM.fullmatch(text):
        say(desk, writer, "那请直接说镇名和村名，比如「丹水镇 石龙堰村」；也可以发送位置。")
        return Answered.PLACE
    if _DO_NOT_KNOW.fullmatch(text):
        _give_up(desk, writer, resident, issue)
        return Answered.PLACE
    if read(text).kind is Kind.SMALL_TALK:
        say_once(desk, writer, WHERE, topic="where")
        return Answered.PLACE
    if len(text) >= _SHORTEST_STORY and not _PLACE_LIKE.search(text):
        return Answered.STORY
    _not_understood(desk, writer, resident, issue)
    return Answered.STORY_TOO


def only_a_place(desk: Desk, text: str) -> Grid | None:
    """The grid a text names, when it names a place and nothing else."""
    if len(text) > _BARE_NAME or not (_PLACE_LIKE.search(text) or len(text) < _SHORTEST_STORY):
        return None
    guess = desk.places.gazetteer(desk.session).guess(text)
    bare = guess.sure is not None and (_PLACE_LIKE.search(text) or text.strip() in guess.sure.name)
    return grid_by_code(desk, guess.sure.grid_code) if guess.sure and bare else None


def _chosen(desk: Desk, writer: Writer, text: str) -> Grid | None:
    talk = writer.conversation
    number = number_choice(text) if talk.question is Question.PLACE_CHOICE else None
    if number is None or not 1 <= number <= len(talk.options):
        return None
    return grid_by_code(desk, str(talk.options[number - 1]["code"]))


def settle_place(
    desk: Desk, writer: Writer, resident: Resident, issue: Issue | None, grid: Grid, source: str
) -> None:
    """The place is known now: the matter goes to the grid, or (no matter in hand) the person's grid is remembered."""
    stop_asking(writer)
    if issue is not None and issue.state in TELLING:
        routing.submit(desk, issue, grid, source, by_resident(resident))
        if emergency(issue):
            routing.announce(desk, issue)
        say(desk, writer, routing.submitted_text(desk, issue), page=f"/m/resident/issues/{issue.id}")
    elif issue is not None and issue.state is IssueState.SUBMITTED and issue.grid_id == grid.id:
        say(desk, writer, f"№ {issue.id} 就在{place(grid)}，不用换。")
    elif issue is not None and issue.state is IssueState.SUBMITTED:
        routing.move_grid(desk, issue, grid, by_resident(resident))
        say(desk, writer, f"好的，№ {issue.id} 换到{place(grid)}。" + routing.who_and_when(desk, issue))
    else:
        resident.grid_id = grid.id
        say(desk, writer, f"好的，以后您反映的事默认在{place(grid)}。")


def stop_asking(writer: Writer) -> None:
    """The bot waits for nothing."""
    talk = writer.conversation
    talk.question, talk.options, talk.asked_times, talk.asked_at = Question.NONE, [], 0, None


def _not_understood(desk: Desk, writer: Writer, resident: Resident, issue: Issue | None) -> None:
    talk = writer.conversation
    talk.asked_times += 1
    if talk.asked_times <= MOST_TRIES:
        say(desk, writer, "没找到这个地方。请回复镇名和村名，比如「丹水镇 石龙堰村」；也可以发送位置。")
        return
    _give_up(desk, writer, resident, issue)


def _give_up(desk: Desk, writer: Writer, resident: Resident, issue: Issue | None) -> None:
    """Stop asking: a half-told matter goes to the staff, who find the place; anything else stays where it is."""
    stop_asking(writer)
    if issue is None or issue.state not in TELLING:
        say(desk, writer, "没关系，那就先不换。想换时再发「换网格」。")
        return
    if issue.state is IssueState.DRAFT:
        move(desk, issue, IssueAct.LAPSE, by_resident(resident))
    say(desk, writer, "没关系，您说的事已经留着，我们请工作人员帮您对上地方。您想起来也可以再告诉我村名。")
