"""An organ's yearly report: drafted from its facts, handed in once, corrected until the county took note, or sent back."""

import pytest

from handlers import promises, yearly_reports
from handlers.desk import BadInput, Forbidden, NotFound, NotPossible, Stale
from handlers.yearly_draft import draft
from handlers.yearly_rounds import state_of, stretch
from models.db import Database
from models.issue import Result
from models.queries import yearly
from models.yearly import ReportState, YearlyReport
from scheduler.clocks import Clockwork
from scheduler.yearly import move_reports
from tests.builders import local_time
from tests.handlers.loop.evaluation import handled, rated
from tests.handlers.loop.office import Office


@pytest.fixture
def office(db: Database) -> Office:
    """县交通局 was charged with a street lamp in March, 县财政局 assists; in August they are asked for their reports."""
    office = Office(db)
    office.reported()
    office.assigned("JT", "CZ")
    august(office)
    return office


def august(office: Office) -> None:
    ticks(office, "2026-08-03 09:00")


def ticks(office: Office, moment: str) -> None:
    office.now = local_time(moment)
    move_reports(Clockwork(office.db, office.rules, office.places), office.now)


def report(office: Office, code: str = "JT") -> YearlyReport:
    with office.db.reading() as session:
        return next(one for one in yearly.of_year(session, 2026) if one.organ.code == code)


def hands_in(office: Office, text: str = "全年主办一件。", code: str = "JT", year: int = 2026) -> str:
    return office.bureau(yearly_reports.hand_in, code, year, text, "周工")


def drafted(office: Office, code: str = "JT") -> str:
    with office.db.reading() as session:
        one = next(found for found in yearly.of_year(session, 2026) if found.organ.code == code)
        of = one.round
        found = yearly.figures(session, one.organ_id, stretch(office.rules, of.first, of.last))
        return draft(one.organ.name, of.first, of.last, found)


def test_the_draft_tells_what_was_not_answered_too(office: Office) -> None:
    assert drafted(office).splitlines() == [
        "县交通局办理情况报告（2025年8月1日至2026年7月31日）",
        "一、承办件数：主办1件，协办0件。",
        "二、答复情况：主办件已答复0件，其中按期答复0件；还没有答复1件；超过期限的0件。",
        "三、办理结果：还没有答复的件。",
        "四、代表评价（办理结果）：还没有评价。",
        "五、办理承诺：没有。",
        "六、主要做法、存在问题和下一步打算：（请填写）",
    ]
    assert "主办0件，协办1件" in drafted(office, "CZ")


def test_the_draft_counts_results_marks_and_promises(db: Database) -> None:
    office = Office(db)
    office.reported()
    office.assigned()
    handled(office, Result.PLANNED)
    office.writes("o-ma", "评价 1001 基本满意")
    rated(office)
    office.clerk(promises.promise, "S1", 1)
    august(office)
    words = drafted(office)
    assert "主办件已答复1件，其中按期答复1件；还没有答复0件" in words
    assert "三、办理结果：列入计划（B类）1件。" in words
    assert "四、代表评价（办理结果）：满意1次。" in words
    assert "五、办理承诺：还没到期或正在办1项。" in words


def test_the_draft_says_what_was_answered_late(db: Database) -> None:
    office = Office(db)
    office.reported()
    office.assigned()
    office.passes(days=45)
    handled(office)
    august(office)
    assert "主办件已答复1件，其中按期答复0件；还没有答复0件；超过期限的1件" in drafted(office)


def test_handed_in_in_time_it_is_never_late(office: Office) -> None:
    office.now = local_time("2026-08-31 23:59")
    assert hands_in(office) == "2026年度办理情况报告已交给县人大。收阅以前还可以更正。"
    ticks(office, "2026-09-20 09:00")
    found = report(office)
    assert (found.state, found.late_at, found.signer) == (ReportState.HANDED_IN, None, "周工")
    assert found.handed_in_at == local_time("2026-08-31 23:59")
    assert "organ:JT yearly_handed_in yearly_report:" in office.audited()[-1]


def test_handed_in_a_minute_after_midnight_it_is_late_though_no_clock_struck(office: Office) -> None:
    office.now = local_time("2026-09-01 00:00")
    hands_in(office)
    assert report(office).late_at == office.now
    assert state_of(report(office)) == "已交，等县人大收阅（迟交）"


def test_very_late_stays_on_record_after_it_is_handed_in(office: Office) -> None:
    ticks(office, "2026-09-20 09:00")
    assert state_of(report(office)) == "严重超期未交"
    hands_in(office)
    assert state_of(report(office)) == "已交，等县人大收阅（严重超期）"


