"""The group of all commands."""

from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from app.cli.check import check
from app.cli.console import invite_console
from app.cli.context import Configured, fail
from app.cli.registry import export, import_registry
from app.cli.replay import replay
from app.cli.roles import fake_wechat, migrate, run, scheduler, web, worker
from app.cli.tick import tick


class _Group(click.Group):
    """A database that is away is said in one sentence, whatever the command."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except OperationalError as error:
            fail(f"the database cannot be used: {str(error.orig).splitlines()[0]}")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--config",
    envvar="GRIDVOICE_CONFIG",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The TOML file (see config.example.toml); else config.toml here, if there is one.",
)
@click.pass_context
def cli(context: click.Context, config: Path | None) -> None:
    """民声入格: a county's people's congress listens by WeChat."""
    context.obj = Configured(config)


for command in (
    run,
    web,
    worker,
    scheduler,
    fake_wechat,
    migrate,
    check,
    import_registry,
    export,
    invite_console,
    tick,
    replay,
):
    cli.add_command(command)
