"""Opening a half month for a county's deputies and for a hundred times as many: every task and every push written."""

from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from app.rulebook import rulebook_from
from benchmarks import account, fill
from benchmarks.ground import Ground
from benchmarks.report import Report
from models.db import Database
from models.duty import DutyPeriod, DutyTask
from models.outbox import OutboxNotice
from models.people import Deputy
from models.rules.periods import DutyKind
from scheduler.duties import open_due

SIZES = {1_400: 3, 140_000: 1}
"""Deputies → how often it is measured."""

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEFORE = datetime(2026, 6, 1, 9, 0, tzinfo=SHANGHAI)
OPENING = datetime(2026, 6, 16, 9, 0, tzinfo=SHANGHAI)
"""The second half of June: nothing but 半月收集 opens at that moment."""

LEAST_RATE = 5_000.0
MOST_BEND = 1.5
"""Linear: the time for one deputy may not grow by more than this from 1,400 to 140,000."""


def run(ground: Ground, report: Report) -> None:
    for kind in ground.kinds:
        seconds = {
            size: median(_measure(ground, kind, size) for _ in range(times)) for size, times in SIZES.items()
        }
        for size, spent in seconds.items():
            report.add(
                f"{kind}: a half month opened for {size:,} deputies",
                f"{spent:.2f} s, {size / spent:,.0f} deputies/s",
                f"> {LEAST_RATE:,.0f}/s",
                met=size / spent > LEAST_RATE,
            )
        (few, short), (many, long) = seconds.items()
        bend = (long / many) / (short / few)
        report.add(
            f"{kind}: time for one deputy, {many:,} against {few:,}",
            f"{bend:.2f}×",
            "linear",
            met=bend <= MOST_BEND,
        )
        report.raw[kind] = {str(size): spent for size, spent in seconds.items()}


def _measure(ground: Ground, kind: str, size: int) -> float:
    rules = rulebook_from(account.settings("sqlite:///unused", Path(), ""))
    with ground.database(kind) as url:
        database = Database(url)
        fill.county(database, BEFORE)
        with database.transaction() as session:
            session.execute(update(Deputy).values(active=False))
        open_due(
            database, rules, BEFORE
        )  # for nobody: what is due before is opened outside of the measured time
        fill.deputies(database, size, BEFORE)
        begun = perf_counter()
        opened = open_due(database, rules, OPENING)
        seconds = perf_counter() - begun
        _check(database, opened, size)
        database.close()
    return seconds


def _check(database: Database, opened: int, size: int) -> None:
    """Raises unless exactly every deputy has the task, and every bound one a notice."""
    with database.reading() as session:
        period = session.scalars(select(DutyPeriod).where(DutyPeriod.opens_at == OPENING)).one()
        tasks = session.scalar(select(func.count(DutyTask.id)).where(DutyTask.period_id == period.id))
        key = f"duty:{DutyKind.COLLECT}:2026-06-16:open:%"
        notices = session.scalar(select(func.count(OutboxNotice.id)).where(OutboxNotice.key.like(key)))
    if (opened, tasks) != (1, size) or notices != size:
        raise RuntimeError(f"{opened} opened, {tasks} tasks and {notices} notices for {size} deputies")
