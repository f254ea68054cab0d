"""What import-linter cannot see: who commits, who reads the clock, who calls WeChat while holding a lock, who may come in."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.service import build
from app.simulator.page import simulator
from app.web.application import create_app
from scheduler.jobs import JOBS
from tests.web.conftest import settings_for

ROOT = Path(__file__).parents[2]
ROOMS = ("models", "handlers", "scheduler", "app")
MAY_COMMIT = {"models/db.py", "models/migrations/env.py"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}
MAY_READ_THE_CLOCK = {"scheduler/jobs.py"}
"""It tells APScheduler's own timer to begin at once; what is due is asked of the clock handed in."""

CALLS_OF_WECHAT = {
    "notify",
    "check_text",
    "fetch",
    "check_media",
    "login",
    "phone_number",
    "send_text",
    "send_subscribe",
}
OPEN_ON_PURPOSE = {"ops.healthz", "ops.readyz", "ops.metrics", "simulator.static", "front.door"}
"""A load balancer and Prometheus have no account; the simulator's pictures say nothing of anybody; the bare address only leads on."""


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """(what it is called on, method, line) of every `x.method(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            yield name, node.func.attr, node.lineno


def test_only_the_unit_of_work_commits() -> None:
    found = [
        f"{path}:{line}"
        for path, tree in modules(*ROOMS)
        for _, method, line in calls(tree)
        if method == "commit" and path not in MAY_COMMIT
    ]
    assert found == []


def test_below_app_nobody_reads_the_clock() -> None:
    found = [
        f"{path}:{line}"
        for path, tree in modules("models", "handlers", "scheduler")
        for owner, method, line in calls(tree)
        if (owner, method) in CLOCKS and path not in MAY_READ_THE_CLOCK
    ]
    assert found == []


def _transactions(tree: ast.AST) -> Iterator[ast.With]:
    for node in ast.walk(tree):
        if isinstance(node, ast.With):
            opened = {method for item in node.items for _, method, _ in calls(item.context_expr)}
            if opened & {"transaction", "reading"}:
                yield node


def test_wechat_is_never_called_inside_a_transaction() -> None:
    found = [
        f"{path}:{line}"
        for path, tree in modules("scheduler", "app")
        for block in _transactions(tree)
        for statement in block.body
        for _, method, line in calls(statement)
        if method in CALLS_OF_WECHAT
    ]
    assert found == []


def test_handlers_know_no_gateway() -> None:
    found = [
        f"{path}:{line}"
        for path, tree in modules("models", "handlers")
        for _, method, line in calls(tree)
        if method in CALLS_OF_WECHAT - {"fetch"}
    ]
    assert found == []


def test_every_module_says_what_it_owns() -> None:
    silent = [path for path, tree in modules(*ROOMS) if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_no_file_has_grown_beyond_reading() -> None:
    long = [
        path.relative_to(ROOT).as_posix()
        for room, most in ((*((room, 300) for room in ROOMS), ("tests", 400)))
        for path in (ROOT / room).rglob("*.py")
        if "versions" not in path.parts and len(path.read_text(encoding="utf-8").splitlines()) > most
    ]
    assert long == []


def test_no_secret_place_of_the_builders_is_named() -> None:
    words = ("/work/" + "shared", "/work/" + "main", "pypi" + ".org", "files.python" + "hosted")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for room in (*ROOMS, "tests", "docs", ".ci", "benchmarks")
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".html", ".css", ".js", ""}
        for word in words
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert found == []


@pytest.fixture
def whole_app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    service = build(settings_for(sqlite_url, tmp_path, simulator={"enabled": True}))
    yield create_app(service, [simulator(service)])
    service.close()


def test_every_route_names_its_guard(whole_app: Flask) -> None:
    unguarded = {
        rule.endpoint
        for rule in whole_app.url_map.iter_rules()
        if not hasattr(whole_app.view_functions[rule.endpoint], "guard")
    }
    assert unguarded <= OPEN_ON_PURPOSE


def test_every_job_is_in_the_operating_guide() -> None:
    guide = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    assert [job.name for job in JOBS if f"| {job.name} |" not in guide] == []
