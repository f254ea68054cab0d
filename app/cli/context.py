"""What every command shares: the configuration file, the service, and failures told in one line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from app import logs
from app.configuration import WrongConfiguration, find, read
from app.service import Service, build
from app.settings import Settings
from models.schema import newest_revision, revision_of

WRONG_CONFIGURATION = 2


def fail(*lines: str, code: int = 1) -> NoReturn:
    """Say it on stderr, a line each, and end with `code`."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)


class Configured:
    """The file named by --config or GRIDVOICE_CONFIG; read when a command asks for it."""

    def __init__(self, path: Path | None) -> None:
        self.path = find(path)

    def settings(self, role: str) -> Settings:
        """Also sets up the logs for `role`. Ends the command with 2 when the configuration is wrong."""
        logs.configure(role)
        try:
            return read(self.path)
        except WrongConfiguration as error:
            fail(*(f"configuration: {line}" for line in error.lines), code=WRONG_CONFIGURATION)

    @contextmanager
    def service(self, role: str, *, current: bool = True) -> Iterator[Service]:
        """The service for one command; `current`: the database must be at this version's revision."""
        service = build(self.settings(role))
        try:
            if current:
                _require_current(service)
            yield service
        finally:
            service.close()


def _require_current(service: Service) -> None:
    found, expected = revision_of(service.db), newest_revision()
    service.db.engine.dispose()  # a process that forks later must not share this connection
    if found != expected:
        fail(f"the database is at revision {found or 'none'}, this version needs {expected}: run `migrate`")


pass_configured = click.make_pass_decorator(Configured)
