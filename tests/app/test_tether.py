"""A child that cannot outlive its parent, and a Valkey that ends with us."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from app import tether
from app.embedded import EmbeddedValkey
from app.redis import connect
from tests.e2e.running import wait_for

ROOT = Path(__file__).parents[2]
PARENT = """
import subprocess, sys, time
from app import tether
child = subprocess.Popen(tether.command("sleep", "600"))
print(child.pid, flush=True)
time.sleep(600)
"""


def alive(pid: int) -> bool:
    """Whether it runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_ends_when_its_parent_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        wait_for(
            "the child to be tied", lambda: "sleep" in Path(f"/proc/{child}/cmdline").read_text()[:8], 10
        )
        os.kill(parent.pid, signal.SIGKILL)
    wait_for("the child to end", lambda: not alive(child), 10)


def test_a_child_whose_parent_is_gone_already_does_not_start() -> None:
    command = [sys.executable, "-m", "app.tether", "1", "echo", "started"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_embedded_valkey_answers_on_its_socket_and_leaves_nothing_behind(tmp_path: Path) -> None:
    valkey = EmbeddedValkey(tmp_path / "redis")
    valkey.wait_until_ready()
    client = connect(valkey.url)
    assert client.ping()
    client.close()
    valkey.close()
    assert valkey.process.returncode is not None
    assert list((tmp_path / "redis").iterdir()) == []


def test_a_folder_too_deep_for_a_socket_is_no_trouble(tmp_path: Path) -> None:
    valkey = EmbeddedValkey(tmp_path / ("d" * 120) / "redis")
    valkey.wait_until_ready()
    valkey.close()


def test_the_command_names_this_process() -> None:
    assert str(os.getpid()) in tether.command("true")
