"""A deputy's marks by chat: 「评价 1023 态度满意 结果不满意」, by the number the reply was sent under."""

from sqlalchemy import select

from handlers import chat_acts as acts
from handlers import evaluating, loop_news
from handlers.desk import BadInput, Desk
from handlers.feedback import GRADES, rated_by
from handlers.linked import standing
from models.assignment import Assignment
from models.people import Deputy
from models.reply import DeputyMark, Reply

SHOWN = 10


def rate(desk: Desk, me: Deputy, act: acts.RateReply) -> str | None:
    """Without a number the only reply that waits; None when no reply under this number was sent to this deputy."""
    number = _only_one(desk, me) if act.number is None else _meant(desk, me, act.number)
    if number is None:
        return None
    return evaluating.rate(desk, me, number, act.attitude, act.result, act.words)


def apart(desk: Desk, me: Deputy, act: acts.Rate) -> str | None:
    """One grade alone is no rating of a reply; None when no reply waits under this number."""
    waiting = {rated_by(assignment) for assignment, _mark in evaluating.waiting_marks(desk, me)}
    if act.number is None or not {act.number, _main(desk, act.number)} & waiting:
        return None
    return f"办理态度和办理结果请分开评价：评价 {act.number} 态度…… 结果……（各填{GRADES}）"


def listed(desk: Desk, me: Deputy) -> list[str]:
    """For 待办: the replies that wait for this deputy's marks."""
    waiting = evaluating.waiting_marks(desk, me)
    if not waiting:
        return []
    lines = [f"{loop_news.subject(one)} 评价 {rated_by(one)} 态度…… 结果……" for one, _mark in waiting]
    more = [f"……共 {len(lines)} 件"] if len(lines) > SHOWN else []
    return ["等您评价的答复：", *lines[:SHOWN], *more]


def _only_one(desk: Desk, me: Deputy) -> int | None:
    waiting = [assignment for assignment, _mark in evaluating.waiting_marks(desk, me)]
    if len(waiting) > 1:
        numbers = "、".join(str(rated_by(one)) for one in waiting[:SHOWN])
        raise BadInput(f"您评价的是哪一件？{numbers}。请写上编号。")
    return waiting[0].id if waiting else None


def _meant(desk: Desk, me: Deputy, number: int) -> int | None:
    """A matter's number goes before an assignment's own, which stands for suggestions."""
    sent = (
        select(Assignment.id)
        .join(Reply, Reply.assignment_id == Assignment.id)
        .join(DeputyMark, DeputyMark.reply_id == Reply.id)
        .where(DeputyMark.deputy_id == me.id)
        .order_by(Reply.id.desc())
        .limit(1)
    )
    by_matter = desk.session.scalar(sent.where(Assignment.issue_id == _main(desk, number)))
    return by_matter or desk.session.scalar(sent.where(Assignment.id == number))


def _main(desk: Desk, number: int) -> int:
    """The number of the matter that this one follows, under which the reply was sent; its own when it follows none."""
    link = standing(desk, number)
    return link.main_id if link else number
