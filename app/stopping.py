"""Being asked to end: SIGTERM, or SIGINT from Ctrl-C, which a terminal sends to the whole process group at once."""

import signal

ASKING = frozenset({signal.SIGTERM, signal.SIGINT})


class StopSignal:
    """From its making on the signals wait until `wait` takes them: no handler runs, so none can interrupt itself.

    Make it in the main thread before any other thread starts, for those inherit it; so do child processes, which
    must call `hear_again`.
    """

    def __init__(self) -> None:
        self._stopped = False
        signal.pthread_sigmask(signal.SIG_BLOCK, ASKING)

    def is_set(self) -> bool:
        return self._stopped

    def wait(self, seconds: float | None = None) -> bool:
        """Until a signal came, or the seconds have passed; whether one came."""
        if not self._stopped:
            taken = signal.sigwait(ASKING) if seconds is None else signal.sigtimedwait(ASKING, seconds)
            self._stopped = taken is not None
        return self._stopped


def hear_again() -> None:
    """In a child: the signals end it again, as they do by default."""
    for number in ASKING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKING)
