"""`fake-wechat`."""

import click

from app.cli.context import Configured, fail, pass_configured
from app.roles import fake_wechat as role


@click.command(hidden=True)
@pass_configured
def fake_wechat(configured: Configured) -> None:
    """The simulator's WeChat, on this machine only."""
    settings = configured.settings("fake-wechat")
    if not settings.simulator.enabled:
        fail("[simulator] enabled is false")
    role.fake(settings)
