"""Operator logs say what happened, never who said what."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PRELUDE = (
    "import logging, structlog; from app import logs; logs.configure('test'); log = structlog.get_logger()\n"
)
PRIVATE = {
    "openid": "o6_bmjrPTlm6_2sgVt7hMZOPfL2M",
    "deputy_phone": "13812345678",
    "access_token": "68_abcdef",
    "app_secret": "0123456789abcdef",
    "text": "我家的水管坏了",
    "session_cookie": "abc",
    "reason": "POST https://api.weixin.qq.com/x?access_token=68_abcdef&openid=o6_bmjr failed",
    "error": "postgresql+psycopg://gridvoice:68_abcdef@db.example/gridvoice refused",
    "note": "called 13812345678 twice",
    "nested": {"phone": "13812345678", "urls": ["?secret=0123456789abcdef"]},
}
MUST_NOT_SHOW = ("o6_bmjr", "13812345678", "68_abcdef", "0123456789abcdef", "水管", '"abc"')


def logged(program: str) -> str:
    """What a program of its own leaves on stderr."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + program],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return done.stderr


def test_a_line_is_one_json_object_with_role_level_and_moment_also_from_threads() -> None:
    program = (
        "import threading; t = threading.Thread(target=lambda: log.info('notice sent', notice=7)); t.start()"
    )
    line = json.loads(logged(program))
    assert line["event"] == "notice sent"
    assert (line["role"], line["level"], line["notice"]) == ("test", "info", 7)
    assert line["timestamp"].endswith("Z")


def test_libraries_log_in_the_same_shape() -> None:
    line = json.loads(logged("logging.getLogger('gunicorn.error').warning('worker %s left 13812345678', 12)"))
    assert line["event"] == "worker 12 left [hidden]"


def test_nothing_personal_and_nothing_secret_gets_into_a_line() -> None:
    line = logged(f"log.info('something', **{PRIVATE!r})")
    assert [private for private in MUST_NOT_SHOW if private in line] == []
    told: dict[str, Any] = json.loads(line)
    assert told["error"] == "postgresql+psycopg://gridvoice:[hidden]@db.example/gridvoice refused"


def test_nor_into_a_traceback() -> None:
    program = """
try:
    int("13812345678 at https://x/?access_token=68_abcdef")
except ValueError:
    log.exception("failed")
"""
    line = logged(program)
    assert "ValueError" in json.loads(line)["exception"]
    assert [private for private in MUST_NOT_SHOW if private in line] == []
