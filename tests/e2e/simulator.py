"""The service as `make run` starts it, in a folder of its own, and a browser to look at it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.running import ROOT, STOP_SECONDS, free_port, ready, wait_for

CHROMIUM = "/usr/bin/chromium"
FIRST_START_SECONDS = 480.0
"""The demo county's six weeks are played through the real handlers first; on a busy machine that takes minutes."""


@dataclass(frozen=True)
class Simulator:
    """A running simulator."""

    url: str


@contextmanager
def running_simulator(folder: Path) -> Iterator[Simulator]:
    """Started by the same command as `make run`; ended by SIGTERM."""
    port = free_port()
    settings = {
        "SIMULATOR__ENABLED": "true",
        "SIMULATOR__API_PORT": str(free_port()),
        "SERVER__PORT": str(port),
        "SERVER__PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SCHEDULE__QUIET_FROM": "00:00",  # the test may run at night
        "SCHEDULE__QUIET_UNTIL": "00:00",
        "DATABASE__URL": f"sqlite:///{folder}/gridvoice.sqlite3",
        "STORAGE__DIR": str(folder),
    }
    (folder / "config.toml").write_text("")
    environment = {**os.environ, **{f"GRIDVOICE_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-m", "app", "--config", str(folder / "config.toml"), "run"]
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, start_new_session=True, stdout=log, stderr=log
        )
    try:
        wait_for("the simulator", lambda: ready(port) or process.poll() is not None, FIRST_START_SECONDS)
        assert process.poll() is None, (folder / "log.txt").read_text()[-2000:]
        yield Simulator(f"http://127.0.0.1:{port}")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS * 2)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window. In CI a missing one is a failure, elsewhere a skip."""
    if not Path(CHROMIUM).exists():
        missing = "Chromium is missing: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()
