"""The life of a suggestion (代表建议) before and around its assignment (代表法 art. 36, 51; 河南办法 art. 11–12)."""

from collections.abc import Mapping
from enum import StrEnum


class SuggestionState(StrEnum):
    GATHERING = "gathering"
    """Being drawn up; the joint signers each confirm."""
    SUBMITTED = "submitted"
    """Handed in; the working organs (township: the presidium) check and assign it."""
    ASSIGNED = "assigned"
    FORWARDED = "forwarded"
    """A provincial or city deputy's: passed to their own congress, which assigns it."""
    CLOSED = "closed"
    SENT_BACK = "sent_back"
    """Not a suggestion by its content; with the reason, to mend and hand in again."""
    WITHDRAWN = "withdrawn"


class SuggestionAct(StrEnum):
    SUBMIT = "submit"
    ASSIGN = "assign"
    FORWARD = "forward"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    REOPEN = "reopen"


_S, _A = SuggestionState, SuggestionAct

MOVES: Mapping[SuggestionState, Mapping[SuggestionAct, SuggestionState]] = {
    _S.GATHERING: {_A.SUBMIT: _S.SUBMITTED, _A.WITHDRAW: _S.WITHDRAWN},
    _S.SUBMITTED: {
        _A.ASSIGN: _S.ASSIGNED,
        _A.FORWARD: _S.FORWARDED,
        _A.SEND_BACK: _S.SENT_BACK,
        _A.WITHDRAW: _S.WITHDRAWN,
    },
    _S.SENT_BACK: {_A.SUBMIT: _S.SUBMITTED, _A.WITHDRAW: _S.WITHDRAWN},
    _S.ASSIGNED: {_A.CLOSE: _S.CLOSED},
    _S.FORWARDED: {_A.CLOSE: _S.CLOSED},
    _S.CLOSED: {_A.REOPEN: _S.ASSIGNED},
    _S.WITHDRAWN: {},
}

IN_WORDS: Mapping[SuggestionState, str] = {
    _S.GATHERING: "正在联名",
    _S.SUBMITTED: "已提交，等交办",
    _S.ASSIGNED: "已交办",
    _S.FORWARDED: "已转上级人大",
    _S.CLOSED: "已办结",
    _S.SENT_BACK: "退回修改",
    _S.WITHDRAWN: "已撤回",
}


def next_state(state: SuggestionState, act: SuggestionAct) -> SuggestionState | None:
    """Where the act leads; None when it is not possible now."""
    return MOVES[state].get(act)
