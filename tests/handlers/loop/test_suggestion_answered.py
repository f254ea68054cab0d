"""A suggestion of two deputies: each is answered and rates; one unsatisfied is enough to send it back."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from handlers import assigning, closing_out, signing, suggesting, supervising
from handlers.suggestion_form import Draft
from models.assignment import LoopClock
from models.people import Capacity, Deputy
from models.reply import DeputyMark, MarkState
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from models.rules.suggestion_state import SuggestionState
from models.suggestion import Publicity, Suggestion
from tests.handlers.loop.evaluation import all_of
from tests.handlers.loop.office import Office

TEXT = "请县里把莲花村到镇上的路列入明年计划，这条路坑洼多，学生上学不安全"


def deputy_does(office: Office, act: Callable[..., Any], code: str, *args: Any, **named: Any) -> Any:
    with office.db.transaction() as session:
        found = session.scalars(select(Deputy).where(Deputy.code == code)).one()
        done = act(office.desk(session), found, *args, **named)
        return done.id if isinstance(done, Suggestion) else done


@pytest.fixture
def replied(office: Office) -> Office:
    """张广民 raised it from 马大娘's matter, 李秀英 signed; 县交通局 has replied."""
    office.tells("o-ma", "莲花村到镇上的路坑坑洼洼")
    draft = Draft("关于修路的建议", TEXT, Capacity.COUNTY, Publicity.FULL, issues=(1001,))
    made = deputy_does(office, suggesting.draft, "D1", draft)
    deputy_does(office, signing.ask, "D1", made, ("D2",))
    deputy_does(office, signing.confirm, "D2", made)
    deputy_does(office, suggesting.hand_in, "D1", made, declared=True)
    office.clerk(assigning.assign, "S9", 1, assigning.Orders("JT", (), "请认真研究办理"))
    replies_again(office)
    return office


def replies_again(office: Office) -> None:
    office.spoken()
    office.replies()


def rates(office: Office, openid: str, marks: str) -> None:
    office.writes(openid, f"评价 1 {marks}")


def suggestion(office: Office) -> Suggestion:
    return all_of(office, Suggestion)[0]


def test_each_deputy_and_the_resident_are_answered(replied: Office) -> None:
    for openid in ("o-zhang", "o-li"):
        assert "代表建议《关于修路的建议》 县交通局答复您" in replied.told(openid)[-1]
        assert "评价 1 态度…… 结果……" in replied.told(openid)[-1]
    assert "解决 1001 是" in replied.told("o-ma")[-1]


def test_one_signer_unsatisfied_sends_it_back_to_all(replied: Office) -> None:
    rates(replied, "o-zhang", "态度满意 结果满意")
    rates(replied, "o-li", "态度满意 结果不满意 只修了一半")
    one = replied.assignment()
    assert (one.state, one.round) == (AssignmentState.HANDLING, 2)
    assert replied.last_day(LoopClock.REPLY).isoformat() == "2026-04-10"
    assert "李秀英代表评价办理结果不满意：只修了一半" in replied.told("o-zhang")[-1]
    replies_again(replied)
    assert [mark.state for mark in all_of(replied, DeputyMark)] == [MarkState.GIVEN] * 2 + [
        MarkState.ASKED
    ] * 2


def test_it_ends_with_the_suggestion_closed_and_a_no_opens_both(replied: Office) -> None:
    rates(replied, "o-zhang", "态度满意 结果满意")
    rates(replied, "o-li", "态度满意 结果基本满意")
    replied.writes("o-ma", "解决 1001 是")
    replied.clerk(supervising.note_visit, "S9", 1, "到现场看过，路面平了")
    replied.clerk(closing_out.close_out, "S9", 1, "路修好了")
    assert suggestion(replied).state is SuggestionState.CLOSED
    replied.passes(days=29)
    replied.writes("o-ma", "解决 1001 否 又坏了")
    assert suggestion(replied).state is SuggestionState.ASSIGNED
    assert replied.assignment().state is AssignmentState.HANDLING
    assert replied.issue().state is IssueState.REPORTED
