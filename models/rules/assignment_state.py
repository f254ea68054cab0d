"""The life of an assignment (交办件) as data (domain §5): 研处 → 办理 → 反馈 → 评价 → 销号, and every way around.

No clock, no database. An organ never passes a matter on by itself: no act of an organ leads to another organ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class AssignmentState(StrEnum):
    STUDY = "study"
    """研处: staff decide what it is, and who handles it."""
    HANDLING = "handling"
    OBJECTED = "objected"
    """The organ says it is not theirs, with a reason; staff decide."""
    FED_BACK = "fed_back"
    """Replied: the deputies and the residents are asked what they think of it."""
    EVALUATED = "evaluated"
    PROMISED = "promised"
    """列入计划: in the promise ledger; a plan is no solution, so it is not closed out."""
    CLOSED_OUT = "closed_out"
    NOT_TAKEN = "not_taken"
    CANCELLED = "cancelled"
    """Its residents took it back, or it was settled before the organ replied."""


class AssignmentAct(StrEnum):
    ASSIGN = "assign"
    PASS_UP = "pass_up"  # noqa: S105  an act, not a password
    """Township staff hand the study to county staff."""
    NOT_TAKE = "not_take"
    RECALL = "recall"
    """Staff take an assignment back to study (sent to the wrong organ by mistake)."""
    ACCEPT = "accept"
    OBJECT = "object"
    UPHOLD = "uphold"
    """The objection is not followed: the organ handles it."""
    REASSIGN = "reassign"
    ASK = "ask"
    """An organ asks for a clarification or an extension."""
    DECIDE = "decide"
    """Staff answer what an organ asked."""
    PROGRESS = "progress"
    CONTACT = "contact"
    """与代表联系沟通: required before a reply."""
    OPINION = "opinion"
    """An assisting organ's opinion to the lead."""
    FEED_BACK = "feed_back"
    RATE = "rate"
    """A deputy's marks, or a resident's answer."""
    EVALUATE = "evaluate"
    RETURN = "return"
    """Handled again, with a new deadline."""
    PROMISE = "promise"
    KEEP = "keep"
    """The promise was kept: staff have seen it."""
    EXPLAIN = "explain"
    """The promise cannot be kept, and that was formally explained; it does not count as kept."""
    CLOSE_OUT = "close_out"
    REOPEN = "reopen"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Moved:
    """The act is done; `to` may be the state it was in."""

    to: AssignmentState


@dataclass(frozen=True)
class Repeated:
    """Already so: answer as before, change nothing."""


@dataclass(frozen=True)
class Refused:
    """Not possible now, nothing changes; `allowed` says what is."""

    allowed: tuple[AssignmentAct, ...]


Verdict = Moved | Repeated | Refused

_S, _A = AssignmentState, AssignmentAct

MOVES: Mapping[AssignmentState, Mapping[AssignmentAct, AssignmentState]] = {
    _S.STUDY: {
        _A.ASSIGN: _S.HANDLING,
        _A.PASS_UP: _S.STUDY,
        _A.NOT_TAKE: _S.NOT_TAKEN,
        _A.CANCEL: _S.CANCELLED,
    },
    _S.HANDLING: {
        _A.ACCEPT: _S.HANDLING,
        _A.OBJECT: _S.OBJECTED,
        _A.ASK: _S.HANDLING,
        _A.DECIDE: _S.HANDLING,
        _A.PROGRESS: _S.HANDLING,
        _A.CONTACT: _S.HANDLING,
        _A.OPINION: _S.HANDLING,
        _A.FEED_BACK: _S.FED_BACK,
        _A.RECALL: _S.STUDY,
        _A.CANCEL: _S.CANCELLED,
    },
    _S.OBJECTED: {
        _A.UPHOLD: _S.HANDLING,
        _A.REASSIGN: _S.HANDLING,
        _A.RECALL: _S.STUDY,
        _A.NOT_TAKE: _S.NOT_TAKEN,
        _A.CANCEL: _S.CANCELLED,
    },
    _S.FED_BACK: {
        _A.CONTACT: _S.FED_BACK,
        _A.RATE: _S.FED_BACK,
        _A.EVALUATE: _S.EVALUATED,
        _A.RETURN: _S.HANDLING,
    },
    _S.EVALUATED: {
        _A.RETURN: _S.HANDLING,
        _A.PROMISE: _S.PROMISED,
        _A.CLOSE_OUT: _S.CLOSED_OUT,
    },
    _S.PROMISED: {
        _A.PROGRESS: _S.PROMISED,
        _A.KEEP: _S.EVALUATED,
        _A.EXPLAIN: _S.EVALUATED,
        _A.RETURN: _S.HANDLING,
    },
    _S.CLOSED_OUT: {_A.REOPEN: _S.HANDLING},
    _S.NOT_TAKEN: {_A.REOPEN: _S.STUDY},
    _S.CANCELLED: {_A.REOPEN: _S.STUDY},
}

