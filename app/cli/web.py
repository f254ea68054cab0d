"""`web`."""

import click

from app.cli.context import Configured, pass_configured
from app.roles import web as role


@click.command()
@pass_configured
def web(configured: Configured) -> None:
    """The webhook, API and pages; any number of them."""
    with configured.service("web") as service:
        role.web(service)
