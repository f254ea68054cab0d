"""The only clocks: the machine's, and the simulator's, which can be moved forward to the next reminder."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the moment, aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """The machine's clock plus an offset, kept in a small file so that all processes see the same moment.

    It only goes forward: what has happened cannot be undone by turning a clock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._current()

    def move_to(self, moment: datetime) -> datetime:
        """Set the clock to `moment` (never back). Returns what it shows now."""
        offset = max(moment - datetime.now(UTC), self._current())
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(f".{os.getpid()}")
        # to the microsecond: rounded, the clock could stand just before the moment it was moved to
        fresh.write_text(f"{offset.total_seconds():.6f}\n", encoding="ascii")
        fresh.replace(self._path)
        return self.now()

    def _current(self) -> timedelta:
        """Read the file again only when it is another one: a `stat` costs a microsecond."""
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return timedelta()
        seen = (state.st_mtime_ns, state.st_ino)
        if seen != self._seen:
            self._offset = timedelta(seconds=float(self._path.read_text(encoding="ascii")))
            self._seen = seen
        return self._offset
