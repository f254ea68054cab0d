"""How many messages a second one worker understands, routes and answers, with the content check made on the spot."""

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select, update

from app.rulebook import rulebook_from
from app.simulator.fake_wechat.payloads import Source, text
from app.wechat.identity import identity
from benchmarks import account, fill
from benchmarks.ground import Ground
from benchmarks.report import Report, spread
from handlers.placebook import PlaceBook
from models.db import Database
from models.inbox import InboxMessage, InboxState
from models.inbox_writer import inbox_writer
from models.place import Grid
from scheduler.gateway import TextVerdict
from scheduler.intake import Intake, step

MESSAGES = 600
ROUNDS = 3


class PassesAll:
    """A content check that costs nothing: WeChat's own takes some 80 ms, during which other threads work."""

    def check_text(self, openid: str, text: str) -> TextVerdict:  # noqa: ARG002  the protocol's
        return TextVerdict.PASSED


def run(ground: Ground, report: Report) -> None:
    for kind in ground.kinds:
        with ground.database(kind) as url:
            database = Database(url)
            fill.county(database, datetime.now(UTC))
            rates = [measure(database, MESSAGES) for _ in range(ROUNDS)]
            database.close()
        report.add(f"messages handled, {kind}, one thread", f"{spread(rates)}/s")
        report.raw[kind] = rates


def measure(database: Database, messages: int) -> float:
    """First words of so many new residents, each naming a village: messages a second. Raises when one failed."""
    _put(database, messages)
    rules = rulebook_from(account.settings("sqlite:///unused", Path(), ""))
    work = Intake(database, rules, PlaceBook(), PassesAll(), lambda: datetime.now(UTC))
    with database.reading() as session:
        work.places.gazetteer(session)
    begun = perf_counter()
    while step(work):
        pass
    seconds = perf_counter() - begun
    with database.reading() as session:
        waiting = select(func.count(InboxMessage.id)).where(InboxMessage.state != InboxState.DONE)
        if left := session.scalar(waiting):
            raise RuntimeError(f"{left} messages were not handled")
    return messages / seconds


def _put(database: Database, messages: int) -> None:
    """Into the inbox by the webhook's own writer; every sender is new, so each message opens a matter."""
    with database.reading() as session:
        villages = session.scalars(select(Grid.name).where(Grid.active).order_by(Grid.code)).all()
    writer, now, run_name = inbox_writer(database), datetime.now(UTC), secrets.token_hex(6)
    for number in range(messages):
        sender = Source(f"oHand{run_name}{number:06}", account.ORIGINAL_ID, now)
        words = (
            f"{villages[number % len(villages)]}的路灯坏了三天，晚上老人孩子走路看不清，请代表帮着问一问。"
        )
        payload = text(sender, words)
        writer.put(identity(payload), sender.openid, json.dumps(payload, ensure_ascii=False), now)
    writer.close()


def put_aside(database: Database) -> None:
    """Everything that waits counts as done."""
    with database.transaction() as session:
        session.execute(
            update(InboxMessage).where(InboxMessage.state == InboxState.NEW).values(state=InboxState.DONE)
        )
