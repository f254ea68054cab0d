"""The life of an assignment: no stage is skipped, nothing is lost, no organ passes it on."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from models.rules.assignment_state import (
    ENDED,
    IN_WORDS,
    MOVES,
    REPEATS,
    WITH_ORGAN,
    AssignmentAct,
    AssignmentState,
    Moved,
    Refused,
    Repeated,
    allowed,
    decide,
    goes_back,
)

A, S = AssignmentAct, AssignmentState
EVERY_STEP = [(state, act) for state in S for act in A]
STAGES = {S.HANDLING: 1, S.FED_BACK: 2, S.EVALUATED: 3, S.CLOSED_OUT: 4}
"""研处 → 办理 → 反馈 → 评价 → 销号."""
BY_ORGAN = (A.ACCEPT, A.OBJECT, A.ASK, A.PROGRESS, A.CONTACT, A.OPINION, A.FEED_BACK)


def live(state: AssignmentState, *acts: AssignmentAct) -> AssignmentState:
    """Goes the acts one after the other; each must move."""
    for act in acts:
        verdict = decide(state, act)
        assert isinstance(verdict, Moved), f"{act} in {state}: {verdict}"
        state = verdict.to
    return state


@pytest.mark.parametrize(
    ("acts", "end"),
    [
        ((A.ASSIGN, A.ACCEPT, A.CONTACT, A.FEED_BACK, A.RATE, A.EVALUATE, A.CLOSE_OUT), S.CLOSED_OUT),
        ((A.NOT_TAKE,), S.NOT_TAKEN),
        ((A.NOT_TAKE, A.REOPEN, A.ASSIGN), S.HANDLING),
        ((A.PASS_UP, A.ASSIGN, A.OBJECT, A.REASSIGN, A.FEED_BACK), S.FED_BACK),
        ((A.ASSIGN, A.OBJECT, A.UPHOLD, A.ASK, A.DECIDE, A.FEED_BACK, A.RETURN, A.FEED_BACK), S.FED_BACK),
        ((A.ASSIGN, A.FEED_BACK, A.EVALUATE, A.PROMISE, A.KEEP, A.CLOSE_OUT), S.CLOSED_OUT),
        ((A.ASSIGN, A.RECALL, A.ASSIGN, A.CANCEL), S.CANCELLED),
        ((A.ASSIGN, A.FEED_BACK, A.EVALUATE, A.CLOSE_OUT, A.REOPEN), S.HANDLING),
    ],
)
def test_every_way_of_the_domain(acts: tuple[AssignmentAct, ...], end: AssignmentState) -> None:
    assert live(S.STUDY, *acts) is end


@pytest.mark.parametrize(("state", "act"), EVERY_STEP)
def test_every_step_is_decided_and_a_refusal_says_what_is_possible(
    state: AssignmentState, act: AssignmentAct
) -> None:
    match decide(state, act):
        case Moved(to):
            assert to is MOVES[state][act]
        case Repeated():
            assert state in REPEATS[act]
            assert act not in MOVES[state]
        case Refused(possible):
            assert possible == allowed(state)
            assert act not in possible


@pytest.mark.parametrize(("state", "act"), EVERY_STEP)
def test_no_step_skips_a_stage(state: AssignmentState, act: AssignmentAct) -> None:
    verdict = decide(state, act)
    if isinstance(verdict, Moved) and verdict.to in STAGES:
        here = STAGES.get(state, 0)
        if state in {S.OBJECTED, S.PROMISED}:
            here = {S.OBJECTED: 1, S.PROMISED: 3}[state]
        assert STAGES[verdict.to] <= here + 1 or state in ENDED
        if verdict.to is S.CLOSED_OUT:
            assert state is S.EVALUATED


@pytest.mark.parametrize("act", BY_ORGAN)
def test_no_act_of_an_organ_ends_it_or_leads_to_another_organ(act: AssignmentAct) -> None:
    reached = {moves[act] for moves in MOVES.values() if act in moves}
    assert not reached & ENDED
    assert S.STUDY not in reached
    assert act not in {A.ASSIGN, A.REASSIGN}


def test_only_staff_bring_it_to_another_organ() -> None:
    into_handling = {
        act for state in (S.STUDY, S.OBJECTED) for act, to in MOVES[state].items() if to is S.HANDLING
    }
    assert into_handling == {A.ASSIGN, A.UPHOLD, A.REASSIGN}


def test_everything_can_still_end() -> None:
    reachable = dict.fromkeys(S, False) | dict.fromkeys(ENDED, True)
    for _ in S:
        for state in S:
            reachable[state] |= any(reachable[to] for to in MOVES[state].values())
    assert all(reachable.values())


def test_every_state_and_act_has_plain_words() -> None:
    assert set(IN_WORDS) == {*S, *A}
    assert all(IN_WORDS.values())


def test_a_no_returns_it_once() -> None:
    assert [goes_back(round_) for round_ in (1, 2, 3)] == [True, False, False]


class AnyLife(RuleBasedStateMachine):
    """Whatever is tried in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.state = S.STUDY
        self.passed = [S.STUDY]

    @rule(act=st.sampled_from(A))
    def tries(self, act: AssignmentAct) -> None:
        verdict = decide(self.state, act)
        if isinstance(verdict, Moved):
            self.state = verdict.to
            self.passed.append(self.state)

    @invariant()
    def is_closed_out_only_after_study_handling_reply_and_evaluation(self) -> None:
        if self.state is S.CLOSED_OUT:
            walked = iter(self.passed)
            assert all(stage in walked for stage in (S.STUDY, S.HANDLING, S.FED_BACK, S.EVALUATED))

    @invariant()
    def is_with_an_organ_only_after_it_was_assigned(self) -> None:
        if self.state in WITH_ORGAN:
            assert S.STUDY in self.passed

    @invariant()
    def can_always_go_on(self) -> None:
        assert allowed(self.state)


TestAnyLife = AnyLife.TestCase
