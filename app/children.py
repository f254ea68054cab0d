"""Child processes of `run`: forked (everything is imported already), tied to us, started again when they die."""

import ctypes
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess

import structlog

from app.stopping import hear_again
from app.tether import tie_to_parent

STEADY_SECONDS = 60.0
"""Who lived so long starts again at once."""
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds after the first death, the second, …; the last one stays."""
_PR_SET_NAME = 15

log = structlog.get_logger()
_fork = multiprocessing.get_context("fork")


@dataclass
class Child:
    """One process that should always run; `work` returns when it gets SIGTERM."""

    name: str
    work: Callable[[], None]
    process: ForkProcess | None = None
    deaths: int = 0
    _started: float = field(default=0.0, repr=False)
    _start_at: float = field(default=0.0, repr=False)

    def tend(self) -> None:
        """Start it if it does not run and its pause is over; notice when it died."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._start_at:
                self._start(now)
        elif not self.process.is_alive():
            self._note_death(now, self.process.exitcode)

    def _note_death(self, now: float, code: int | None) -> None:
        self.process = None
        self.deaths = 1 if now - self._started > STEADY_SECONDS else self.deaths + 1
        pause = _PAUSES[min(self.deaths, len(_PAUSES)) - 1]
        self._start_at = now + pause
        log.error(
            "a process ended by itself, starting it again", name=self.name, code=code, pause_seconds=pause
        )

    def _start(self, now: float) -> None:
        self.process = _fork.Process(target=_live, args=(self.name, self.work, os.getpid()), name=self.name)
        self.process.start()
        self._started = now

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Until it has ended; killed when `until` (monotonic) passes."""
        if self.process is None:
            return
        self.process.join(max(0.0, until - time.monotonic()))
        if self.process.is_alive():
            log.warning("a process did not end in time, killed", name=self.name)
            self.process.kill()
            self.process.join()
        self.process = None


def _live(name: str, work: Callable[[], None], parent: int) -> None:
    """In the child: our parent waits for signals, we end by them, and its end is ours."""
    hear_again()
    tie_to_parent(parent)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, f"gv-{name}".encode())  # what `ps -e` and `top` show
    work()


def stop(children: Sequence[Child], seconds: float) -> None:
    """Ask all, then wait for all, at most `seconds`."""
    for child in children:
        child.ask_to_stop()
    until = time.monotonic() + seconds
    for child in children:
        child.wait(until)
