"""What people do on their phone pages: the same acts as by chat, with what was typed kept when it is refused."""

from html import unescape

import pytest
from sqlalchemy import select, update

from models.duty import AuditEntry, HandbookEntry
from models.inbox import InboxMessage, InboxState
from models.issue import Check, Issue, Satisfaction
from models.people import StaffRole
from models.rules.issue_state import IssueState
from tests.builders import a_contact, a_staff_member
from tests.town import RISKY
from tests.web.phone_visits import PhonePages

LAMP = "莲花村东头的路灯坏了"


@pytest.fixture
def told(phone: PhonePages) -> PhonePages:
    phone.town.writes("o-wang-daye", LAMP)
    phone.town.settles()
    return phone


def test_a_deputy_confirms_by_button_and_the_resident_is_told(told: PhonePages) -> None:
    page = told.visit("o-zhang", "/m/deputy/issues/1001")
    assert "确认收到" in page.html

    page.posts("/m/deputy/issues/1001/receipt")

    assert told.town.issue().state is IssueState.RECEIVED
    assert "已确认收到 № 1001" in page.html
    assert any("已确认收到" in text for text in told.town.told("o-wang-daye"))


def test_a_second_tap_changes_nothing(told: PhonePages) -> None:
    page = told.visit("o-zhang", "/m/deputy/issues/1001")
    page.posts("/m/deputy/issues/1001/receipt").posts("/m/deputy/issues/1001/receipt")
    page.posts("/m/deputy/issues/1001/answer", words="电工明天来").posts(
        "/m/deputy/issues/1001/answer", words="电工明天来"
    )

    assert page.status == 200
    told_resident = told.town.told("o-wang-daye")
    assert sum("确认收到，会在" in text for text in told_resident) == 1
    assert sum("电工明天来" in text for text in told_resident) == 1
    assert [event.act for event in told.town.issue().events].count("answer") == 1


def test_a_further_answer_with_other_words_is_sent(told: PhonePages) -> None:
    page = told.visit("o-zhang", "/m/deputy/issues/1001")
    page.posts("/m/deputy/issues/1001/answer", words="电工明天来").posts(
        "/m/deputy/issues/1001/answer", words="已经修好"
    )
    assert [event.act for event in told.town.issue().events].count("answer") == 2


def test_the_sentence_is_shown_once(told: PhonePages) -> None:
    page = told.visit("o-zhang", "/m/deputy/issues/1001").posts("/m/deputy/issues/1001/receipt")
    assert 'class="toast"' in page.html
    assert 'class="toast"' not in page.opens("/m/deputy/issues/1001").html


def test_an_answer_without_words_is_refused_beside_the_form(told: PhonePages) -> None:
    page = told.visit("o-zhang", "/m/deputy/issues/1001").posts("/m/deputy/issues/1001/answer", words="  ")
    assert page.status == 422
    assert "请把要说的话写上" in page.html
    assert told.town.issue().state is IssueState.SUBMITTED


@pytest.mark.parametrize(
    ("words", "why"), [("长" * 1001, "话太长了"), (f"去看看{RISKY}", "没有通过微信的内容检查")]
)
def test_what_was_typed_is_kept_when_refused(told: PhonePages, words: str, why: str) -> None:
    page = told.visit("o-zhang", "/m/deputy/issues/1001").posts("/m/deputy/issues/1001/answer", words=words)
    assert page.status == 422
    assert why in page.html
    assert words in page.html
    assert not any(words in text for text in told.town.told("o-wang-daye"))


def test_what_is_not_possible_now_says_what_is(told: PhonePages) -> None:
    resident = told.visit("o-wang-daye", "/m/resident/issues/1001")
    zhang = told.visit("o-zhang", "/m/deputy/issues/1001")
    resident.posts("/m/resident/issues/1001/withdraw")

    late = zhang.posts("/m/deputy/issues/1001/answer", words="电工明天来")

    assert late.status == 409
    assert "已撤回" in late.html


def test_reporting_up_reaches_the_township(told: PhonePages) -> None:
    told.visit("o-zhang", "/m/deputy/issues/1001").posts("/m/deputy/issues/1001/report", words="请镇里协调")
    assert told.town.issue().state is IssueState.REPORTED
    assert any("请镇里协调" in text for text in told.town.told("o-staff"))


