"""The other end: as many requests as 16 connections can make, or so many a second whatever the answers take.

For the first `wrk` is used where it is installed: it leaves the two processors to the server. Without it, and for the
steady rate (which wrk cannot keep), a small client of our own sends prepared bytes over plain sockets.
"""

import json
import math
import multiprocessing
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from app.simulator.fake_wechat.push import PushRequest
from benchmarks import pushes
from benchmarks.processors import used_by_children

CONNECTIONS = 16
THREADS = 2
TIMEOUT_SECONDS = 10
LUA = Path(__file__).with_name("push.lua")
GENERATOR = "wrk" if shutil.which("wrk") else "python"


@dataclass(frozen=True)
class Load:
    """What one run saw; times in milliseconds."""

    requests: int
    seconds: float
    failed: int
    p50: float
    p99: float
    max: float
    processor: float = 0.0
    """Microseconds of processor time for one request, in the server and its database."""

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def as_json(self) -> dict[str, Any]:
        return {"rate": round(self.rate, 1), **asdict(self)}


def saturate(port: int, seconds: float, prepared: list[PushRequest]) -> Load:
    """16 connections, the next request as soon as the last is answered. Raises when `prepared` runs out."""
    drive = _by_wrk if GENERATOR == "wrk" else _by_python
    before = used_by_children()
    seen = drive(port, seconds, prepared)
    return replace(seen, processor=(used_by_children() - before) / max(1, seen.requests) * 1e6)


def steady(port: int, rate: float, seconds: float) -> Load:
    """`rate` requests a second. Latency counts from when a request was due, so that a stall is not hidden."""
    prepared = [pushes.raw(push, port) for push in pushes.fresh(int(rate * seconds))]
    begin = time.monotonic() + 0.2
    turn, spans = count(), [math.inf] * len(prepared)

    def work() -> None:
        while (number := next(turn)) < len(prepared):
            due = begin + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            if exchange(port, prepared[number]):
                spans[number] = time.monotonic() - due

    _in_threads(work, CONNECTIONS * 2)
    return _summed_up(spans, time.monotonic() - begin)


def exchange(port: int, request: bytes) -> bool:
    """One request on a connection of its own (sync workers keep none open); whether it was answered with 200."""
    try:
        with socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS) as connection:
            connection.sendall(request)
            answer = b""
            while piece := connection.recv(65_536):
                answer += piece
    except OSError:
        return False
    return answer.startswith(b"HTTP/1.1 200 ")


def _by_wrk(port: int, seconds: float, prepared: list[PushRequest]) -> Load:
    with tempfile.NamedTemporaryFile(suffix=".pushes") as file:
        file.write(pushes.as_lines(prepared))
        file.flush()
        command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "-s", str(LUA)]
        command += [
            f"--timeout={TIMEOUT_SECONDS}s",
            f"http://127.0.0.1:{port}",
            "--",
            file.name,
            str(THREADS),
        ]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(said.split("RESULT ", 1)[1])
    if found.pop("used_up"):
        raise RuntimeError("the prepared pushes ran out: raise the expected rate")
    return Load(**found)


def _by_python(port: int, seconds: float, prepared: list[PushRequest]) -> Load:
    """Two processes of eight threads; they share the processors with the server, as wrk hardly does."""
    requests = [pushes.raw(push, port) for push in prepared]
    with multiprocessing.get_context("fork").Pool(THREADS) as pool:
        shares = [(port, requests[number::THREADS], seconds) for number in range(THREADS)]
        spans = [span for part in pool.starmap(_share, shares) for span in part]
    return _summed_up(spans, seconds)


def _share(port: int, requests: Sequence[bytes], seconds: float) -> list[float]:
    turn, spans, end = count(), [], time.monotonic() + seconds

    def work() -> None:
        while (begun := time.monotonic()) < end and (number := next(turn)) < len(requests):
            spans.append(time.monotonic() - begun if exchange(port, requests[number]) else math.inf)

    _in_threads(work, CONNECTIONS // THREADS)
    if next(turn) >= len(requests):
        raise RuntimeError("the prepared pushes ran out: raise the expected rate")
    return spans


def _in_threads(work: Callable[[], None], number: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _summed_up(spans: Sequence[float], seconds: float) -> Load:
    good = sorted(span * 1000 for span in spans if span < math.inf)
    if not good:
        return Load(0, seconds, len(spans), math.inf, math.inf, math.inf)
    return Load(
        requests=len(good),
        seconds=seconds,
        failed=len(spans) - len(good),
        p50=good[len(good) // 2],
        p99=good[min(len(good) - 1, len(good) * 99 // 100)],
        max=good[-1],
    )