def test_it_may_be_corrected_until_the_county_took_note(office: Office) -> None:
    hands_in(office)
    office.now = local_time("2026-08-05 10:00")
    assert hands_in(office, "全年主办一件，已答复。") == "2026年度办理情况报告已更正。"
    found = report(office)
    assert (found.corrected_at, found.handed_in_at) == (office.now, local_time("2026-08-03 09:00"))
    office.clerk(yearly_reports.note, "S9", found.id, found.version)
    with office.unchanged(), pytest.raises(NotPossible, match="已经收阅"):
        hands_in(office, "又改了")
    assert report(office).text == "全年主办一件，已答复。"
    assert office.told("o-JT")[-1] == "县人大已收到你单位的2026年度办理情况报告。"


def test_the_same_words_once_more_change_nothing(office: Office) -> None:
    hands_in(office)
    with office.unchanged():
        assert hands_in(office) == "没有改动。"


@pytest.mark.parametrize(
    ("text", "signer", "field"),
    [("  ", "周工", "text"), ("办了一件。", " ", "signer"), ("长" * 8001, "周工", "text")],
)
def test_what_is_missing_or_too_long_is_said_beside_its_field(
    office: Office, text: str, signer: str, field: str
) -> None:
    with office.unchanged(), pytest.raises(BadInput) as refusal:
        office.bureau(yearly_reports.hand_in, "JT", 2026, text, signer)
    assert refusal.value.field == field


@pytest.mark.parametrize("year", [2025, 2**63 - 1])
def test_an_organ_that_owes_none_has_none_to_hand_in(office: Office, year: int) -> None:
    with office.unchanged():
        with pytest.raises(NotFound):
            hands_in(office, year=year)
        with pytest.raises(NotFound):
            hands_in(office, code="GD")


def test_sent_back_with_the_reason_it_is_handed_in_anew_with_time_to_mend_it(office: Office) -> None:
    office.now = local_time("2026-08-31 10:00")
    hands_in(office)
    found = report(office)
    office.clerk(yearly_reports.send_back, "S9", found.id, "没有写下一步打算", found.version)
    assert office.told("o-JT")[-1] == (
        "2026年度办理情况报告被退回：没有写下一步打算\n请改好后在9月14日（周一）前重新交。"
    )
    ticks(office, "2026-09-10 10:00")
    assert report(office).late_at is None
    hands_in(office, "全年主办一件。下一步：加强巡查。")
    assert (report(office).state, report(office).late_at) == (ReportState.HANDED_IN, None)


def test_sent_back_and_forgotten_it_is_late_too(office: Office) -> None:
    hands_in(office)
    office.clerk(yearly_reports.send_back, "S9", report(office).id, "没有写下一步打算", None)
    ticks(office, "2026-09-01 00:00")
    assert state_of(report(office)) == "已退回，等重新交（迟交）"


def test_nobody_takes_note_of_words_they_have_not_read(office: Office) -> None:
    hands_in(office)
    seen = report(office).version
    hands_in(office, "改过的报告。")
    with office.unchanged(), pytest.raises(Stale, match="县交通局"):
        office.clerk(yearly_reports.note, "S9", report(office).id, seen)


def test_what_has_not_come_is_not_taken_note_of(office: Office) -> None:
    with office.unchanged(), pytest.raises(NotPossible, match="还没有交来"):
        office.clerk(yearly_reports.note, "S9", report(office).id, None)


def test_a_reason_is_needed_to_send_it_back(office: Office) -> None:
    hands_in(office)
    with office.unchanged(), pytest.raises(BadInput, match="退回的原因"):
        office.clerk(yearly_reports.send_back, "S9", report(office).id, " ", None)


def test_a_township_takes_note_of_nothing(office: Office) -> None:
    hands_in(office)
    with office.unchanged(), pytest.raises(Forbidden):
        office.clerk(yearly_reports.note, "S1", report(office).id, None)


def test_what_the_county_has_to_see_to(office: Office) -> None:
    def waiting() -> list[str]:
        with office.db.reading() as session:
            found = yearly.for_the_county(session)
            assert yearly.count_for_the_county(session) == len(found)
            return [one.organ.code for one in found]

    assert waiting() == []
    hands_in(office)
    assert waiting() == ["JT"]
    ticks(office, "2026-09-01 00:00")
    assert waiting() == ["JT", "CZ"]
    office.clerk(yearly_reports.note, "S9", report(office).id, None)
    assert waiting() == ["CZ"]
