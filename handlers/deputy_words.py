"""A deputy's chat words, each to its act."""

from handlers import chat_acts as acts
from handlers import deputy, rating_words, signing, suggesting
from handlers.chat import say
from handlers.contacts import Writer
from handlers.desk import Desk, Refusal
from handlers.matters import Words
from models.issue import Check
from models.people import Deputy


def do(desk: Desk, writer: Writer, act: acts.Act, words: Words) -> str | None:
    """The sentence to answer with, empty when it was said already; None when the writer is no deputy, or it is no chat word of a deputy."""
    if writer.deputy is None:
        return None
    if isinstance(act, acts.SolvedAnswer):
        return _how_solved(desk, writer, writer.deputy, act.number)
    if isinstance(act, acts.Rate):
        return rating_words.apart(desk, writer.deputy, act)
    if not isinstance(act, acts.DeputyAct):
        return None
    if words.check is Check.RISKY:
        return "这段话没有通过微信的内容检查，没有发出去。请换个说法再发一次。"
    if isinstance(act, acts.Suggest):
        drafted = suggesting.from_words(desk, writer.deputy, act.numbers, act.words)
        say(desk, writer, drafted.sentence, page=drafted.page, asked=True)
        return ""
    return _about_matters(desk, writer.deputy, act) or _about_duties(desk, writer.deputy, act)


def _how_solved(desk: Desk, writer: Writer, me: Deputy, number: int | None) -> str | None:
    """「解决了 1023」 of a matter in charge: only the resident can say so; the deputy says how. None: their own matter."""
    try:
        issue = deputy.get_issue(desk, me, number or 0)
    except Refusal:
        return None
    if issue.resident.contact_id == writer.contact.id:
        return None
    return f"请写上是怎样解决的，比如：解决 {number} 路灯昨天已修好。群众说解决了才算办结。"


def _about_matters(desk: Desk, me: Deputy, act: acts.DeputyAct) -> str | None:
    match act:
        case acts.Todo():
            return deputy.todo(desk, me)
        case acts.Receive(numbers, text):
            return _receive(desk, me, numbers) + _not_passed_on(numbers, text)
        case acts.Answer(number, text):
            return deputy.answer(desk, me, number, text)
        case acts.Solve(number, text):
            return deputy.solve(desk, me, number, text)
        case acts.ReportUp(number, text):
            return deputy.report_up(desk, me, number, text)
        case acts.RateReply():
            return rating_words.rate(desk, me, act)
        case acts.Sign(number, yes):
            return (signing.confirm if yes else signing.decline)(desk, me, number)
        case _:
            return None


def _about_duties(desk: Desk, me: Deputy, act: acts.DeputyAct) -> str | None:
    match act:
        case acts.Visit(text):
            return deputy.visit(desk, me, text)
        case acts.Explain(text):
            return deputy.explain(desk, me, text)
        case acts.Deed(text):
            return deputy.deed(desk, me, text)
        case acts.Summary(text):
            return deputy.summary(desk, me, text)
        case acts.Points():
            return deputy.year_so_far(desk, me)
        case _:
            return None


def _receive(desk: Desk, me: Deputy, numbers: tuple[int, ...]) -> str:
    """收到 alone confirms the one that waits; when several wait, it asks which."""
    if numbers:
        return "\n".join(_each(desk, me, number) for number in numbers)
    waiting = deputy.unconfirmed(desk, me)
    if len(waiting) == 1:
        return deputy.confirm_receipt(desk, me, waiting[0].id)
    if not waiting:
        return "现在没有等您确认的事。"
    listed = "、".join(str(issue.id) for issue in waiting[: deputy.SHOWN])
    return f"有 {len(waiting)} 件等您确认：{listed}。请写上编号，比如：收到 {waiting[0].id}"


def _not_passed_on(numbers: tuple[int, ...], words: str) -> str:
    """「收到 1023。明天去看」: the words are no answer yet, and the deputy should know it."""
    return f"\n后面的话没有转给群众，要转请发：答复 {numbers[0]} {words}" if numbers and words else ""


def _each(desk: Desk, me: Deputy, number: int) -> str:
    """One wrong number does not stop the others."""
    try:
        return deputy.confirm_receipt(desk, me, number)
    except Refusal as refusal:
        return refusal.sentence
