"""What a resident adds, or asks after, while the loop lives reaches who handles it; and they are told whom it reached."""

import pytest

from handlers import staff
from models.issue import Check
from models.people import Organ, StaffMember
from tests.handlers.loop.evaluation import closed_out, handled, rated, seen_on_the_spot
from tests.handlers.loop.office import Office
from tests.town import RISKY

MORE = "群众有补充或催问"


def _heard(office: Office, openid: str) -> int:
    return len([text for text in office.told(openid) if MORE in text])


def test_the_organ_and_the_staff_hear_of_it_once_a_day(assigned: Office) -> None:
    assigned.writes("o-ma", "补充 1001 西头那盏也不亮")
    assigned.writes("o-ma", "补充 1001 晚上有人摔了")
    assert (_heard(assigned, "o-JT"), _heard(assigned, "o-staff")) == (1, 1)
    assigned.passes(days=1)
    assigned.writes("o-ma", "补充 1001 还是黑的")
    assert (_heard(assigned, "o-JT"), _heard(assigned, "o-staff")) == (2, 2)


def test_who_asks_after_it_is_told_whom_it_reached(assigned: Office) -> None:
    [said] = assigned.writes("o-ma", "怎么还没修")
    assert said.startswith("已替您催问，告诉了县交通局、张广民代表、工作人员。№ 1001")


def test_nobody_is_named_who_was_not_told(assigned: Office) -> None:
    with assigned.db.transaction() as session:
        for organ in session.query(Organ):
            organ.contact_id = None
        for member in session.query(StaffMember):
            member.contact_id = None
    [said] = assigned.writes("o-ma", "怎么还没修")
    assert said.startswith("已替您催问，告诉了张广民代表。№ 1001")


def test_before_anybody_was_asked_nothing_is_claimed(office: Office) -> None:
    office.writes("o-ma", "新 莲花村东头的路灯坏了")
    [said] = office.writes("o-ma", "催一下")[-1:]
    assert "催问" not in said


def test_in_study_the_staff_hear_of_it(studied: Office) -> None:
    [said] = studied.writes("o-ma", "怎么还没修")
    assert "张广民代表、工作人员" in said
    assert _heard(studied, "o-staff") == 1


def test_risky_words_tell_nobody_but_the_staff(assigned: Office) -> None:
    organ, deputy = assigned.told("o-JT"), assigned.told("o-zhang")
    assigned.writes("o-ma", f"补充 1001 快来{RISKY}")
    assert (assigned.told("o-JT"), assigned.told("o-zhang")) == (organ, deputy)
    assert _heard(assigned, "o-staff") == 1


def test_what_no_check_has_passed_reaches_the_organ_once_staff_have(assigned: Office) -> None:
    assigned.check_answers = False
    assigned.writes("o-ma", "补充 1001 西头那盏也不亮")
    assert (_heard(assigned, "o-JT"), _heard(assigned, "o-staff")) == (0, 1)
    assigned.clerk(staff.release, "S1", 1001, staff.held_until(assigned.issue()))
    assert _heard(assigned, "o-JT") == 1


@pytest.mark.parametrize(("risky", "heard"), [(False, 1), (True, 0)])
def test_a_photo_reaches_the_organ_once_it_has_passed(assigned: Office, risky: bool, heard: int) -> None:
    assigned.sends_photo("o-ma")
    assert (_heard(assigned, "o-JT"), _heard(assigned, "o-staff")) == (0, 1)
    with assigned.db.transaction() as session:
        photo = assigned.issue().attachments[-1]
        session.merge(photo).trace_id = "t-1"
    verdict = {
        "Event": "wxa_media_check",
        "trace_id": "t-1",
        "result": {"suggest": "risky" if risky else "pass"},
    }
    assigned.push("o-ma", {"MsgType": "event", **verdict})
    assert assigned.issue().attachments[-1].check is (Check.RISKY if risky else Check.PASSED)
    assert _heard(assigned, "o-JT") == heard


def test_when_the_loop_is_over_the_organ_is_left_in_peace(assigned: Office) -> None:
    handled(assigned)
    rated(assigned)
    seen_on_the_spot(assigned)
    assigned.writes("o-ma", "解决 1001 是")
    closed_out(assigned)
    heard = assigned.told("o-JT")
    assigned.writes("o-ma", "怎么又坏了")
    assert assigned.told("o-JT") == heard
