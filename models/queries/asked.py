"""Whom we asked 「真的解决了吗？」 and who has not said so yet: of the deputy's answer, of an organ's reply, four weeks later."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from models.issue import Issue, IssueEvent
from models.reply import AnswerState, ResidentAnswer, Solved
from models.rules.issue_state import IssueAct, IssueState

ASKED_AGAIN = "asked_again"
"""The event of the question four weeks later."""
OPEN_FOR = timedelta(days=30)
"""After that the question of four weeks later is not put forward any more; it may still be answered by number."""
ASKS = frozenset({IssueAct.ANSWER, "fed_back", "promise_kept", ASKED_AGAIN})
"""The events by which they are asked, each anew."""
ANSWERS = {Solved.YES: IssueAct.SOLVED, Solved.PARTLY: IssueAct.PARTLY, Solved.NO: IssueAct.UNSOLVED}
"""What an answer does to a matter, whoever writes it down."""
SAYS = tuple(ANSWERS.values())


def waits_for_resident(now: datetime) -> ColumnElement[bool]:
    """The matters with an open question."""
    of_reply = exists().where(ResidentAnswer.issue_id == Issue.id, ResidentAnswer.state == AnswerState.ASKED)
    return or_(
        Issue.state == IssueState.ANSWERED,
        and_(Issue.state == IssueState.REPORTED, of_reply),
        and_(Issue.state == IssueState.CLOSED, _asked_again(now)),
    )


def _asked_again(now: datetime) -> ColumnElement[bool]:
    asked, said = aliased(IssueEvent), aliased(IssueEvent)
    since = exists().where(said.issue_id == Issue.id, said.id > asked.id, said.act.in_(SAYS))
    return exists().where(
        asked.issue_id == Issue.id, asked.act == ASKED_AGAIN, asked.at > now - OPEN_FOR, ~since
    )
