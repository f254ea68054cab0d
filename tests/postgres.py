"""A PostgreSQL of our own: Debian's binaries, started as an ordinary user on a unix socket in a folder of its own."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from sqlalchemy import make_url

_numbers = itertools.count(1)


def memory() -> str | None:
    """A folder in memory, where there is one: thousands of small databases are made and thrown away."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None


def find_binaries() -> Path | None:
    """Debian's newest versioned bin folder, or wherever `initdb` is on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Postgres:
    """One server for the whole test session; each test gets a database made from a template."""

    def __init__(self, binaries: Path, *, durable: bool = False) -> None:
        """`durable` for measuring; tests need not wait for the disk."""
        self._binaries = binaries
        self._user = _ordinary_user()
        self._durable = durable
        self.folder = Path(tempfile.mkdtemp(prefix="gridvoice-pg-", dir=None if durable else memory()))
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self._user:
            shutil.chown(self.folder, self._user)
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "gridvoice", "-A", "trust", "-E", "UTF8", "--locale=C")
        command = [str(self._binaries / "postgres"), "-D", str(data), "-k", str(self.folder)]
        command += ["-c", "listen_addresses=", "-c", "max_connections=200"]
        command += ["-c", f"fsync={'on' if self._durable else 'off'}"]
        self._server = subprocess.Popen(
            command, user=self._user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder
        )
        self._wait()

    def stop(self) -> None:
        if self._server:
            self._server.send_signal(signal.SIGINT)  # "fast": does not wait for clients
            self._server.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://gridvoice@/{name}?host={self.folder}"

    def new_database(self, name: str = "", template: str = "template0") -> str:
        name = name or f"test_{os.getpid()}_{next(_numbers)}"
        with self._admin() as admin:
            # copying the files is quicker than writing them to the log; before 15 there was no choice
            how = "STRATEGY file_copy" if admin.info.server_version >= 150_000 else ""
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {how}')
        return self.url(name)

    def drop(self, url: str) -> None:
        name = make_url(url).database
        with self._admin() as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="gridvoice", dbname="postgres", autocommit=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), *arguments]
        subprocess.run(command, check=True, user=self._user, stdout=subprocess.DEVNULL, cwd=self.folder)

    def _wait(self) -> None:
        until = time.monotonic() + 20
        while True:
            try:
                self._admin().close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return


def _ordinary_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as `postgres`, or `nobody`."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return None
