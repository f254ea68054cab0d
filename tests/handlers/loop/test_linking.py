"""Same content: linked, never merged; handled once, answered to each; undone without losing anything."""

import pytest
from sqlalchemy import select

from handlers import assigning, linking, organ, studying
from handlers.desk import BadInput, NotFound, NotPossible
from models.assignment import LoopClock
from models.linking import IssueLink
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from tests.handlers.loop.office import Office

SAME = "都是东头那盏灯"


@pytest.fixture
def two(studied: Office) -> Office:
    """№ 1001 is reported up; 刘大爷 says the same in № 1002."""
    studied.tells("o-liu", "莲花村东头那盏路灯一直不亮")
    return studied


def standing(office: Office) -> dict[int, int]:
    """Who follows whom."""
    with office.db.reading() as session:
        links = session.scalars(select(IssueLink).where(IssueLink.undone_at.is_(None)))
        return {link.issue_id: link.main_id for link in links}


def test_a_linked_matter_is_handled_with_the_main_one(two: Office) -> None:
    told = two.clerk(linking.link, "S1", 1002, 1001, SAME)
    assert told == "已关联：№ 1002 和 № 1001 一起办理，分别答复。"
    assert two.issue(1002).state is IssueState.REPORTED
    assert len(two.assignments()) == 1
    assert "№ 1002 和 № 1001 是同一件事，一起办理，分别答复您。" in two.told("o-liu")
    assert "已关联" in two.told("o-zhang")[-1]
    assert "和 № 1001 是同一件事" in "\n".join(two.writes("o-liu", "进度 1002"))
    two.assigned()
    assert "№ 1002 已交县交通局办理" in two.told("o-liu")[-1]


def test_every_resident_is_answered_separately(two: Office) -> None:
    two.clerk(linking.link, "S1", 1002, 1001, SAME)
    two.assigned()
    two.spoken()
    two.replies()
    assert two.told("o-ma")[-1].startswith("№ 1001 县交通局答复您")
    assert two.told("o-liu")[-1].startswith("№ 1002 县交通局答复您")


def test_not_taken_every_resident_is_told_with_their_own_words(two: Office) -> None:
    two.clerk(linking.link, "S1", 1002, 1001, SAME)
    two.clerk(studying.not_take, "S1", 1, "私路", "村委会")
    assert "№ 1002 您反映的「莲花村东头那盏路灯一直不亮」" in two.told("o-liu")[-1]
    two.clerk(studying.undo_not_take, "S1", 1)
    assert {issue.state for issue in two.issues()} == {IssueState.REPORTED}


def test_linking_to_a_follower_means_its_main(two: Office) -> None:
    two.clerk(linking.link, "S1", 1002, 1001, SAME)
    two.tells("o-wu", "莲花村东头黑灯瞎火")
    two.clerk(linking.link, "S1", 1003, 1002, SAME)
    assert standing(two) == {1002: 1001, 1003: 1001}
    with pytest.raises(BadInput, match="本来就跟着"), two.unchanged():
        two.clerk(linking.link, "S1", 1001, 1003, SAME)


def test_a_main_takes_its_followers_along_and_back(two: Office) -> None:
    two.tells("o-wu", "莲花村东头黑灯瞎火")
    two.clerk(linking.link, "S1", 1003, 1002, SAME)
    two.passes(hours=1)
    two.clerk(linking.link, "S1", 1002, 1001, SAME)
    assert standing(two) == {1002: 1001, 1003: 1001}
    assert {issue.state for issue in two.issues()} == {IssueState.REPORTED}
    two.passes(hours=1)
    two.clerk(linking.unlink, "S1", 1002, "是西头的灯")
    assert standing(two) == {1003: 1002}
    assert [(a.issue_id, a.state) for a in two.assignments()] == [
        (1001, AssignmentState.STUDY),
        (1002, AssignmentState.STUDY),
    ]
    assert "改为单独办理" in two.told("o-liu")[-1]


def test_two_studies_become_one_and_two_again(two: Office) -> None:
    two.writes("o-zhang", "上报 1002 也要修")
    two.clerk(linking.link, "S1", 1002, 1001, SAME)
    assert [a.state for a in two.assignments()] == [AssignmentState.STUDY, AssignmentState.CANCELLED]
    two.clerk(linking.unlink, "S1", 1002, "是西头的灯")
    assert [a.state for a in two.assignments()] == [AssignmentState.STUDY, AssignmentState.STUDY]
    assert two.clock(LoopClock.STUDY, 2) is not None


def test_what_is_reported_takes_the_main_up(two: Office) -> None:
    two.clerk(linking.link, "S1", 1001, 1002, SAME)
    assert two.issue(1002).state is IssueState.REPORTED
    living = [a for a in two.assignments() if a.closed_at is None]
    assert [a.issue_id for a in living] == [1002]


def test_reporting_up_a_follower_takes_the_main_up(office: Office) -> None:
    office.tells("o-ma", "莲花村东头的路灯坏了")
    office.tells("o-liu", "莲花村东头那盏路灯一直不亮")
    office.clerk(linking.link, "S1", 1002, 1001, SAME)
    office.writes("o-zhang", "上报 1002 要修")
    assert {issue.state for issue in office.issues()} == {IssueState.REPORTED}
    assert [a.issue_id for a in office.assignments()] == [1001]


def test_what_cannot_be_linked(two: Office) -> None:
    with pytest.raises(BadInput), two.unchanged():
        two.clerk(linking.link, "S1", 1001, 1001, SAME)
    with pytest.raises(NotFound), two.unchanged():
        two.clerk(linking.link, "S2", 1002, 1001, SAME)
    with pytest.raises(BadInput), two.unchanged():
        two.clerk(linking.link, "S1", 1002, 1001, "")
    two.assigned()
    with pytest.raises(NotPossible, match="请反过来"), two.unchanged():
        two.clerk(linking.link, "S1", 1001, 1002, SAME)
    two.writes("o-liu", "撤回 1002")
    with pytest.raises(NotPossible, match="已经结束"), two.unchanged():
        two.clerk(linking.link, "S1", 1002, 1001, SAME)


def test_what_was_answered_takes_no_more(two: Office) -> None:
    two.assigned()
    two.spoken()
    two.replies()
    with pytest.raises(NotPossible, match="已经答复过了"), two.unchanged():
        two.clerk(linking.link, "S1", 1002, 1001, SAME)


def test_one_withdraws_and_it_goes_on_for_the_other(two: Office) -> None:
    two.clerk(linking.link, "S1", 1002, 1001, SAME)
    two.assigned()
    two.writes("o-ma", "撤回 1001")
    assert two.assignment().state is AssignmentState.HANDLING
    assert "№ 1001 群众已撤回，其他的请继续办理" in two.told("o-JT")[-1]
    two.bureau(organ.report_progress, "JT", 1, "在修")
    assert "№ 1002 有进展" in two.told("o-liu")[-1]
    assert "有进展。县" not in two.told("o-ma")[-1]
    two.writes("o-liu", "撤回 1002")
    assert two.assignment().state is AssignmentState.CANCELLED


def test_the_withdrawn_main_still_brings_the_others_through(two: Office) -> None:
    two.clerk(linking.link, "S1", 1002, 1001, SAME)
    two.writes("o-ma", "撤回 1001")
    two.clerk(assigning.assign, "S1", 1, assigning.Orders("JT", (), "请修"))
    two.spoken()
    two.replies()
    assert two.told("o-liu")[-1].startswith("№ 1002 县交通局答复您")
