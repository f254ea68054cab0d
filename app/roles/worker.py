"""The queues: what came in is handled, what goes out is delivered."""

import os
import threading
from functools import partial

import structlog

from app.loops import Loop
from app.service import Service
from app.stopping import StopSignal
from app.wakeups import Listener
from app.world import world_of
from scheduler import jobs

STOP_SECONDS = 25.0
"""Longer than anything a worker has in hand: one call of WeChat takes 8 s at most."""

THREADS = {"intake": 4}
"""Intake waits for WeChat's content check most of the time; deliveries have threads of their own inside."""

BEHIND_WEB = 5
"""Steps of niceness of a worker."""

log = structlog.get_logger()


def worker(service: Service) -> None:
    """Work off the queues until SIGTERM; what is in hand is finished.

    It steps back behind `web` for the processor: WeChat waits for that, nobody for this.
    """
    os.nice(BEHIND_WEB)
    asked, stopping, world = StopSignal(), threading.Event(), world_of(service)
    loops = [
        Loop(job.name, partial(job.run, world, service.clock.now), stopping, service.metrics)
        for job in jobs.JOBS
        if job.runs is jobs.Runs.ANYWHERE
        for _ in range(THREADS.get(job.name, 1))
    ]
    listener = Listener(service.redis, _woken_by(loops)) if service.redis is not None else None
    for loop in loops:
        loop.start()
    log.info("worker ready")
    asked.wait()
    stopping.set()
    for loop in loops:
        loop.woken.set()
    for loop in loops:
        loop.join(STOP_SECONDS)
    if listener is not None:
        listener.close()
    log.info("worker stopped")


def _woken_by(loops: list[Loop]) -> dict[str, list[threading.Event]]:
    """A push of a resident soon makes an answer to deliver: so both look."""
    return {
        queue: [loop.woken for loop in loops if loop.name in names]
        for queue, names in {"inbox": {"intake", "deliveries"}, "outbox": {"deliveries"}}.items()
    }
