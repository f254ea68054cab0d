"""The assignment of a deputy's suggestion has a page of its own: the form, the same panel, the residents' matters."""

from models.people import Organ, OrganKind, StaffRole
from tests.builders import COUNTY
from tests.suggestions import Congress
from tests.web.console_visits import Console


def test_a_suggestion_is_assigned_from_its_page(console: Console) -> None:
    congress = Congress(console.town)
    number = congress.matter()
    congress.hands_in("D1", congress.draft("D1", number))
    with console.town.db.transaction() as session:
        session.add(Organ(code="JT", name="县交通局", kind=OrganKind.GOVERNMENT))
    zhao = console.desk_of(console.staff(StaffRole.COUNTY, COUNTY)).opens("/console/assignments/1")
    assert zhao.status == 200
    for words in ("关于修路的建议", "张广民", f"№ {number}", "研处中"):
        assert words in zhao.html
    assert '/assign"' in zhao.html
    assert "not-take" not in zhao.html, "a suggestion is never refused"
    zhao.posts("/console/assignments/1/assign", lead="", requirement="请研究")
    assert zhao.status == 422
    assert "请选一个主办单位" in zhao.html
    zhao.posts("/console/assignments/1/assign", lead="JT", requirement="请研究答复")
    assert "已交县交通局" in zhao.html
    assert "recall" in zhao.html


def test_a_county_deputys_suggestion_is_not_the_townships(console: Console) -> None:
    congress = Congress(console.town)
    congress.hands_in("D1", congress.draft("D1", congress.matter()))
    chen = console.desk_of(console.staff(StaffRole.TOWNSHIP, "丹水镇"))
    assert chen.opens("/console/assignments/1").status == 404
    chen.opens("/console/me").posts("/console/assignments/1/assign", lead="JT", requirement="x")
    assert chen.status == 404
