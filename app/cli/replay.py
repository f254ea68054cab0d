"""`replay`: real messages through a running service, as WeChat would push them."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import select

from app.cli.context import Configured, fail, pass_configured
from app.service import Service
from app.settings import WeChat
from app.simulator.fake_wechat.push import Channel
from app.simulator.replay_plan import BadFile, pushes, read_rows
from app.simulator.replay_send import Delivered, Postman
from models.place import Grid

WEBHOOK = "/wechat"
_SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", required=True, help="The running service, or its webhook's whole address.")
@click.option(
    "--rate", type=click.FloatRange(min=0, min_open=True), help="Pushes a second; else as fast as they go."
)
@click.option("--no-scene", is_flag=True, help="Residents do not enter through a grid's scene first.")
@click.option(
    "--patient",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    help="Seconds to wait for a service that is being restarted.",
)
@pass_configured
def replay(
    configured: Configured, file: Path, url: str, rate: float | None, *, no_scene: bool, patient: float
) -> None:
    """Push the messages of FILE (columns resident, text, sent_at) to a running service.

    Running it again repeats the same messages: nothing is doubled.
    """
    with configured.service("replay") as service:
        wechat = service.settings.wechat
        if not (wechat.token and wechat.encoding_aes_key):
            fail("[wechat] token and encoding_aes_key must be those of the running service")
        grids = [] if no_scene else _grids(service)
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                rows = read_rows(lines, service.rules.zone)
        except (BadFile, UnicodeDecodeError) as error:
            fail(f"{file}: {error}")
        plan = list(pushes(rows, wechat.original_id or "gh_replay", grids))
        postman = Postman(_webhook(url), _channel(wechat), service.clock.now, rate, patient)
        began = time.monotonic()
        delivered = _send(postman, plan)
    _summary(len(rows), delivered, time.monotonic() - began)


def _webhook(url: str) -> str:
    return url.rstrip("/") + WEBHOOK if urlsplit(url).path in {"", "/"} else url


def _channel(wechat: WeChat) -> Channel:
    return Channel(
        app_id=wechat.app_id,
        token=wechat.token,
        aes_key=wechat.encoding_aes_key,
        mode=wechat.mode,
        format=wechat.message_format,
    )


def _grids(service: Service) -> list[str]:
    with service.db.reading() as session:
        codes = list(session.scalars(select(Grid.code).where(Grid.active).order_by(Grid.code)))
    if not codes:
        fail("no grids in the database: run `import-registry` first, or use --no-scene")
    return codes


def _send(postman: Postman, plan: Sequence[dict[str, object]]) -> list[Delivered]:
    postman.start(plan)
    delivered: list[Delivered] = []
    try:
        with click.progressbar(plan, label="pushing", file=sys.stderr) as bar:
            delivered.extend(postman.results.get() for _ in bar)
    except KeyboardInterrupt:
        postman.stopped.set()
        fail(f"stopped after {len(delivered)} of {len(plan)} pushes; run it again to go on")
    return delivered


def _summary(messages: int, delivered: Sequence[Delivered], seconds: float) -> None:
    taken = sorted(one.seconds * 1000 for one in delivered if one.acknowledged)
    lost = Counter(one.reason for one in delivered if not one.acknowledged)
    again = sum(one.deliveries > 1 for one in delivered)
    click.echo(
        f"{messages} messages, {len(delivered)} pushes in {seconds:.1f} s, {again} delivered more than once"
    )
    if taken:
        shown = {name: taken[min(len(taken) - 1, int(len(taken) * share))] for name, share in _SHARES.items()}
        figures = "  ".join(f"{name} {value:.1f} ms" for name, value in shown.items())
        click.echo(f"answer after  {figures}  max {taken[-1]:.1f} ms")
    if lost:
        reasons = ", ".join(f"{reason} × {count}" for reason, count in lost.most_common())
        fail(f"{lost.total()} pushes were never acknowledged: {reasons}")
    click.echo("every push was acknowledged")
