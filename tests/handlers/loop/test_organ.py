"""办理: the organ accepts, reports, speaks with the deputy, asks, replies; what is not its own it does not even see."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from handlers import organ, requests
from handlers.desk import BadInput, NotFound, NotPossible
from handlers.evidence import MOST_A_ROUND, Picture, add_photo
from models.assignment import LoopClock, OrganState, RequestKind, RequestState
from models.issue import Result
from models.reply import Evidence, Reply, Shows
from models.rules.assignment_state import AssignmentState
from tests.handlers.loop.office import Office


def test_accepting(assigned: Office) -> None:
    assert "请在4月10日（周五）前答复" in assigned.bureau(organ.accept, "JT", 1)
    assert assigned.assignment().organs[0].state is OrganState.ACCEPTED
    with assigned.unchanged():
        assert "已经签收了" in assigned.bureau(organ.accept, "JT", 1)
    assert "县交通局已签收，开始办理" in "\n".join(assigned.writes("o-ma", "进度 1001"))


def test_what_is_not_theirs_organs_do_not_find(assigned: Office) -> None:
    for number in (1, 999):
        with pytest.raises(NotFound, match=f"没有找到交办件 {number}，或者它不归您办理"):
            assigned.bureau(organ.accept, "GD", number)


def test_progress_stands_on_the_timeline_as_it_is_said(assigned: Office) -> None:
    told = assigned.bureau(organ.report_progress, "JT", 1, "灯具已买好，周五更换")
    assert told == "进展已登记，群众和代表能看到这段话。"
    assert assigned.told("o-ma")[-1] == "№ 1001 有进展。县交通局：灯具已买好，周五更换"
    with assigned.unchanged():
        assert "已经登记过" in assigned.bureau(organ.report_progress, "JT", 1, "灯具已买好，周五更换")
    assigned.bureau(organ.report_progress, "JT", 1, "已换三盏")
    assert len([text for text in assigned.told("o-ma") if "有进展。县" in text]) == 1  # one push a day
    assert "县交通局：已换三盏" in "\n".join(assigned.writes("o-ma", "进度 1001"))


def test_the_assisting_organ_gives_its_opinion_to_the_lead(studied: Office) -> None:
    studied.assigned("JT", "CZ")
    with pytest.raises(NotPossible, match="主办单位来做"):
        studied.bureau(organ.report_progress, "CZ", 1, "办着呢")
    studied.bureau(organ.give_opinion, "CZ", 1, "经费可以列支")
    assert "县财政局已提交" in studied.told("o-JT")[-1]
    assert studied.clock(LoopClock.ASSIST) is None
    with pytest.raises(NotPossible, match="请直接答复"):
        studied.bureau(organ.give_opinion, "JT", 1, "意见")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": date(2026, 3, 11)}, "on"),
        ({"on": date(2026, 3, 9)}, "on"),
        ({"how": "托梦"}, "how"),
        ({"words": " "}, "words"),
        ({"deputy_code": "D3"}, "deputy_code"),
    ],
)
def test_a_contact_is_checked(assigned: Office, changes: dict[str, object], field: str) -> None:
    right = organ.Contacted(date(2026, 3, 10), "电话", "说了打算", "D1")
    with pytest.raises(BadInput) as refused, assigned.unchanged():
        assigned.bureau(organ.log_contact, "JT", 1, replace(right, **changes))  # type: ignore[arg-type]  # by name
    assert refused.value.field == field


def test_no_reply_before_speaking_with_the_deputy(assigned: Office) -> None:
    with pytest.raises(NotPossible, match="先与代表联系沟通：张广民代表"), assigned.unchanged():
        assigned.replies()
    somebody = organ.Contacted(assigned.today, "电话", "和马大娘通了话")
    assigned.bureau(organ.log_contact, "JT", 1, somebody)
    with pytest.raises(NotPossible, match="先与代表联系沟通"):
        assigned.replies()
    assigned.spoken()
    assert "正在请代表和群众评价" in assigned.replies()


def test_the_same_contact_twice_is_kept_once(assigned: Office) -> None:
    assigned.spoken()
    with assigned.unchanged():
        assigned.spoken()


@pytest.mark.parametrize(
    ("result", "changes", "field"),
    [
        (None, {}, "result"),
        (Result.UNSOLVED, {}, "result"),
        (Result.SOLVED, {"text": ""}, "text"),
        (Result.NOT_POSSIBLE, {"text": "办不了"}, "text"),
        (Result.FOR_HIGHER_LEVEL, {"text": "上级的事"}, "text"),
        (Result.SOLVED, {"plain_words": ""}, "plain_words"),
        (Result.PLANNED, {"planned_until": None}, "planned_until"),
        (Result.PLANNED, {"planned_until": date(2026, 3, 10)}, "planned_until"),
        (Result.PLANNED, {"planned_until": date(2031, 3, 11)}, "planned_until"),
        (Result.PLANNED, {"planned_until": date.max}, "planned_until"),
        (Result.SOLVED, {"signer": ""}, "signer"),
        (Result.SOLVED, {"handler": ""}, "handler"),
    ],
)
def test_a_reply_is_checked(
    assigned: Office, result: Result | None, changes: dict[str, object], field: str
) -> None:
    assigned.spoken()
    with pytest.raises(BadInput) as refused, assigned.unchanged():
        assigned.bureau(organ.feed_back, "JT", 1, assigned.answer(result, **changes))
    assert refused.value.field == field


def test_the_reply_stops_the_clock_and_asks_everybody(assigned: Office) -> None:
    assigned.bureau(requests.ask, "JT", 1, RequestKind.CLARIFICATION, "哪一盏灯？")
    assigned.spoken()
    assigned.replies(Result.PARTLY)
    one = assigned.assignment()
    assert (one.state, one.result) == (AssignmentState.FED_BACK, Result.PARTLY)
    assert assigned.clock(LoopClock.REPLY) is None
    assert [request.state for request in one.requests] == [RequestState.LAPSED]
    assert "路灯换好了，今晚就亮" in assigned.told("o-ma")[-1]
    with assigned.db.reading() as session:
        reply = session.scalars(select(Reply)).one()
        assert (reply.round, reply.signer, reply.planned_until) == (1, "钱局长", None)
    with pytest.raises(NotPossible, match="不能答复反馈"), assigned.unchanged():
        assigned.replies()


def test_a_clarification_stops_the_clock_until_it_is_answered(assigned: Office) -> None:
    with pytest.raises(BadInput):
        assigned.bureau(requests.ask, "JT", 1, RequestKind.CLARIFICATION, "")
    assigned.bureau(requests.ask, "JT", 1, RequestKind.CLARIFICATION, "是哪一盏灯？")
    with pytest.raises(NotPossible, match="已经申请过补充说明"), assigned.unchanged():
        assigned.bureau(requests.ask, "JT", 1, RequestKind.CLARIFICATION, "在哪里？")
    assigned.passes(days=5)
    with pytest.raises(BadInput):
        assigned.clerk(requests.answer_request, "S1", 1, granted=True, words="")
    assigned.clerk(requests.answer_request, "S1", 1, granted=True, words="学校门口那一盏")
    assert assigned.last_day(LoopClock.REPLY) == date(2026, 4, 15)
    assert "学校门口那一盏" in assigned.told("o-JT")[-1]
    timeline = "\n".join(assigned.writes("o-ma", "进度 1001"))
    assert "等回复期间办理时间顺延" in timeline
    assert "情况已说明，继续办理" in timeline


def test_an_extension_moves_the_clock_and_is_told_with_its_reason(assigned: Office) -> None:
    for day in (None, date(2026, 4, 10), date(2026, 9, 11)):
        with pytest.raises(BadInput), assigned.unchanged():
            assigned.bureau(requests.ask, "JT", 1, RequestKind.EXTENSION, "灯杆要定做", day)
    assigned.bureau(requests.ask, "JT", 1, RequestKind.EXTENSION, "灯杆要定做", date(2026, 5, 20))
    assert assigned.last_day(LoopClock.REPLY) == date(2026, 4, 10)
    assigned.clerk(requests.answer_request, "S1", 1, granted=True, words="", until=date(2026, 5, 10))
    assert assigned.last_day(LoopClock.REPLY) == date(2026, 5, 10)
    assert assigned.told("o-ma")[-1] == "№ 1001 办理时间延到5月10日，原因：灯杆要定做"
    assert "延到5月10日，原因：灯杆要定做" in assigned.told("o-zhang")[-1]
    assert "办理时间延到5月10日，原因：灯杆要定做" in "\n".join(assigned.writes("o-ma", "进度 1001"))
    assert "deputies_told" in [event.act for event in assigned.assignment().events]


def test_a_refused_extension_moves_nothing(assigned: Office) -> None:
    assigned.bureau(requests.ask, "JT", 1, RequestKind.EXTENSION, "忙", date(2026, 5, 20))
    with pytest.raises(BadInput):
        assigned.clerk(requests.answer_request, "S1", 1, granted=False, words="")
    assigned.clerk(requests.answer_request, "S1", 1, granted=False, words="请按期办理")
    assert assigned.last_day(LoopClock.REPLY) == date(2026, 4, 10)
    with pytest.raises(NotPossible, match="已经答复过"), assigned.unchanged():
        assigned.clerk(requests.answer_request, "S9", 1, granted=True, words="", until=None)


def test_a_photo_is_kept_once_and_not_without_end(assigned: Office) -> None:
    for number in range(MOST_A_ROUND):
        assigned.bureau(_photo, "JT", f"{number}")
    with assigned.unchanged():
        assert "已经有了" in assigned.bureau(_photo, "JT", "3")
    with pytest.raises(BadInput, match="最多 12 张"), assigned.unchanged():
        assigned.bureau(_photo, "JT", "another")
    with assigned.db.reading() as session:
        assert len(session.scalars(select(Evidence)).all()) == MOST_A_ROUND


def _photo(desk: object, by: object, digest: str) -> str:
    picture = Picture(f"evidence/{digest}.jpg", "image/jpeg", 1000, digest)
    return add_photo(desk, by, 1, picture, Shows.AFTER, "换好了")  # type: ignore[arg-type]  # passed on


def test_a_clarification_asked_too_late_only_puts_off_what_follows(assigned: Office) -> None:
    """What was late stays late; while it stands still it does not become very late, and afterwards it does."""
    assigned.until("2026-04-13 10:00")
    assigned.bureau(requests.ask, "JT", 1, RequestKind.CLARIFICATION, "是哪一盏灯？")
    assigned.until("2026-05-13 10:00")
    assigned.clerk(requests.answer_request, "S1", 1, granted=True, words="学校门口那一盏")
    assigned.passes(minutes=5)
    clock = assigned.clock(LoopClock.REPLY)
    assert clock is not None
    assert clock.late_at is not None
    assert clock.very_late_at is None
    assigned.until("2026-06-13 10:00")
    clock = assigned.clock(LoopClock.REPLY)
    assert clock is not None
    assert clock.very_late_at is not None


def test_an_extension_does_not_end_in_the_past(assigned: Office) -> None:
    assigned.until("2026-04-20 10:00")
    with pytest.raises(BadInput, match="已经过了"), assigned.unchanged():
        assigned.bureau(requests.ask, "JT", 1, RequestKind.EXTENSION, "灯杆要定做", date(2026, 4, 15))
