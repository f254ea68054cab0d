"""The reply of the round in hand, and what it claims: read by all who ask, mark, check and close out."""

from sqlalchemy import select

from handlers.assignment_life import of_issue
from handlers.desk import Desk
from models.assignment import Assignment
from models.issue import Issue, Result
from models.reply import AnswerState, MarkState, Reply, ResidentAnswer
from models.rules.assignment_state import AssignmentState
from models.supervision import Commitment, PromiseState

CLAIMS = frozenset({Result.SOLVED, Result.PARTLY})
"""Results that say something was done; with the others "not solved" agrees with the reply."""
_IN_HAND = (AssignmentState.FED_BACK, AssignmentState.EVALUATED, AssignmentState.PROMISED)
_PROMISED = {PromiseState.KEPT: Result.SOLVED, PromiseState.EXPLAINED: Result.NOT_POSSIBLE}


def current(desk: Desk, assignment: Assignment) -> Reply | None:
    """The organ's reply of this round, if it has replied."""
    mine = select(Reply).where(Reply.assignment_id == assignment.id, Reply.round == assignment.round)
    return desk.session.scalars(mine).one_or_none()


def answering_to(desk: Desk, issue: Issue) -> Assignment | None:
    """The loop that what the resident says is about: the one whose reply they were asked about, else the one it follows.

    A matter may be in two: a deputy raises it while an organ handles it already. Who waits for the answer goes first.
    """
    sent = (
        select(Assignment)
        .join(Reply, (Reply.assignment_id == Assignment.id) & (Reply.round == Assignment.round))
        .join(ResidentAnswer, ResidentAnswer.reply_id == Reply.id)
        .where(ResidentAnswer.issue_id == issue.id, Assignment.state.in_(_IN_HAND))
        .order_by((ResidentAnswer.state == AnswerState.ASKED).desc(), Reply.id.desc())
    )
    return desk.session.scalars(sent.limit(1)).first() or of_issue(desk, issue)


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
