"""The real service as processes of its own, with a fake WeChat beside it: `run` on SQLite, separate roles on PostgreSQL."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.simulator.fake_wechat.core import FakeWeChat

ROOT = Path(__file__).parents[2]
APP_ID, APP_SECRET, TOKEN, AES_KEY = "wx0123456789abcdef", "s" * 32, "gridvoicetoken", "a" * 42 + "A"
START_SECONDS, STOP_SECONDS = 120.0, 60.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for(what: str, condition: Callable[[], bool], seconds: float) -> None:
    """Until the condition holds; AssertionError naming `what` when it does not in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited {seconds:.0f} s in vain for: {what}"
        time.sleep(0.05)


@dataclass
class Running:
    """A service: `commands` are what is started, each as (role, port to answer on or 0)."""

    folder: Path
    database_url: str
    commands: Sequence[tuple[str, int]]
    redis_url: str = ""
    api_base: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def ports(self) -> list[int]:
        return [port for _, port in self.commands if port]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}"

    def config(self) -> Path:
        sections: dict[str, dict[str, Any]] = {
            "server": {"port": self.ports[0], "public_url": self.url},
            "database": {"url": self.database_url},
            "redis": {"url": self.redis_url},
            "storage": {"dir": str(self.folder / "var")},
            "wechat": {
                "app_id": APP_ID,
                "app_secret": APP_SECRET,
                "token": TOKEN,
                "encoding_aes_key": AES_KEY,
                "original_id": "gh_gridvoice",
                "api_base": self.api_base,
            },
            "schedule": {"quiet_from": "00:00", "quiet_until": "00:00"},
            "clocks": {"settle_minutes": 0},
            "security": {"secret_key": "k" * 32},
        }
        lines = [
            line
            for name, keys in sections.items()
            for line in (f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items()))
        ]
        path = self.folder / "config.toml"
        path.write_text("\n".join(lines))
        return path

    def start(self) -> None:
        config = str(self.config())
        for role, port in self.commands:
            environment = {**os.environ, **({"GRIDVOICE_SERVER__PORT": str(port)} if port else {})}
            command = [sys.executable, "-m", "app", "--config", config, role]
            log = (self.folder / "log.txt").open("ab")
            self.processes.append(
                subprocess.Popen(
                    command, cwd=ROOT, env=environment, start_new_session=True, stdout=log, stderr=log
                )
            )
            log.close()
        for port in self.ports:
            wait_for("the service to be ready", lambda port=port: ready(port), START_SECONDS)  # type: ignore[misc]

    def kill(self) -> None:
        """Everything at once, as when the power fails: `kill -9` of every process group."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        for process in self.processes:
            process.wait(STOP_SECONDS)
        self.processes.clear()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> list[int]:
        """Ask every process to end; their exit codes."""
        for process in self.processes:
            process.send_signal(how)
        codes = [process.wait(STOP_SECONDS) for process in self.processes]
        self.processes.clear()
        return codes

    def command(self, *words: str) -> str:
        """Run one command of the command line to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "app", "--config", str(self.config()), *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def fake_account(webhook_url: str) -> FakeWeChat:
    return FakeWeChat(
        app_id=APP_ID,
        app_secret=APP_SECRET,
        token=TOKEN,
        encoding_aes_key=AES_KEY,
        original_id="gh_gridvoice",
        mode="security",
        message_format="json",
        webhook_url=webhook_url,
    )
