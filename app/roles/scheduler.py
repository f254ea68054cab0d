"""Time: duties, clocks, digests, and what else moves by itself."""

import os

import structlog

from app.service import Service
from app.stopping import StopSignal
from app.world import world_of
from scheduler import jobs, lease

HOLDER_LENGTH = 64

log = structlog.get_logger()


def scheduler(service: Service) -> None:
    """Let time do its work until SIGTERM: duties, clocks, digests. Of any number of schedulers one acts."""
    asked = StopSignal()
    holder = f"{os.uname().nodename}:{os.getpid()}"[:HOLDER_LENGTH]
    timetable = jobs.start(world_of(service), service.clock.now, holder)
    log.info("scheduler ready", holder=holder)
    asked.wait()
    timetable.shutdown(wait=True)
    lease.let_go(service.db, jobs.LEASE, holder)
    log.info("scheduler stopped")
