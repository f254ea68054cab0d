"""Operations: alive? ready? and the figures for Prometheus. Nothing here says anything about a person."""

from collections.abc import Iterator
from datetime import datetime

import redis
import structlog
from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.service import Service
from models.queries.health import QueueFigures, queue_figures
from models.schema import newest_revision, revision_of

log = structlog.get_logger()


def ops(service: Service) -> Blueprint:
    """Open on purpose: a load balancer and Prometheus have no account. Keep them from the internet by the proxy."""
    blueprint = Blueprint("ops", __name__)
    expected = newest_revision()

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="alive")

    @blueprint.get("/readyz")
    def readyz() -> tuple[Response, int]:
        database = database_state(service, expected)
        ready = database == "ok"
        body = {
            "status": "ready" if ready else "not ready",
            "database": database,
            "redis": redis_state(service),
        }
        return jsonify(body), 200 if ready else 503

    @blueprint.get("/metrics")
    def metrics() -> Response:
        registry = service.metrics.everything()
        registry.register(_Figures(service))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return blueprint


def database_state(service: Service, expected: str | None) -> str:
    """ "ok", or what is wrong with it, in a few words."""
    try:
        found = revision_of(service.db)
        if found != expected:
            return f"at revision {found or 'none'}, this version needs {expected}: run `migrate`"
        with (
            service.db.transaction() as session
        ):  # a writable transaction: takes the write lock, changes nothing
            session.execute(text("UPDATE lease SET name = name WHERE 1 = 0"))
    except (SQLAlchemyError, OSError) as error:
        log.warning("database not usable", error=type(error).__name__)
        return "not reachable or not writable"
    return "ok"


def redis_state(service: Service) -> str:
    """Said, not required: without Redis everything goes on, a second slower."""
    if service.redis is None:
        return "none"
    try:
        service.redis.ping()
    except (redis.RedisError, OSError):
        return "not reachable"
    return "ok"


class _Figures(Collector):
    """Gauges read from the database at the moment they are asked for."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        try:
            with self._service.db.reading() as session:
                figures = queue_figures(session)
        except SQLAlchemyError as error:
            log.warning("no figures for /metrics", error=type(error).__name__)
            yield _gauge("gridvoice_database_up", "Whether the database answered", 0)
            return
        yield _gauge("gridvoice_database_up", "Whether the database answered", 1)
        yield from _gauges(figures, self._service.clock.now())


def _gauges(figures: QueueFigures, now: datetime) -> Iterator[Metric]:
    oldest, lease = figures.oldest_received_at, figures.scheduler_renewed_until
    yield _gauge("gridvoice_inbox_open", "Pushes stored, not yet handled", figures.inbox_open)
    yield _gauge("gridvoice_inbox_failed", "Pushes whose handling failed for good", figures.inbox_failed)
    age = (now - oldest).total_seconds() if oldest else 0.0
    yield _gauge("gridvoice_inbox_oldest_seconds", "Age of the oldest open push", age)
    yield _by_state("gridvoice_outbox", "Notices by state", figures.outbox)
    yield _by_state("gridvoice_issues", "Issues by state", figures.issues)
    yield _gauge("gridvoice_duty_tasks_open", "Duties not yet met", figures.duty_tasks_open)
    left = (lease - now).total_seconds() if lease else -1.0
    yield _gauge(
        "gridvoice_scheduler_lease_seconds", "How long the acting scheduler's lease still runs", left
    )


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _by_state(name: str, meaning: str, counts: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=["state"])
    for state, count in counts.items():
        family.add_metric([state], count)
    return family
