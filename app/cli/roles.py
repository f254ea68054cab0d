"""`run`, the roles one by one, and `migrate`."""

import click

from app import roles, supervisor
from app.cli.context import Configured, fail, pass_configured
from models.schema import migrate as migrate_database
from models.schema import newest_revision, revision_of


@click.command()
@pass_configured
def run(configured: Configured) -> None:
    """Everything under one command: web, workers, scheduler, embedded Valkey if no Redis is named."""
    settings = configured.settings("run")
    try:
        supervisor.run(settings)
    except supervisor.CannotStart as error:
        fail(str(error))


@click.command()
@pass_configured
def web(configured: Configured) -> None:
    """The webhook, API and pages; any number of them."""
    with configured.service("web") as service:
        roles.web(service)


@click.command()
@pass_configured
def worker(configured: Configured) -> None:
    """Handles what came in, delivers what goes out; any number of them."""
    with configured.service("worker") as service:
        roles.worker(service)


@click.command()
@pass_configured
def scheduler(configured: Configured) -> None:
    """Duties, clocks, digests; any number of them, one acts."""
    with configured.service("scheduler") as service:
        roles.scheduler(service)


@click.command(hidden=True)
@pass_configured
def fake_wechat(configured: Configured) -> None:
    """The simulator's WeChat, on this machine only."""
    settings = configured.settings("fake-wechat")
    if not settings.simulator.enabled:
        fail("[simulator] enabled is false")
    roles.fake(settings)


@click.command()
@pass_configured
def migrate(configured: Configured) -> None:
    """Bring the database to this version's schema; nothing happens when it is there. Back it up first."""
    with configured.service("migrate", current=False) as service:
        before = revision_of(service.db)
        migrate_database(service.db)
        after = newest_revision()
        click.echo("nothing to do" if before == after else f"{before or 'empty'} → {after}")
