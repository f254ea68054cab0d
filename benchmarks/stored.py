"""Taking in with a thousand and with a million issues stored: what happened before must not slow down what comes."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from benchmarks import fill, handling
from benchmarks.ground import Ground
from benchmarks.intake import Case, serving, stored
from benchmarks.load import Load
from benchmarks.report import Report
from models.db import Database

SIZES = (1_000, 1_000_000)
ROUNDS = 3
MESSAGES = 150
MOST_SLOWER = 1.25
"""Flat, within what this kind of machine varies by from run to run."""


@dataclass(frozen=True)
class Filled:
    """A service on a database with so many issues, and what was seen of it."""

    size: int
    case: Case
    taken_in: list[Load]
    handled: list[float]


def run(ground: Ground, report: Report) -> None:
    for kind in ground.kinds:
        with ExitStack() as stack:
            filled = [_filled(ground, stack, kind, size) for size in SIZES]
            for _ in range(ROUNDS):
                for one in filled:
                    one.taken_in.append(stored(one.case))
                    one.handled.append(_handled(one.case.database_url))
            _tell(report, kind, filled)


def _filled(ground: Ground, stack: ExitStack, kind: str, size: int) -> Filled:
    url = stack.enter_context(ground.database(kind))
    database = Database(url)
    begun = perf_counter()
    fill.county(database, datetime.now(UTC))
    fill.issues(database, size, datetime.now(UTC))
    database.close()
    print(f"  ({kind} filled with {size:,} issues in {perf_counter() - begun:.0f} s)", flush=True)
    port = stack.enter_context(serving(ground, url))
    return Filled(size, Case(f"{kind}, {size:,} issues", port, url), [], [])


def _handled(url: str) -> float:
    """Messages a second; the pushes of the run before are put aside, so that it handles its own only."""
    database = Database(url)
    handling.put_aside(database)
    rate = handling.measure(database, MESSAGES)
    database.close()
    return rate


def _tell(report: Report, kind: str, filled: list[Filled]) -> None:
    few, many = filled
    for one in filled:
        rate, p99 = (median(getattr(seen, name) for seen in one.taken_in) for name in ("rate", "p99"))
        report.add(
            f"{kind}, {one.size:,} issues",
            f"taken in {rate:,.0f}/s, p99 {p99:.0f} ms; handled {median(one.handled):,.0f}/s",
        )
    rounds = list(zip(few.taken_in, many.taken_in, strict=True))
    slower = median(small.rate / large.rate for small, large in rounds)
    report.add(
        f"{kind}: taking in, a million against a thousand",
        f"{slower:.2f}× the time",
        f"flat (≤ {MOST_SLOWER}×)",
        met=slower <= MOST_SLOWER,
    )
    slower = median(small / large for small, large in zip(few.handled, many.handled, strict=True))
    report.add(
        f"{kind}: handling, a million against a thousand",
        f"{slower:.2f}× the time",
        f"flat (≤ {MOST_SLOWER}×)",
        met=slower <= MOST_SLOWER,
    )
    report.raw[kind] = {
        str(one.size): {"taken_in": [seen.as_json() for seen in one.taken_in], "handled": one.handled}
        for one in filled
    }
