"""`python -m benchmarks [TOPIC …]`: all topics, or those named; the table on the screen, raw figures in build/bench."""

import signal
import sys
from collections.abc import Callable
from time import perf_counter

from benchmarks import (
    console,
    deliveries,
    ground,
    handling,
    intake,
    latency,
    letters,
    load,
    periods,
    redis_down,
    report,
    search,
    stored,
)
from benchmarks.ground import Ground
from benchmarks.report import Report

TOPICS: dict[str, Callable[[Ground, Report], None]] = {
    "intake": intake.run,
    "latency": latency.run,
    "redis_down": redis_down.run,
    "stored": stored.run,
    "search": search.run,
    "console": console.run,
    "handling": handling.run,
    "periods": periods.run,
    "deliveries": deliveries.run,
    "letters": letters.run,
}


def main(names: list[str]) -> int:
    """0 whether the aims are met or not: a shared machine must not break a build. 2 for a topic that is none."""
    if unknown := [name for name in names if name not in TOPICS]:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(TOPICS)}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and databases end with us
    with ground.prepared() as prepared:
        machine = report.machine(ground.sync_milliseconds(prepared.folder), load.GENERATOR)
        print("; ".join(f"{name} {value}" for name, value in machine.items()), flush=True)
        for name in names or TOPICS:
            print(f"\n{name}: {sys.modules[TOPICS[name].__module__].__doc__}", flush=True)
            found, begun = Report(name), perf_counter()
            TOPICS[name](prepared, found)
            found.raw["seconds"] = round(perf_counter() - begun, 1)
            found.write(machine)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