def test_the_residents_verdict(told: PhonePages) -> None:
    told.town.writes("o-zhang", "答复 1001 已修好")
    page = told.visit("o-wang-daye", "/m/resident/issues/1001")
    assert "真的解决了吗" in page.html
    assert "您满意吗" not in page.html

    page.posts("/m/resident/issues/1001/solved", answer="yes")
    assert told.town.issue().state is IssueState.CLOSED
    assert "您满意吗" in page.html
    assert " checked" not in page.html

    page.posts("/m/resident/issues/1001/rating", grade="satisfied", words="修得快")
    issue = told.town.issue()
    assert (issue.satisfaction, issue.satisfaction_words) == (Satisfaction.SATISFIED, "修得快")


def test_nothing_is_preselected_and_nothing_chosen_is_asked_again(told: PhonePages) -> None:
    told.town.writes("o-zhang", "答复 1001 已修好")
    page = told.visit("o-wang-daye", "/m/resident/issues/1001").posts(
        "/m/resident/issues/1001/solved", answer="yes"
    )

    page.posts("/m/resident/issues/1001/rating", words="还行吧")

    assert page.status == 422
    assert "请先选一个" in page.html
    assert "还行吧" in page.html
    assert told.town.issue().satisfaction is None


def test_no_said_twice_calls_the_deputy_once(told: PhonePages) -> None:
    told.town.writes("o-zhang", "上报 1001 请镇里协调")
    page = told.visit("o-wang-daye", "/m/resident/issues/1001")
    page.posts("/m/resident/issues/1001/solved", answer="no").posts(
        "/m/resident/issues/1001/solved", answer="no"
    )

    assert page.status == 200
    assert sum("群众说没有解决" in text for text in told.town.told("o-zhang")) == 1


def test_withdrawing_is_asked_once_more(told: PhonePages) -> None:
    page = told.visit("o-wang-daye", "/m/resident/issues/1001/withdraw")
    assert "真的要撤回吗" in page.html
    assert told.town.issue().state is IssueState.SUBMITTED

    page.posts("/m/resident/issues/1001/withdraw").posts(
        "/m/resident/issues/1001/withdraw", csrf=page.token or None
    )

    assert told.town.issue().state is IssueState.WITHDRAWN


def test_more_words_are_kept_with_the_matter_once(told: PhonePages) -> None:
    page = told.visit("o-wang-daye", "/m/resident/issues/1001")
    page.posts("/m/resident/issues/1001/words", words="晚上老人摔了").posts(
        "/m/resident/issues/1001/words", words="晚上老人摔了"
    )
    assert [message.text for message in told.town.issue().messages] == [LAMP, "晚上老人摔了"]


def test_risky_words_wait_for_staff_and_the_deputy_never_sees_them(told: PhonePages) -> None:
    told.visit("o-wang-daye", "/m/resident/issues/1001").posts(
        "/m/resident/issues/1001/words", words=f"看这个{RISKY}"
    )

    assert RISKY in told.visit("o-wang-daye", "/m/resident/issues/1001").html
    assert RISKY not in told.visit("o-zhang", "/m/deputy/issues/1001").html
    staff = told.visit("o-staff", "/m/staff/issues/1001")
    assert 'href="/console/issues/1001"' in staff.html, "on to the console, for what the phone cannot do"
    assert RISKY in staff.html
    assert "内容检查没通过" in told.visit("o-staff", "/m/staff").html

    staff.posts("/m/staff/issues/1001/release")
    assert "您还没有看到" in staff.html, "a form that does not say what was shown lets nothing go"
    staff.posts("/m/staff/issues/1001/release", held=staff.hidden("held"))

    assert "已放行" in staff.html
    assert RISKY in told.visit("o-zhang", "/m/deputy/issues/1001").html


def test_unchecked_words_are_marked_for_the_deputy(phone: PhonePages) -> None:
    phone.town.check_answers = False
    phone.town.writes("o-wang-daye", LAMP)
    phone.town.settles()
    assert "未经检查" in phone.visit("o-zhang", "/m/deputy/issues/1001").html
    assert "未经检查" not in phone.visit("o-wang-daye", "/m/resident/issues/1001").html


