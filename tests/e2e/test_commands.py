"""The command line as an operator types it."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.server import serve
from tests.e2e.running import ROOT, Running, fake_account, free_port

MESSAGES = """resident,text,sent_at,against
A1,村口的路灯坏了三天,2019/2/28 11:25:05,0
A2,自来水停了两天,2019-03-01T08:00:00,0
A1,路灯还是没有修,2019/3/2 9:00:00,0
"""


@pytest.fixture
def installation(tmp_path: Path, wechat: FakeWeChat) -> Running:
    url = f"sqlite:///{tmp_path}/gridvoice.sqlite3"
    return Running(tmp_path, url, [("run", free_port())], api_base=wechat.base_url)


def typed(installation: Running, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "--config", str(installation.config()), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_migrate_brings_an_empty_database_up_and_then_has_nothing_to_do(installation: Running) -> None:
    assert typed(installation, "worker").returncode == 1
    assert installation.command("migrate").startswith("empty → ")
    assert installation.command("migrate") == "nothing to do\n"
    assert "duties: " in installation.command("tick", "--at", "2026-03-16T09:00")


def test_check_names_what_is_to_mend_and_ends_with_1(installation: Running) -> None:
    before = typed(installation, "check")
    assert before.returncode == 1
    assert "FAIL  database: at revision none" in before.stdout
    assert "ok    wechat: access token" in before.stdout
    assert "FAIL  templates: [wechat.templates.duty] is missing" in before.stdout
    assert "Traceback" not in before.stderr
    installation.command("migrate")
    assert "ok    database\n" in typed(installation, "check").stdout


def test_check_says_when_the_credentials_are_wrong(installation: Running) -> None:
    stranger = fake_account("http://127.0.0.1:9/wechat")
    stranger.app_secret = "x" * 32
    with serve(stranger):
        installation.api_base = stranger.base_url
        done = typed(installation, "check")
    assert "FAIL  wechat: no access token" in done.stdout
    assert "s" * 32 not in done.stdout + done.stderr


@pytest.mark.slow
def test_replay_pushes_a_file_once_however_often_it_is_run(installation: Running) -> None:
    file = installation.folder / "messages.csv"
    file.write_text(MESSAGES, encoding="utf-8-sig")
    installation.start()
    for _ in range(2):
        said = installation.command(
            "replay", str(file), "--url", installation.url, "--no-scene", "--rate", "50"
        )
        assert said.startswith("3 messages, 3 pushes in ")
        assert said.endswith("every push was acknowledged\n")
    installation.stop()
    issues = installation.folder / "messages-of.json"
    installation.command("export", "issues", "--out", str(issues))
    assert issues.read_text(encoding="utf-8").count("村口的路灯坏了三天") == 1


def test_replay_says_what_is_wrong_with_the_file_or_that_there_are_no_grids(installation: Running) -> None:
    installation.command("migrate")
    file = installation.folder / "messages.csv"
    file.write_text(MESSAGES.replace("2019/2/28 11:25:05", "gestern"), encoding="utf-8")
    url = "http://127.0.0.1:9"
    assert "no grids in the database" in typed(installation, "replay", str(file), "--url", url).stderr
    bad = typed(installation, "replay", str(file), "--url", url, "--no-scene")
    assert (bad.returncode, bad.stderr.count("\n")) == (1, 1)
    assert "row 2: sent_at 'gestern' is no date" in bad.stderr


def test_replay_ends_with_1_when_nobody_takes_the_messages(installation: Running) -> None:
    installation.command("migrate")
    file = installation.folder / "messages.csv"
    file.write_text(MESSAGES.splitlines()[0] + "\n" + MESSAGES.splitlines()[1] + "\n", encoding="utf-8")
    url = f"http://127.0.0.1:{free_port()}"
    done = typed(installation, "replay", str(file), "--url", url, "--no-scene", "--patient", "0")
    assert done.returncode == 1
    assert "1 pushes were never acknowledged: no connection" in done.stderr
