"""The two lists for a period: what was assigned, what was resolved, and every kind of end counted apart."""

import csv
import io
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from app.documents import exports
from app.documents.exports import Source, Span
from app.documents.list_rows import ends_in_words
from app.security import CodeMaker, Vault
from handlers import closing_out, supervising
from models.db import Database
from models.issue import Result
from models.queries import lists
from models.queries.lists import Wanted, Which
from models.rules.local_time import local_date
from tests.builders import SHANGHAI
from tests.handlers.loop.letter_office import drawn
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks

MARCH = "?from=2026-03-01&to=2026-03-31"


def ended(office: Office, result: Result, number: int = 1) -> None:
    """Replied, rated, looked at, closed out."""
    office.spoken(number=number)
    office.replies(result, number=number)
    issue = office.assignment(number).issue_id
    office.writes("o-zhang", f"评价 {issue} 态度满意 结果满意")
    office.writes(f"o-r{number}", f"解决 {issue} 是")
    office.writes(f"o-r{number}", f"评价 {issue} 满意")
    if office.assignment(number).state != "evaluated":
        office.passes(days=20)
    office.clerk(supervising.note_visit, "S1", number, "到现场看过")
    office.clerk(closing_out.close_out, "S1", number, "")


def several(office: Office, *results: Result) -> None:
    for number, result in enumerate(results, start=1):
        office.reported(f"o-r{number}", f"莲花村第{number}盏路灯坏了")
        office.assigned("JT", "CZ", number=number)
        ended(office, result, number)


def table(desk_client: object, path: str) -> list[dict[str, str]]:
    answer = desk_client.get(path)  # type: ignore[attr-defined]  # Flask's client
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_assigned_list_says_who_has_it_until_when_by_which_letter(desks: Desks) -> None:
    number = drawn(desks.office)
    desk = desks.of("S1").opens(f"/console/lists{MARCH}")
    assert '建议交办清单 <span class="count">1</span>' in desk.html
    (row,) = table(desk.client, f"/console/lists/assigned.csv{MARCH}")
    assert row["编号"] == "1001"
    assert (row["主办单位"], row["交办文号"]) == ("县交通局", number)
    assert (row["交办日期"], row["办理期限"], row["办理状态"]) == ("2026-03-10", "2026-04-10", "办理中")
    answer = desk.client.get(f"/console/lists/assigned.xlsx{MARCH}")
    assert unquote(answer.headers["Content-Disposition"]).endswith("西峡县2026年3月建议交办清单.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    assert sheet["A1"].value == "西峡县2026年3月建议交办清单"
    assert table(desk.client, "/console/lists/assigned.csv?from=2026-04-01&to=2026-04-30") == []


def test_other_townships_have_lists_of_their_own(desks: Desks) -> None:
    assert table(desks.of("S2").client, f"/console/lists/assigned.csv{MARCH}") == []
    assert table(desks.of("S2").client, f"/console/lists/assigned.csv{MARCH}&township=丹水镇") == []
    assert len(table(desks.of("S9").client, f"/console/lists/assigned.csv{MARCH}&township=丹水镇")) == 1
    assert table(desks.of("S9").client, f"/console/lists/assigned.csv{MARCH}&township=城关街道") == []
    assert desks.of("S8").opens("/console/lists").status == 403
    assert desks.of("JT").opens(f"/console/lists/assigned.csv{MARCH}").status == 403


@pytest.mark.parametrize(
    "query", ["?from=2026-13-01&to=x", "?from=9999-12-31&to=9999-12-31", "?from=0001-01-01"]
)
def test_a_period_that_is_none_is_last_month(desks: Desks, query: str) -> None:
    desk = desks.of("S1").opens(f"/console/lists{query}")
    assert (desk.status, 'value="2026-02-01"' in desk.html) == (200, True)


def test_a_period_that_ends_before_it_begins_is_said(desks: Desks) -> None:
    desk = desks.of("S1").opens("/console/lists?from=2026-03-31&to=2026-03-01")
    assert "结束的日期比开始的早" in desk.html
    assert desk.opens("/console/lists/assigned.xlsx?from=2026-03-31&to=2026-03-01").status == 422
    assert desk.opens("/console/lists/other.xlsx").status == 404
    assert desk.opens("/console/lists/assigned.exe").status == 404


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


def source(office: Office, session: object, span: Span = exports.EVERYTHING) -> Source:
    return Source(session, SHANGHAI, Vault("k" * 32), CodeMaker("k" * 32), office.now, span)  # type: ignore[arg-type]  # a session


def test_a_plan_and_an_impossibility_are_no_solutions(office: Office, tmp_path: Path) -> None:
    several(office, Result.SOLVED, Result.PARTLY, Result.NOT_POSSIBLE)
    with office.db.reading() as session:
        wanted = Wanted(Which.RESOLVED)
        found = list(lists.lines(session, wanted))
        assert [line.result for line in found] == [Result.SOLVED, Result.PARTLY]
        assert lists.count(session, wanted) == 2
        assert lists.ends(session, wanted) == {
            Result.SOLVED: 1,
            Result.PARTLY: 1,
            Result.NOT_POSSIBLE: 1,
        }
        assert found[0].solved == {"yes": 1}
        assert found[0].marks == {"satisfied": 1}
        assert [line.number for line in lists.lines(session, wanted, batch=1)] == [1, 2]
        for ending in ("xlsx", "csv", "json"):
            assert exports.write("resolved", source(office, session), tmp_path / f"r.{ending}") == 2
        today = local_date(office.now, SHANGHAI)
        assert (
            exports.write(
                "assigned", source(office, session, Span(today, today, "城关街道")), tmp_path / "a.csv"
            )
            == 0
        )
    sheet = load_workbook(tmp_path / "r.xlsx").active
    assert sheet is not None
    assert "因条件限制无法解决（C）1件" in str(sheet["A2"].value)


def test_the_queries_of_a_list_are_as_many_for_many_as_for_one(office: Office) -> None:

    several(office, Result.SOLVED, Result.SOLVED, Result.SOLVED)
    counts = []
    for which in (Which.ASSIGNED, Which.RESOLVED):
        seen: list[str] = []
        with office.db.reading() as session:
            event.listen(
                session.connection(), "before_cursor_execute", lambda *a, seen=seen: seen.append(a[2])
            )
            list(lists.lines(session, Wanted(which)))
        counts.append(len(seen))
    assert counts == [9, 9]  # eight a batch, and one that finds no more


def test_the_kinds_of_end_in_words() -> None:
    assert (
        ends_in_words({Result.SOLVED: 8, Result.PLANNED: 1})
        == "本期销号9件：已解决（A）8件，列入计划（B）1件。"
    )
    assert ends_in_words({}) == ""
