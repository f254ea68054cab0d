"""The console opens on what needs a hand today: by role and territory, most urgent first, narrowed by its address."""

import re

import pytest

from handlers import assigning, organ, studying
from models.inbox import InboxMessage, InboxState
from models.issue import Result
from models.people import Contact, StaffRole
from models.queries.worklist import Group
from tests.builders import LONG_AGO, a_deputy, a_grid, an_issue
from tests.handlers.loop.office import Office
from tests.town import RISKY
from tests.web.console.desks import Desks
from tests.web.console_visits import Console, Desk


@pytest.fixture
def offices(console: Console, town: Office) -> Desks:
    return Desks(console, town)


def counts(desk: Desk, query: str = "") -> dict[str, str]:
    """Group → count, of the groups that have something."""
    desk.opens(f"/console/?{query}")
    assert desk.status == 200
    found = re.findall(
        r'href="/console/\?group=(\w+)[^"]*"[^>]*><span>[^<]*</span> <strong>([^<]+)</strong>', desk.html
    )
    return {group: count for group, count in found if count != "0"}


def listed(desk: Desk, group: str, query: str = "") -> list[str]:
    desk.opens(f"/console/?group={group}&{query}")
    return re.findall(r'<a href="/console/(?:issues|assignments)/(\d+)">', desk.html)


def test_each_thing_stands_in_its_group(offices: Desks) -> None:
    town = offices.office
    town.reported()
    town.tells("o-liu", "石龙堰村的桥断了")
    town.tells("o-bad", f"莲花村有{RISKY}")
    town.writes("o-far", "路灯坏了三天没人修")
    chen = offices.of("S1")
    found = counts(chen)
    assert (found["study"], found["new"], found["held"], found["place"]) == ("1", "2", "1", "1")
    assert listed(chen, "study") == ["1001"]
    assert "还有" in chen.html
    assert "本县默认期限" in chen.html, "the deadline says where it comes from"
    assert listed(chen, "new") == ["1002", "1003"]


def test_the_loop_moves_from_group_to_group(offices: Desks) -> None:
    town = offices.office
    town.reported()
    chen = offices.of("S1")
    town.assigned()
    town.bureau(organ.object_to, "JT", 1, "不归我们管")
    assert listed(chen, "objected") == ["1001"]
    town.clerk(assigning.uphold, "S1", 1, "请办理")
    town.spoken()
    town.replies(Result.PARTLY)
    assert listed(chen, "evaluate") == ["1001"]
    town.writes("o-ma", "解决 1001 否")
    assert listed(chen, "returned") == ["1001"]
    assert listed(chen, "supervised") == ["1001"]
    assert "第 2 次办理" in chen.html


def test_late_and_very_late_are_apart_and_come_first(offices: Desks) -> None:
    town = offices.office
    town.reported()
    town.until("2026-03-17 10:00")
    assert counts(offices.of("S1"))["today"] == "1"
    town.until("2026-03-19 10:00")
    chen = offices.of("S1").opens("/console/")
    assert "超期 2 天" in chen.html, "it opens on what is late"
    town.passes(days=20)
    chen = offices.of("S1")
    assert counts(chen)["very_late"] == "1"
    assert "late" not in counts(chen)
    assert "严重超期" in chen.opens("/console/").html


def test_everyone_sees_their_own_territory(offices: Desks) -> None:
    town = offices.office
    town.reported()
    assert "study" not in counts(offices.of("S2"))
    assert counts(offices.of("S9"))["study"] == "1"
    assert counts(offices.of("S9"), "township=城关街道") == {}
    assert counts(offices.of("S2"), "township=丹水镇") == {}, (
        "a township that is not theirs narrows to nothing new"
    )


def test_a_leader_sees_less_and_an_administrator_nothing(offices: Desks, console: Console) -> None:
    offices.office.reported()
    sun = offices.of("S8").opens("/console/")
    assert "今天要办的" in sun.html
    assert "group=study" not in sun.html
    assert "没有送到的通知" not in sun.html
    boss = console.desk_of(console.staff(StaffRole.ADMINISTRATOR)).opens("/console/")
    assert "今天要办的" not in boss.html
    assert boss.opens("/console/worklist").status == 403


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("mine=1", True),
        ("level=township", True),
        ("level=county", False),
        ("field=livelihood", True),
        ("field=economy", False),
        ("category=01", True),
        ("category=02", False),
        ("organ=JT", True),
        ("organ=CZ", False),
    ],
)
def test_filters_narrow_and_stay_in_the_address(offices: Desks, query: str, there: bool) -> None:
    town = offices.office
    town.reported()
    town.clerk(studying.categorise, "S1", 1001, "010204", "livelihood")
    town.assigned()
    town.spoken()
    town.replies()
    chen = offices.of("S1")
    assert listed(chen, "evaluate", query) == (["1001"] if there else [])
    assert f"group=new&amp;{query}" in chen.html, "kept when another group is opened"


def test_pages_follow_one_another_without_losing_or_repeating(offices: Desks) -> None:
    town = offices.office
    with town.db.transaction() as session:
        grid = a_grid(session, "大村", "丹水镇")
        deputy = a_deputy(session, grid)
        for _ in range(120):
            an_issue(session, grid, deputy)
    chen = offices.of("S1")
    seen: list[str] = listed(chen, "new")
    while found := re.search(r'rel="next" href="([^"]+)"', chen.html):
        chen.opens(found[1].replace("&amp;", "&"))
        seen += re.findall(r'<a href="/console/issues/(\d+)">', chen.html)
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "5",
        "5~0~5",
        "2026-03-10~0~1",
        "2026-03-10T10:00:00~0~1",
        "9" * 40 + "~0~1",
        "1~-1~1",
        "0001-01-01T00:00:00%2B08:00~0~1",
    ],
)
@pytest.mark.parametrize("group", [Group.NEW, Group.LATE, Group.PROMISES])
def test_a_strange_cursor_is_no_trouble(offices: Desks, after: str, group: Group) -> None:
    assert offices.of("S1").opens(f"/console/?group={group}&after={after}").status == 200


def test_a_message_the_program_failed_on_is_handled_again(offices: Desks) -> None:
    with offices.office.db.transaction() as session:
        given = {"key": "k1", "sender": "o-x", "payload": "{}", "received_at": LONG_AGO}
        session.add(InboxMessage(**given, state=InboxState.FAILED, attempts=5, error="KeyError"))
    assert "failed" not in counts(offices.of("S1")), "that is the county's"
    zhao = offices.of("S9")
    assert counts(zhao)["failed"] == "1"
    zhao.opens("/console/?group=failed").posts("/console/inbox/1/replay")
    assert "已重新处理" in zhao.html
    assert zhao.posts("/console/inbox/1/replay").status == 404
    assert offices.of("S1").posts("/console/inbox/1/replay").status == 403


def test_who_cannot_be_reached_is_named(offices: Desks) -> None:
    with offices.office.db.transaction() as session:
        contact = session.get_one(Contact, 1)
        contact.unreachable_since, contact.unreachable_reason = offices.office.now, "没有订阅"
    chen = offices.of("S1")
    assert counts(chen)["unreachable"] == "1"
    chen.opens("/console/?group=unreachable")
    assert "张广民" in chen.html
    assert "unreachable" not in counts(offices.of("S2"))