# A button pressed twice: the act's effect already holds and it does not move.
REPEATS: Mapping[AssignmentAct, frozenset[AssignmentState]] = {
    _A.NOT_TAKE: frozenset({_S.NOT_TAKEN}),
    _A.OBJECT: frozenset({_S.OBJECTED}),
    _A.PROMISE: frozenset({_S.PROMISED}),
    _A.EVALUATE: frozenset({_S.EVALUATED}),
    _A.CLOSE_OUT: frozenset({_S.CLOSED_OUT}),
    _A.CANCEL: frozenset({_S.CANCELLED}),
}

ENDED = frozenset({_S.CLOSED_OUT, _S.NOT_TAKEN, _S.CANCELLED})
WITH_ORGAN = frozenset({_S.HANDLING, _S.OBJECTED})

IN_WORDS: Mapping[AssignmentState | AssignmentAct, str] = {
    _S.STUDY: "研处中",
    _S.HANDLING: "办理中",
    _S.OBJECTED: "承办单位提出异议",
    _S.FED_BACK: "已反馈，等评价",
    _S.EVALUATED: "已评价，等销号",
    _S.PROMISED: "列入计划，跟踪督办",
    _S.CLOSED_OUT: "已销号",
    _S.NOT_TAKEN: "不予受理",
    _S.CANCELLED: "已撤销",
    _A.ASSIGN: "交办",
    _A.PASS_UP: "转县里研处",
    _A.NOT_TAKE: "不受理",
    _A.RECALL: "收回重新研处",
    _A.ACCEPT: "签收",
    _A.OBJECT: "提出异议",
    _A.UPHOLD: "维持交办",
    _A.REASSIGN: "改交其他单位",
    _A.ASK: "提出请求",
    _A.DECIDE: "答复请求",
    _A.PROGRESS: "报告进展",
    _A.CONTACT: "登记与代表沟通",
    _A.OPINION: "提交协办意见",
    _A.FEED_BACK: "答复反馈",
    _A.RATE: "评价",
    _A.EVALUATE: "结束评价",
    _A.RETURN: "退回重办",
    _A.PROMISE: "列入承诺台账",
    _A.KEEP: "确认承诺兑现",
    _A.EXPLAIN: "说明承诺不能兑现的原因",
    _A.CLOSE_OUT: "销号",
    _A.REOPEN: "重新办理",
    _A.CANCEL: "撤销",
}


def allowed(state: AssignmentState) -> tuple[AssignmentAct, ...]:
    """The acts that do something in this state, in the order of the enum."""
    return tuple(act for act in AssignmentAct if act in MOVES[state])


def decide(state: AssignmentState, act: AssignmentAct) -> Verdict:
    if (to := MOVES[state].get(act)) is not None:
        return Moved(to)
    return Repeated() if state in REPEATS.get(act, frozenset()) else Refused(allowed(state))


RETURNS = 1
"""不满意 returns an assignment once with a new deadline; the next one proposes an escalation (domain §5)."""


def goes_back(rounds: int) -> bool:
    """Whether a "no" in this round (1 = the first handling) returns it; otherwise an escalation is proposed."""
    return rounds <= RETURNS
