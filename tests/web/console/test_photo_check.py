"""A photo the content check has not passed: staff look and decide, readers are told of it and do not see it."""

import re

import pytest
from sqlalchemy import update

from models.issue import Attachment, AttachmentState, Check, IssueMessage
from models.people import StaffRole
from scheduler.media_check import ask_due
from tests.builders import a_staff_member
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks, a_photo
from tests.web.console_visits import Console, Desk

PAGE = "/console/issues/1001"
UNCHECKED = "未经内容检查"
NOT_YET = "有一张照片还没有经过内容检查，暂不显示"


@pytest.fixture
def offices(console: Console, town: Office) -> Desks:
    """马大娘 told of her lamp and sent a photo, which nobody has checked yet; it was asked for as trace-1."""
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.sends_photo("o-ma")
    town.settles()
    with town.db.transaction() as session:
        a_staff_member(session, StaffRole.STATION_HEAD, "丹水镇", name="站长", code="S7")
    desks = Desks(console, town)
    marks(
        desks,
        state=AttachmentState.STORED,
        path=console.service.files.put(a_photo().getvalue()),
        content_type="image/jpeg",
        drawn=True,
        trace_id="trace-1",
        next_try_at=town.now,
    )
    return desks


def marks(desks: Desks, **values: object) -> None:
    with desks.office.db.transaction() as session:
        session.execute(update(Attachment).values(**values))


def photo(desks: Desks) -> Attachment:
    return desks.office.issue().attachments[0]


def shown(desk: Desk) -> bool:
    return re.search(r'<img src="/m/media/', desk.html) is not None


def verdict(desks: Desks, suggests: str) -> None:
    event = {"MsgType": "event", "Event": "wxa_media_check", "trace_id": "trace-1", "errcode": 0}
    desks.office.push("o-ma", event | {"result": {"suggest": suggests, "label": 100}})


@pytest.mark.parametrize("code", ["S7", "S8"])
def test_whoever_only_reads_sees_a_photo_once_it_has_passed(offices: Desks, code: str) -> None:
    reader = offices.of(code).opens(PAGE)
    assert (reader.status, shown(reader), NOT_YET in reader.html) == (200, False, True)
    assert "放行照片" not in reader.html
    verdict(offices, "pass")
    assert shown(reader.opens(PAGE))
    assert UNCHECKED not in reader.html


def test_staff_see_it_marked_and_let_it_go(offices: Desks) -> None:
    chen = offices.of("S1").opens(PAGE)
    assert (shown(chen), UNCHECKED in chen.html) == (True, True)

    chen.posts(f"{PAGE}/pass-photo", item=str(photo(offices).id))

    assert "第 1 张照片已放行" in chen.html
    assert (shown(chen), UNCHECKED in chen.html, "放行照片</button>" in chen.html) == (True, False, False)
    assert shown(offices.of("S8").opens(PAGE)), "now the leader sees it too"
    assert "看过照片，放行" in chen.html
    assert ("staff:S1", "pass_photo", "issue:1001") in offices.console.log()


def test_staff_hold_it_back_and_may_look_again(offices: Desks) -> None:
    chen = offices.of("S1").opens(PAGE)
    chen.posts(f"{PAGE}/hold-photo", item=str(photo(offices).id))
    assert not shown(chen)
    assert ("staff:S1", "hold_photo", "issue:1001") in offices.console.log()

    look = f"{PAGE}/photos/{photo(offices).id}"
    assert f'href="{look}"' in chen.html
    answer = chen.client.get(look)
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"

    chen.posts(f"{PAGE}/pass-photo", item=str(photo(offices).id))
    assert shown(chen)


def test_what_is_held_back_opens_for_nobody_else(offices: Desks) -> None:
    marks(offices, check=Check.RISKY)
    look = f"{PAGE}/photos/{photo(offices).id}"
    statuses = {code: offices.of(code).client.get(look).status_code for code in ("S2", "S7", "S8", "JT")}
    assert statuses == {"S2": 404, "S7": 403, "S8": 403, "JT": 403}, "S2 is of another township"
    assert offices.console.stranger().client.get(look).status_code == 303
    other = offices.of("S2").opens("/console/me")
    assert other.posts(f"{PAGE}/pass-photo", item=str(photo(offices).id)).status == 404
    assert photo(offices).check is Check.RISKY


