"""The yearly report in the console: the organ's own page, the county's list, what is not theirs, and the file."""

import io
import re

from openpyxl import load_workbook
from sqlalchemy import update

from handlers import yearly_reports
from models.people import Organ
from scheduler.clocks import Clockwork
from scheduler.yearly import move_reports
from tests.builders import local_time
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks

ORGAN, COUNTY = "/console/organ/yearly", "/console/yearly-reports"
TEXT = "全年主办一件，\n下一步加强巡查。"


def ticks(office: Office, moment: str) -> None:
    office.now = local_time(moment)
    move_reports(Clockwork(office.db, office.rules, office.places), office.now)


def hands_in(desks: Desks, text: str = TEXT, code: str = "JT") -> None:
    desks.office.bureau(yearly_reports.hand_in, code, 2026, text, "周工")


def test_the_organ_finds_it_on_its_front_page_drafts_and_hands_it_in(desks: Desks) -> None:
    ticks(desks.office, "2026-08-03 09:00")
    desk = desks.of("JT").opens("/console/organ")
    assert "2026年度办理情况报告" in desk.html
    assert "2026-08-31 前交县人大" in desk.html
    desk.opens(ORGAN)
    assert "主办1件，协办0件" in desk.html
    assert "河南省人民代表大会代表建议、批评和意见办理办法" in desk.html
    desk.posts(f"{ORGAN}/2026", text=TEXT, signer="周工")
    assert "已交给县人大" in desk.html
    assert "8月3日 09:00交，填报人 周工" in desk.html
    assert 'id="yearly"' not in desk.opens("/console/organ").html


def test_what_was_typed_is_kept_when_something_is_missing(desks: Desks) -> None:
    ticks(desks.office, "2026-08-03 09:00")
    desk = desks.of("JT").opens(ORGAN).posts(f"{ORGAN}/2026", text=TEXT, signer="")
    assert desk.status == 422
    assert "请写明填报人。" in desk.html
    assert "下一步加强巡查。" in desk.html


def test_an_organ_sees_its_own_only(desks: Desks) -> None:
    ticks(desks.office, "2026-08-03 09:00")
    hands_in(desks, "只给县人大看的话。")
    other = desks.of("GD")
    assert "现在没有要交的年度报告" in other.opens(ORGAN).html
    assert other.opens(f"{ORGAN}/2026").status == 404
    assert other.opens(f"{ORGAN}/9223372036854775807").status == 404
    other.opens("/console/me").posts(f"{ORGAN}/2026", text="别人的", signer="某人")
    assert other.status == 404
    assert other.opens(COUNTY).status == 403
    assert "只给县人大看的话" in desks.of("JT").opens(ORGAN).html


def test_the_county_reads_it_from_the_work_list_and_takes_note(desks: Desks) -> None:
    ticks(desks.office, "2026-08-03 09:00")
    hands_in(desks)
    desk = desks.of("S9").opens("/console/?group=yearly")
    assert "县交通局" in desk.html
    path = re.search(rf'href="({COUNTY}/\d+)"', desk.html)
    assert path is not None
    desk.opens(path[1])
    assert "下一步加强巡查。" in desk.html
    desk.posts(f"{path[1]}/note", seen=desk.hidden("seen"))
    assert "县人大已收到" in desk.html
    assert "赵敏" in desk.html
    assert "没有等收阅的年度报告" in desk.opens("/console/?group=yearly").html
    assert "<textarea" not in desks.of("JT").opens(ORGAN).html


def test_sent_back_it_is_with_the_organ_again(desks: Desks) -> None:
    ticks(desks.office, "2026-08-03 09:00")
    hands_in(desks)
    desk = desks.of("S9").opens(f"{COUNTY}/1")
    desk.posts(f"{COUNTY}/1/return", seen=desk.hidden("seen"), reason="")
    assert desk.status == 422
    assert "请写明退回的原因。" in desk.html
    desk.posts(f"{COUNTY}/1/return", seen="1", reason="没有写问题")
    assert "已退回" in desk.html
    assert "没有写问题" in desks.of("JT").opens(ORGAN).html


def test_an_organ_without_wechat_is_to_be_telephoned(desks: Desks) -> None:
    ticks(desks.office, "2026-08-03 09:00")
    hands_in(desks)
    with desks.office.db.transaction() as session:
        session.execute(update(Organ).where(Organ.code == "JT").values(contact_id=None))
    desk = desks.of("S9").opens(f"{COUNTY}/1")
    desk.posts(f"{COUNTY}/1/return", seen=desk.hidden("seen"), reason="没有写问题")
    assert "县交通局" in desk.html
    assert "打电话" in desk.html


def test_a_page_that_shows_older_words_takes_note_of_nothing(desks: Desks) -> None:
    ticks(desks.office, "2026-08-03 09:00")
    hands_in(desks)
    desk = desks.of("S9").opens(f"{COUNTY}/1")
    hands_in(desks, "改过的报告。")
    desk.posts(f"{COUNTY}/1/note", seen=desk.hidden("seen"))
    assert desk.status == 409
    assert "改过的报告。" in desk.html


def test_the_years_list_says_who_is_late(desks: Desks) -> None:
    ticks(desks.office, "2026-08-03 09:00")
    ticks(desks.office, "2026-09-01 00:00")
    assert "超期未交" in desks.of("S9").opens(COUNTY).html
    ticks(desks.office, "2026-09-15 00:00")
    assert "严重超期未交" in desks.of("S9").opens(COUNTY).html
    assert "县交通局" not in desks.of("S9").opens(f"{COUNTY}?year=2025").html


def test_the_list_as_a_file_is_on_the_audit_log(desks: Desks) -> None:
    ticks(desks.office, "2026-08-03 09:00")
    hands_in(desks, "=1+1")
    answer = desks.of("S9").client.get(f"{COUNTY}.xlsx?year=2026")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:4] == ["县交通局", "已交，等县人大收阅", "2026-08-31", "周工"]
    assert sheet["H2"].data_type == "s"
    assert desks.office.audited()[-1] == "staff:S9 export yearly_reports.xlsx"


def test_a_township_does_not_see_the_reports(desks: Desks) -> None:
    desk = desks.of("S1")
    assert desk.opens(COUNTY).status == 403
    assert "年度报告" not in desk.opens("/console/").html
