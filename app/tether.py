"""Starts a child that cannot outlive its parent: `python -m app.tether PARENT-PID COMMAND…`.

The kernel sends the child SIGTERM when the parent is gone, however it went; exec keeps that. Standard library only.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_FIRST_OF_COMMAND = 2


def tie_to_parent(parent: int, how: signal.Signals = signal.SIGTERM) -> None:
    """From now on this process gets `how` when its parent ends; exits at once when it is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(how))
    if os.getppid() != parent:
        sys.exit(0)


def command(*words: str) -> list[str]:
    """The command line that runs `words` tied to this process."""
    return [sys.executable, "-m", "app.tether", str(os.getpid()), *words]


def main() -> None:
    tie_to_parent(int(sys.argv[1]))
    # a parent that takes its signals one by one has blocked them, and exec would keep that
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    words = sys.argv[_FIRST_OF_COMMAND:]
    os.execvp(words[0], words)  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    main()
