"""How long one message waits for its answer at a steady rate, far from the limit."""

from statistics import median

from benchmarks import load, servers
from benchmarks.ground import Ground
from benchmarks.intake import BARE, ours
from benchmarks.report import Report

RATES = (50, 200)
SECONDS = 8.0
ROUNDS = 2
MOST_P50_MS, MOST_P99_MS = 5.0, 25.0
AIMED = 200


def run(ground: Ground, report: Report) -> None:
    with servers.gunicorn(BARE, ground.subfolder(BARE)) as port:
        for rate in RATES:
            _measure(report, f"bare Flask view at {rate}/s", port, rate, aimed=False)
    for kind in ground.kinds:
        with ours(ground, kind) as case:
            for rate in RATES:
                _measure(report, f"GridVoice on {kind} at {rate}/s", case.port, rate, aimed=rate == AIMED)


def _measure(report: Report, name: str, port: int, rate: int, *, aimed: bool) -> None:
    runs = [load.steady(port, rate, SECONDS) for _ in range(ROUNDS)]
    if failed := sum(one.failed for one in runs):
        raise RuntimeError(f"{name}: {failed} requests failed")
    p50, p99 = median(one.p50 for one in runs), median(one.p99 for one in runs)
    report.add(
        name,
        f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, max {max(one.max for one in runs):.0f} ms",
        f"≤ {MOST_P50_MS:.0f} and ≤ {MOST_P99_MS:.0f} ms" if aimed else "",
        met=p50 <= MOST_P50_MS and p99 <= MOST_P99_MS if aimed else None,
    )
    report.raw[name] = [one.as_json() for one in runs]
