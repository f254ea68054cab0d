"""Where a resident pointed on the map stands on the matter's page, for those who may know where they live."""

import pytest
from sqlalchemy import select

from models.people import StaffRole
from models.place import Grid
from tests.builders import a_staff_member
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks
from tests.web.console_visits import Console

PAGE = "/console/issues/1001"
HERE = (33.3001, 111.5001)
IN_WORDS = "群众发来的位置：东经 111.50010，北纬 33.30010"


@pytest.fixture
def offices(console: Console, town: Office) -> Desks:
    return Desks(console, town)


def page(offices: Desks, code: str = "S1") -> str:
    return offices.of(code).opens(PAGE).html


def test_the_answer_to_where_it_is(offices: Desks) -> None:
    offices.office.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    offices.office.sends_location("o-ma", *HERE)
    assert IN_WORDS in page(offices)
    assert "石龙堰村网格中心约" in page(offices)


def test_a_point_sent_along_with_the_story(offices: Desks) -> None:
    offices.office.writes("o-ma", "石龙堰村的路灯坏了")
    offices.office.sends_location("o-ma", *HERE)
    assert IN_WORDS in page(offices)


def test_a_point_sent_before_the_story(offices: Desks) -> None:
    offices.office.sends_location("o-ma", *HERE)
    offices.office.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    assert IN_WORDS in page(offices)


def test_who_came_by_the_grids_code_since_then_pointed_nowhere(offices: Desks) -> None:
    offices.office.sends_location("o-ma", *HERE)
    with offices.office.db.reading() as session:
        code = session.scalars(select(Grid.code).order_by(Grid.code)).first()
    offices.office.enters("o-ma", code or "")
    offices.office.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    assert "群众发来的位置" not in page(offices)


def test_who_stays_anonymous_is_not_shown_by_their_door(offices: Desks) -> None:
    with offices.office.db.transaction() as session:
        a_staff_member(session, StaffRole.STATION_HEAD, "丹水镇", name="站长", code="S7")
    offices.office.writes("o-ma", "路灯坏了半个月了，晚上看不见路")
    offices.office.sends_location("o-ma", *HERE)
    assert IN_WORDS in page(offices, "S7")
    offices.office.writes("o-ma", "匿名")
    assert offices.office.issue().anonymous
    assert IN_WORDS not in page(offices, "S7")
    assert IN_WORDS in page(offices)
