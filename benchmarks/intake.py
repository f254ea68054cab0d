"""What storing a message durably costs, as a ratio to a Flask view that does nothing, measured right before it."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from benchmarks import load, pushes, servers
from benchmarks.ground import Ground
from benchmarks.load import Load
from benchmarks.report import Report, spread
from models.db import Database
from models.inbox import InboxMessage

ROUNDS = 5
BARE_SECONDS, SECONDS = 2, 3
FASTEST_BARE, FASTEST = 9000, 5000
"""Requests a second beyond anything seen: so many pushes are made beforehand."""

MOST_TIMES_BARE, MOST_P99_MS = 2.1, 50.0
BARE, OURS = "bare", "gridvoice"
OTHERS = {
    "wechatpy: signature, decrypt, parse; stores nothing": "wechatpy",
    "WeRoBot 1.13, no session; stores nothing": "werobot",
    "WeRoBot 1.13, Redis session": "werobot-redis",
    "WeRoBot 1.13, SQLite session": "werobot-sqlite",
}


@dataclass(frozen=True)
class Case:
    """A running server; `database_url` where what it stores is counted afterwards."""

    name: str
    port: int
    database_url: str = ""


@dataclass(frozen=True)
class Pair:
    """A case and the bare view just before it."""

    bare: Load
    case: Load

    @property
    def ratio(self) -> float:
        return self.bare.rate / self.case.rate


def run(ground: Ground, report: Report) -> None:
    with ExitStack() as stack:
        bare = stack.enter_context(servers.gunicorn(BARE, ground.subfolder(BARE)))
        cases = [stack.enter_context(_other(ground, name, key)) for name, key in OTHERS.items()]
        cases += [stack.enter_context(ours(ground, kind)) for kind in ground.kinds]
        same = pushes.fresh(BARE_SECONDS * FASTEST_BARE)  # the bare view does not look at them
        pairs: dict[str, list[Pair]] = {case.name: [] for case in cases}
        for _ in range(ROUNDS):
            for case in random.sample(cases, len(cases)):
                pairs[case.name].append(Pair(load.saturate(bare, BARE_SECONDS, same), stored(case)))
    rates = [pair.bare.rate for of_case in pairs.values() for pair in of_case]
    report.add("bare Flask view", f"{spread(rates)}/s")
    for case in cases:
        _tell(report, case, pairs[case.name])
    report.raw["pairs"] = {
        name: [{"bare": pair.bare.as_json(), "case": pair.case.as_json()} for pair in of_case]
        for name, of_case in pairs.items()
    }


def _tell(report: Report, case: Case, pairs: list[Pair]) -> None:
    ratios = [pair.ratio for pair in pairs]
    aimed = bool(case.database_url)
    report.add(
        f"{case.name}: times the bare view",
        f"{spread(ratios, 2)}×, {median(pair.case.rate for pair in pairs):,.0f}/s",
        f"≤ {MOST_TIMES_BARE}×" if aimed else "",
        met=median(ratios) <= MOST_TIMES_BARE if aimed else None,
    )
    cost = [pair.case.processor / pair.bare.processor for pair in pairs if pair.bare.processor]
    if cost:
        report.add("  the same by processor time of server and database", f"{spread(cost, 2)}×")
    p99 = [pair.case.p99 for pair in pairs]
    report.add(
        "  p50, p99 at 16 connections",
        f"{median(pair.case.p50 for pair in pairs):.1f} ms, {spread(p99, 1)} ms",
        f"p99 ≤ {MOST_P99_MS:.0f} ms" if aimed else "",
        met=median(p99) <= MOST_P99_MS if aimed else None,
    )


def stored(case: Case, seconds: float = SECONDS) -> Load:
    """Saturate it, and hold what is in the inbox against what was answered. Raises when they differ."""
    before = count_inbox(case.database_url) if case.database_url else 0
    seen = load.saturate(case.port, seconds, pushes.fresh(int(seconds * FASTEST)))
    if seen.failed:
        raise RuntimeError(f"{case.name}: {seen.failed} requests failed")
    if case.database_url:
        new = count_inbox(case.database_url) - before
        if not seen.requests <= new <= seen.requests + load.CONNECTIONS * 2:  # some under way at the end
            raise RuntimeError(f"{case.name}: {seen.requests} answered, {new} stored")
    return seen


@contextmanager
def ours(ground: Ground, kind: str) -> Iterator[Case]:
    """Our service's web side on a fresh database of this kind."""
    with ground.database(kind) as url, serving(ground, url) as port:
        yield Case(f"GridVoice on {kind}, stored durably", port, url)


@contextmanager
def serving(ground: Ground, url: str, redis_url: str = "") -> Iterator[int]:
    with servers.gunicorn(OURS, ground.subfolder(OURS), url, redis_url or ground.redis_url) as port:
        yield port


@contextmanager
def _other(ground: Ground, name: str, key: str) -> Iterator[Case]:
    folder: Path = ground.subfolder(key)
    with servers.gunicorn(key, folder, "", ground.redis_url) as port:
        yield Case(name, port)


def count_inbox(url: str) -> int:
    database = Database(url)
    with database.reading() as session:
        found = session.scalar(select(func.count(InboxMessage.id))) or 0
    database.close()
    return found
