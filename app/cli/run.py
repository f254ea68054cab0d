"""`run`."""

import click

from app import supervisor
from app.cli.context import Configured, fail, pass_configured


@click.command()
@pass_configured
def run(configured: Configured) -> None:
    """Everything under one command: web, workers, scheduler, embedded Valkey if no Redis is named."""
    settings = configured.settings("run")
    try:
        supervisor.run(settings)
    except supervisor.CannotStart as error:
        fail(str(error))
