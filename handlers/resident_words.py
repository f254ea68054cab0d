"""A resident's chat words, each to its act."""

from handlers import chat_acts as acts
from handlers import erasing, placing, plain_answers, resident, telling, verdict, wording
from handlers.contacts import Writer, resident_of
from handlers.desk import BadInput, Desk
from handlers.issue_life import find_issue
from handlers.matters import OPEN_STATES, Words, keep_aside
from models.chat import Question
from models.issue import Issue
from models.people import Resident
from models.reply import Solved
from models.rules.issue_state import IssueState
from models.rules.reading import Kind, read


def do(desk: Desk, writer: Writer, act: acts.Act, words: Words) -> str | None:
    """The sentence to answer with ("" when all is said); None when the text is no chat word of a resident."""
    if isinstance(act, acts.Answer | acts.Solve):
        return _said_back(desk, writer, act, words)
    if isinstance(act, acts.RateReply):  # what counts for a resident is the result
        act = acts.Rate(act.number, act.result, act.words)
    if isinstance(act, acts.Plain):
        return _plainly(desk, writer, words)
    if not isinstance(act, acts.ResidentAct):
        return None
    me = resident_of(desk.session, writer.contact)
    return (
        _telling(desk, writer, me, act, words)
        if isinstance(act, _TELLING)
        else _asking(desk, writer, me, act, words)
    )


_TELLING = (acts.NewMatter, acts.Add, acts.ChangeGrid)


def _telling(desk: Desk, writer: Writer, me: Resident, act: acts.ResidentAct, words: Words) -> str | None:
    match act:
        case acts.NewMatter(text):
            return _new(desk, writer, me, text, words)
        case acts.Add(None, _) if not resident.open_numbers(desk, me):
            return None  # 「补充：…」 with nothing to add to is a matter of its own
        case acts.Add(number, text):
            return _add(desk, writer, me, number, Words(words.inbound, text, words.check))
        case _:
            return _change_grid(desk, writer)


def _asking(desk: Desk, writer: Writer, me: Resident, act: acts.ResidentAct, words: Words) -> str | None:
    match act:
        case acts.Progress(number):
            return resident.progress(desk, me, number)
        case acts.Withdraw(number, text):
            issue = resident.my_issue(desk, me, _to_withdraw(desk, writer, me, number), OPEN_STATES)
            return _with_words(desk, issue, resident.withdraw(desk, me, issue.id), text, words)
        case acts.Anonymous(on):
            return resident.set_anonymous(desk, me, on=on)
        case acts.Erase(sure):
            return erasing.confirmed(desk, me) if sure else erasing.ask(desk, me)
        case acts.WhoIsMyDeputy():
            return resident.who_is_my_deputy(desk, writer.contact, me)
        case acts.SolvedAnswer() | acts.Rate():
            judged = act.number or _has_some(desk, me)
            return _judging(desk, me, act, words) if judged else _too_early(desk, me, act, words)
        case _:
            return None


_BARE = 3
"""Characters of an answer that say no more than yes or no."""


def _plainly(desk: Desk, writer: Writer, words: Words) -> str | None:
    """「修好了」「还是不亮」: the answer to 「真的解决了吗？」 from whoever was asked it, and no other text."""
    heard = plain_answers.read(words.text)
    if heard is None or writer.conversation.question is not Question.NONE:
        return None
    me = resident_of(desk.session, writer.contact)
    asked = verdict.asked_of(desk, me)
    if not asked or (heard.number or asked[0]) not in asked:
        return _well_already(desk, me, heard, words)
    if heard.number is None and telling.goes_on(desk, writer, words):
        return None
    more = words.text if len(words.text.strip()) > _BARE else ""
    return _judging(desk, me, acts.SolvedAnswer(heard.number, heard.solved, more), words)


def _well_already(desk: Desk, me: Resident, heard: plain_answers.PlainAnswer, words: Words) -> str | None:
    """「修好了」 before anybody answered is no matter of its own."""
    if heard.number is not None or heard.solved is not Solved.YES or read(words.text).kind is Kind.SMALL_TALK:
        return None
    return _too_early(desk, me, acts.SolvedAnswer(None, heard.solved), words)


