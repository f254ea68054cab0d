"""A deputy shows what was done: a photo right after the answer is kept with that matter, apart from what the resident sent."""

from datetime import timedelta

import pytest

from models.issue import AttachmentState, Check
from models.rules.issue_state import IssueState
from scheduler.gateway import Fetched, TryLater
from scheduler.media import Shelf, fetch_due
from scheduler.media_check import ask_due
from tests.town import Town

NOT_KEPT = "不知道这是哪件事的，没有记下"


@pytest.fixture
def answered(town: Town) -> Town:
    """张三 answered the lamp of 马大娘, months after she told of it."""
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    town.writes("o-zhang", "收到 1001")
    town.passes(days=5)
    town.writes("o-zhang", "解决 1001 换了新灯泡，昨晚亮了")
    return town


def test_a_photo_after_the_answer_is_kept_with_that_matter(answered: Town) -> None:
    assert answered.sends_photo("o-zhang") == ["照片已附到 № 1001 的答复。"]
    answered.passes(minutes=9)
    assert answered.sends_photo("o-zhang") == ["照片已附到 № 1001 的答复。"]
    matter = answered.issue(1001)
    assert (matter.attachments, len(matter.deputy_photos)) == ([], 2)
    assert [event.act for event in matter.events].count("deputy_photo") == 1
    assert (matter.state, len(answered.issues())) == (IssueState.ANSWERED, 1)


def test_later_or_without_an_answer_nobody_knows_what_it_is_for(answered: Town) -> None:
    answered.passes(minutes=11)
    assert NOT_KEPT in answered.sends_photo("o-zhang")[0]
    assert answered.issue(1001).deputy_photos == []


def test_a_photo_for_what_has_ended_meanwhile_is_not_kept(answered: Town) -> None:
    answered.writes("o-ma", "解决 1001 是")
    assert NOT_KEPT in answered.sends_photo("o-zhang")[0]
    assert answered.issue(1001).deputy_photos == []


class _WeChat:
    """The network, which fails once; and its content check."""

    def __init__(self) -> None:
        self.fails, self.asked = True, ""

    def fetch(self, media_id: str) -> Fetched | TryLater:  # noqa: ARG002  the gateway's shape
        failing, self.fails = self.fails, False
        return TryLater("busy", 0) if failing else Fetched(b"\xff\xd8\xff\xe0", "image/jpeg")

    def ask(self, openid: str, attachment_id: int) -> str:  # noqa: ARG002  the gateway's shape
        self.asked = openid
        return "trace-d"


class _Store:
    def put(self, content: bytes) -> str:  # noqa: ARG002  the store's shape
        return "ab/photo"


def test_it_is_fetched_and_checked_as_the_deputys_own(answered: Town) -> None:
    answered.sends_photo("o-zhang")
    wechat, shelf = _WeChat(), Shelf(_Store(), lambda content: content)  # type: ignore[arg-type]
    fetch_due(answered.db, wechat, shelf, lambda: answered.now)  # type: ignore[arg-type]
    answered.now += timedelta(hours=1)
    fetch_due(answered.db, wechat, shelf, lambda: answered.now)  # type: ignore[arg-type]
    [photo] = answered.issue(1001).deputy_photos
    assert photo.state is AttachmentState.STORED, "the matter is older than three days; the photo is not"
    ask_due(answered.db, wechat, lambda: answered.now)
    assert wechat.asked == "o-zhang"
    verdict = {"MsgType": "event", "Event": "wxa_media_check", "trace_id": "trace-d", "errcode": 0}
    answered.push("o-zhang", verdict | {"result": {"suggest": "pass", "label": 100}})
    assert answered.issue(1001).deputy_photos[0].check is Check.PASSED
