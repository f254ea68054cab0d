"""The one way a suggestion changes state, logged as an event; and how it is found and locked."""

from sqlalchemy import select

from handlers.desk import Desk, NotFound, NotPossible
from handlers.issue_life import Actor
from models.assignment import Assignment
from models.issue import ActorKind
from models.people import Capacity, Deputy
from models.rules.suggestion_state import IN_WORDS, SuggestionAct, SuggestionState, next_state
from models.suggestion import Suggestion, SuggestionEvent, SuggestionIssue

EDITABLE = frozenset({SuggestionState.GATHERING, SuggestionState.SENT_BACK})
"""The deputy may still change it, and joint signers may still answer."""
OVER = frozenset({SuggestionState.CLOSED, SuggestionState.WITHDRAWN})
ACT_IN_WORDS = {
    SuggestionAct.SUBMIT: "提交",
    SuggestionAct.ASSIGN: "交办",
    SuggestionAct.FORWARD: "转上级人大",
    SuggestionAct.SEND_BACK: "退回修改",
    SuggestionAct.WITHDRAW: "撤回",
    SuggestionAct.CLOSE: "办结",
    SuggestionAct.REOPEN: "重新办理",
}


def as_deputy(deputy: Deputy, capacity: Capacity | None) -> Actor:
    """The deputy, acting in the capacity of the suggestion."""
    return Actor(ActorKind.DEPUTY, deputy.id, capacity)


def find_suggestion(desk: Desk, suggestion_id: int) -> Suggestion | None:
    """By its id, locked for change (on PostgreSQL), after the loops it shares with others (as `find_issue` does)."""
    _lock_loops(desk, suggestion_id)
    return desk.session.scalars(
        select(Suggestion)
        .where(Suggestion.id == suggestion_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _lock_loops(desk: Desk, suggestion_id: int) -> None:
    """The assignments of its matters, then its own and those of the suggestions that share a matter with it: always
    in this order, so that nobody waits in a circle.
    """
    matters = select(SuggestionIssue.issue_id).where(SuggestionIssue.suggestion_id == suggestion_id)
    sharing = select(SuggestionIssue.suggestion_id).where(SuggestionIssue.issue_id.in_(matters))
    own_or_sharing = (Assignment.suggestion_id == suggestion_id) | Assignment.suggestion_id.in_(sharing)
    for which in (Assignment.issue_id.in_(matters), own_or_sharing):
        desk.session.scalars(
            select(Assignment.id).where(which).order_by(Assignment.id).with_for_update()
        ).all()


def own(desk: Desk, deputy: Deputy, suggestion_id: int) -> Suggestion:
    """A suggestion the deputy raised. Raises NotFound, the same for one that is not theirs."""
    found = find_suggestion(desk, suggestion_id)
    if found is None or found.deputy_id != deputy.id:
        raise NotFound("没有找到这件建议，或者它不是您提出的。")
    return found


def assignment_of(desk: Desk, suggestion: Suggestion) -> Assignment | None:
    """Its assignment, once it has been handed in."""
    return desk.session.scalars(
        select(Assignment).where(Assignment.suggestion_id == suggestion.id)
    ).one_or_none()


def assigned_elsewhere(suggestion: Suggestion) -> bool:
    """A provincial or city deputy's: it is passed on to their own congress, which assigns it (代表法 art. 51)."""
    return suggestion.capacity in {Capacity.PROVINCE, Capacity.CITY}


def demand_editable(suggestion: Suggestion) -> None:
    """Raises NotPossible once it is handed in."""
    if suggestion.state not in EDITABLE:
        raise NotPossible(f"这件建议现在是「{IN_WORDS[suggestion.state]}」，不能再改。")


def move(desk: Desk, suggestion: Suggestion, act: SuggestionAct, by: Actor, note: str = "") -> None:
    """Do the act and log it. Raises NotPossible when it cannot be done now; nothing is changed then."""
    after = next_state(suggestion.state, act)
    if after is None:
        raise NotPossible(f"这件建议现在是「{IN_WORDS[suggestion.state]}」，不能{ACT_IN_WORDS[act]}。")
    before, suggestion.state = suggestion.state, after
    _append(desk, suggestion, act, by, (before, after), note)
    if act is SuggestionAct.CLOSE:
        suggestion.closed_at = desk.now
    if act is SuggestionAct.REOPEN:
        suggestion.closed_at = None


def note_down(desk: Desk, suggestion: Suggestion, act: str, by: Actor, note: str = "") -> None:
    """Append what happened without a change of state."""
    _append(desk, suggestion, act, by, (suggestion.state, suggestion.state), note)


def _append(
    desk: Desk, suggestion: Suggestion, act: str, by: Actor, states: tuple[str, str], note: str
) -> None:
    suggestion.events.append(
        SuggestionEvent(
            at=desk.now,
            act=act,
            actor_kind=by.kind,
            actor_id=by.id,
            from_state=states[0],
            to_state=states[1],
            note=note,
        )
    )
