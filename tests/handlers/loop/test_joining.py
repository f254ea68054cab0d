"""「我家也是」 and matters that staff write down for who cannot write in."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handlers import joining
from handlers.desk import BadInput, Forbidden, NotFound
from handlers.entering import Entry, enter_for
from models.issue import Check, Issue, IssueChannel
from models.people import Contact, Resident
from models.rules.issue_state import IssueState
from tests.handlers.loop.office import Office
from tests.town import RISKY


def resident(session: Any, openid: str) -> Resident:
    query = select(Resident).join(Contact, Contact.id == Resident.contact_id).where(Contact.openid == openid)
    return session.scalars(query).one()  # type: ignore[no-any-return]  # the session is passed as it is


def joins(office: Office, openid: str, number: int, words: str = "门口也黑", **named: Any) -> str:
    with office.db.transaction() as session:
        desk = office.desk(session)
        return joining.join(desk, resident(session, openid), number, words, **named)


def offered(office: Office, openid: str) -> list[tuple[int, str]]:
    with office.db.reading() as session:
        found = joining.may_join(office.desk(session), resident(session, openid))
        return [(issue.id, joining.neutral(issue)) for issue in found]


@pytest.fixture
def neighbours(office: Office) -> Office:
    """马大娘 and 刘大爷 live in 莲花村; she told of the lamp, he (only) of a dog."""
    office.tells("o-liu", "莲花村张三家的狗天天叫")
    office.tells("o-ma", "莲花村东头王老五家门口的路灯坏了，我叫马秀兰")
    return office


def test_neighbours_see_what_it_is_about_and_not_who_said_it(neighbours: Office) -> None:
    [(number, words)] = [one for one in offered(neighbours, "o-liu") if one[0] == 1002]
    assert number == 1002
    assert "路灯" in words
    assert not {"王老五", "马秀兰"} & set(words.split("、"))
    assert 1002 not in [number for number, _ in offered(neighbours, "o-ma")]


def test_joining_before_the_receipt_asks_the_deputy_once_more(neighbours: Office) -> None:
    assert joins(neighbours, "o-liu", 1002) == (
        "已记下，编号 № 1003，和邻居反映的 № 1002 一起办理，分别答复您。"
    )
    mine = neighbours.issue(1003)
    assert mine.messages[0].text == "我家也是：门口也黑"
    assert mine.state is IssueState.SUBMITTED


def test_joining_after_the_receipt_asks_no_deputy_again(neighbours: Office) -> None:
    neighbours.writes("o-zhang", "收到 1002")
    joins(neighbours, "o-liu", 1002)
    neighbours.settles()
    assert neighbours.issue(1003).state is IssueState.RECEIVED
    assert not [text for text in neighbours.told("o-zhang") if "【新反映】№ 1003" in text]
    assert "№ 1003 和 № 1002 是同一件事" in neighbours.told("o-zhang")[-1]
    assert "张广民代表确认收到" in "\n".join(neighbours.writes("o-liu", "进度 1003"))


def test_joining_what_is_being_handled(neighbours: Office) -> None:
    neighbours.writes("o-zhang", "上报 1002 要修")
    neighbours.assigned()
    joins(neighbours, "o-liu", 1002)
    assert neighbours.issue(1003).state is IssueState.REPORTED
    neighbours.spoken()
    neighbours.replies()
    assert neighbours.told("o-liu")[-1].startswith("№ 1003 县交通局答复您")


def test_joining_twice_is_one_matter(neighbours: Office) -> None:
    joins(neighbours, "o-liu", 1002)
    with neighbours.unchanged():
        assert joins(neighbours, "o-liu", 1002) == "您已经加入了：№ 1003，和 № 1002 一起办理。"


def test_what_may_not_be_joined_is_not_there(neighbours: Office) -> None:
    neighbours.tells("o-wu", f"莲花村的路灯旁有{RISKY}")
    neighbours.tells("o-he", "石龙堰村的路灯坏了")
    numbers = [number for number, _ in offered(neighbours, "o-liu")]
    assert not {1003, 1004} & set(numbers)
    for number in (1001, 1003, 1004, 999):
        with pytest.raises(NotFound, match="没有找到可以加入的这件事"), neighbours.unchanged():
            joins(neighbours, "o-liu", number)
    with pytest.raises(BadInput, match="太长了"), neighbours.unchanged():
        joins(neighbours, "o-liu", 1002, "长" * 501)


def test_nothing_need_be_added_to_join(neighbours: Office) -> None:
    joins(neighbours, "o-liu", 1002, " ")
    assert neighbours.issue(1003).messages[0].text == "我家也是这样。"


def test_who_uses_the_neighbours_number_is_told_their_own(neighbours: Office) -> None:
    neighbours.writes("o-zhang", "收到 1002")
    joins(neighbours, "o-liu", 1002)
    for words in ("解决 1002 是", "评价 1002 满意", "进度 1002"):
        assert neighbours.writes("o-liu", words) == [
            "№ 1002 是邻居的编号，您的是 № 1003（一起办理，分别答复您）。"
        ]


def test_a_deputy_rates_by_the_number_of_either_matter(neighbours: Office) -> None:
    neighbours.writes("o-zhang", "上报 1002 要修")
    neighbours.assigned()
    joins(neighbours, "o-liu", 1002)
    neighbours.spoken()
    neighbours.replies()
    assert "请分开评价" in neighbours.writes("o-zhang", "评价 1003 满意")[-1]
    assert neighbours.writes("o-zhang", "评价 1003 态度满意 结果满意") == [
        "已记下您的评价：态度满意，结果满意。"
    ]


def test_risky_words_wait_for_staff_but_the_matter_follows(neighbours: Office) -> None:
    neighbours.writes("o-zhang", "收到 1002")
    joins(neighbours, "o-liu", 1002, RISKY, check=Check.RISKY)
    assert neighbours.issue(1003).check is Check.RISKY
    assert RISKY not in "".join(neighbours.told("o-zhang"))


OLD_MAN = Entry("吃水的井塌了，没人修", "LH01", name="周大爷")


def test_staff_write_down_for_who_cannot_write(office: Office) -> None:
    told = office.clerk(enter_for, "S1", OLD_MAN)
    assert told.startswith("已录入，编号 № 1001（丹水镇 莲花村）。张广民（县人大代表）会在3月12日")
    office.settles()
    assert "【新反映】№ 1001" in office.told("o-zhang")[-1]
    with office.db.reading() as session:
        issue = session.scalars(select(Issue)).one()
        assert (issue.channel, issue.state) == (IssueChannel.STAFF, IssueState.SUBMITTED)
        assert (issue.resident.name, issue.resident.contact_id) == ("周大爷", None)
    assert office.audited() == ["staff:S1 enter_for issue:1001"]
    office.writes("o-zhang", "上报 1001 要修")
    assert len(office.assignments()) == 1


def test_the_same_words_twice_within_minutes_are_one_matter(office: Office) -> None:
    office.clerk(enter_for, "S1", OLD_MAN)
    with office.unchanged():
        assert "刚刚已经录入过同样的话：№ 1001" in office.clerk(enter_for, "S9", OLD_MAN)
    office.passes(minutes=30)
    office.clerk(enter_for, "S1", OLD_MAN)
    assert len(office.issues()) == 2


def test_staff_hear_of_the_right_door(office: Office) -> None:
    told = office.clerk(enter_for, "S1", Entry("房子着火了，快来人", "LH01"))
    assert "请先告诉本人" in told
    assert "119" in told


def test_what_is_wrong_with_an_entry(office: Office) -> None:
    wrong = [
        (Entry("", "LH01"), "words"),
        (Entry("井塌了", "GH01"), "grid_code"),
        (Entry("井塌了", ""), "grid_code"),
        (Entry("井塌了", "LH01", name="长" * 33), "name"),
        (Entry("井塌了", "LH01", said_at=office.now + timedelta(hours=1)), "said_at"),
    ]
    for entry, field in wrong:
        with pytest.raises(BadInput) as refused, office.unchanged():
            office.clerk(enter_for, "S1", entry)
        assert refused.value.field == field
    with pytest.raises(Forbidden), office.unchanged():
        office.clerk(enter_for, "S8", OLD_MAN)
