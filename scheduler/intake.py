"""Inbox → handlers: the oldest message of each sender, one transaction each, with the content check made before it.

A handler that raises leaves its message in the inbox as failed, visible and replayable; the next sender goes on.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from handlers.conversation import TOLD, receive, words_to_check
from handlers.desk import Desk
from handlers.inbound import Inbound, Said, read_push
from handlers.placebook import PlaceBook
from handlers.rulebook import Rulebook
from models.db import Database
from models.inbox import InboxMessage, claim, put_back, take_done
from models.issue import Check
from scheduler.gateway import TextCheck, TextVerdict
from scheduler.overtaking import overtakes

log = structlog.get_logger()
MOST_ATTEMPTS = 3
MOST_CLAIMS = 6
"""Whoever had it in hand so often without a word has died of it, or hung: nobody else shall."""
PAUSE = timedelta(seconds=5)
MOST_WAITS, WAIT = 3, timedelta(seconds=2)
"""For our own record, should WeChat's report have overtaken it; it is written within moments."""
REPORTS = (Said.NOTICE_SENT, Said.MEDIA_CHECKED)
CHECKS = {
    TextVerdict.PASSED: Check.PASSED,
    TextVerdict.RISKY: Check.RISKY,
    TextVerdict.UNCHECKED: Check.UNCHECKED,
}


class DeadlyMessageError(Exception):
    """Its lease lapsed again and again: handling it ends or hangs a worker."""


class LeaseLostError(Exception):
    """Another worker took the message over: what we did for it must not stand."""


@dataclass(frozen=True)
class Intake:
    """What taking a message in needs; one for each worker."""

    db: Database
    rules: Rulebook
    places: PlaceBook
    check: TextCheck
    now: Callable[[], datetime]


def step(intake: Intake, limit: int = 8) -> int:
    """Handle what waits, up to `limit` senders; how many messages were taken (0: the inbox is empty)."""
    with intake.db.transaction() as session:
        messages = claim(session, intake.now(), limit)
    for message in messages:
        _handle(intake, message)
    return len(messages)


def _handle(intake: Intake, message: InboxMessage) -> None:
    try:
        if message.attempts > MOST_CLAIMS:
            raise DeadlyMessageError  # noqa: TRY301  it fails like any other
        inbound = read_push(json.loads(message.payload), inbox_id=message.id, received_at=message.received_at)
        if message.attempts <= MOST_WAITS and _waits(intake, message, inbound):
            return
        check = _checked(intake, inbound)
        with intake.db.transaction() as session:
            now = intake.now()
            receive(Desk(session, intake.rules, intake.places, now), inbound, check)
            if not take_done(session, message.id, message.attempts, now):
                raise LeaseLostError  # noqa: TRY301  it must leave the transaction to roll it back
    except LeaseLostError:
        log.warning("inbox.lease_lost", inbox_id=message.id)
    except Exception as error:  # noqa: BLE001  whatever it was, the message stays and the next sender goes on
        _failed(intake, message, error)


def _waits(intake: Intake, message: InboxMessage, inbound: Inbound) -> bool:
    """A report that came too early is put back for a moment."""
    if inbound.said not in REPORTS:
        return False
    with intake.db.transaction() as session:
        now = intake.now()
        early = overtakes(session, inbound, now)
        if early:
            put_back(session, message.id, message.attempts, error="", again_at=now + WAIT)
    return early


def _checked(intake: Intake, inbound: Inbound) -> Check:
    """WeChat's word on the text, asked before any transaction; photos have their own check later."""
    words = words_to_check(inbound.text) if inbound.said in TOLD and inbound.text else ""
    return CHECKS[intake.check.check_text(inbound.openid, words)] if words else Check.PASSED


def _failed(intake: Intake, message: InboxMessage, error: Exception) -> None:
    """Try again a little later; after some tries leave it as failed for staff."""
    last = message.attempts >= MOST_ATTEMPTS
    log.error(
        "inbox.failed" if last else "inbox.retry",
        inbox_id=message.id,
        attempts=message.attempts,
        error=type(error).__name__,
        exc_info=error,
    )
    again_at = None if last else intake.now() + PAUSE * message.attempts
    with intake.db.transaction() as session:
        put_back(session, message.id, message.attempts, error=f"{type(error).__name__}", again_at=again_at)