def _too_early(desk: Desk, me: Resident, act: acts.SolvedAnswer | acts.Rate, words: Words) -> str | None:
    """「解决了」「满意」 while nobody has answered yet is no new matter; 「没解决」 chases the old one."""
    issue = resident.latest(desk, me, OPEN_STATES)
    if issue is None or (isinstance(act, acts.SolvedAnswer) and act.answer is Solved.NO):
        return None
    keep_aside(desk, issue, words)
    if isinstance(act, acts.Rate):
        return f"№ {issue.id} {wording.state(issue)}，您的话记下了，等有了答复再评价。"
    well = "撤回 {}" if issue.state in (*placing.TELLING, IssueState.SUBMITTED) else "解决 {} 是"
    return f"№ {issue.id} {wording.state(issue)}。要是已经好了、不用办了，请发：{well.format(issue.id)}"


def _judging(desk: Desk, me: Resident, act: acts.SolvedAnswer | acts.Rate, words: Words) -> str:
    if isinstance(act, acts.Rate):
        issue = verdict.to_rate(desk, me, act.number)
        answer = verdict.rate(desk, me, issue.id, act.satisfaction, act.words, words.check)
    else:
        issue = verdict.to_judge(desk, me, act.number)
        answer = verdict.say_solved(desk, me, issue.id, act.answer, act.words, words.check)
    return _with_words(desk, issue, answer, act.words, words)


def _with_words(desk: Desk, issue: Issue, answer: str, text: str, words: Words) -> str:
    """What was said along with a chat word is kept with the matter, too."""
    if text:
        keep_aside(desk, issue, words)
    return answer


def _said_back(desk: Desk, writer: Writer, act: acts.Answer | acts.Solve, words: Words) -> str | None:
    """「回复 1001 还是不亮」「解决 1001 好了」 from the one whose matter it is: an addition, no matter of its own."""
    issue = find_issue(desk, act.number)
    if issue is None or issue.resident.contact_id != writer.contact.id:
        return None
    added = Words(words.inbound, act.words, words.check)
    answer = resident.add(desk, issue.resident, issue.id, added)
    if isinstance(act, acts.Solve):
        answer += f"\n解决了没有？请回复：解决 {issue.id} 是（或 部分、否）"
    return answer


def _has_some(desk: Desk, me: Resident) -> bool:
    """「满意」 or 「没解决」 from someone who has nothing to judge is an ordinary text."""
    return resident.latest(desk, me, verdict.RATED) is not None


def _in_hand(desk: Desk, writer: Writer) -> Issue | None:
    """The open matter the chat is about."""
    current = telling.in_hand(desk, writer)
    return current if current is not None and current.state in OPEN_STATES else None


def _to_withdraw(desk: Desk, writer: Writer, me: Resident, number: int | None) -> int | None:
    """Without a number: the one just told, or the only open one; with several it asks which."""
    if number is not None:
        return number
    current = _in_hand(desk, writer)
    if current is not None and desk.now - current.last_heard_at <= desk.rules.clocks.same_matter:
        return current.id
    several = resident.open_numbers(desk, me)
    if len(several) > 1:
        listed = "、".join(map(str, several))
        raise BadInput(f"您要撤回哪一件？{listed}。请写上编号，比如：撤回 {several[0]}")
    return None


def _add(desk: Desk, writer: Writer, me: Resident, number: int | None, words: Words) -> str:
    """Without a number: to the one in hand, else the newest open one, and says which, so that no word is lost."""
    current = _in_hand(desk, writer)
    meant = number or (current.id if current is not None else None)
    answer = resident.add(desk, me, meant, words)
    issue = resident.my_issue(desk, me, meant, OPEN_STATES)
    if issue.state in placing.TELLING:
        where = placing.find(desk, writer.contact, me, words.text)
        if where.grid is not None:
            placing.settle_place(desk, writer, me, issue, where.grid, where.source)
            return ""
        return answer + placing.WHERE
    several = meant is None and len(resident.open_numbers(desk, me)) > 1
    return answer + ("要是说的别的事，请发：补充 编号 内容。" if several else "")


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
