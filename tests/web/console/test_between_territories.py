"""What a matter's page tells of people and matters that are not the reader's own."""

import pytest

from handlers import linking
from models.issue import Issue
from models.people import StaffRole
from tests.builders import a_grid, a_staff_member, an_issue
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks
from tests.web.console_visits import Console

PAGE = "/console/issues/1001"
ELSEWHERE = "马家巷仓库的门锁坏了"


@pytest.fixture
def offices(console: Console, town: Office) -> Desks:
    """马大娘's street lamp in 丹水镇 has been reported up; 刘站长 heads 丹水镇's station."""
    town.reported()
    with town.db.transaction() as session:
        a_staff_member(session, StaffRole.STATION_HEAD, "丹水镇", name="刘站长", code="S7")
    return Desks(console, town)


@pytest.mark.parametrize("code", ["S7", "S8"])
def test_whoever_only_reads_is_not_told_who_stays_anonymous(offices: Desks, code: str) -> None:
    with offices.office.db.transaction() as session:
        issue = session.get_one(Issue, 1001)
        issue.resident.name = "马桂兰"
    assert "马桂兰" in offices.of(code).opens(PAGE).html

    with offices.office.db.transaction() as session:
        session.get_one(Issue, 1001).anonymous = True

    assert "马桂兰" not in offices.of(code).opens(PAGE).html
    assert "一位群众（匿名）" in offices.of(code).opens(PAGE).html
    assert "马桂兰（对代表匿名）" in offices.of("S1").opens(PAGE).html, "the staff who study it call her"


def test_a_linked_matter_of_another_township_keeps_its_words(offices: Desks) -> None:
    with offices.office.db.transaction() as session:
        grid = a_grid(session, name="马家巷", township="城关街道", code="G-M")
        other = an_issue(session, grid, text=ELSEWHERE)
        number = other.id
    offices.office.clerk(linking.link, "S9", number, 1001, "同一批")

    county, township = offices.of("S9").opens(PAGE), offices.of("S1").opens(PAGE)

    assert ELSEWHERE in county.html
    assert ELSEWHERE not in township.html
    assert "不在您的辖区" in township.html
    assert township.opens(f"/console/issues/{number}").status == 404
