"""A progress bar on stderr for work that tells how far it is; on something that is no terminal, a line a step."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from handlers.registry_rows import Progress

_WIDTH = 24


@contextmanager
def shown() -> Iterator[Progress]:
    """A `Progress` to hand to the work; each kind of work gets a line of its own."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    last = ""

    def progress(what: str, done: int, total: int) -> None:
        nonlocal last
        if last and what != last:
            click.echo(err=True)
        last = what
        share = min(1.0, done / total) if total else 1.0
        filled = "#" * round(share * _WIDTH)
        click.echo(f"\r{what}  [{filled:-<{_WIDTH}}] {share:4.0%}", nl=False, err=True)

    try:
        yield progress
    finally:
        if last:
            click.echo(err=True)
