"""Answers delivered a second: two real delivery processes against the fake WeChat, which takes 80 ms for each."""

import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import func, select

from app import logs
from app.service import build
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.server import serve
from benchmarks import account, fill
from benchmarks.ground import Ground
from benchmarks.report import Report
from models.db import Database
from models.outbox import OutboxNotice, OutboxState
from scheduler.delivery import deliver_due

NOTICES = 4_000
WORKERS = 2
LATENCY_MS = 80
LEAST_RATE = 400.0
_processes = multiprocessing.get_context("spawn")


def run(ground: Ground, report: Report) -> None:
    for kind in ground.kinds:
        with _fake() as (api_base, arrived), ground.database(kind) as url:
            database = Database(url)
            fill.replies(database, NOTICES, datetime.now(UTC))
            seconds = _deliver(url, ground.subfolder("delivery"), ground.redis_url, api_base)
            _check(database, arrived())
            database.close()
        rate = NOTICES / seconds
        report.add(
            f"{kind}: delivered by {WORKERS} workers, {LATENCY_MS} ms each",
            f"{rate:,.0f}/s ({NOTICES:,} in {seconds:.1f} s)",
            f"> {LEAST_RATE:.0f}/s",
            met=rate > LEAST_RATE,
        )
        report.raw[kind] = {"notices": NOTICES, "seconds": seconds, "rate": rate}


def _deliver(url: str, folder: Path, redis_url: str, api_base: str) -> float:
    """Seconds from the moment when all workers are ready until the outbox is empty."""
    ready = _processes.Barrier(WORKERS + 1)
    settings = (url, str(folder), redis_url, api_base)
    workers = [_processes.Process(target=_work, args=(*settings, ready)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    ready.wait(30)
    begun = perf_counter()
    for worker in workers:
        worker.join(120)
    seconds = perf_counter() - begun
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a delivery worker did not end well")
    return seconds


def _work(url: str, folder: str, redis_url: str, api_base: str, ready: Barrier) -> None:
    """What `app worker` does for the outbox, until there is nothing left."""
    logs.configure("worker", level=40)
    service = build(account.settings(url, Path(folder), redis_url, wechat={"api_base": api_base}))
    parallel = service.settings.schedule.deliveries_in_parallel // WORKERS
    ready.wait(30)
    while deliver_due(service.db, service.gateway, service.rules, service.clock.now, parallel, random.random):
        pass
    service.close()


def _check(database: Database, arrived: int) -> None:
    """Raises unless every notice is recorded as sent and WeChat has seen each once."""
    with database.reading() as session:
        sent = session.scalar(
            select(func.count(OutboxNotice.id)).where(OutboxNotice.state == OutboxState.SENT)
        )
    if (sent, arrived) != (NOTICES, NOTICES):
        raise RuntimeError(f"{sent} recorded as sent, {arrived} arrived, of {NOTICES}")


@contextmanager
def _fake() -> Iterator[tuple[str, Any]]:
    """The fake WeChat in a process of its own: its address, and how many messages have arrived."""
    ours, its = _processes.Pipe()
    process = _processes.Process(target=_serve, args=(its,))
    process.start()
    api_base = ours.recv()

    def arrived() -> int:
        ours.send("count")
        number: int = ours.recv()
        return number

    try:
        yield api_base, arrived
    finally:
        ours.send("end")
        process.join(20)


def _serve(pipe: Any) -> None:
    fake = FakeWeChat(
        app_id=account.APP_ID,
        app_secret=account.APP_SECRET,
        token=account.TOKEN,
        encoding_aes_key=account.AES_KEY,
        original_id=account.ORIGINAL_ID,
        mode="security",
        message_format="xml",
        webhook_url="http://127.0.0.1:9/wechat",
    )
    people = [fill.openid("oNew", number) for number in range(NOTICES)]
    for person in people:
        fake.phone(person)
        fake.windows.user_wrote(person, fake.now())
    fake.faults.latency_ms = LATENCY_MS
    with serve(fake) as server:
        pipe.send(server.base_url)
        while pipe.recv() == "count":
            pipe.send(sum(len(fake.shown(person)) for person in people))
