"""What the clerk may do now, as the page offers it: the handlers are the judges, and say why when they refuse."""

from handlers import escalating, studying
from handlers.access import may
from handlers.assignment_access import may_act
from handlers.desk import Desk, NotPossible
from handlers.linking import LINKABLE
from handlers.staff import held_until
from handlers.suggestion_life import assigned_elsewhere
from models.assignment import Assignment, Level, RequestState
from models.issue import Check, Issue, Result
from models.people import StaffMember
from models.queries.matter import Record
from models.reply import AnswerState
from models.rules.assignment_state import ENDED, MOVES, AssignmentAct, AssignmentState
from models.rules.issue_state import IssueAct, IssueState, allowed
from models.rules.permissions import Permit
from models.rules.suggestion_state import SuggestionState
from models.supervision import EscalationState

TELLING = frozenset({IssueState.DRAFT, IssueState.UNFINISHED})
OVER = frozenset({IssueState.WITHDRAWN, IssueState.NOT_ACCEPTED, IssueState.CLOSED})
REPLIED = frozenset({AssignmentState.FED_BACK, AssignmentState.EVALUATED, AssignmentState.PROMISED})
_BY_STATE = {
    "assign": (AssignmentAct.ASSIGN, Permit.ASSIGN),
    "recall": (AssignmentAct.RECALL, Permit.ASSIGN),
    "uphold": (AssignmentAct.UPHOLD, Permit.ASSIGN),
    "reassign": (AssignmentAct.REASSIGN, Permit.ASSIGN),
    "send-back": (AssignmentAct.RETURN, Permit.SUPERVISE),
    "close-out": (AssignmentAct.CLOSE_OUT, Permit.SUPERVISE),
}


def on_issue(
    desk: Desk, me: StaffMember, issue: Issue, assignment: Assignment | None, *, follows: bool
) -> frozenset[str]:
    """Acts on the matter itself. `follows`: it is linked to another."""
    alive = assignment is not None and assignment.state not in ENDED
    given = alive and assignment is not None and assignment.state is not AssignmentState.STUDY
    held = any(message.check is Check.RISKY for message in issue.messages)
    offered = {
        "place": may(me, Permit.PLACE) and issue.state in TELLING,
        "release": may(me, Permit.RELEASE) and held_until(issue) > 0 and issue.state not in OVER,
        "refuse": may(me, Permit.REFUSE) and IssueAct.REFUSE in allowed(issue.state) and not alive,
        "take-up": may(me, Permit.STUDY) and not alive and _waits_for_staff(desk, issue),
        "categorise": may(me, Permit.STUDY) and issue.state not in {*TELLING, IssueState.WITHDRAWN},
        "link": may(me, Permit.STUDY) and issue.state in LINKABLE and not (follows or held or given),
        "unlink": may(me, Permit.STUDY) and follows,
        "check-on-spot": may(me, Permit.SUPERVISE) and issue.state is IssueState.ANSWERED,
        "erase": may(me, Permit.ENTER_ISSUE)
        and issue.resident.contact_id is None
        and issue.resident.erased_at is None,
        "instruct": may(me, Permit.INSTRUCT) and issue.grid is not None,
    }
    return frozenset(name for name, possible in offered.items() if possible)


def _waits_for_staff(desk: Desk, issue: Issue) -> bool:
    try:
        studying.demand_waiting(desk, issue)
    except NotPossible:
        return False
    return True


def on_assignment(me: StaffMember, record: Record) -> frozenset[str]:
    """Acts on the assignment."""
    assignment, state = record.assignment, record.assignment.state
    moves = MOVES[state]
    offered = {
        name: act in moves and may_act(me, assignment, permit) for name, (act, permit) in _BY_STATE.items()
    }
    if assignment.suggestion is not None and assigned_elsewhere(assignment.suggestion):
        offered["assign"] = False
    return frozenset(name for name, possible in (offered | _further(me, record)).items() if possible)


def _further(me: StaffMember, record: Record) -> dict[str, bool]:
    assignment, state = record.assignment, record.assignment.state
    moves, living = MOVES[state], state not in ENDED
    study, order, supervise = (
        may_act(me, assignment, permit) for permit in (Permit.STUDY, Permit.ASSIGN, Permit.SUPERVISE)
    )
    waiting = any(request.state is RequestState.ASKED for request in assignment.requests)
    listed = assignment.supervised_since is not None
    key = assignment.key_since is not None
    escalated = any(
        one.state in {EscalationState.PROPOSED, EscalationState.DECIDED} for one in record.escalations
    )
    return {
        "pass-up": study
        and AssignmentAct.PASS_UP in moves
        and assignment.level is Level.TOWNSHIP
        and assignment.suggestion is None,
        "not-take": study and AssignmentAct.NOT_TAKE in moves and assignment.suggestion is None,
        "undo-not-take": study and state is AssignmentState.NOT_TAKEN,
        "cancel": order and AssignmentAct.CANCEL in moves and _withdrawn(assignment),
        "answer-request": order and waiting,
        "promise": supervise and AssignmentAct.PROMISE in moves and _plans(record),
        "reopen": supervise and state is AssignmentState.CLOSED_OUT,
        "check-on-spot": supervise and state in REPLIED and bool(silent_answers(record)),
        "visit": supervise and state in REPLIED,
        "telephoned": supervise and bool(record.to_call),
        "supervise": supervise and living and not listed,
        "unsupervise": supervise and listed,
        "key": living and not key and may_act(me, assignment, Permit.KEY_MATTER),
        "unkey": key and may_act(me, assignment, Permit.KEY_MATTER),
        "propose-step": not escalated
        and state not in escalating.NOT_WITH_ANYONE
        and may_act(me, assignment, Permit.ESCALATE),
        "escalate": escalated and may_act(me, assignment, Permit.ESCALATE),
    }


def silent_answers(record: Record) -> list[int]:
    """The matters whose residents have not answered the newest reply themselves."""
    answers = record.replies[-1].answers if record.replies else []
    return [answer.issue_id for answer in answers if answer.state is not AnswerState.ANSWERED]


def _withdrawn(assignment: Assignment) -> bool:
    raised = assignment.suggestion
    return raised is not None and raised.state is SuggestionState.WITHDRAWN


def _plans(record: Record) -> bool:
    """The newest reply promises something that is not in the ledger yet."""
    newest = record.replies[-1] if record.replies else None
    planned = newest is not None and newest.result is Result.PLANNED
    return planned and not any(newest is not None and one.made_at >= newest.at for one in record.promises)
