"""The life of a suggestion: what leads where, and that none is lost on the way."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.suggestion_state import IN_WORDS, MOVES, SuggestionAct, SuggestionState, next_state

A, S = SuggestionAct, SuggestionState
OVER = {S.WITHDRAWN}


def _live(acts: list[SuggestionAct]) -> list[SuggestionState]:
    """The states gone through from the draft; an act that cannot be done changes nothing."""
    states = [S.GATHERING]
    for act in acts:
        states.append(next_state(states[-1], act) or states[-1])
    return states


@pytest.mark.parametrize(
    ("acts", "end"),
    [
        ([A.SUBMIT, A.ASSIGN, A.CLOSE], S.CLOSED),
        ([A.SUBMIT, A.ASSIGN, A.CLOSE, A.REOPEN, A.CLOSE], S.CLOSED),
        ([A.SUBMIT, A.FORWARD, A.CLOSE], S.CLOSED),
        ([A.SUBMIT, A.SEND_BACK, A.SUBMIT, A.ASSIGN], S.ASSIGNED),
        ([A.SUBMIT, A.SEND_BACK, A.WITHDRAW], S.WITHDRAWN),
        ([A.WITHDRAW], S.WITHDRAWN),
    ],
)
def test_the_lives_a_suggestion_may_have(acts: list[SuggestionAct], end: SuggestionState) -> None:
    assert all(next_state(before, act) for before, act in zip(_live(acts), acts, strict=False))
    assert _live(acts)[-1] is end


ways = st.lists(st.sampled_from(A), max_size=12)


@given(ways)
def test_none_is_assigned_or_passed_on_without_having_been_handed_in(acts: list[SuggestionAct]) -> None:
    states = _live(acts)
    for before, after in pairwise(states):
        if after in {S.ASSIGNED, S.FORWARDED} and before is not after:
            assert before in {S.SUBMITTED, S.CLOSED}


@given(ways)
def test_what_is_assigned_or_passed_on_is_never_withdrawn(acts: list[SuggestionAct]) -> None:
    states = _live(acts)
    if S.ASSIGNED in states or S.FORWARDED in states:
        assert S.WITHDRAWN not in states


@given(ways)
def test_there_is_a_way_to_an_end_from_everywhere(acts: list[SuggestionAct]) -> None:
    state = _live(acts)[-1]
    reached, edge = {state}, {state}
    while edge:
        edge = {after for one in edge for after in MOVES[one].values()} - reached
        reached |= edge
    assert reached & {S.CLOSED, S.WITHDRAWN}


@given(st.sampled_from(S), st.sampled_from(A))
def test_what_is_refused_leads_nowhere(state: SuggestionState, act: SuggestionAct) -> None:
    assert (next_state(state, act) is None) == (act not in MOVES[state])


def test_every_state_has_its_moves_and_its_words() -> None:
    assert set(MOVES) == set(IN_WORDS) == set(S)
    assert {state for state in S if not MOVES[state]} == OVER
