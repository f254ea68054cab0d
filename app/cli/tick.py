"""`tick`: everything that is due at a moment, once."""

from datetime import datetime

import click

from app.cli.context import Configured, fail, pass_configured
from app.world import world_of
from scheduler.jobs import run_once


@click.command()
@click.option(
    "--at",
    help="A moment, ISO 8601 (2026-03-16T09:00+08:00; without a zone: the county's clock). Default: now.",
)
@pass_configured
def tick(configured: Configured, at: str | None) -> None:
    """Do once what is due at that moment: messages, clocks, duties, digests, deliveries. Doing it again changes nothing."""
    with configured.service("tick") as service:
        moment = service.clock.now()
        if at is not None:
            try:
                moment = datetime.fromisoformat(at)
            except ValueError:
                fail(f"--at {at} is no moment (try 2026-03-16T09:00)", code=2)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=service.rules.zone)
        for name, done in run_once(world_of(service), moment).items():
            click.echo(f"{name}: {done}")
