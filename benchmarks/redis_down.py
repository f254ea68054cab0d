"""Redis refuses connections, or takes them and never answers: WeChat must not notice."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.ground import Ground
from benchmarks.intake import Case, serving, stored
from benchmarks.report import Report

MOST_MS = 1000.0


def run(ground: Ground, report: Report) -> None:
    for kind in ground.kinds:
        for how, listens in (("refuses connections", False), ("hangs", True)):
            with _broken_redis(listens=listens) as redis_url, ground.database(kind) as url:
                _measure(ground, report, f"{kind}, Redis {how}", (url, redis_url))


def _measure(ground: Ground, report: Report, name: str, urls: tuple[str, str]) -> None:
    url, redis_url = urls
    with serving(ground, url, redis_url) as port:
        seen = stored(Case(name, port, url), seconds=5)
    report.add(
        f"{name}, 16 connections",
        f"{seen.rate:,.0f}/s, p99 {seen.p99:.0f} ms, max {seen.max:.0f} ms",
        "max < 1 s",
        met=seen.max < MOST_MS,
    )
    report.raw[name] = seen.as_json()


@contextmanager
def _broken_redis(*, listens: bool) -> Iterator[str]:
    """A port that nobody listens on, or one whose connections are never served."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        if listens:
            door.listen(128)
        yield f"redis://127.0.0.1:{door.getsockname()[1]}/0"
