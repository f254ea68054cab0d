"""What was found: rows for the screen and for README.md, raw figures for `build/bench/<topic>.json`."""

import json
import os
import platform
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

FOLDER = Path("build/bench")


@dataclass(frozen=True)
class Row:
    """One line of the table. `met` is None where there is no aim."""

    what: str
    figure: str
    aim: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        return {None: "", True: "met", False: "MISSED"}[self.met]


@dataclass
class Report:
    """One topic's findings."""

    topic: str
    rows: list[Row] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)

    def add(self, what: str, figure: str, aim: str = "", *, met: bool | None = None) -> None:
        row = Row(what, figure, aim, met)
        self.rows.append(row)
        print(f"  {row.what:<58} {row.figure:<44} {row.aim:<18} {row.verdict}", flush=True)

    def write(self, machine: dict[str, Any]) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        said = {
            "topic": self.topic,
            "machine": machine,
            "rows": [vars(row) for row in self.rows],
            "raw": self.raw,
        }
        path = FOLDER / f"{self.topic}.json"
        path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def machine(sync_milliseconds: float, generator: str) -> dict[str, Any]:
    """What a reader needs to judge the figures by."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "fdatasync_ms": round(sync_milliseconds, 3),
        "load_at_start": [round(number, 2) for number in os.getloadavg()],
        "generator": generator,
    }


def spread(values: list[float], digits: int = 0) -> str:
    """`median (least–most)`."""
    numbers = (median(values), min(values), max(values))
    middle, least, most = (f"{number:,.{digits}f}" for number in numbers)
    return f"{middle} ({least}–{most})"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
