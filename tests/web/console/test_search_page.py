"""One box finds a number, words, a person, a place, an organ; what is found has the words marked, and only one's own."""

import pytest

from scheduler.indexing import index_due
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks
from tests.web.console_visits import Console, Desk


@pytest.fixture
def offices(console: Console, town: Office) -> Desks:
    """Three matters in two townships; the first is with 县交通局."""
    town.reported("o-ma", "莲花村东头的路灯坏了三天")
    town.assigned()
    town.tells("o-liu", "石龙堰村的桥栏杆断了")
    town.tells("o-guan", "灌河社区路灯太暗")
    while index_due(town.db):
        pass
    return Desks(console, town)


@pytest.fixture
def zhao(offices: Desks) -> Desk:
    """The county's."""
    return offices.of("S9")


def found(desk: Desk, **asked: str) -> list[str]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    desk.opens(f"/console/search?{query}")
    assert desk.status == 200
    return [number for number in ("1001", "1002", "1003") if f'href="/console/issues/{number}"' in desk.html]


def test_words_are_found_and_marked(zhao: Desk) -> None:
    assert found(zhao, q="路灯") == ["1001", "1003"]
    assert "<mark>路灯</mark>" in zhao.html
    assert found(zhao, q="路灯", township="丹水镇") == ["1001"]
    assert found(zhao, q="路灯", state="reported") == ["1001"]
    assert found(zhao, q="无人机") == []
    assert "没有找到" in zhao.html


def test_a_number_a_person_a_place_an_organ(zhao: Desk) -> None:
    assert found(zhao, q="№ 1002") == ["1002"]
    assert found(zhao, q="张广民") == ["1001"]
    assert found(zhao, village="石龙堰") == ["1002"]
    assert found(zhao, organ="JT") == ["1001"]
    found(zhao, q="交通局")
    assert "承办单位：县交通局" in zhao.html, "the organ is offered as what may be meant"
    zhao.opens("/console/search?q=交办件 1")
    assert zhao.path == "/console/issues/1001"


def test_nobody_finds_what_is_not_theirs(offices: Desks) -> None:
    assert found(offices.of("S2"), q="路灯") == ["1003"]
    assert found(offices.of("S2"), q="1001") == []


@pytest.mark.parametrize(
    "text", ["%25%25", "'\"*(", "AND OR NOT", "a" * 400, "路" * 200, "<b>x</b>", "\\", "𠮷"]
)
def test_whatever_is_typed_is_only_words(zhao: Desk, text: str) -> None:
    found(zhao, q=text)
    assert "<b>x</b>" not in zhao.html


def test_nonsense_in_the_address_narrows_nothing(zhao: Desk) -> None:
    assert len(found(zhao, q="", state="x", after="y", late="2")) == 3
    found(zhao, q="路灯", **{"from": "gestern"})
    assert "日期要写成" in zhao.html
    for day in ("0001-01-01", "9999-12-31"):
        assert len(found(zhao, q="", **{"from": day, "to": day})) == 3
        assert "日期要写成" in zhao.html
    assert found(zhao, q="", after="9" * 90) == ["1001", "1002", "1003"]
    assert found(zhao, q="", to="2999-12-31") == ["1001", "1002", "1003"]
