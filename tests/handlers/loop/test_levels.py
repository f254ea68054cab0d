"""What the county took over is the county's: township staff look on, and cannot end or turn its loop from the side."""

import pytest

from handlers import assigning, closing_out, evaluating, linking, studying
from handlers.desk import NotPossible
from models.assignment import Level
from models.issue import Satisfaction
from models.people import Capacity
from models.reply import Solved
from models.rules.assignment_state import AssignmentState
from tests.handlers.loop.office import Office
from tests.suggestions import Congress
from tests.town import Town


@pytest.fixture
def passed_up(studied: Office) -> Office:
    """The street lamp (№ 1001) is studied by the county."""
    studied.clerk(studying.pass_up, "S1", 1)
    return studied


def test_a_township_does_not_end_the_countys_study_by_a_link(passed_up: Office) -> None:
    passed_up.reported("o-niu", "莲花村东头晚上一片黑")
    with pytest.raises(NotPossible, match="由县里研处"), passed_up.unchanged():
        passed_up.clerk(linking.link, "S1", 1001, 1002, "同一盏灯")
    passed_up.clerk(linking.link, "S1", 1002, 1001, "同一盏灯")
    assert passed_up.assignment(2).state is AssignmentState.CANCELLED
    with pytest.raises(NotPossible, match="由县里研处"), passed_up.unchanged():
        passed_up.clerk(linking.unlink, "S1", 1002, "不是同一盏灯")
    passed_up.clerk(linking.unlink, "S9", 1002, "不是同一盏灯")


def test_a_township_does_not_evaluate_what_the_county_assigned(passed_up: Office) -> None:
    passed_up.clerk(assigning.assign, "S9", 1, assigning.Orders("JT", (), "请现场查看后答复"))
    passed_up.spoken()
    passed_up.replies()
    for answer in (Solved.NO, Solved.YES):
        with pytest.raises(NotPossible, match="由县里研处"), passed_up.unchanged():
            passed_up.clerk(evaluating.check_on_spot, "S1", 1001, answer, Satisfaction.FAIR, "陈晓去问过")
    assert "已记下" in passed_up.clerk(
        evaluating.check_on_spot, "S9", 1001, Solved.YES, Satisfaction.FAIR, "赵敏去问过"
    )
    with pytest.raises(NotPossible, match="由县里研处"):
        passed_up.clerk(closing_out.close_out, "S1", 1, "")


def test_a_township_suggestion_stays_with_its_presidium(town: Town) -> None:
    """代表法 art. 51: the presidium assigns it; at the county nobody could."""
    congress = Congress(town)
    made = congress.draft("D5", capacity=Capacity.TOWNSHIP)
    congress.hands_in("D5", made)
    assignment = congress.assignment(suggestion=made)
    assert assignment is not None
    clerk = town.member("S1")
    with town.db.transaction() as session, pytest.raises(NotPossible, match="主席团"):
        studying.pass_up(town.desk(session), clerk, assignment.id)
    after = congress.assignment(suggestion=made)
    assert after is not None
    assert after.level is Level.TOWNSHIP
