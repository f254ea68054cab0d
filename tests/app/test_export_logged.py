"""`export` takes names, phones and codes out of the service: the audit log knows of it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.cli.main import cli
from models.db import Database
from models.duty import AuditEntry


@pytest.fixture
def config(sqlite_url: str, tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        f"[database]\nurl = {json.dumps(sqlite_url)}\n[storage]\ndir = {json.dumps(str(tmp_path))}\n"
        f'[security]\nsecret_key = "{"k" * 32}"\n'
    )
    return path


def test_what_the_operator_took_is_a_line_each(config: Path, sqlite_url: str, tmp_path: Path) -> None:
    def export(what: str, *words: str) -> None:
        out = str(tmp_path / f"{what}.xlsx")
        done = CliRunner().invoke(cli, ["--config", str(config), "export", what, "--out", out, *words])
        assert done.exit_code == 0, done.output

    export("invitations")
    export("assigned", "--from", "2026-03-01", "--township", "丹水镇")
    export("registry-template")

    database = Database(sqlite_url)
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        taken = [(one.who, one.act, one.what, one.note) for one in entries]
    database.close()
    assert taken == [
        ("operator", "export", "export:invitations", ""),
        ("operator", "export", "export:assigned", "2026-03-01— 丹水镇"),
    ]


def test_scores_say_that_the_rules_are_not_published(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    done = CliRunner().invoke(cli, ["--config", str(config), "export", "scores", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "scoring rules are not published yet" in done.stderr
    assert done.stdout.endswith("scores.csv: 0 rows\n")
    assert out.read_text(encoding="utf-8-sig").startswith("deputy_code,name,year,visit,")