def test_what_a_resident_writes_is_text_and_never_markup(phone: PhonePages) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>"
    phone.town.writes("o-wang-daye", f"莲花村路灯坏了{attack}")
    phone.town.settles()
    for openid, page in (("o-wang-daye", "resident"), ("o-zhang", "deputy"), ("o-staff", "staff")):
        for path in (f"/m/{page}/issues/1001", f"/m/{page}"):
            html = phone.visit(openid, path).html
            assert "<script" not in html
            assert "<img src=x" not in html
    assert attack in unescape(phone.visit("o-zhang", "/m/deputy/issues/1001").html)


def test_an_anonymous_residents_name_is_for_nobody_but_them(told: PhonePages) -> None:
    with told.town.db.transaction() as session:
        issue = session.scalars(select(Issue)).one()
        issue.resident.name = "王大爷"
    assert "王大爷" in told.visit("o-zhang", "/m/deputy/issues/1001").html

    told.town.writes("o-wang-daye", "匿名")

    page = told.visit("o-zhang", "/m/deputy/issues/1001").html
    assert "王大爷" not in page
    assert "匿名" in page


@pytest.mark.parametrize(
    ("form", "words"), [("visit", "到三组看了五户"), ("explain", "讲了医保"), ("deed", "修好了水井")]
)
def test_the_handbook_is_written_once(told: PhonePages, form: str, words: str) -> None:
    page = told.visit("o-zhang", "/m/deputy/record")
    page.posts(f"/m/deputy/record/{form}", words=words).posts(f"/m/deputy/record/{form}", words=words)

    assert words in page.html
    with told.town.db.reading() as session:
        assert [entry.text for entry in session.scalars(select(HandbookEntry))] == [words]


def test_an_empty_summary_is_not_handed_in(told: PhonePages) -> None:
    page = told.visit("o-zhang", "/m/deputy/record").posts("/m/deputy/record/summary", words=" ")
    assert page.status == 422
    with told.town.db.reading() as session:
        assert session.scalars(select(HandbookEntry)).all() == []


def test_the_deputys_card_says_who_they_are(told: PhonePages) -> None:
    html = told.visit("o-zhang", "/m/deputy/card").html
    assert "张广民" in html
    assert "县人大代表" in html
    assert "莲花村" in html


def test_staff_find_the_place_and_the_matter_goes_on(phone: PhonePages) -> None:
    phone.town.writes("o-wang-daye", "俺们那里的桥断了，没人管")
    phone.town.passes(hours=1)
    phone.town.passes(hours=30)
    assert "没说清地点" in phone.visit("o-staff", "/m/staff").html

    page = phone.visit("o-staff", "/m/staff/issues/1001").opens("/m/staff/issues/1001?where=石龙燕村")
    assert "石龙堰村" in page.html
    page.posts("/m/staff/issues/1001/place", grid="nowhere")
    assert page.status == 422
    page.posts("/m/staff/issues/1001/place", grid="SL01")

    assert phone.town.issue().state is IssueState.SUBMITTED
    assert any("工作人员帮您对上了地点" in text for text in phone.town.told("o-wang-daye"))


def test_staff_refuse_with_the_right_door(told: PhonePages) -> None:
    page = told.visit("o-staff", "/m/staff/issues/1001")
    page.posts("/m/staff/issues/1001/refuse", reason="", door="请打 12345 政务服务热线。")
    assert page.status == 422

    page.posts("/m/staff/issues/1001/refuse", reason="这是供电公司的事", door="请打 12345 政务服务热线。")

    assert told.town.issue().state is IssueState.NOT_ACCEPTED
    assert any("供电公司的事\n请打 12345" in text for text in told.town.told("o-wang-daye"))


def test_what_nobody_confirmed_stands_on_the_staffs_page(told: PhonePages) -> None:
    assert "没有代表确认收到" not in told.visit("o-staff", "/m/staff").html
    told.town.until("2026-03-13 19:00")
    page = told.visit("o-staff", "/m/staff").html
    assert "没有代表确认收到" in page
    assert "№ 1001" in page


