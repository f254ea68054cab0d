"""The power fails in the middle of a busy hour: what WeChat was told is kept is kept, once, and handled, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.push import Payload
from app.simulator.replay_plan import Told, pushes
from app.simulator.replay_send import Delivered, Postman
from models.db import Database
from models.inbox import free_leases
from models.place import Grid
from tests.e2e.running import Running, wait_for

RESIDENTS, MESSAGES = 80, 400
KILLED_AFTER = 120
PLACES = ("村口", "小学门前", "二组水塘边", "卫生室旁", "老井那儿")
TROUBLES = ("路灯不亮", "路面塌了", "垃圾没人清", "水管漏水", "电线垂下来")
MORNING = datetime(2026, 3, 10, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def busy_hour() -> list[Told]:
    return [
        Told(
            row=number,
            resident=f"居民{number % RESIDENTS}",
            text=f"{PLACES[number % 5]}第{number}号的{TROUBLES[number // 5 % 5]}，已经{number % 9 + 2}天了，请来看看。",
            sent_at=MORNING + timedelta(minutes=number),
        )
        for number in range(MESSAGES)
    ]


@contextmanager
def looking(url: str) -> Iterator[Connection]:
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            yield connection
    finally:
        database.close()


@contextmanager
def writing(url: str) -> Iterator[Session]:
    database = Database(url)
    try:
        with database.transaction() as session:
            yield session
    finally:
        database.close()


def count(url: str, question: str) -> int:
    with looking(url) as connection:
        return int(connection.exec_driver_sql(question).scalar_one())


def plan_for(running: Running, wechat: FakeWeChat) -> list[Payload]:
    with looking(running.database_url) as connection:
        codes = list(connection.scalars(select(Grid.code).order_by(Grid.code)))
    return list(pushes(busy_hour(), wechat.original_id, codes))


def postmen(running: Running, wechat: FakeWeChat, plan: list[Payload]) -> list[Postman]:
    """One for each web process, every resident with one of them."""
    began = []
    for place, port in enumerate(running.ports):
        url = f"http://127.0.0.1:{port}/wechat"
        postman = Postman(url, wechat.channel(), lambda: datetime.now(UTC), patience=40)
        share = len(running.ports)
        postman.start([push for push in plan if hash_of(push) % share == place])
        began.append(postman)
    return began


def hash_of(push: Payload) -> int:
    return sum(str(push["FromUserName"]).encode())


def collect(senders: list[Postman], wanted: int) -> list[Delivered]:
    found: list[Delivered] = []
    for sender in senders:
        while len(found) < wanted and not sender.results.empty():
            found.append(sender.results.get())
    return found


@pytest.mark.slow
def test_a_kill_in_the_middle_loses_nothing_and_doubles_nothing(running: Running, wechat: FakeWeChat) -> None:
    running.start()
    plan = plan_for(running, wechat)
    senders = postmen(running, wechat, plan)
    delivered: list[Delivered] = []

    def have(number: int) -> bool:
        delivered.extend(collect(senders, len(plan)))
        return len(delivered) >= number

    wait_for("the first messages to be taken", lambda: have(KILLED_AFTER), 60)
    running.kill()
    running.start()
    wait_for("every message to be taken or given up", lambda: have(len(plan)), 120)
    assert [one.reason for one in delivered if not one.acknowledged] == []

    if (
        len(running.commands) > 1
    ):  # separate roles cannot know who died: two minutes pass until the leases lapse
        with writing(running.database_url) as session:
            free_leases(session, datetime.now(UTC))
    open_ones = "SELECT count(*) FROM inbox WHERE state <> 'done'"
    wait_for("the inbox to be worked off", lambda: count(running.database_url, open_ones) == 0, 120)
    assert count(running.database_url, "SELECT count(*) FROM inbox") == len(plan)
    kept_twice = (
        "SELECT count(*) FROM (SELECT inbox_id FROM issue_message GROUP BY inbox_id HAVING count(*) > 1) x"
    )
    assert count(running.database_url, kept_twice) == 0
    assert count(running.database_url, "SELECT count(DISTINCT text) FROM issue_message") == MESSAGES
    assert count(running.database_url, "SELECT count(*) FROM issue_message") == MESSAGES

    for sender in postmen(running, wechat, plan[:50]):  # WeChat's repeats, much too late
        wait_for("the repeats to be taken", sender.is_done, 60)
    assert count(running.database_url, "SELECT count(*) FROM inbox") == len(plan)
