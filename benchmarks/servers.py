"""gunicorn for one case: two sync workers on a port of their own, the same for every application compared."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import load, pushes, views
from models.db import Database

PROCESSES = 2
START_SECONDS = 30.0


@contextmanager
def gunicorn(case: str, folder: Path, database_url: str = "", redis_url: str = "") -> Iterator[int]:
    """A running server with its port; its own words go to `folder/<case>.log`."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    environment = os.environ | {
        views.CASE: case,
        views.DATABASE: database_url,
        views.REDIS: redis_url,
        views.FOLDER: str(folder),
    }
    command = [sys.executable, "-m", "gunicorn", "-k", "sync", "-w", str(PROCESSES), "--no-control-socket"]
    command += ["-b", f"127.0.0.1:{port}", "--log-level", "error", "benchmarks.views:application()"]
    with (folder / f"{case}.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(process, port)
            with _checkpoints(database_url):
                yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


@contextmanager
def _checkpoints(database_url: str) -> Iterator[None]:
    """SQLite's log is moved once a second, as the service's scheduler does (scheduler/jobs.py)."""
    ended = threading.Event()
    database = Database(database_url) if database_url else None

    def keep_on() -> None:
        while database is not None and not ended.wait(1.0):
            database.checkpoint()

    thread = threading.Thread(target=keep_on, name="checkpoints")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        if database is not None:
            database.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Until both workers have answered real pushes, so that no run pays for a first request."""
    until = time.monotonic() + START_SECONDS
    answered = 0
    for push in pushes.fresh(2000):
        answered += load.exchange(port, pushes.raw(push, port))
        if answered >= PROCESSES * 20:
            return
        if process.poll() is not None or time.monotonic() > until:
            break
        time.sleep(0.002 if answered else 0.05)
    raise RuntimeError("the server did not start: look into its log")