def test_a_failed_message_is_replayed_by_the_county_alone(told: PhonePages) -> None:
    with told.town.db.transaction() as session:
        session.add(
            InboxMessage(
                key="k1",
                sender="o-x",
                payload="{}",
                received_at=told.town.now,
                state=InboxState.FAILED,
                attempts=5,
                error="KeyError",
            )
        )
        a_staff_member(session, StaffRole.COUNTY, "西峡县", contact_id=a_contact(session, "o-county").id)
    with told.town.db.reading() as session:
        number = session.scalars(select(InboxMessage.id)).one()
    assert "重新处理" not in told.visit("o-staff", "/m/staff").html
    held = told.visit("o-staff", "/m/staff/issues/1001")
    assert held.posts(f"/m/staff/inbox/{number}/replay").status == 404

    page = told.visit("o-county", "/m/staff").posts(f"/m/staff/inbox/{number}/replay")

    assert "已重新处理" in page.html
    with told.town.db.reading() as session:
        message = session.get_one(InboxMessage, number)
        assert (message.state, message.attempts) == (InboxState.NEW, 0)
        assert (
            session.scalars(select(AuditEntry).where(AuditEntry.act == "replay")).one().what
            == f"inbox:{number}"
        )


def test_who_cannot_be_reached_is_shown_with_the_reason_in_their_township_only(told: PhonePages) -> None:
    from models.people import Contact  # noqa: PLC0415  only here

    with told.town.db.transaction() as session:
        reason = {"unreachable_since": told.town.now, "unreachable_reason": "用户拒收"}
        session.execute(update(Contact).where(Contact.openid == "o-zhang").values(**reason))
        a_staff_member(session, StaffRole.TOWNSHIP, "城关街道", contact_id=a_contact(session, "o-far").id)
    assert "用户拒收" in told.visit("o-staff", "/m/staff").html
    assert "用户拒收" not in told.visit("o-far", "/m/staff").html


def test_a_list_costs_the_same_few_queries_however_long_it_is(told: PhonePages) -> None:
    from sqlalchemy import event  # noqa: PLC0415  only here

    def queries() -> int:
        seen: list[str] = []

        def note(*what: object) -> None:
            seen.append(str(what[2]))

        event.listen(told.town.db.engine, "before_cursor_execute", note)
        told.visit("o-zhang", "/m/deputy")
        event.remove(told.town.db.engine, "before_cursor_execute", note)
        return len(seen)

    one = queries()
    for number in range(6):
        told.town.writes(f"o-neighbour-{number}", f"莲花村第{number}户门前的路坏了")
    assert queries() <= one + 1


def test_staff_pass_what_no_check_could_and_others_wait_for_it(phone: PhonePages) -> None:
    """Until a person has read it, nobody but the deputy and whoever decides on it sees it (design §5)."""
    phone.town.check_answers = False
    phone.town.writes("o-wang-daye", LAMP)
    phone.town.settles()
    with phone.town.db.transaction() as session:
        leader = a_staff_member(session, StaffRole.LEADER, "丹水镇", code="S8")
        leader.contact_id = a_contact(session, "o-leader").id
    pages = ("/m/staff/issues/1001", "/m/staff", "/m/staff/instructions")
    assert all(LAMP not in phone.visit("o-leader", path).html for path in pages)

    staff = phone.visit("o-staff", "/m/staff/issues/1001")
    assert LAMP in staff.html
    staff.posts("/m/staff/issues/1001/release", held=staff.hidden("held"))

    assert "承办单位也看得到了" in staff.html
    assert phone.town.issue().check is Check.PASSED
    assert LAMP in phone.visit("o-leader", "/m/staff/issues/1001").html
    assert "未经检查" not in phone.visit("o-zhang", "/m/deputy/issues/1001").html


def test_four_weeks_later_the_question_stands_on_the_page_again(told: PhonePages) -> None:
    told.town.writes("o-zhang", "答复 1001 修好了")
    told.town.writes("o-wang-daye", "解决 1001 是")
    told.town.passes(days=29)
    page = told.visit("o-wang-daye", "/m/resident")
    assert "等您说一句" in page.html
    page.opens("/m/resident/issues/1001")
    assert "真的解决了吗？" in page.html
    page.posts("/m/resident/issues/1001/solved", answer="yes", words="")
    assert [event.act for event in told.town.issue().events].count("solved") == 2
    assert "真的解决了吗？" not in page.opens("/m/resident/issues/1001").html
    assert "等您说一句" not in page.opens("/m/resident").html
