"""`migrate`."""

import click

from app.cli.context import Configured, pass_configured
from models.schema import migrate as migrate_database
from models.schema import newest_revision, revision_of


@click.command()
@pass_configured
def migrate(configured: Configured) -> None:
    """Bring the database to this version's schema; nothing happens when it is there. Back it up first."""
    with configured.service("migrate", current=False) as service:
        before = revision_of(service.db)
        migrate_database(service.db)
        after = newest_revision()
        click.echo("nothing to do" if before == after else f"{before or 'empty'} → {after}")
