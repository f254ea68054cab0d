"""One message that is strange, or deadly, holds up nobody: not the next sender, nor for ever its own."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from models.db import Database
from models.inbox import InboxMessage, InboxState, claim
from models.inbox_writer import inbox_writer
from scheduler.gateway import TextVerdict
from scheduler.intake import MOST_CLAIMS, Intake, step
from tests.fakes import Clock
from tests.town import Town

STRANGE: list[dict[str, Any]] = [
    {"MsgType": "text", "Content": "莲花村路灯坏了" * 8000},
    {"MsgType": "text", "Content": "补充 99999999999999999999 水管坏了"},
    {"MsgType": "text", "Content": "进度 999999999999999999999999"},
    {"MsgType": "text", "Content": "收到 ９９９９９９９９９９９９９９９９９９９９"},
    {"MsgType": "text", "Content": "a\x01b莲花村\ufffe路灯坏了"},
    {"MsgType": "text", "Content": {"a": ["x"]}},
    {"MsgType": "text", "Content": "莲花村水管坏了", "CreateTime": 10**19},
    {"MsgType": "text", "Content": "莲花村水管坏了", "CreateTime": "-1e400"},
    {"MsgType": "image"},
    {"MsgType": "location", "Location_X": "nan", "Location_Y": "inf", "Label": "x" * 9000},
    {"MsgType": "location", "Location_X": 33.2, "Location_Y": 111.4, "Label": "村" * 9000},
    {"MsgType": "event", "Event": "user_enter_tempsession", "SessionFrom": "grid=%00%ff%ed%a0%80"},
    {"MsgType": "event", "Event": "user_enter_tempsession", "SessionFrom": "grid=" + "9" * 500},
    {
        "MsgType": "event",
        "Event": "subscribe_msg_sent_event",
        "List": {"MsgID": 10**19, "ErrorCode": "x" * 500},
    },
    {"MsgType": 5, "Event": None},
]


class Unasked:
    """A content check that finds nothing."""

    def check_text(self, openid: str, text: str) -> TextVerdict:
        return TextVerdict.PASSED if openid and text else TextVerdict.UNCHECKED


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def intake(db: Database, clock: Clock) -> Intake:
    town = Town(db)
    return Intake(db, town.rules, town.places, Unasked(), clock)


def arrives(db: Database, sender: str, clock: Clock, *payloads: dict[str, Any]) -> None:
    writer = inbox_writer(db)
    for number, payload in enumerate(payloads):
        said = {"FromUserName": sender, "CreateTime": int(clock().timestamp()), "MsgId": number} | payload
        writer.put(f"{sender}-{number}", sender, json.dumps(said, ensure_ascii=False), clock())
    writer.close()


def states(db: Database, sender: str) -> list[InboxState]:
    with db.reading() as session:
        rows = select(InboxMessage.state).where(InboxMessage.sender == sender).order_by(InboxMessage.id)
        return list(session.scalars(rows))


@pytest.mark.parametrize("who", ["o-new", "o-zhang", "o-staff"])
def test_what_is_merely_strange_is_handled(db: Database, clock: Clock, intake: Intake, who: str) -> None:
    arrives(db, who, clock, *STRANGE)
    while step(intake):
        clock.turn(seconds=1)
    assert states(db, who) == [InboxState.DONE] * len(STRANGE)


def test_two_who_are_answered_alike_in_one_moment(db: Database, clock: Clock, intake: Intake) -> None:
    """As with `tick --at`, where the clock stands still."""
    for who in ("o-zhang", "o-li"):
        arrives(db, who, clock, {"MsgType": "text", "Content": "这几天我先看看情况再说"})
    while step(intake):
        pass
    assert states(db, "o-zhang") == states(db, "o-li") == [InboxState.DONE]


def test_a_message_that_ends_every_worker_is_set_aside(db: Database, clock: Clock, intake: Intake) -> None:
    """Each worker that takes it in hand dies of it, without a word."""
    words = {"MsgType": "text", "Content": "莲花村路灯坏了"}
    arrives(db, "o-new", clock, words, words)
    for _ in range(MOST_CLAIMS):
        with db.transaction() as session:
            assert len(claim(session, clock())) == 1
        clock.turn(minutes=3)
    step(intake)
    assert states(db, "o-new") == [InboxState.FAILED, InboxState.NEW]
    step(intake)
    assert states(db, "o-new") == [InboxState.FAILED, InboxState.DONE]
