"""答复反馈: the lead organ's reply of a round, with its result class and who signs it (河南办法 art. 17–21)."""

from dataclasses import dataclass
from datetime import date

from handlers import assignment_clocks, feedback, wording
from handlers.assignment_access import for_organ, lead_charge
from handlers.assignment_life import by_organ, check, move
from handlers.audit import audit
from handlers.contacting import spoke_with_deputy
from handlers.desk import BadInput, Desk, NotPossible
from handlers.leaving_organs import WITH_ORGANS, lapse_requests
from handlers.loop_people import deputies_of, title
from handlers.said import required, within_a_term
from models.assignment import Assignment, OrganState
from models.issue import Result
from models.people import Organ
from models.reply import Reply
from models.rules.assignment_state import AssignmentAct
from models.rules.local_time import local_date

RESULTS = (
    Result.SOLVED,
    Result.PARTLY,
    Result.PLANNED,
    Result.NOT_POSSIBLE,
    Result.FOR_HIGHER_LEVEL,
)
"""What an organ may say of its work (河南办法 art. 19)."""
EXPLAINED = frozenset({Result.NOT_POSSIBLE, Result.FOR_HIGHER_LEVEL})
SHORTEST_EXPLANATION = 20
LONGEST_TEXT, LONGEST_PLAIN, LONGEST_NAME = 8000, 1000, 32


@dataclass(frozen=True)
class Answer:
    """The reply as written: `text` is the official answer, `plain_words` the same for the residents."""

    result: Result | None
    text: str
    plain_words: str
    planned_until: date | None
    signer: str
    handler: str
    handler_phone_sealed: str = ""


def feed_back(desk: Desk, organ: Organ, number: int, answer: Answer) -> str:
    """By the lead, after it spoke with the deputy; then every deputy and every resident is asked what they think.

    Raises BadInput, NotPossible.
    """
    assignment = for_organ(desk, organ, number)
    by = by_organ(organ)
    charge = lead_charge(assignment, organ)
    check(desk, assignment, AssignmentAct.FEED_BACK, by)
    _demand_contact(desk, assignment)
    reply = _checked(desk, organ, answer)
    reply.assignment_id, reply.round = assignment.id, assignment.round
    move(desk, assignment, AssignmentAct.FEED_BACK, by, wording.RESULT_IN_WORDS[reply.result])
    assignment.result = reply.result
    charge.state = OrganState.DONE
    lapse_requests(desk, assignment)
    assignment_clocks.stop(desk, assignment, *WITH_ORGANS)
    desk.session.add(reply)
    desk.session.flush()
    feedback.send(desk, assignment, reply)
    audit(desk, organ, "feed_back", assignment)
    return f"{title(assignment)}已答复，正在请代表和群众评价。"


def _demand_contact(desk: Desk, assignment: Assignment) -> None:
    if not spoke_with_deputy(desk, assignment):
        names = "、".join(f"{deputy.name}代表" for deputy in deputies_of(desk, assignment))
        raise NotPossible(f"答复前要先与代表联系沟通：{names}。请先登记这次沟通。")


def _checked(desk: Desk, organ: Organ, answer: Answer) -> Reply:
    """The row, without its assignment. Raises BadInput with the field of what is wrong."""
    if answer.result not in RESULTS:
        raise BadInput("请选办理结果。", "result")
    text = required(answer.text, "答复内容", "text", LONGEST_TEXT)
    if answer.result in EXPLAINED and len(text) < SHORTEST_EXPLANATION:
        raise BadInput("办不了的，请如实说明原因和依据，已向哪里反映。", "text")
    reply = Reply(organ=organ, at=desk.now, result=answer.result, text=text)
    reply.plain_words = required(
        answer.plain_words, "给群众看的话，用大白话说清楚办了什么", "plain_words", LONGEST_PLAIN
    )
    reply.planned_until = _planned(desk, answer)
    reply.signer = required(answer.signer, "签发的主要负责人", "signer", LONGEST_NAME)
    reply.handler = required(answer.handler, "具体承办人", "handler", LONGEST_NAME)
    reply.handler_phone_sealed = answer.handler_phone_sealed
    return reply


def _planned(desk: Desk, answer: Answer) -> date | None:
    """The day a plan names; other results name none."""
    if answer.result is not Result.PLANNED:
        return None
    if answer.planned_until is None:
        raise BadInput("列入计划的，请写明哪一天前办成。", "planned_until")
    if answer.planned_until <= local_date(desk.now, desk.rules.zone):
        raise BadInput("计划办成的日期要在今天以后。", "planned_until")
    return within_a_term(desk, answer.planned_until, "planned_until")
