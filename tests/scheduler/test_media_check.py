"""A photo is checked after it was fetched; the verdict comes as a push, and a risky one is kept from the deputy."""

from datetime import timedelta

import pytest

from models.db import Database
from models.issue import Attachment, AttachmentState, Check
from scheduler.media_check import ask_due
from tests.town import Town


class Inspector:
    """WeChat's picture check: takes a photo and gives a trace id, unless it is out of order."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.works = True

    def ask(self, openid: str, attachment_id: int) -> str | None:
        self.asked.append((openid, attachment_id))
        return f"trace-{attachment_id}" if self.works else None


@pytest.fixture
def town(db: Database) -> Town:
    """A photo of 马大娘's lamp has been fetched and stored."""
    town = Town(db)
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.sends_photo("o-ma")
    with db.transaction() as session:
        photo = session.get_one(Attachment, 1)
        photo.state, photo.next_try_at = AttachmentState.STORED, town.now
    return town


def test_wechat_is_asked_once_and_its_verdict_kept(town: Town) -> None:
    inspector = Inspector()
    assert ask_due(town.db, inspector, lambda: town.now) == 1
    town.passes(hours=1)
    assert ask_due(town.db, inspector, lambda: town.now) == 0
    assert inspector.asked == [("o-ma", 1)]
    verdict = {"MsgType": "event", "Event": "wxa_media_check", "trace_id": "trace-1", "errcode": 0}
    town.push("o-ma", verdict | {"result": {"suggest": "risky", "label": 20002}})
    assert town.issue().attachments[0].check is Check.RISKY


def test_a_photo_that_passes_is_no_longer_unchecked(town: Town) -> None:
    ask_due(town.db, Inspector(), lambda: town.now)
    verdict = {"MsgType": "event", "Event": "wxa_media_check", "trace_id": "trace-1", "errcode": 0}
    town.push("o-ma", verdict | {"result": {"suggest": "pass", "label": 100}})
    assert town.issue().attachments[0].check is Check.PASSED


def test_a_check_that_cannot_be_made_is_tried_again_and_then_left(town: Town) -> None:
    inspector = Inspector()
    inspector.works = False
    for _ in range(30):
        ask_due(town.db, inspector, lambda: town.now)
        town.now += timedelta(minutes=10)
    assert 10 < len(inspector.asked) < 15
    assert town.issue().attachments[0].check is Check.UNCHECKED
