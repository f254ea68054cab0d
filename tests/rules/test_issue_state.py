"""The life of an issue, step by step and by every way through it."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from models.rules.issue_state import (
    IN_WORDS,
    MOVES,
    IssueAct,
    IssueState,
    Moved,
    Refused,
    Repeated,
    allowed,
    decide,
)

A, S = IssueAct, IssueState
OVER = {S.WITHDRAWN, S.NOT_ACCEPTED}
FOR_GOOD = {S.WITHDRAWN}
"""Staff may undo a refusal."""
DEPUTY_ACTED = {S.RECEIVED, S.ANSWERED, S.REPORTED}
EVERY_STEP = [(state, act) for state in S for act in A]


def _live(state: IssueState, *acts: IssueAct) -> IssueState:
    """Goes the acts one after the other; each must move."""
    for act in acts:
        verdict = decide(state, act)
        assert isinstance(verdict, Moved), f"{act} in {state}: {verdict}"
        state = verdict.to
    return state


@pytest.mark.parametrize(
    ("acts", "end"),
    [
        ((A.SUBMIT, A.RECEIVE, A.ANSWER, A.SOLVED), S.CLOSED),
        ((A.SUBMIT, A.ANSWER, A.PARTLY), S.CLOSED),
        ((A.SUBMIT, A.RECEIVE, A.SOLVED), S.CLOSED),
        ((A.LAPSE, A.SUBMIT), S.SUBMITTED),
        ((A.LAPSE, A.REFUSE), S.NOT_ACCEPTED),
        ((A.SUBMIT, A.REFUSE), S.NOT_ACCEPTED),
        ((A.SUBMIT, A.RECEIVE, A.REFUSE), S.NOT_ACCEPTED),
        ((A.SUBMIT, A.RECEIVE, A.ANSWER, A.ANSWER), S.ANSWERED),
        ((A.SUBMIT, A.RECEIVE, A.ANSWER, A.REPORT_UP, A.SOLVED), S.CLOSED),
        ((A.SUBMIT, A.REPORT_UP, A.ANSWER), S.REPORTED),
        ((A.SUBMIT, A.RECEIVE, A.REPORT_UP, A.UNSOLVED), S.REPORTED),
        ((A.SUBMIT, A.REPORT_UP, A.CLOSE_OUT), S.CLOSED),
        ((A.SUBMIT, A.REPORT_UP, A.CLOSE_OUT, A.RETURN, A.CLOSE_OUT), S.CLOSED),
        ((A.SUBMIT, A.REPORT_UP, A.REFUSE, A.TAKE_BACK, A.REPORT_UP), S.REPORTED),
        ((A.SUBMIT, A.ANSWER, A.UNSOLVED), S.RECEIVED),
        ((A.SUBMIT, A.ANSWER, A.SOLVED, A.UNSOLVED), S.RECEIVED),
        ((A.SUBMIT, A.ANSWER, A.SOLVED, A.UNSOLVED, A.ANSWER, A.SOLVED), S.CLOSED),
    ],
)
def test_the_lives_an_issue_may_have(acts: tuple[IssueAct, ...], end: IssueState) -> None:
    assert _live(S.DRAFT, *acts) is end


@pytest.mark.parametrize("state", sorted(set(S) - OVER - {S.CLOSED}))
def test_a_resident_may_withdraw_as_long_as_it_is_not_over(state: IssueState) -> None:
    assert decide(state, A.WITHDRAW) == Moved(S.WITHDRAWN)


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (S.RECEIVED, A.RECEIVE),
        (S.ANSWERED, A.RECEIVE),
        (S.REPORTED, A.RECEIVE),
        (S.REPORTED, A.REPORT_UP),
        (S.WITHDRAWN, A.WITHDRAW),
        (S.CLOSED, A.SOLVED),
        (S.CLOSED, A.PARTLY),
        (S.SUBMITTED, A.SUBMIT),
        (S.UNFINISHED, A.LAPSE),
        (S.NOT_ACCEPTED, A.REFUSE),
        (S.RECEIVED, A.UNSOLVED),
    ],
)
def test_a_button_tapped_twice_is_a_repetition(state: IssueState, act: IssueAct) -> None:
    assert decide(state, act) == Repeated()


def test_a_refusal_names_what_is_possible() -> None:
    assert decide(S.CLOSED, A.ANSWER) == Refused((A.UNSOLVED, A.RETURN))
    assert decide(S.SUBMITTED, A.SOLVED) == Refused((A.RECEIVE, A.ANSWER, A.REPORT_UP, A.WITHDRAW, A.REFUSE))
    assert decide(S.WITHDRAWN, A.RECEIVE) == Refused(())
    assert decide(S.DRAFT, A.RECEIVE) == Refused((A.SUBMIT, A.LAPSE, A.WITHDRAW))


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (S.DRAFT, A.REFUSE),
        (S.ANSWERED, A.REFUSE),
        (S.ANSWERED, A.CLOSE_OUT),
        (S.RECEIVED, A.RETURN),
        (S.CLOSED, A.WITHDRAW),
        (S.CLOSED, A.REPORT_UP),
        (S.SUBMITTED, A.UNSOLVED),
        (S.NOT_ACCEPTED, A.WITHDRAW),
        (S.WITHDRAWN, A.TAKE_BACK),
    ],
)
def test_what_is_not_in_the_table_is_refused(state: IssueState, act: IssueAct) -> None:
    assert isinstance(decide(state, act), Refused)


@pytest.mark.parametrize(("state", "act"), EVERY_STEP)
def test_every_verdict_agrees_with_what_is_allowed(state: IssueState, act: IssueAct) -> None:
    verdict = decide(state, act)
    assert isinstance(verdict, Moved) == (act in allowed(state))
    if isinstance(verdict, Refused):
        assert all(isinstance(decide(state, each), Moved) for each in verdict.allowed)
        assert verdict.allowed == allowed(state)


def test_only_the_ends_cannot_be_left() -> None:
    stuck = {state for state in S if not set(MOVES[state].values()) - {state}}
    assert stuck == FOR_GOOD


def test_every_state_can_be_reached_from_the_first_word() -> None:
    assert _reachable(S.DRAFT, forbidden=frozenset()) == set(S)


def test_nothing_submitted_is_closed_before_the_deputy_has_acted() -> None:
    assert S.CLOSED not in _reachable(S.SUBMITTED, forbidden=frozenset(DEPUTY_ACTED))


def test_every_issue_can_still_come_to_an_end_people_understand() -> None:
    for state in set(S) - OVER:
        assert _reachable(state, forbidden=frozenset()) & (OVER | {S.CLOSED}), state


def _reachable(start: IssueState, forbidden: frozenset[IssueState]) -> set[IssueState]:
    seen, ahead = {start}, [start]
    while ahead:
        for state in set(MOVES[ahead.pop()].values()) - seen - forbidden:
            seen.add(state)
            ahead.append(state)
    return seen


def test_states_and_acts_have_names_of_their_own_and_words_for_people() -> None:
    names = [*S, *A]
    assert len({str(name) for name in names}) == len(names)
    assert set(IN_WORDS) == set(names)
    assert len(set(IN_WORDS.values())) == len(names)


class AnyLife(RuleBasedStateMachine):
    """Residents, deputies, staff and clocks do anything in any order, as a bad day of redeliveries would."""

    def __init__(self) -> None:
        super().__init__()
        self.state = S.DRAFT
        self.submitted = self.deputy_acted = False

    @rule(act=st.sampled_from(list(A)))
    def someone_acts(self, act: IssueAct) -> None:
        match decide(self.state, act):
            case Moved(to):
                assert self.state not in FOR_GOOD
                self.state = to
                # The same act again is never an error: a repetition, or an act that may be done once more.
                assert not isinstance(decide(to, act), Refused)
            case Repeated():
                assert act not in allowed(self.state)
            case Refused(possible):
                assert act not in possible
                assert bool(possible) == (self.state not in FOR_GOOD)
        self.submitted |= self.state is S.SUBMITTED
        self.deputy_acted |= self.state in DEPUTY_ACTED

    @invariant()
    def no_state_is_unknown(self) -> None:
        assert self.state in set(S)

    @invariant()
    def closed_only_after_it_was_submitted_and_a_deputy_acted(self) -> None:
        assert self.state is not S.CLOSED or (self.submitted and self.deputy_acted)

    @invariant()
    def never_told_again_once_submitted(self) -> None:
        assert not self.submitted or self.state not in {S.DRAFT, S.UNFINISHED}


TestAnyLife = AnyLife.TestCase
