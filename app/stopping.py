"""Being asked to end: SIGTERM, or SIGINT from Ctrl-C, which a terminal sends to the whole process group at once."""

import signal
from queue import Empty, SimpleQueue
from types import FrameType


class StopSignal:
    """Set once a signal came. Not a `threading.Event`: a second signal inside its `set` would wait for itself for ever."""

    def __init__(self) -> None:
        self._said: SimpleQueue[None] = SimpleQueue()  # its `put` may interrupt itself
        self._stopped = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)

    def is_set(self) -> bool:
        return self._stopped

    def wait(self, seconds: float | None = None) -> bool:
        """Until a signal came, or the seconds have passed; whether one came."""
        if not self._stopped:
            try:
                self._said.get(timeout=seconds)
            except Empty:
                return self._stopped
        return self._stopped

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self._stopped = True
        self._said.put(None)
