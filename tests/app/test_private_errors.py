"""An error of the database stands in the log without what the resident said."""

import os
import pty
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from app import logs
from models.db import Database
from tests.builders import a_contact

AUNT = "刘大妈"  # not of the shape by which an openid is known


def test_a_refused_row_is_not_quoted(db: Database) -> None:
    with db.transaction() as session:
        a_contact(session, AUNT)
    with pytest.raises(DBAPIError) as refused, db.transaction() as session:
        a_contact(session, AUNT)
    text = "".join(traceback.format_exception(refused.value))
    shown = str(logs.redact(None, "", {"exception": text})["exception"])
    assert "IntegrityError" in shown
    assert AUNT not in shown


def test_a_terminal_shows_no_variables() -> None:
    program = """
import structlog; from app import logs; logs.configure('test')
def hear(words): int('x')
try: hear('我家的' + '水管坏了')
except ValueError: structlog.get_logger().exception('failed')
"""
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", program], stderr=theirs, check=True, cwd=Path(__file__).parents[2])
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "ValueError" in shown
    assert "水管坏了" not in shown.replace("'我家的' + '水管坏了'", "")
