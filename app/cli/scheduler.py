"""`scheduler`."""

import click

from app.cli.context import Configured, pass_configured
from app.roles import scheduler as role


@click.command()
@pass_configured
def scheduler(configured: Configured) -> None:
    """Duties, clocks, digests; any number of them, one acts."""
    with configured.service("scheduler") as service:
        role.scheduler(service)