def test_what_a_person_decided_no_later_verdict_undoes(offices: Desks) -> None:
    chen = offices.of("S1").opens(PAGE)
    chen.posts(f"{PAGE}/hold-photo", item=str(photo(offices).id))
    verdict(offices, "pass")
    assert photo(offices).check is Check.RISKY
    assert ask_due(offices.office.db, Inspector(), lambda: offices.office.now) == 0


class Inspector:
    def ask(self, openid: str, attachment_id: int) -> str | None:
        return f"{openid}-{attachment_id}"


def test_staff_decide_while_wechat_is_being_asked(offices: Desks) -> None:
    class Slow(Inspector):
        def ask(self, openid: str, attachment_id: int) -> str | None:
            chen = offices.of("S1").opens(PAGE)
            chen.posts(f"{PAGE}/hold-photo", item=str(attachment_id))
            return super().ask(openid, attachment_id)

    ask_due(offices.office.db, Slow(), lambda: offices.office.now)
    assert (photo(offices).check, photo(offices).trace_id) == (Check.RISKY, "")


@pytest.mark.parametrize(("item", "status"), [("", 422), ("x", 422), ("999999", 404)])
def test_a_photo_that_is_not_there(offices: Desks, item: str, status: int) -> None:
    chen = offices.of("S1").opens(PAGE)
    assert chen.posts(f"{PAGE}/pass-photo", item=item).status == status
    assert photo(offices).check is Check.UNCHECKED


def test_the_resident_is_not_told_of_it(offices: Desks) -> None:
    before = len(offices.office.told("o-ma"))
    offices.of("S1").opens(PAGE).posts(f"{PAGE}/hold-photo", item=str(photo(offices).id))
    assert len(offices.office.told("o-ma")) == before


def groups(desk: Desk) -> set[str]:
    """Those of the work list that the matter stands in, of what is to be looked at."""
    found = {
        group: desk.opens(f"/console/?group={group}").html.count('href="/console/issues/1001"') > 0
        for group in ("held", "unchecked")
    }
    return {group for group, stands in found.items() if stands}


def test_a_photo_the_check_held_waits_in_the_work_list_for_a_person(offices: Desks) -> None:
    chen = offices.of("S1")
    assert groups(chen) == set()
    verdict(offices, "risky")
    assert groups(chen) == {"held"}
    assert groups(offices.of("S2")) == set(), "of another township"
    chen.opens(PAGE).posts(f"{PAGE}/hold-photo", item=str(photo(offices).id))
    assert "照片不再显示" in chen.html
    assert groups(chen) == set(), "a person has decided"


def test_what_no_check_has_passed_in_time_waits_for_a_person_too(offices: Desks) -> None:
    chen = offices.of("S1")
    offices.office.passes(hours=1)
    assert groups(chen) == set()
    offices.office.passes(hours=2)
    chen = offices.of("S1")
    assert groups(chen) == {"unchecked"}
    chen.opens(PAGE).posts(f"{PAGE}/pass-photo", item=str(photo(offices).id))
    assert groups(chen) == set()


def test_words_no_check_has_passed_wait_as_well(offices: Desks) -> None:
    marks(offices, check=Check.PASSED)
    with offices.office.db.transaction() as session:
        session.execute(update(IssueMessage).values(check=Check.UNCHECKED))
    offices.office.passes(hours=3)
    assert groups(offices.of("S1")) == {"unchecked"}


def test_what_is_no_picture_is_nothing_to_decide_on(offices: Desks) -> None:
    marks(offices, content_type="application/octet-stream")
    offices.office.passes(hours=3)
    assert groups(offices.of("S1")) == set()
    assert "hold-photo" not in offices.of("S1").opens(PAGE).html


def test_a_photo_that_was_passed_may_still_be_held_back(offices: Desks) -> None:
    verdict(offices, "pass")
    chen = offices.of("S1").opens(PAGE)
    assert "放行照片</button>" not in chen.html
    assert f'formaction="{PAGE}/hold-photo"' in chen.html
    chen.posts(f"{PAGE}/hold-photo", item=str(photo(offices).id))
    assert (shown(chen), photo(offices).check) == (False, Check.RISKY)
    assert "hold-photo" not in offices.of("S8").opens(PAGE).html
