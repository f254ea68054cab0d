"""Child processes of `run`: tied to us, started again with growing pauses when they die, ended in order."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from app import tether

STEADY_SECONDS = 60.0
"""Who lived so long starts again at once."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0

log = structlog.get_logger()


@dataclass
class Child:
    """One process that should always run."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    _started: float = field(default=0.0, repr=False)
    _start_at: float = field(default=0.0, repr=False)

    def tend(self) -> None:
        """Start it if it does not run and its pause is over; notice when it died."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._start_at:
                self._start(now)
            return
        code = self.process.poll()
        if code is None:
            return
        self.process = None
        self.deaths = 1 if now - self._started > STEADY_SECONDS else self.deaths + 1
        pause = min(_FIRST_PAUSE * 2 ** (self.deaths - 1), _LONGEST_PAUSE)
        self._start_at = now + pause
        log.error(
            "a process ended by itself, starting it again", name=self.name, code=code, pause_seconds=pause
        )

    def _start(self, now: float) -> None:
        self.process = subprocess.Popen(tether.command(*self.words), env={**os.environ, **self.environment})
        self._started = now

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Until it has ended; killed when `until` (monotonic) passes."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("a process did not end in time, killed", name=self.name)
            self.process.kill()
            self.process.wait()
        self.process = None


def stop(children: Sequence[Child], seconds: float) -> None:
    """Ask all, then wait for all, at most `seconds`."""
    for child in children:
        child.ask_to_stop()
    until = time.monotonic() + seconds
    for child in children:
        child.wait(until)
