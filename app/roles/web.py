"""The webhook, the API and the pages, by gunicorn."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from app import tether
from app.service import Service
from app.simulator.page import simulator
from app.web.application import create_app


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
