"""The processes of `run`: however it ends, nothing of it stays behind."""

import os
import signal
from pathlib import Path

import pytest

from app.simulator.fake_wechat.core import FakeWeChat
from tests.e2e.running import Running, free_port, wait_for

ENDED_SECONDS = 20.0


@pytest.fixture
def alone(tmp_path: Path, wechat: FakeWeChat) -> Running:
    """`run` on an empty folder: it migrates by itself."""
    url = f"sqlite:///{tmp_path}/var/gridvoice.sqlite3"
    return Running(tmp_path, url, [("run", free_port())], api_base=wechat.base_url)


def group_of(leader: int) -> list[int]:
    """Every living process of the group."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[2]) == leader and fields[0] != "Z":
                found.append(int(folder.name))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_when_run_ends_all_of_it_ends(alone: Running, how: signal.Signals) -> None:
    alone.start()
    leader = alone.processes[0].pid
    assert len(group_of(leader)) >= 7  # itself, Valkey, gunicorn and its two, the scheduler, two workers
    [code] = alone.stop(how)
    assert code == (-signal.SIGKILL if how is signal.SIGKILL else 0)
    wait_for("every process of the group to end", lambda: group_of(leader) == [], ENDED_SECONDS)


@pytest.mark.slow
def test_ctrl_c_reaches_all_of_them_at_once_and_again_and_they_end_cleanly(alone: Running) -> None:
    alone.start()
    leader = alone.processes[0].pid
    for _ in range(3):  # an impatient hand
        os.killpg(leader, signal.SIGINT)
    assert alone.stop(signal.SIGINT) == [0]
    assert group_of(leader) == []
    assert "did not end in time" not in (alone.folder / "log.txt").read_text()


@pytest.mark.slow
def test_a_worker_that_dies_is_started_again(alone: Running) -> None:
    alone.start()
    leader = alone.processes[0].pid
    workers = named(leader, "gv-worker")
    os.kill(workers[0], signal.SIGKILL)
    wait_for("another worker", lambda: bool(set(named(leader, "gv-worker")) - set(workers)), ENDED_SECONDS)
    assert alone.stop() == [0]


def named(leader: int, name: str) -> list[int]:
    return [pid for pid in group_of(leader) if Path(f"/proc/{pid}/comm").read_text().strip() == name]
