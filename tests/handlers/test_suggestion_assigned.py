"""From the hand-in to the organ: the statutory clock runs from the day of assignment, and nothing is taken back then."""

import pytest

from handlers import assigning
from handlers.assigning import Orders
from handlers.desk import Forbidden, NotFound, NotPossible
from handlers.suggestion_checks import Checked
from models.assignment import LoopClock
from models.people import Capacity, Organ, OrganKind, StaffMember
from models.rules.assignment_state import AssignmentState
from models.rules.clocks import due_on
from models.rules.suggestion_state import SuggestionState
from tests.suggestions import Congress
from tests.town import Town


@pytest.fixture
def congress(town: Town) -> Congress:
    with town.db.transaction() as session:
        session.add(Organ(code="J01", name="县交通运输局", kind=OrganKind.GOVERNMENT))
    return Congress(town)


def _assign(congress: Congress, code: str, suggestion_id: int) -> str:
    assignment = congress.assignment(suggestion=suggestion_id)
    assert assignment is not None
    with congress.town.db.transaction() as session:
        member = session.query(StaffMember).where(StaffMember.code == code).one()
        return assigning.assign(
            congress.desk(session),
            member,
            assignment.id,
            Orders("J01", requirement="请实地查看，提出整修办法"),
        )


@pytest.mark.parametrize(("hard", "until"), [(False, (2026, 6, 12)), (True, (2026, 9, 12))])
def test_the_reply_is_due_from_the_day_of_assignment(
    congress: Congress, hard: bool, until: tuple[int, int, int]
) -> None:
    number = congress.matter()
    made = congress.draft("D1", number)
    congress.hands_in("D1", made)
    congress.staff("S2", "check_in", made, Checked(paper_filed=True, hard=hard))
    congress.town.until("2026-03-12 10:00")
    assert "县交通运输局" in _assign(congress, "S2", made)
    assignment = congress.assignment(suggestion=made)
    assert assignment is not None
    assert assignment.state is AssignmentState.HANDLING
    [reply] = [clock for clock in assignment.clocks if clock.kind is LoopClock.REPLY]
    day = due_on(reply.due_at, congress.town.rules.zone)
    assert (day.year, day.month, day.day) == until
    assert congress.suggestion(made).state is SuggestionState.ASSIGNED
    assert "县交通运输局" in congress.town.told("o-zhang")[-1]
    assert "县交通运输局" in congress.town.told("o-ma")[-1]
    with pytest.raises(NotPossible, match="不能撤回"):
        congress.withdraws("D1", made)
    with pytest.raises(NotPossible, match="不能再改办理期限"):
        congress.staff("S2", "check_in", made, Checked(paper_filed=True, hard=not hard))


def test_each_congress_assigns_its_own(congress: Congress) -> None:
    of_township = congress.draft("D4", capacity=Capacity.TOWNSHIP)
    of_county = congress.draft("D4")
    for made in (of_township, of_county):
        congress.hands_in("D4", made)
    with pytest.raises((Forbidden, NotFound)):
        _assign(congress, "S2", of_township)
    with pytest.raises((Forbidden, NotFound)):
        _assign(congress, "S1", of_county)
    _assign(congress, "S1", of_township)
    _assign(congress, "S2", of_county)


def test_sent_back_it_cannot_be_assigned(congress: Congress) -> None:
    made = congress.draft("D1", congress.matter())
    congress.hands_in("D1", made)
    congress.staff("S2", "send_back", made, "请写明路段")
    with pytest.raises(NotPossible):
        _assign(congress, "S2", made)
    assert congress.suggestion(made).state is SuggestionState.SENT_BACK
