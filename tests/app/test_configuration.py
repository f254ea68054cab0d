"""The configuration: every key is in the example, every mistake is one clear line, nothing secret has a default."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from app.configuration import WrongConfiguration, read
from app.settings import Settings, Template
from app.simulator.account import FACTS, FILE
from models.outbox import NoticeKind

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config.example.toml"
SECRET = 'secret_key = "0123456789abcdef0123456789abcdef"'


def keys_of(model: type[BaseModel]) -> dict[str, set[str]]:
    return {
        name: set(field.annotation.model_fields)
        for name, field in model.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }


def test_the_example_lists_every_key_with_its_default() -> None:
    example = tomllib.loads(EXAMPLE.read_text())
    wanted = keys_of(Settings)
    wanted["wechat"].discard("templates")  # tables of their own, below
    assert {section: set(keys) for section, keys in example.items()} == wanted
    defaults = Settings.model_construct().model_dump(mode="json")
    for section, keys in example.items():
        for key, value in keys.items():
            shown = f"{value}:00" if key.endswith(("_from", "_until", "_at")) else value
            assert defaults[section][key] == shown, f"[{section}] {key}"


def test_every_line_of_the_example_that_sets_something_says_what_it_is() -> None:
    text = EXAMPLE.read_text()
    keys = [line for line in text.splitlines() if line and line[0].isalpha()]
    explained = [line for line in keys if "# " in line]
    assert len(explained) >= len(keys) - 5
    assert set(Template.model_fields) <= {word.strip("# ").split(" ")[0] for word in text.splitlines()}


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text)
    return path


WRONG = {
    "a misspelt key": (
        f"[security]\n{SECRET}\n[server]\nprot = 1",
        "[server] prot: Extra inputs are not permitted",
    ),
    "an unknown section": (f"[security]\n{SECRET}\n[sever]\nport = 1", "[sever] Extra inputs"),
    "a port too high": (
        f"[security]\n{SECRET}\n[server]\nport = 99999",
        "[server] port: Input should be less",
    ),
    "no secret": ("", "[security] secret_key must be at least 32"),
    "a short key": ('[security]\nsecret_key = "short"', "[security] secret_key must be at least 32"),
    "not TOML": ("[server\n", "is not TOML"),
    "a token with a space": (f'[security]\n{SECRET}\n[wechat]\ntoken = "a b"', "[wechat] token:"),
    "another host": (
        f'[security]\n{SECRET}\n[wechat]\napi_base = "https://evil.example"',
        "[wechat] api_base:",
    ),
    "a day that is none": (
        f'[security]\n{SECRET}\n[schedule]\nextra_days_off = ["2026-02-30"]',
        "extra_days_off: '2026-02-30' is not a date",
    ),
    "a day that not every year has": (
        f"[security]\n{SECRET}\n[clocks]\nyearly_report_month = 2\nyearly_report_day = 29",
        "[clocks] yearly_report_month and yearly_report_day: not a day of every year",
    ),
    "a zone that is none": (f'[security]\n{SECRET}\n[schedule]\ntimezone = "Asia/Xixia"', "Asia/Xixia"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_one_clear_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WrongConfiguration) as caught:
        read(write(tmp_path, text))
    [line] = caught.value.lines
    assert said in line


def test_two_mistakes_are_two_lines(tmp_path: Path) -> None:
    with pytest.raises(WrongConfiguration) as caught:
        read(write(tmp_path, f'[security]\n{SECRET}\n[server]\nport = "x"\nprot = 1'))
    assert len(caught.value.lines) == 2


def test_the_environment_wins_and_its_mistakes_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, f"[security]\n{SECRET}\n[server]\nport = 8100")
    monkeypatch.setenv("GRIDVOICE_SERVER__PORT", "8200")
    assert read(path).server.port == 8200
    monkeypatch.setenv("GRIDVOICE_SEVER__PORT", "8300")
    with pytest.raises(WrongConfiguration, match="GRIDVOICE_SEVER__PORT is no setting"):
        read(path)


def test_the_simulators_secrets_are_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = write(tmp_path, f'[simulator]\nenabled = true\n[storage]\ndir = "{tmp_path}/a"')
    first, again = read(path), read(path)
    assert (first.security, first.wechat) == (again.security, again.wechat)
    assert len(first.security.secret_key) >= 32
    assert first.wechat.api_base.startswith("http://127.0.0.1")
    assert (tmp_path / "a" / FILE).stat().st_mode & 0o077 == 0
    other = read(write(tmp_path, f'[simulator]\nenabled = true\n[storage]\ndir = "{tmp_path}/b"'))
    assert other.wechat.token != first.wechat.token


def test_the_simulator_has_a_template_for_every_kind_of_notice() -> None:
    assert set(FACTS) == {kind.value for kind in NoticeKind} - {"reply"}


@pytest.mark.parametrize("command", ["run", "worker", "check"])
def test_no_command_starts_on_a_wrong_configuration_nor_shows_a_traceback(
    tmp_path: Path, command: str
) -> None:
    path = write(tmp_path, "[server]\nprot = 1\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GRIDVOICE_")}
    done = subprocess.run(
        [sys.executable, "-m", "app", "--config", str(path), command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
        timeout=30,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines() == ["configuration: [server] prot: Extra inputs are not permitted"]
