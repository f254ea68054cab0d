"""The life of an issue as data (domain §5): which act leads from where to where, what is a repetition, what is refused.

No clock, no database: an entity asks `decide`, changes its state when told `Moved`, and appends the event.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class IssueState(StrEnum):
    DRAFT = "draft"
    """Being told: the bot still asks where, or the resident still writes."""
    UNFINISHED = "unfinished"
    """Half told and then silence: kept, and shown to staff."""
    SUBMITTED = "submitted"
    RECEIVED = "received"
    ANSWERED = "answered"
    REPORTED = "reported"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    NOT_ACCEPTED = "not_accepted"


class IssueAct(StrEnum):
    SUBMIT = "submit"
    LAPSE = "lapse"
    RECEIVE = "receive"
    ANSWER = "answer"
    REPORT_UP = "report_up"
    SOLVED = "solved"
    """The resident says yes (or staff, when the resident stays silent); likewise the next two."""
    PARTLY = "partly"
    UNSOLVED = "unsolved"
    WITHDRAW = "withdraw"
    REFUSE = "refuse"
    """Staff do not accept it, with a reason and the right door."""
    RETURN = "return"
    """What an organ handled is not solved after all: it goes back to the organ, by way of its assignment."""
    CLOSE_OUT = "close_out"
    """销号 of its assignment, by supervising staff; the result is what was really reached."""
    TAKE_BACK = "take_back"
    """Staff undo a refusal."""


@dataclass(frozen=True)
class Moved:
    """The act is done. `to` may be the state it was in: a further answer is an event, too."""

    to: IssueState


@dataclass(frozen=True)
class Repeated:
    """Already so: answer as before, change nothing."""


@dataclass(frozen=True)
class Refused:
    """Not possible now, nothing changes; `allowed` says what is."""

    allowed: tuple[IssueAct, ...]


Verdict = Moved | Repeated | Refused

_S, _A = IssueState, IssueAct

MOVES: Mapping[IssueState, Mapping[IssueAct, IssueState]] = {
    _S.DRAFT: {
        _A.SUBMIT: _S.SUBMITTED,
        _A.LAPSE: _S.UNFINISHED,
        _A.WITHDRAW: _S.WITHDRAWN,
    },
    _S.UNFINISHED: {
        _A.SUBMIT: _S.SUBMITTED,
        _A.WITHDRAW: _S.WITHDRAWN,
        _A.REFUSE: _S.NOT_ACCEPTED,
    },
    # A deputy who answers or reports up has plainly received it: both imply the receipt.
    _S.SUBMITTED: {
        _A.RECEIVE: _S.RECEIVED,
        _A.ANSWER: _S.ANSWERED,
        _A.REPORT_UP: _S.REPORTED,
        _A.WITHDRAW: _S.WITHDRAWN,
        _A.REFUSE: _S.NOT_ACCEPTED,
    },
    _S.RECEIVED: {
        _A.ANSWER: _S.ANSWERED,
        _A.REPORT_UP: _S.REPORTED,
        _A.SOLVED: _S.CLOSED,
        _A.PARTLY: _S.CLOSED,
        _A.WITHDRAW: _S.WITHDRAWN,
        _A.REFUSE: _S.NOT_ACCEPTED,
    },
    _S.ANSWERED: {
        _A.ANSWER: _S.ANSWERED,
        _A.REPORT_UP: _S.REPORTED,
        _A.SOLVED: _S.CLOSED,
        _A.PARTLY: _S.CLOSED,
        _A.UNSOLVED: _S.RECEIVED,
        _A.WITHDRAW: _S.WITHDRAWN,
    },
    _S.REPORTED: {
        _A.ANSWER: _S.REPORTED,
        _A.SOLVED: _S.CLOSED,
        _A.PARTLY: _S.CLOSED,
        _A.UNSOLVED: _S.REPORTED,
        _A.WITHDRAW: _S.WITHDRAWN,
        _A.REFUSE: _S.NOT_ACCEPTED,
        _A.RETURN: _S.REPORTED,
        _A.CLOSE_OUT: _S.CLOSED,
    },
    _S.CLOSED: {
        _A.UNSOLVED: _S.RECEIVED,
        _A.RETURN: _S.REPORTED,
    },
    _S.WITHDRAWN: {},
    _S.NOT_ACCEPTED: {_A.TAKE_BACK: _S.SUBMITTED},
}

# A button tapped twice, a message delivered twice: where the act's effect already holds and it does not move.
REPEATS: Mapping[IssueAct, frozenset[IssueState]] = {
    _A.SUBMIT: frozenset({_S.SUBMITTED}),
    _A.LAPSE: frozenset({_S.UNFINISHED}),
    _A.RECEIVE: frozenset({_S.RECEIVED, _S.ANSWERED, _S.REPORTED}),
    _A.ANSWER: frozenset(),
    _A.REPORT_UP: frozenset({_S.REPORTED}),
    _A.SOLVED: frozenset({_S.CLOSED}),
    _A.PARTLY: frozenset({_S.CLOSED}),
    _A.UNSOLVED: frozenset({_S.RECEIVED}),
    _A.WITHDRAW: frozenset({_S.WITHDRAWN}),
    _A.REFUSE: frozenset({_S.NOT_ACCEPTED}),
    _A.RETURN: frozenset(),
    _A.CLOSE_OUT: frozenset({_S.CLOSED}),
    _A.TAKE_BACK: frozenset({_S.SUBMITTED}),
}

IN_WORDS: Mapping[IssueState | IssueAct, str] = {
    _S.DRAFT: "还没说完",
    _S.UNFINISHED: "没说完，已留着",
    _S.SUBMITTED: "已提交，等代表确认",
    _S.RECEIVED: "代表已收到",
    _S.ANSWERED: "代表已答复",
    _S.REPORTED: "已上报，正在办",
    _S.CLOSED: "已办结",
    _S.WITHDRAWN: "已撤回",
    _S.NOT_ACCEPTED: "不予受理",
    _A.SUBMIT: "提交",
    _A.LAPSE: "留到以后再说",
    _A.RECEIVE: "确认收到",
    _A.ANSWER: "答复",
    _A.REPORT_UP: "上报",
    _A.SOLVED: "确认已解决",
    _A.PARTLY: "说部分解决",
    _A.UNSOLVED: "说没解决",
    _A.WITHDRAW: "撤回",
    _A.REFUSE: "不受理",
    _A.RETURN: "退回承办单位重办",
    _A.CLOSE_OUT: "销号",
    _A.TAKE_BACK: "改为受理",
}


def allowed(state: IssueState) -> tuple[IssueAct, ...]:
    """The acts that do something in this state, in the order of the enum."""
    return tuple(act for act in IssueAct if act in MOVES[state])


def decide(state: IssueState, act: IssueAct) -> Verdict:
    if (to := MOVES[state].get(act)) is not None:
        return Moved(to)
    return Repeated() if state in REPEATS[act] else Refused(allowed(state))
