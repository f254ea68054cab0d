"""The reply of the round in hand, and what it claims: read by all who ask, mark, check and close out."""

from sqlalchemy import select

from handlers.desk import Desk
from models.assignment import Assignment
from models.issue import Result
from models.reply import AnswerState, MarkState, Reply, ResidentAnswer
from models.supervision import Commitment, PromiseState

CLAIMS = frozenset({Result.SOLVED, Result.PARTLY})
"""Results that say something was done; with the others "not solved" agrees with the reply."""
_PROMISED = {PromiseState.KEPT: Result.SOLVED, PromiseState.EXPLAINED: Result.NOT_POSSIBLE}


def current(desk: Desk, assignment: Assignment) -> Reply | None:
    """The organ's reply of this round, if it has replied."""
    mine = select(Reply).where(Reply.assignment_id == assignment.id, Reply.round == assignment.round)
    return desk.session.scalars(mine).one_or_none()


def commitment_of(desk: Desk, assignment: Assignment, reply: Reply) -> Commitment | None:
    """The promise made of this reply, if it is in the ledger."""
    mine = select(Commitment).where(Commitment.assignment_id == assignment.id, Commitment.made_at >= reply.at)
    return desk.session.scalars(mine.order_by(Commitment.id.desc()).limit(1)).one_or_none()


def reached(desk: Desk, assignment: Assignment, reply: Reply) -> Result:
    """What was really reached: a plan whose promise was kept is solved; one formally explained was not possible."""
    if reply.result is not Result.PLANNED:
        return reply.result
    promise = commitment_of(desk, assignment, reply)
    return _PROMISED.get(promise.state, Result.PLANNED) if promise else Result.PLANNED


def is_in(answer: ResidentAnswer, result: Result) -> bool:
    """The resident has said what there is to say of a reply with this result."""
    return answer.solved is not None or (answer.satisfaction is not None and result not in CLAIMS)


def end_asking(reply: Reply, result: Result) -> None:
    """The time is over, or it is handled again: what was not said stands as not said (河南办法 art. 22)."""
    for mark in reply.marks:
        if mark.state is MarkState.ASKED:
            mark.state = MarkState.NOT_GIVEN
    for answer in reply.answers:
        if answer.state is AnswerState.ASKED:
            answer.state = AnswerState.ANSWERED if is_in(answer, result) else AnswerState.SILENT
