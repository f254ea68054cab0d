"""A queue's loop: work while there is work, else wait to be woken, or look again after a second."""

import threading
from collections.abc import Callable

import structlog

from app.metrics import Metrics

LOOK_AGAIN_SECONDS = 1.0
_RESTS = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds after the first failure, the second, …; the last one stays."""

log = structlog.get_logger()


class Loop(threading.Thread):
    """Calls `step` (which says how many things it did) until told to stop; what is in hand is finished first."""

    def __init__(
        self, name: str, step: Callable[[], int], stopping: threading.Event, metrics: Metrics
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.woken = threading.Event()
        self._step = step
        self._stopping = stopping
        self._metrics = metrics
        self._failures = 0

    def run(self) -> None:
        while not self._stopping.is_set():
            self.woken.clear()
            if self._do() == 0:
                self.woken.wait(LOOK_AGAIN_SECONDS)

    def _do(self) -> int:
        """One step. When it raises (the database is away) the next tries come slower and slower."""
        try:
            done = self._step()
        except Exception:
            self._failures += 1
            self._metrics.step_errors.labels(self.name).inc()
            log.exception("step failed", what=self.name)
            self._stopping.wait(_RESTS[min(self._failures, len(_RESTS)) - 1])
            return 0
        self._failures = 0
        if done:
            self._metrics.steps.labels(self.name).inc(done)
        return done
