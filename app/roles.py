"""The roles of a process: `web`, `worker`, `scheduler`, and the simulator's fake WeChat. Each runs until SIGTERM."""

import os
import threading
from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication

from app import tether
from app.loops import Loop
from app.service import Service, clock_of
from app.settings import Settings
from app.simulator.account import fake_wechat
from app.simulator.fake_wechat.saving import Keeper, load
from app.simulator.fake_wechat.server import serve
from app.simulator.page import simulator
from app.stopping import StopSignal
from app.wakeups import Listener
from app.web.application import create_app
from app.world import world_of
from scheduler import jobs, lease

STOP_SECONDS = 25.0
"""Longer than anything a worker has in hand: one call of WeChat takes 8 s at most."""

THREADS = {"intake": 4}
"""Intake waits for WeChat's content check most of the time; deliveries have threads of their own inside."""

HOLDER_LENGTH = 64

BEHIND_WEB = 5
"""Steps of niceness of a worker."""

log = structlog.get_logger()


def web(service: Service) -> None:
    """Serve HTTP with gunicorn's sync workers: the best worst case of all servers measured."""
    server = service.settings.server
    extra = [simulator(service)] if service.settings.simulator.enabled else []
    _Gunicorn(
        create_app(service, extra),
        {
            "bind": f"{server.host}:{server.port}",
            "workers": server.web_processes,
            "worker_class": "sync",
            "timeout": 30,
            "graceful_timeout": 10,
            "backlog": 2048,
            "errorlog": None,
            "control_socket_disable": True,
            "on_starting": _log_with_us,
            "post_fork": _end_with_master,
            "limit_request_line": 8190,
        },
    ).run()


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn around an application that is built already; it forks after that."""

    def __init__(self, application: Flask, options: Mapping[str, Any]) -> None:
        self._application = application
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._application


def _log_with_us(arbiter: Any) -> None:
    arbiter.log.error_log.propagate = True


def _end_with_master(_arbiter: Any, worker: Any) -> None:
    tether.tie_to_parent(worker.ppid)


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


def fake(settings: Settings) -> None:
    """The fake WeChat of the simulator, until SIGTERM; its phones survive a restart."""
    asked = StopSignal()
    account = fake_wechat(settings)
    account.now = clock_of(settings).now
    path = settings.storage.dir / "phones.json"
    load(account, path)
    account.phones.strangers_welcome = True  # the county has far more people than phones on the page
    with serve(account, settings.simulator.api_port):
        keeper = Keeper(account, path)
        asked.wait()
        keeper.close()
