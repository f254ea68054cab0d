"""The queries behind the groups of the work list, each by an index that holds only what is still open."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, text, true

from models.assignment import (
    Assignment,
    LoopClock,
    OrganRequest,
    RequestState,
)
from models.issue import (
    Attachment,
    AttachmentState,
    Check,
    ClockKind,
    Issue,
    IssueClock,
    IssueMessage,
)
from models.queries import to_call
from models.queries.digest import Scope
from models.queries.literals import literally
from models.queries.narrowing import Filters
from models.queries.worklist_clocks import (
    Source,
    assignments_here,
    issue_clocks,
    issues_here,
    line_in_time,
    loop_clocks,
)
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from models.supervision import (
    Commitment,
    Escalation,
    EscalationState,
    Instruction,
    InstructionState,
    PromiseState,
)

TELLING = (IssueState.DRAFT, IssueState.UNFINISHED)
HELD_IN = (*TELLING, IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED, IssueState.REPORTED)
CHECK_TAKES = timedelta(hours=2)
"""Words are checked as they come, photos within minutes; after two hours WeChat checks no more of what somebody sent."""
CHECK_ENDED = line_in_time("check_ended")
"""What was heard by then is checked no more."""


def _issues(which: ColumnElement[bool], here: ColumnElement[bool], filters: Filters) -> Source:
    query = select(Issue.id.label("key"), Issue.id.label("number")).where(which, here, *filters.on_issue())
    return Source(query, _by_number(Issue), Issue.id, assignment=False)


def _by_number(table: type[Issue] | type[Assignment]) -> ColumnElement[int]:
    """In the order of the numbers; the sum keeps the databases from walking through all of them in that order."""
    return table.id + 0


def _assignments(which: ColumnElement[bool], scope: Scope, filters: Filters) -> Source:
    query = select(Assignment.id.label("key"), Assignment.id.label("number"))
    query = query.where(which, assignments_here(scope), *filters.on_assignment())
    return Source(query, _by_number(Assignment), Assignment.id, assignment=True)


def _new(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return (_issues(Issue.state == IssueState.SUBMITTED, issues_here(scope), filters),)


def _silent(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    """Answered, and no word from the resident in all the time they had: the longest silent first."""
    return (issue_clocks(ClockKind.CONFIRM, scope, filters, IssueClock.late_at.is_not(None)),)


def _place(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    telling = Issue.state.in_(TELLING)
    placed = _issues(telling, issues_here(scope), filters)
    if not scope.placeless:
        return (placed,)
    return (_issues(telling, Issue.grid_id.is_(None), filters), placed)


_PICTURE = Attachment.content_type.startswith("image/")
"""There is something to look at."""


def _held(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    """Words and photos the check held back, until a person has decided on them."""
    words = select(IssueMessage.issue_id).where(literally(IssueMessage.check, Check.RISKY))
    by_the_check = text(
        "attachment.state = 'stored' AND attachment.\"check\" = 'risky' AND attachment.trace_id <> ''"
    )
    photos = select(Attachment.issue_id).where(by_the_check, _PICTURE)  # as text: the partial index
    waiting = and_(Issue.id.in_(words.union(photos)), Issue.state.in_(HELD_IN))
    return (_issues(waiting, true() if scope.everywhere else scope.among, filters),)


def _unchecked(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    """Words and photos that no check has passed long after it should: only a person can pass them now.

    Looked for in the open matters, state by state: of the closed ones there may be years never checked.
    """
    of_issue = IssueMessage.issue_id == Issue.id
    words = exists().where(of_issue, IssueMessage.check == Check.UNCHECKED)
    unseen = Attachment.state == AttachmentState.STORED, Attachment.check == Check.UNCHECKED, _PICTURE
    photos = exists().where(Attachment.issue_id == Issue.id, *unseen)
    what = and_(Issue.closed_at.is_(None), Issue.last_heard_at <= CHECK_ENDED, or_(words, photos))
    here = true() if scope.everywhere else scope.among
    return tuple(_issues(and_(Issue.state == state, what), here, filters) for state in HELD_IN)


def _study(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return (loop_clocks(LoopClock.STUDY, scope, filters, None, Assignment.state == AssignmentState.STUDY),)


def _higher(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return (loop_clocks(LoopClock.HIGHER, scope, filters, None, Assignment.state == AssignmentState.STUDY),)


def _objected(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return (_assignments(Assignment.state == AssignmentState.OBJECTED, scope, filters),)


def _requests(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    asked = select(OrganRequest.assignment_id).where(literally(OrganRequest.state, RequestState.ASKED))
    return (_assignments(Assignment.id.in_(asked), scope, filters),)


def _returned(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    again = and_(literally(Assignment.state, AssignmentState.HANDLING), Assignment.round > 1)
    return (_assignments(again, scope, filters),)


def _evaluate(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return (_assignments(Assignment.state == AssignmentState.FED_BACK, scope, filters),)


def _close_out(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return (_assignments(Assignment.state == AssignmentState.EVALUATED, scope, filters),)


def _to_call(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    return tuple(_assignments(which, scope, filters) for which in (to_call.handling(), to_call.fed_back()))


def _supervised(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    """The longest supervised first."""
    listed = select(Assignment.supervised_since.label("key"), Assignment.id.label("number"))
    listed = listed.where(Assignment.supervised_since.is_not(None), assignments_here(scope))
    query = listed.where(*filters.on_assignment())
    return (Source(query, Assignment.supervised_since, Assignment.id, assignment=True),)


def _promises(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    """Promises still open, the next due first."""
    query = (
        select(Commitment.due_on.label("key"), Assignment.id.label("number"))
        .join(Assignment, Assignment.id == Commitment.assignment_id)
        .where(Commitment.state.in_((PromiseState.OPEN, PromiseState.REPORTED)))
        .where(assignments_here(scope), *filters.on_assignment())
    )
    return (Source(query, Commitment.due_on, Assignment.id, assignment=True),)


def _escalations(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    open_ones = select(Escalation.assignment_id).where(
        literally(Escalation.state, EscalationState.PROPOSED, EscalationState.DECIDED)
    )
    return (_assignments(Assignment.id.in_(open_ones), scope, filters),)


def _instructions(scope: Scope, filters: Filters) -> tuple[Source, ...]:
    """Instructions nobody has answered yet, on a matter or on an assignment of its own."""
    waiting = (Instruction.state == InstructionState.OPEN, _instructions_here(scope))
    on_issue = select(Instruction.issue_id).where(*waiting, Instruction.issue_id.is_not(None))
    on_other = select(Instruction.assignment_id).where(*waiting, Instruction.issue_id.is_(None))
    return (
        _issues(Issue.id.in_(on_issue), true(), filters),
        _assignments(Assignment.id.in_(on_other), scope, filters),
    )


def _instructions_here(scope: Scope) -> ColumnElement[bool]:
    return true() if scope.everywhere else Instruction.township.in_(scope.names)


BY_GROUP: Mapping[str, Callable[[Scope, Filters], tuple[Source, ...]]] = {
    "new": _new,
    "silent": _silent,
    "place": _place,
    "held": _held,
    "unchecked": _unchecked,
    "study": _study,
    "higher": _higher,
    "objected": _objected,
    "requests": _requests,
    "to_call": _to_call,
    "returned": _returned,
    "evaluate": _evaluate,
    "close_out": _close_out,
    "supervised": _supervised,
    "promises": _promises,
    "escalations": _escalations,
    "instructions": _instructions,
}
