"""Every August the organs that were charged with something are asked for their yearly report, once, and reminded."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from handlers import yearly_reports
from handlers.digest_wording import digest_now
from handlers.facts import KNOWN
from models.db import Database
from models.outbox import NoticeKind, OutboxNotice
from models.people import Contact, StaffMember
from models.yearly import YearlyReport, YearlyRound
from scheduler.clocks import Clockwork
from scheduler.yearly import move_reports
from tests.builders import a_contact, local_time
from tests.handlers.loop.office import Office


@pytest.fixture
def office(db: Database) -> Office:
    """县交通局 has been charged with a street lamp in March, with 县财政局 assisting; 县供电公司 with nothing."""
    return charged(db)


def charged(db: Database) -> Office:
    office = Office(db)
    office.reported()
    office.assigned("JT", "CZ")
    with office.db.transaction() as session:
        contact = session.scalars(select(Contact).where(Contact.openid == "o-S9")).one_or_none()
        zhao = session.scalars(select(StaffMember).where(StaffMember.code == "S9")).one()
        zhao.contact_id = (contact or a_contact(session, "o-S9")).id
    return office


def ticks(office: Office, moment: str = "") -> int:
    office.now = local_time(moment) if moment else office.now
    return move_reports(Clockwork(office.db, office.rules, office.places), office.now)


def reports(office: Office) -> dict[str, YearlyReport]:
    """By the organ's code."""
    with office.db.reading() as session:
        found = session.scalars(select(YearlyReport).options(joinedload(YearlyReport.organ)))
        return {report.organ.code: report for report in found}


def heard(office: Office, openid: str) -> list[str]:
    return [text for text in office.told(openid) if "年度办理情况报告" in text]


def test_on_the_first_working_day_of_august_those_who_were_charged_are_asked(office: Office) -> None:
    assert ticks(office, "2026-08-03 08:59") == 0
    assert ticks(office, "2026-08-03 09:00") == 2
    assert set(reports(office)) == {"JT", "CZ"}
    assert heard(office, "o-JT") == [
        "2026年度办理情况报告：请在8月31日（周一）前登录工作台，核对草稿后交给县人大。"
    ]
    assert heard(office, "o-GD") == []
    assert "system yearly_opened yearly_round:2026" in office.audited()


def test_however_often_it_ticks_it_is_asked_once(office: Office) -> None:
    ticks(office, "2026-08-03 09:00")
    for moment in ("2026-08-03 09:01", "2026-08-04 09:00", "2026-08-20 09:00"):
        assert ticks(office, moment) == 0
    assert len(heard(office, "o-JT")) == 1


def test_before_on_the_day_and_after_it_is_reminded_late_and_very_late_on_record(office: Office) -> None:
    ticks(office, "2026-08-03 09:00")
    said = []
    for moment in ("2026-08-28 09:00", "2026-08-31 09:00", "2026-09-01 00:00", "2026-09-15 00:00"):
        before = heard(office, "o-JT")
        assert ticks(office, moment) == 2
        said += heard(office, "o-JT")[len(before) :]
    assert said == [
        "2026年度办理情况报告还没有交。请在8月31日（周一）前登录工作台，核对草稿后交给县人大。",
        "2026年度办理情况报告还没有交。请在8月31日（周一）前登录工作台，核对草稿后交给县人大。",
        "超期：2026年度办理情况报告应在8月31日（周一）前交，请马上补交。",
        "严重超期：2026年度办理情况报告应在8月31日（周一）前交，请马上补交。",
    ]
    found = reports(office)["JT"]
    assert (found.late_at, found.very_late_at) == (
        local_time("2026-09-01 00:00"),
        local_time("2026-09-15 00:00"),
    )


def test_the_county_hears_of_all_late_ones_in_one_message(office: Office) -> None:
    ticks(office, "2026-08-03 09:00")
    ticks(office, "2026-08-31 09:00")
    assert heard(office, "o-S9") == []
    ticks(office, "2026-09-01 00:00")
    assert heard(office, "o-S9") == ["超期：县交通局、县财政局还没有交2026年度办理情况报告。"]
    assert heard(office, "o-staff") == []


def test_nobody_is_woken_at_midnight(office: Office) -> None:
    ticks(office, "2026-08-03 09:00")
    ticks(office, "2026-09-01 00:00")
    with office.db.reading() as session:
        waits = session.scalars(select(OutboxNotice.not_before).where(OutboxNotice.text.startswith("超期")))
        assert set(waits) == {local_time("2026-09-01 08:00")}


def test_a_subscription_message_can_carry_it(office: Office) -> None:
    ticks(office, "2026-08-03 09:00")
    with office.db.reading() as session:
        notices = session.scalars(select(OutboxNotice).where(OutboxNotice.text.startswith("2026年度"))).all()
        assert len(notices) == 2
        for notice in notices:
            assert set(notice.fields) <= KNOWN[NoticeKind.REMINDER]
            assert notice.fields["topic"] == "2026年度办理情况报告"


def test_the_countys_digest_counts_those_to_read_and_the_late_ones(office: Office) -> None:
    def says(code: str) -> list[str]:
        with office.db.reading() as session:
            member = session.scalars(select(StaffMember).where(StaffMember.code == code)).one()
            lines = digest_now(session, office.rules, member, office.now).splitlines()
            return [line for line in lines if line.startswith("年度报告")]

    ticks(office, "2026-08-03 09:00")
    office.bureau(yearly_reports.hand_in, "JT", 2026, "全年主办一件。", "周工")
    assert says("S9") == ["年度报告待收阅 1 份"]
    ticks(office, "2026-09-01 00:00")
    assert says("S9") == ["年度报告待收阅 1 份", "年度报告超期未交 1 份"]
    assert says("S1") == []


def test_a_server_asleep_in_august_asks_late_with_time_to_write(office: Office) -> None:
    assert ticks(office, "2026-09-20 10:00") == 2
    assert ticks(office) == 0
    found = reports(office)["JT"]
    assert found.due_at > local_time("2026-09-30 00:00")
    assert found.late_at is None
    assert len(heard(office, "o-JT")) == 1


def test_a_server_asleep_for_weeks_reminds_once(office: Office) -> None:
    ticks(office, "2026-08-03 09:00")
    ticks(office, "2026-10-20 10:00")
    assert [text[:4] for text in heard(office, "o-JT")[1:]] == ["严重超期"]
    assert reports(office)["JT"].late_at is not None


def test_a_year_without_any_charge_asks_nobody(db: Database) -> None:
    office = Office(db)
    assert ticks(office, "2026-08-03 09:00") == 0
    with office.db.reading() as session:
        assert session.scalars(select(YearlyRound)).all() == []


def test_what_is_given_in_august_belongs_to_the_next_year(db: Database) -> None:
    office = Office(db)
    office.now = local_time("2026-08-03 08:00")
    office.reported()
    office.assigned("GD")
    assert ticks(office, "2026-08-03 09:00") == 0
    assert ticks(office, "2027-08-02 09:00") == 1
    assert set(reports(office)) == {"GD"}


@pytest.mark.postgres
def test_two_schedulers_at_once_ask_once(postgres_url: str) -> None:
    office = charged(Database(postgres_url))
    office.now = local_time("2026-08-03 09:00")
    together = Barrier(2)

    def ticks_too(_: int) -> int:
        together.wait()
        return ticks(office)

    with ThreadPoolExecutor(2) as schedulers:
        assert sorted(schedulers.map(ticks_too, range(2))) == [0, 2]
    assert len(heard(office, "o-JT")) == 1
    office.db.close()
