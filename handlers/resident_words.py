"""A resident's chat words, each to its act."""

from handlers import chat_acts as acts
from handlers import placing, resident, telling, verdict
from handlers.contacts import Writer, resident_of
from handlers.desk import BadInput, Desk
from handlers.matters import OPEN_STATES, Words
from models.chat import Question
from models.issue import Check, Issue
from models.people import Resident
from models.rules.issue_state import IssueState

RATED = (IssueState.ANSWERED, IssueState.REPORTED, IssueState.CLOSED)


def do(desk: Desk, writer: Writer, act: acts.Act, words: Words) -> str | None:
    """The sentence to answer with ("" when all is said); None when the text is no chat word of a resident."""
    if not isinstance(act, acts.ResidentAct):
        return None
    me = resident_of(desk.session, writer.contact)
    return (
        _telling(desk, writer, me, act, words)
        if isinstance(act, _TELLING)
        else _asking(desk, writer, me, act, words.check)
    )


_TELLING = (acts.NewMatter, acts.Add, acts.ChangeGrid)


def _telling(desk: Desk, writer: Writer, me: Resident, act: acts.ResidentAct, words: Words) -> str | None:
    match act:
        case acts.NewMatter(text):
            return _new(desk, writer, me, text, words)
        case acts.Add(None, _) if not resident.open_numbers(desk, me):
            return None  # 「补充：…」 with nothing to add to is a matter of its own
        case acts.Add(number, text):
            added = Words(words.inbound, text, words.check)
            return resident.add(desk, me, _of_mine(desk, writer, me, number), added)
        case _:
            return _change_grid(desk, writer)


def _asking(desk: Desk, writer: Writer, me: Resident, act: acts.ResidentAct, check: Check) -> str | None:
    match act:
        case acts.Progress(number):
            return resident.progress(desk, me, number)
        case acts.Withdraw(number):
            return resident.withdraw(desk, me, _of_mine(desk, writer, me, number))
        case acts.Anonymous(on):
            return resident.set_anonymous(desk, me, on=on)
        case acts.WhoIsMyDeputy():
            return resident.who_is_my_deputy(desk, writer.contact, me)
        case acts.SolvedAnswer(number, answer, text):
            return (
                verdict.say_solved(desk, me, number, answer, text, check)
                if number or _has_some(desk, me)
                else None
            )
        case acts.Rate(number, grade, text):
            return (
                verdict.rate(desk, me, number, grade, text, check) if number or _has_some(desk, me) else None
            )
        case _:
            return None


def _has_some(desk: Desk, me: Resident) -> bool:
    """「满意」 or 「没解决」 from someone who has nothing to judge is an ordinary text."""
    return resident.latest(desk, me, RATED) is not None


def _of_mine(desk: Desk, writer: Writer, me: Resident, number: int | None) -> int | None:
    """Without a number: the one in hand, or the only open one; with several open ones it asks which."""
    if number is not None:
        return number
    current = telling.in_hand(desk, writer)
    if current is not None and current.state in OPEN_STATES:
        return current.id
    several = resident.open_numbers(desk, me)
    if len(several) > 1:
        raise BadInput(f"您有 {len(several)} 件事没办完：{'、'.join(map(str, several))}。请写上编号。")
    return None


def _new(desk: Desk, writer: Writer, me: Resident, text: str, words: Words) -> str:
    placing.stop_asking(writer)
    writer.conversation.issue_id = None
    if not text:
        writer.conversation.question = Question.NEW_MATTER
        return "好，请说另一件事。"
    telling.begin_matter(desk, writer, me, Words(words.inbound, text, words.check))
    return ""


def _change_grid(desk: Desk, writer: Writer) -> str:
    """换网格: the matter in hand while nobody has confirmed it, else where the person's matters usually are."""
    current = telling.in_hand(desk, writer)
    movable: Issue | None = (
        current if current and current.state in {*placing.TELLING, IssueState.SUBMITTED} else None
    )
    placing.stop_asking(writer)
    writer.contact.scene_at = None
    placing.ask(desk, writer, movable)
    return ""
