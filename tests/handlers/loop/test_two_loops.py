"""One matter in two loops: an organ handles it, and a deputy has raised it as well. Each reply has its own answer."""

import pytest
from sqlalchemy import select

from handlers import evaluating, suggesting
from handlers.suggestion_form import Draft
from models.people import Capacity, Deputy
from models.reply import AnswerState, ResidentAnswer, Solved
from models.rules.assignment_state import AssignmentState
from models.suggestion import Publicity
from tests.handlers.loop.evaluation import all_of, handled
from tests.handlers.loop.office import Office


@pytest.fixture
def raised(assigned: Office) -> Office:
    """县交通局 has replied to № 1001; meanwhile 张广民 raised it as a suggestion (assignment 2, being studied)."""
    assert assigned.writes("o-zhang", "建议 1001 请县里把莲花村的路灯列入明年计划")
    with assigned.db.transaction() as session:
        deputy = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        given = Draft(
            title="关于路灯的建议",
            text="请县里把莲花村的路灯列入明年计划",
            capacity=Capacity.COUNTY,
            publicity=Publicity.FULL,
            issues=(1001,),
        )
        suggesting.change(assigned.desk(session), deputy, 1, given)
        suggesting.hand_in(assigned.desk(session), deputy, 1, declared=True)
    handled(assigned)
    return assigned


def test_a_no_goes_to_the_organ_that_asked(raised: Office) -> None:
    raised.writes("o-ma", "解决 1001 否")
    assert (raised.assignment(1).state, raised.assignment(1).round) == (AssignmentState.HANDLING, 2)
    assert raised.assignment(2).state is AssignmentState.STUDY


def test_a_yes_is_the_answer_to_the_reply(raised: Office) -> None:
    raised.writes("o-ma", "解决 1001 是")
    [answer] = all_of(raised, ResidentAnswer)
    assert (answer.state, answer.solved) == (AnswerState.ANSWERED, Solved.YES)


def test_staff_may_ask_on_the_spot(raised: Office) -> None:
    said = raised.clerk(evaluating.check_on_spot, "S1", 1001, Solved.NO, None, "陈晓去看过，没修")
    assert "已退回" in said
    assert raised.assignment(1).round == 2
