"""Staff check suggestions at the console: each the ones of their congress, with what was typed kept."""

import pytest
from sqlalchemy import select

from handlers.suggestion_checks import here, sees
from models.assignment import Assignment
from models.people import Capacity, StaffMember, StaffRole
from models.rules.suggestion_state import SuggestionState
from models.suggestion import Suggestion
from tests.builders import COUNTY
from tests.suggestions import Congress
from tests.web.console_visits import Console

ROOT = "/console/suggestions"


@pytest.fixture
def congress(console: Console) -> Congress:
    congress = Congress(console.town)
    for code in ("S1", "S2", "S3"):
        console.account_for(code)
    return congress


@pytest.fixture
def handed_in(congress: Congress) -> tuple[int, int, int]:
    """A county deputy's, a township deputy's, a city deputy's; and a draft that nobody sees."""
    made = (
        congress.draft("D1", congress.matter(), title="关于修复通村公路的建议"),
        congress.draft("D4", title="关于乡里路灯的建议", capacity=Capacity.TOWNSHIP),
        congress.draft("D7", title="关于市里公交的建议", capacity=Capacity.CITY),
    )
    for code, one in zip(("D1", "D4", "D7"), made, strict=True):
        congress.hands_in(code, one)
    congress.draft("D2", title="还在写的建议")
    return made


def test_each_sees_those_of_their_congress(console: Console, handed_in: tuple[int, int, int]) -> None:
    county, township, other = (console.desk_of(code).opens(ROOT).html for code in ("S2", "S1", "S3"))
    for title in ("关于修复通村公路的建议", "关于乡里路灯的建议", "关于市里公交的建议"):
        assert title in county
        assert (title in township) == (title == "关于乡里路灯的建议")
        assert title not in other
    assert "还在写的建议" not in county
    assert console.desk_of("S3").opens(f"{ROOT}/{handed_in[1]}").status == 404


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("capacity=city", {"关于市里公交的建议"}),
        ("q=路灯", {"关于乡里路灯的建议"}),
        ("q=张广民", {"关于修复通村公路的建议"}),
        ("township=丹水镇&year=2026", {"关于乡里路灯的建议"}),
        ("state=assigned", set()),
        ("year=1999", set()),
        ("q=%25", set()),
        ("state=x&capacity=x&year=x", {"关于修复通村公路的建议", "关于乡里路灯的建议", "关于市里公交的建议"}),
    ],
)
def test_the_list_is_filtered_by_the_address(
    console: Console, handed_in: tuple[int, int, int], query: str, titles: set[str]
) -> None:
    assert len(handed_in) == 3
    page = console.desk_of("S2").opens(f"{ROOT}?{query}").html
    everything = {"关于修复通村公路的建议", "关于乡里路灯的建议", "关于市里公交的建议"}
    assert {title for title in everything if f">{title}</a>" in page} == titles


def test_checked_in_with_its_paper_copy_and_six_months(
    console: Console, congress: Congress, handed_in: tuple[int, int, int]
) -> None:
    desk = console.desk_of("S2").opens(f"{ROOT}/{handed_in[0]}")
    assert "建议、批评和意见" in desk.html
    assert f"/console/assignments/{congress.assignment(suggestion=handed_in[0]).id}" in desk.html  # type: ignore[union-attr]
    desk.posts(f"{ROOT}/{handed_in[0]}/check-in", paper_filed="1", hard="1", category="修路")
    assert desk.status == 422
    assert "请从类别表里选一个类别" in desk.html
    assert congress.suggestion(handed_in[0]).paper_filed_at is None
    desk.posts(f"{ROOT}/{handed_in[0]}/check-in", paper_filed="1", hard="1", category="", field="")
    assert "已登记" in desk.html
    assert congress.suggestion(handed_in[0]).hard
    assert "6 个月" in desk.html


def test_sent_back_needs_a_reason(
    console: Console, congress: Congress, handed_in: tuple[int, int, int]
) -> None:
    desk = console.desk_of("S2").opens(f"{ROOT}/{handed_in[0]}")
    desk.posts(f"{ROOT}/{handed_in[0]}/send-back", reason=" ")
    assert desk.status == 422
    assert "请写明为什么不能作为代表建议" in desk.html
    desk.posts(f"{ROOT}/{handed_in[0]}/send-back", reason="请写明路段")
    assert congress.suggestion(handed_in[0]).state is SuggestionState.SENT_BACK
    desk.posts(f"{ROOT}/{handed_in[0]}/send-back", reason="再退一次")
    assert desk.status == 409
    assert "不能退回修改" in desk.html


def test_passed_on_and_answered(
    console: Console, congress: Congress, handed_in: tuple[int, int, int]
) -> None:
    path = f"{ROOT}/{handed_in[2]}"
    desk = console.desk_of("S2").opens(path)
    desk.posts(f"{path}/forward", words="3月10日以函转市人大")
    assert "已转上级人大" in desk.html
    desk.posts(f"{path}/answer", words="市交通局答复：明年开通")
    assert congress.suggestion(handed_in[2]).state is SuggestionState.CLOSED
    assert "明年开通" in desk.html


def test_the_county_reads_a_townships_but_its_presidium_acts(
    console: Console, handed_in: tuple[int, int, int]
) -> None:
    path = f"{ROOT}/{handed_in[1]}"
    desk = console.desk_of("S2").opens(path)
    assert desk.status == 200
    assert "登记审查" not in desk.html
    for act in ("check-in", "send-back", "forward", "answer"):
        assert desk.opens(path).posts(f"{path}/{act}", reason="x", words="x").status == 403, act


@pytest.mark.parametrize("role", [StaffRole.LEADER, StaffRole.ADMINISTRATOR, StaffRole.STATION_HEAD])
def test_others_do_not_come_in(console: Console, handed_in: tuple[int, int, int], role: StaffRole) -> None:
    desk = console.desk_of(console.staff(role, COUNTY))
    assert desk.opens(ROOT).status == 403
    assert desk.opens(f"{ROOT}/{handed_in[0]}").status == 403


@pytest.mark.parametrize("role", [StaffRole.LEADER, StaffRole.STATION_HEAD])
def test_by_its_assignment_others_read_how_far_it_is_but_not_its_text(
    console: Console, congress: Congress, handed_in: tuple[int, int, int], role: StaffRole
) -> None:
    found = congress.suggestion(handed_in[0])
    with congress.town.db.reading() as session:
        query = select(Assignment.id).where(Assignment.suggestion_id == found.id)
        number = session.scalars(query).one()
    desk = console.desk_of(console.staff(role, COUNTY)).opens(f"/console/assignments/{number}")
    assert found.title in desk.html
    assert found.text not in desk.html
    assert found.text in console.desk_of("S2").opens(f"/console/assignments/{number}").html


def test_what_is_listed_is_what_may_be_opened(
    console: Console, congress: Congress, handed_in: tuple[int, int, int]
) -> None:
    """`here` and `sees` say the same, for every role and territory."""
    assert len(handed_in) == 3
    territories = ((), ("丹水镇",), ("城关街道",), (COUNTY,))
    codes = [console.staff(role, *names) for role in StaffRole for names in territories]
    with congress.town.db.reading() as session:
        members = [one for one in session.query(StaffMember) if one.code in codes]
        for member in members:
            listed = {one.id for one in session.query(Suggestion).where(here(member))}
            assert listed == {one.id for one in session.query(Suggestion) if sees(member, one)}, member.role
