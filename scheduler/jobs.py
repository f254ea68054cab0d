"""The one table of what moves by itself: read by the scheduler's process, by the workers, by `tick` and by /metrics.

Nothing about what is due is kept in APScheduler: it only says "now", and each job reads the tables.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from handlers.placebook import PlaceBook
from handlers.rulebook import Rulebook
from models.db import Database
from scheduler import (
    clocks,
    delivery,
    digests,
    duties,
    erasing,
    indexing,
    intake,
    lease,
    media,
    media_check,
    redrawing,
    statistics,
    sweep,
    yearly,
)
from scheduler.gateway import Gateway, MediaCheck, MediaSource, TextCheck
from scheduler.media import Shelf

LEASE = "scheduler"
LEASE_SECONDS = 120.0
"""Several times the longest pause between two jobs, so that it never lapses while its holder lives."""
MOST_STEPS = 100_000

log = structlog.get_logger()
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class World:
    """Everything a job works with."""

    db: Database
    rules: Rulebook
    places: PlaceBook
    gateway: Gateway
    text_check: TextCheck
    media_source: MediaSource
    shelf: Shelf
    media_check: MediaCheck
    deliveries_in_parallel: int = 8
    draw: Callable[[], float] = random.random


class Runs(StrEnum):
    """Where a job runs."""

    ALONE = "alone"
    """In the one acting scheduler."""
    ANYWHERE = "anywhere"
    """A queue, in any number of workers: each row is claimed."""


@dataclass(frozen=True)
class Job:
    """`run` does what is due and says how many things that was; 0: nothing more is due."""

    name: str
    every: timedelta
    runs: Runs
    run: Callable[[World, Clock], int]


def _intake(world: World, now: Clock) -> int:
    return intake.step(intake.Intake(world.db, world.rules, world.places, world.text_check, now))


def _clocks(world: World, now: Clock) -> int:
    return clocks.move_clocks(clocks.Clockwork(world.db, world.rules, world.places), now())


def _duties(world: World, now: Clock) -> int:
    moment = now()
    acts = (duties.open_due, duties.nudge_due, duties.close_due)
    return sum(act(world.db, world.rules, moment) for act in acts)


def _yearly(world: World, now: Clock) -> int:
    return yearly.move_reports(clocks.Clockwork(world.db, world.rules, world.places), now())


def _digests(world: World, now: Clock) -> int:
    return digests.send_due(world.db, world.rules, now())


def _indexing(world: World, now: Clock) -> int:  # noqa: ARG001  one shape for all jobs
    return indexing.index_due(world.db)


def _media(world: World, now: Clock) -> int:
    return media.fetch_due(world.db, world.media_source, world.shelf, now)


def _media_check(world: World, now: Clock) -> int:
    return media_check.ask_due(world.db, world.media_check, now)


def _redrawing(world: World, now: Clock) -> int:
    return redrawing.redraw_due(world.db, world.shelf, now())


def _deliveries(world: World, now: Clock) -> int:
    return delivery.deliver_due(
        world.db, world.gateway, world.rules, now, world.deliveries_in_parallel, world.draw
    )


def _checkpoint(world: World, now: Clock) -> int:  # noqa: ARG001  one shape for all jobs
    world.db.checkpoint()
    return 0


def _statistics(world: World, now: Clock) -> int:
    return statistics.count_due(world.db, world.rules, now())


def _erasures(world: World, now: Clock) -> int:
    kept_long_enough = erasing.erase_old(world.db, world.rules, world.places, now())
    return kept_long_enough + erasing.finish_due(world.db, world.shelf.store, now())


def _sweep(world: World, now: Clock) -> int:
    return sweep.sweep(world.db, now())


JOBS = (
    Job("intake", timedelta(seconds=1), Runs.ANYWHERE, _intake),
    Job("clocks", timedelta(seconds=15), Runs.ALONE, _clocks),
    Job("duties", timedelta(seconds=30), Runs.ALONE, _duties),
    Job("yearly reports", timedelta(minutes=1), Runs.ALONE, _yearly),
    Job("digests", timedelta(seconds=30), Runs.ALONE, _digests),
    Job("search index", timedelta(seconds=2), Runs.ALONE, _indexing),
    Job("media", timedelta(seconds=5), Runs.ANYWHERE, _media),
    Job("media check", timedelta(seconds=5), Runs.ANYWHERE, _media_check),
    Job("checkpoint", timedelta(seconds=1), Runs.ALONE, _checkpoint),
    Job("statistics", timedelta(minutes=2), Runs.ALONE, _statistics),
    Job("photos kept before", timedelta(minutes=1), Runs.ALONE, _redrawing),
    Job("erasures", timedelta(minutes=1), Runs.ALONE, _erasures),
    Job("sweep", timedelta(minutes=15), Runs.ALONE, _sweep),
    Job("deliveries", timedelta(seconds=1), Runs.ANYWHERE, _deliveries),
)
"""In the order in which one leads to the next: what is written makes matters, these make calls, calls go out."""
ALONE = tuple(job for job in JOBS if job.runs is Runs.ALONE)


def run_once(world: World, now: datetime, jobs: Sequence[Job] = JOBS) -> dict[str, int]:
    """Do everything that is due at `now`, and what follows from it; by job, how many things were done.

    Raises RuntimeError should a job never come to an end, which is a mistake in it.
    """
    done = dict.fromkeys((job.name for job in jobs), 0)
    before = -1
    while sum(done.values()) > before:
        before = sum(done.values())
        for job in jobs:
            done[job.name] += _to_the_end(job, world, lambda: now)
    return done


def _to_the_end(job: Job, world: World, clock: Clock) -> int:
    done = 0
    for _ in range(MOST_STEPS):
        step = job.run(world, clock)
        if step == 0:
            return done
        done += step
    raise RuntimeError(f"the job {job.name} does not come to an end")


def start(world: World, clock: Clock, holder: str, jobs: Sequence[Job] = ALONE) -> BackgroundScheduler:
    """Begin to call the jobs, each at once and then at its pace; each acts only while `holder` has the lease.

    The caller shuts it down (`shutdown(wait=True)`) and then lets the lease go.
    """
    scheduler = BackgroundScheduler(
        jobstores={"default": MemoryJobStore()},
        timezone=world.rules.zone,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
    for job in jobs:
        scheduler.add_job(
            _act,
            "interval",
            seconds=job.every.total_seconds(),
            args=(job, world, clock, holder),
            id=job.name,
            next_run_time=datetime.now(world.rules.zone),
        )
    scheduler.start()
    return scheduler


def _act(job: Job, world: World, clock: Clock, holder: str) -> int:
    if not lease.hold(world.db, LEASE, holder, clock(), LEASE_SECONDS):
        return 0
    done = job.run(world, clock)
    if done:
        log.info("job done", job=job.name, done=done)
    return done


def _report(event: JobEvent) -> None:
    """APScheduler itself would only mutter."""
    if event.code == EVENT_JOB_ERROR:
        log.error("job failed", job=event.job_id, exc_info=event.exception)
    elif event.code == EVENT_JOB_MISSED:
        log.warning("job missed", job=event.job_id)
    else:
        log.info("job still running", job=event.job_id)
