"""`import-registry` and `export`."""

from datetime import datetime
from pathlib import Path

import click

from app.cli.context import Configured, fail, pass_configured
from app.cli.progress import shown
from app.documents.exports import NOTES, TEMPLATE, WHATS, Source, Span, write
from app.documents.registry_workbook import read
from app.documents.tables import UnknownEndingError
from app.security import CodeMaker, Vault
from app.service import Service
from handlers.audit import audit_export
from handlers.invitations import ensure_all
from handlers.registry import apply
from handlers.registry_known import known
from handlers.registry_rows import Progress, Registry, Report

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_MOST_LINES = 200
"""Nobody mends more than that before importing again."""


@click.command("import-registry")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and tell what would change; change nothing.")
@click.option("--deactivate-missing", is_flag=True, help="Who is not in the file is no longer active.")
@pass_configured
def import_registry(configured: Configured, file: Path, *, dry_run: bool, deactivate_missing: bool) -> None:
    """Bring grids, stations, deputies, organs and staff to what the workbook FILE says: all or nothing."""
    with configured.service("import-registry") as service, shown() as progress:
        registry = _checked(service, file, progress)
        with service.db.transaction() as session:
            report = apply(
                session,
                registry,
                service.clock.now(),
                seal=Vault(service.settings.security.secret_key).seal,
                deactivate_missing=deactivate_missing,
                progress=progress,
            )
            if dry_run:
                session.rollback()
    _tell(report, dry_run=dry_run)


def _checked(service: Service, file: Path, progress: Progress) -> Registry:
    """The registry in the file; ends the command with every bad cell named."""
    with service.db.reading() as session:
        there = known(session)
    reading = read(file, there, progress)
    for warning in reading.warnings[:_MOST_LINES]:
        click.echo(f"注意 {warning}", err=True)
    if reading.registry is None:
        more = len(reading.bad) - _MOST_LINES
        lines = [str(cell) for cell in reading.bad[:_MOST_LINES]]
        fail(
            *lines,
            *([f"… 还有 {more} 处"] if more > 0 else []),
            f"共 {len(reading.bad)} 处要改；什么都没有导入。",
        )
    return reading.registry


def _tell(report: Report, *, dry_run: bool) -> None:
    for name, sheet in report.sheets.items():
        click.echo(f"{name}: 新增 {sheet.added}，更改 {sheet.changed}，未变 {sheet.unchanged}")
        if sheet.missing:
            fate = "已停用" if report.deactivated else "仍然有效（--deactivate-missing 停用）"
            click.echo(f"  文件里没有的 {len(sheet.missing)} 个，{fate}: {'、'.join(sheet.missing[:20])}")
    if dry_run:
        click.echo("这是试运行：什么都没有改。")


def _note(service: Service, what: str, span: Span, codes: CodeMaker) -> None:
    """Before the file is written: nothing leaves without its line in the log."""
    now = service.clock.now()
    with service.db.transaction() as session:
        if what == "invitations":
            ensure_all(session, codes, now)
        days = (day.isoformat() if day else "" for day in (span.first, span.last))
        narrowed = f"{'—'.join(days)} {span.township}".strip(" —")
        audit_export(session, "operator", f"export:{what}", narrowed, now)


@click.command()
@click.argument("what", type=click.Choice(WHATS), metavar="WHAT")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help=".xlsx, .csv or .json"
)
@click.option("--from", "first", type=_DAY, help="Of assigned and resolved: the first day, 2026-11-01.")
@click.option("--to", "last", type=_DAY, help="… and the last day.")
@click.option("--township", default="", help="… only there.")
@pass_configured
def export(
    configured: Configured,
    what: str,
    out: Path,
    first: datetime | None,
    last: datetime | None,
    township: str,
) -> None:
    """Write WHAT to a file: issues, handbook, scores, suggestions, invitations, assigned, resolved, registry, registry-template."""
    span = Span(first.date() if first else None, last.date() if last else None, township)
    with configured.service("export") as service, shown() as progress:
        secret_key = service.settings.security.secret_key
        codes = CodeMaker(secret_key)
        if what != TEMPLATE:
            _note(service, what, span, codes)
        try:
            with service.db.reading() as session:
                now = service.clock.now()
                source = Source(session, service.rules.zone, Vault(secret_key), codes, now, span)
                rows = write(what, source, out, progress)
        except (UnknownEndingError, OSError) as error:
            fail(str(error))
    if note := NOTES.get(what):
        click.echo(note, err=True)
    click.echo(f"{out}: {rows} rows")
