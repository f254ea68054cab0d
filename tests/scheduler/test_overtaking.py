"""WeChat's report comes while the worker that caused it is still writing down that it did."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from models.db import Database
from models.inbox_writer import inbox_writer
from models.issue import Attachment, AttachmentState, Check
from models.outbox import OutboxNotice, OutboxState
from scheduler.delivery import deliver_due
from scheduler.gateway import Notice, Outcome, Sent, TextVerdict
from scheduler.intake import Intake, step
from scheduler.media_check import ask_due
from tests.fakes import Clock
from tests.town import Town


@dataclass
class Quick:
    """A WeChat whose report is here, and looked at, before its own answer is."""

    reports: Callable[[], None]

    def ask(self, openid: str, attachment_id: int) -> str | None:
        self.reports()
        return f"trace-{attachment_id}" if openid else None

    def notify(self, notice: Notice) -> Outcome:
        self.reports()
        return Sent("77") if notice.text else Sent()


class Unasked:
    """A content check that finds nothing."""

    def check_text(self, openid: str, text: str) -> TextVerdict:
        return TextVerdict.PASSED if openid and text else TextVerdict.UNCHECKED


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def town(db: Database, clock: Clock) -> Town:
    town = Town(db, now=clock())
    town.writes("o-ma", "莲花村东头的路灯坏了")
    return town


@pytest.fixture
def intake(town: Town, clock: Clock) -> Intake:
    return Intake(town.db, town.rules, town.places, Unasked(), clock)


def reports(intake: Intake, **event: Any) -> Callable[[], None]:
    def come() -> None:
        writer = inbox_writer(intake.db)
        payload = {"FromUserName": "o-ma", "MsgType": "event", **event}
        writer.put("report", "o-ma", json.dumps(payload), intake.now())
        writer.close()
        assert step(intake) == 1

    return come


def test_the_verdict_on_a_photo_is_not_lost(town: Town, intake: Intake, clock: Clock) -> None:
    town.sends_photo("o-ma")
    with town.db.transaction() as session:
        photo = session.get_one(Attachment, 1)
        photo.state, photo.next_try_at = AttachmentState.STORED, clock()
    verdict = reports(intake, Event="wxa_media_check", trace_id="trace-1", result={"suggest": "risky"})
    assert ask_due(town.db, Quick(verdict), clock) == 1
    clock.turn(seconds=3)
    assert step(intake) == 1
    assert town.issue().attachments[0].check is Check.RISKY


def test_a_message_that_was_not_delivered_waits_for_the_person(
    town: Town, intake: Intake, clock: Clock
) -> None:
    failed = reports(
        intake,
        Event="subscribe_msg_sent_event",
        List={"TemplateId": "T", "MsgID": "77", "ErrorCode": "3", "ErrorStatus": "reject"},
    )
    assert deliver_due(town.db, Quick(failed), town.rules, clock, 1, lambda: 0.5) > 0
    clock.turn(seconds=3)
    assert step(intake) == 1
    with town.db.reading() as session:
        assert session.get_one(OutboxNotice, 1).state is OutboxState.PARKED


def test_a_report_on_what_nobody_knows_does_not_wait(intake: Intake, clock: Clock) -> None:
    reports(intake, Event="wxa_media_check", trace_id="trace-9", result={"suggest": "risky"})()
    clock.turn(minutes=1)
    assert step(intake) == 0
