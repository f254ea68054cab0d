"""`invite-console`: for who is in service, by their code; anything else is said in one line and changes nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from app.cli.main import cli
from models.account import Account
from models.db import Database
from models.people import Organ, OrganKind, StaffMember, StaffRole


@pytest.fixture
def county(sqlite_url: str, tmp_path: Path) -> Path:
    """A configuration; in its county a staff member and an organ share a code."""
    database = Database(sqlite_url)
    with database.transaction() as session:
        session.add(StaffMember(code="A1", name="管文", role=StaffRole.ADMINISTRATOR))
        session.add(StaffMember(code="A2", name="老王", role=StaffRole.ADMINISTRATOR, active=False))
        session.add(Organ(code="A1", name="县水利局", kind=OrganKind.GOVERNMENT))
        session.add(Organ(code="J1", name="县公安局", kind=OrganKind.GOVERNMENT))
    database.close()
    config = tmp_path / "config.toml"
    config.write_text(
        f"[database]\nurl = {json.dumps(sqlite_url)}\n[storage]\ndir = {json.dumps(str(tmp_path))}\n"
        f'[security]\nsecret_key = "{"k" * 32}"\n'
    )
    return config


def invite(config: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--config", str(config), "invite-console", *words])


@pytest.mark.parametrize(
    ("words", "name"), [(["A1"], "管文"), (["J1"], "县公安局"), (["A1", "--organ"], "县水利局")]
)
def test_whoever_is_in_service_is_invited(county: Path, words: list[str], name: str) -> None:
    said = invite(county, *words)
    assert said.exit_code == 0, said.output
    assert name in said.output
    assert "http://127.0.0.1:8000/console/welcome" in said.output


def test_two_do_not_get_one_name(county: Path) -> None:
    assert invite(county, "A1").exit_code == 0
    refused = invite(county, "A1", "--organ")
    assert (refused.exit_code, "已经是另一个账号的登录名" in refused.output) == (1, True)


@pytest.mark.parametrize("code", ["A2", "X9", ""])
def test_nobody_else_is(county: Path, code: str, sqlite_url: str) -> None:
    refused = invite(county, code)
    assert (refused.exit_code, "nobody in service" in refused.output) == (1, True)
    database = Database(sqlite_url)
    with database.reading() as session:
        assert session.scalar(select(func.count(Account.id))) == 0
    database.close()
