"""The dashboard: every picture has its table, a territory sees its own, a handful is not ranked."""

from datetime import timedelta

from models.people import StaffRole
from scheduler.statistics import count_due
from tests.builders import RULES
from tests.web.conftest import Console


def counted(console: Console) -> None:
    while count_due(console.town.db, RULES, console.town.now):
        pass


def told_in(console: Console, resident: str, village: str, words: str) -> None:
    console.town.enters(resident, village)
    console.town.writes(resident, words)
    console.town.settles()


def test_the_county_sees_every_picture_with_its_table(console: Console) -> None:
    told_in(console, "o-granny", "LH01", "村口路灯坏了")
    counted(console)
    shown = console.desk_of(console.staff(StaffRole.COUNTY, "西峡县")).opens("/console/dashboard")
    assert shown.status == 200
    assert shown.html.count("<table>") == 6, "of eight; results and organs have no figures yet and say so"
    assert "丹水镇 莲花村" in shown.html
    assert "收到群众反映" in shown.html


def test_a_township_sees_its_own_and_cannot_ask_for_another(console: Console) -> None:
    told_in(console, "o-granny", "LH01", "村口路灯坏了")
    told_in(console, "o-uncle", "GH01", "井盖丢了")
    counted(console)
    desk = console.desk_of(console.staff(StaffRole.TOWNSHIP, "城关街道"))
    for path in ("/console/dashboard", "/console/dashboard?township=丹水镇"):
        html = desk.opens(path).html
        assert "灌河社区" in html
        assert "莲花村" not in html


def test_a_handful_of_opinions_is_not_ranked(console: Console) -> None:
    told_in(console, "o-granny", "LH01", "村口路灯坏了")
    console.town.writes("o-zhang", "答复 1001 已换新灯")
    console.town.writes("o-granny", "解决 1001 是")
    console.town.writes("o-granny", "评价 1001 满意")
    counted(console)
    html = console.desk_of(console.staff(StaffRole.COUNTY, "西峡县")).opens("/console/dashboard").html
    townships = html.split('id="townships"')[1].split("</section>")[0]
    assert "1/1" in townships
    assert "100%" not in townships


def test_what_is_no_month_is_taken_as_not_said(console: Console) -> None:
    told_in(console, "o-granny", "LH01", "村口路灯坏了")
    counted(console)
    desk = console.desk_of(console.staff(StaffRole.COUNTY, "西峡县"))
    for query in ("from=abc&to=2026-99", "from=0001-01", "from=2999-01&to=1999-01", "township=%27%22<x>"):
        shown = desk.opens(f"/console/dashboard?{query}")
        assert shown.status == 200
        assert "<x>" not in shown.html


def test_another_year_is_empty_and_says_so(console: Console) -> None:
    told_in(console, "o-granny", "LH01", "村口路灯坏了")
    counted(console)
    console.town.now += timedelta(days=1)
    desk = console.desk_of(console.staff(StaffRole.COUNTY, "西峡县"))
    html = desk.opens("/console/dashboard?from=2020-01&to=2020-12").html
    assert "这一段时间还没有数字" in html
    assert "莲花村" not in html
