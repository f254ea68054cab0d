"""What the lists, the bulletin, the dashboard and the search make of a matter is the same, however it came to its organ."""

from datetime import date, timedelta

import pytest
from sqlalchemy import true

from handlers import assigning, closing_out, linking, promises, suggesting
from handlers.suggestion_form import Draft
from models.issue import Issue, Result
from models.people import Capacity
from models.queries import bulletin, counted, lists
from models.queries.dashboard import Span
from models.queries.lists import Wanted, Which
from models.queries.search import Query, search
from models.rules.issue_state import IssueState
from models.rules.result_class import class_of
from models.suggestion import Publicity
from tests.handlers.loop.evaluation import handled, rated, seen_on_the_spot
from tests.handlers.loop.office import Office
from tests.handlers.loop.test_suggestion_answered import TEXT, deputy_does


@pytest.fixture
def two(studied: Office) -> Office:
    """周大爷's matter follows 马大娘's, which is with 县交通局."""
    studied.tells("o-zhou", "莲花村那边的灯也坏了")
    studied.clerk(linking.link, "S1", 1002, 1001, "同一段路")
    studied.assigned()
    return studied


def found(office: Office, query: Query) -> tuple[int, ...]:
    with office.db.reading() as session:
        return tuple(sorted(search(session, query, true()).issue_ids))


def around(office: Office) -> bulletin.Period:
    days = timedelta(days=400)
    span = Span(date(2026, 1, 1), date(2026, 12, 1))
    return bulletin.Period(span, office.now - days, office.now + days, None)


def test_a_kept_promise_is_class_a_in_the_list_and_on_the_dashboard(assigned: Office) -> None:
    handled(assigned, Result.PLANNED)
    assigned.writes("o-ma", "评价 1001 基本满意")
    rated(assigned)
    assigned.clerk(promises.promise, "S1", 1)
    month = counted.Month(assigned.now - timedelta(days=40), assigned.now + timedelta(days=40))
    with assigned.db.reading() as session:
        assert [one.result for one in counted.assignments_of(session, month)] == [Result.PLANNED]
    assigned.clerk(promises.confirm_kept, "S1", 1, "陈晓去看过，亮了")
    assigned.writes("o-ma", "解决 1001 是")
    seen_on_the_spot(assigned)
    assigned.clerk(closing_out.close_out, "S1", 1, "")
    with assigned.db.reading() as session:
        [line] = lists.lines(session, Wanted(Which.RESOLVED))
        assert class_of(line.result) == "A"
        assert [one.result for one in counted.assignments_of(session, month)] == [Result.SOLVED]


def test_what_follows_an_assigned_matter_was_not_settled_in_the_grid(two: Office) -> None:
    two.tells("o-li", "莲花村的水渠堵了")
    two.writes("o-zhang", "解决 1003 已经疏通")
    two.writes("o-li", "解决 1003 是")
    handled(two)
    for who, number in (("o-ma", 1001), ("o-zhou", 1002)):
        two.writes(who, f"解决 {number} 是")
    rated(two)
    seen_on_the_spot(two)
    two.clerk(closing_out.close_out, "S1", 1, "")
    with two.db.reading() as session:
        assert bulletin.counted(session, around(two)).settled_in_grid == 1


def test_only_the_late_ones_are_those_whose_organ_is_late_too(two: Office) -> None:
    two.tells("o-li", "莲花村的水渠堵了")
    two.writes("o-zhang", "收到 1003")
    assert found(two, Query(late=True)) == ()
    two.passes(days=35)
    assert {1001, 1002} <= set(found(two, Query(late=True)))
    handled(two)
    assert not {1001, 1002} & set(found(two, Query(late=True)))


@pytest.fixture
def raised(office: Office) -> Office:
    """张广民 made a suggestion of 马大娘's matter; 县交通局 has the suggestion."""
    office.tells("o-ma", "莲花村到镇上的路坑坑洼洼")
    draft = Draft("关于修路的建议", TEXT, Capacity.COUNTY, Publicity.FULL, issues=(1001,))
    made = deputy_does(office, suggesting.draft, "D1", draft)
    deputy_does(office, suggesting.hand_in, "D1", made, declared=True)
    office.clerk(assigning.assign, "S9", 1, assigning.Orders("JT", (), "请认真研究办理"))
    return office


def test_an_organ_finds_what_lies_inside_its_suggestion(raised: Office) -> None:
    assert found(raised, Query(organ="JT")) == (1001,)
    assert found(raised, Query(organ="县交通局")) == (1001,)
    assert found(raised, Query(organ="GD")) == ()


def test_a_matter_in_a_late_suggestion_is_late(raised: Office) -> None:
    raised.passes(days=80)
    assert 1001 not in found(raised, Query(late=True))
    raised.passes(days=15)
    assert 1001 in found(raised, Query(late=True))


def test_what_a_suggestion_settled_was_not_settled_in_the_grid(raised: Office) -> None:
    with raised.db.transaction() as session:
        issue = session.get_one(Issue, 1001)
        issue.state, issue.closed_at = IssueState.CLOSED, raised.now
    with raised.db.reading() as session:
        assert bulletin.counted(session, around(raised)).settled_in_grid == 0
