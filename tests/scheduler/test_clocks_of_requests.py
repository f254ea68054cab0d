"""What an organ asked is answered in time, or the staff are late: its own clock does not stand still for ever."""

from datetime import date

import pytest

from handlers import assigning, organ, requests
from handlers.digest_wording import digest_now
from models.assignment import LoopClock, RequestKind
from models.db import Database
from models.people import StaffMember
from tests.builders import local_time
from tests.handlers.loop.office import Office

CLARIFY, EXTEND = RequestKind.CLARIFICATION, RequestKind.EXTENSION


@pytest.fixture
def office(db: Database) -> Office:
    office = Office(db)
    office.reported()
    office.assigned()
    return office


def days(office: Office, until: str) -> None:
    while office.now < local_time(until):
        office.passes(days=1)


def test_the_staff_are_told_by_when_to_answer_are_reminded_and_run_late(office: Office) -> None:
    said = office.bureau(requests.ask, "JT", 1, CLARIFY, "哪一盏灯？")
    assert said == "已申请补充说明，工作人员会在3月13日（周五）前答复；等答复期间不计入办理时间。"
    assert office.told("o-staff")[-1].endswith("请在3月13日（周五）前答复。")
    before = len(office.told("o-staff"))
    days(office, "2026-03-28 12:00")
    about = "№ 1001「莲花村东头的路灯坏了」"
    assert office.told("o-staff")[before:] == [
        f"{about} 请在3月13日（周五）前答复承办单位要的补充说明。",
        f"{about} 请在3月13日（周五）前答复承办单位要的补充说明。",
        f"超期：{about} 应在3月13日（周五）前答复承办单位要的补充说明。",
        f"严重超期：{about} 应在3月13日（周五）前答复承办单位要的补充说明。",
    ]
    one = office.assignment()
    assert [event.act for event in one.events if "late" in event.act] == ["late", "very_late"]
    assert one.supervised_for == "答复承办单位要的补充说明严重超期"
    assert "超过了期限" not in "\n".join(office.writes("o-ma", "进度 1001")), (
        "nobody has let the resident wait yet"
    )
    reply = office.clock(LoopClock.REPLY)
    assert reply is not None
    assert reply.late_at is None, "the organ is not late with what it waits for"
    with office.db.reading() as session:
        member = session.get_one(StaffMember, 1)
        assert "交办件超期 1 件" in digest_now(session, office.rules, member, office.now).replace("严重", "")


def test_an_answer_ends_the_staffs_clock_and_each_request_has_its_own(office: Office) -> None:
    office.bureau(requests.ask, "JT", 1, CLARIFY, "哪一盏灯？")
    office.passes(days=1)
    office.bureau(requests.ask, "JT", 1, EXTEND, "灯杆要定做", date(2026, 5, 10))
    office.clerk(requests.answer_request, "S1", 1, granted=True, words="学校门口那一盏")
    assert office.clock(LoopClock.CLARIFY) is None
    assert office.last_day(LoopClock.EXTEND) == date(2026, 3, 16)
    office.clerk(requests.answer_request, "S1", 2, granted=False, words="请按期办理")
    assert office.clock(LoopClock.EXTEND) is None
    before = office.told("o-staff")
    office.until("2026-03-20 10:00")
    assert office.told("o-staff") == before


@pytest.mark.parametrize("ending", ["objects", "replies", "recalled"])
def test_a_request_that_lapses_owes_no_answer(office: Office, ending: str) -> None:
    office.spoken()
    office.bureau(requests.ask, "JT", 1, CLARIFY, "哪一盏灯？")
    if ending == "objects":
        office.bureau(organ.object_to, "JT", 1, "这段路归县供电公司管")
    elif ending == "replies":
        office.replies()
    else:
        office.clerk(assigning.recall, "S1", 1, "交错了单位")
    assert office.clock(LoopClock.CLARIFY) is None
