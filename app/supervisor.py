"""`run`: the whole service under one command, in one process group; when it ends, however, everything ends."""

import fcntl
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import click
import structlog

from app import logs
from app.children import Child, stop
from app.embedded import EmbeddedValkey
from app.metrics import forget_former_processes
from app.roles import fake_wechat, scheduler, web, worker
from app.rulebook import rulebook_from
from app.security import CodeMaker, Vault
from app.service import Service, build, clock_of
from app.settings import RedisSettings, Settings
from app.simulator.demo.console import DEMO_STAFF, demo_password, make_demo_accounts
from app.simulator.demo.seed import SEEDED, Secrets, seed
from app.stopping import StopSignal
from models.db import Database
from models.inbox import free_leases
from models.schema import migrate, newest_revision, revision_of

STOP_SECONDS = 30.0
_LOOK_SECONDS = 0.2
_PORT_SECONDS = 12.0

log = structlog.get_logger()


class CannotStart(Exception):  # noqa: N818  a state the operator must mend, said in one sentence
    """Why the service does not start; the text says what to do."""


def run(settings: Settings) -> None:
    """Until SIGINT or SIGTERM. Raises `CannotStart`."""
    with ExitStack() as stack:
        stack.enter_context(_alone(settings.storage.dir))
        _require_free_port(settings.server.host, settings.server.port)
        prepare_database(settings)
        forget_former_processes(settings.storage.dir / "metrics")
        stopped = StopSignal()
        if not settings.redis.url:
            embedded = RedisSettings(url=_embedded_redis(settings, stack))
            settings = settings.model_copy(update={"redis": embedded})
        outside, inside = _children(settings)
        _tend(settings, [*outside, *inside], stopped)
        click.echo("stopping …", err=True)
        stop(inside, STOP_SECONDS)
        stop(outside, STOP_SECONDS)


def _children(settings: Settings) -> tuple[list[Child], list[Child]]:
    """What the service needs from outside (ended last), and the service."""

    def child(name: str, role: Callable[[Service], None]) -> Child:
        return Child(name, partial(_play, name, role, settings))

    outside = (
        [Child("fake-wechat", partial(fake_wechat.fake, settings))] if settings.simulator.enabled else []
    )
    workers = [child("worker", worker.worker) for _ in range(settings.server.workers)]
    return outside, [child("web", web.web), child("scheduler", scheduler.scheduler), *workers]


def _play(name: str, role: Callable[[Service], None], settings: Settings) -> None:
    logs.configure(name)
    service = build(settings)
    try:
        role(service)
    finally:
        service.close()


def _tend(settings: Settings, children: list[Child], stopped: StopSignal) -> None:
    announced = False
    while not stopped.is_set():
        for child in children:
            child.tend()
        if not announced and _answers(settings):
            _announce(settings)
            announced = True
        stopped.wait(_LOOK_SECONDS)


def _embedded_redis(settings: Settings, stack: ExitStack) -> str:
    valkey = EmbeddedValkey(settings.storage.dir / "redis")
    stack.callback(valkey.close)
    try:
        valkey.wait_until_ready()
    except TimeoutError as error:
        raise CannotStart(str(error)) from error
    return valkey.url


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One `run` for one storage folder. The lock ends with this process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(
                f"another `run` is using {folder}; stop it first, or set [storage] dir"
            ) from error
        yield


def _require_free_port(host: str, port: int) -> None:
    """Waits a little: the web processes of a `run` that was just killed may still be ending."""
    until = time.monotonic() + _PORT_SECONDS
    while (trouble := _trouble_with(host, port)) and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
    if trouble:
        raise CannotStart(f"cannot listen on {host}:{port} ({trouble}); set [server] port")


def _trouble_with(host: str, port: int) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or "not possible"
    return ""


def prepare_database(settings: Settings) -> None:
    """Migrate an empty database, refuse an older or newer one (`CannotStart`); with the simulator, fill it."""
    database = Database(settings.database.url)
    try:
        found, expected = revision_of(database), newest_revision()
        if found is None:
            migrate(database)
        elif found != expected:
            raise CannotStart(
                f"the database is at revision {found}, this version needs {expected}: back it up, then run `migrate`"
            )
        with database.transaction() as session:
            free_leases(session, clock_of(settings).now())
        if settings.simulator.enabled:
            _fill_demo_county(settings, database)
    finally:
        database.close()


def _fill_demo_county(settings: Settings, database: Database) -> None:
    secret_key = settings.security.secret_key
    secrets = Secrets(Vault(secret_key).seal, CodeMaker(secret_key))
    click.echo(
        "looking at the demo county; the first time three months of its life are played, which takes half a minute, on a slow machine two …",
        err=True,
    )
    now = clock_of(settings).now()
    seed(database, rulebook_from(settings), secrets, now)
    make_demo_accounts(database, secret_key, SEEDED, now)


def local_url(settings: Settings) -> str:
    host = settings.server.host
    host = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.server.port}"


def _answers(settings: Settings) -> bool:
    try:
        with urllib.request.urlopen(f"{local_url(settings)}/healthz", timeout=1) as answer:  # noqa: S310  our own
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def _demo_login(settings: Settings) -> str:
    """How a newcomer signs in; only with the simulator."""
    if not settings.simulator.enabled:
        return ""
    names = " ".join(DEMO_STAFF)
    return (
        f"   demo logins {names}, password {demo_password(settings.security.secret_key)}\n"
        f"              the phone codes stand on {local_url(settings)}/simulator/console"
    )


def _announce(settings: Settings) -> None:
    base = local_url(settings)
    lines = [f"GridVoice is ready (process {os.getpid()}, Ctrl-C stops it)"]
    if settings.simulator.enabled:
        lines.append(f"  simulator   {base}/simulator   open this first: three phones beside each other")
    lines.append(f"  console     {base}/console{_demo_login(settings)}")
    lines.append(f"  webhook     {settings.server.public_url}/wechat")
    lines.append(f"  health      {base}/readyz   figures {base}/metrics")
    click.echo("\n".join(lines))
