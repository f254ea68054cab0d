"""The group of all commands."""

from importlib import import_module
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from app.cli.context import Configured, fail

COMMANDS = {
    "check": "check",
    "export": "registry",
    "fake-wechat": "fake_wechat",
    "import-registry": "registry",
    "invite-console": "console",
    "migrate": "migrate",
    "replay": "replay",
    "run": "run",
    "scheduler": "scheduler",
    "tick": "tick",
    "web": "web",
    "worker": "worker",
}
"""In which module of this folder each stands: only the one asked for is imported, and with it what it needs."""


class _Group(click.Group):
    """A database that is away is said in one sentence, whatever the command."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's shape
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's shape
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"app.cli.{COMMANDS[cmd_name]}")
        found = [value for value in vars(module).values() if isinstance(value, click.Command)]
        return next(command for command in found if command.name == cmd_name)

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
