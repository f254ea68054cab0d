"""`worker`."""

import click

from app.cli.context import Configured, pass_configured
from app.roles import worker as role


@click.command()
@pass_configured
def worker(configured: Configured) -> None:
    """Handles what came in, delivers what goes out; any number of them."""
    with configured.service("worker") as service:
        role.worker(service)
