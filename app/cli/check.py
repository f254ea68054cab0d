"""`check`: is everything as the service needs it? Says what to mend; ends with 1 if anything fails."""

import sys
from collections.abc import Callable, Iterator
from tempfile import NamedTemporaryFile

import click

from app.cli.context import Configured, pass_configured
from app.documents.templates_store import Templates
from app.service import Service
from app.settings import OFFICIAL_API
from app.web.ops import database_state, redis_state
from app.wechat.errors import WeChatError
from app.wechat.templates import doctor
from models.outbox import NoticeKind
from models.rules.local_time import local_date
from models.schema import newest_revision

Finding = tuple[bool, str]
"""Well or not, and what to mend."""


@click.command()
@pass_configured
def check(configured: Configured) -> None:
    """Verify configuration, database, Redis, WeChat credentials and templates, storage, calendar."""
    with configured.service("check", current=False) as service:
        click.echo("ok    configuration")
        failed = False
        for name, examine in EXAMINATIONS.items():
            for well, words in examine(service):
                failed |= not well
                click.echo(f"{'ok  ' if well else 'FAIL'}  {name}{': ' if words else ''}{words}")
    sys.exit(1 if failed else 0)


def _database(service: Service) -> Iterator[Finding]:
    state = database_state(service, newest_revision())
    yield state == "ok", "" if state == "ok" else state


def _redis(service: Service) -> Iterator[Finding]:
    state = redis_state(service)
    match state:
        case "ok":
            yield True, ""
        case "none":
            yield True, "none configured; `run` starts an embedded one"
        case _:
            yield False, f"{state}; see [redis] url"


def _storage(service: Service) -> Iterator[Finding]:
    folder = service.settings.storage.dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder):
            yield True, ""
    except OSError as error:
        yield False, f"{folder} cannot be written ({error.strerror}); see [storage] dir"


def _wechat(service: Service) -> Iterator[Finding]:
    wechat = service.settings.wechat
    missing = [
        name for name in ("app_id", "app_secret", "token", "encoding_aes_key") if not getattr(wechat, name)
    ]
    if missing:
        yield False, f"set {', '.join(missing)} in [wechat]"
        return
    if wechat.api_base != OFFICIAL_API:
        yield True, f"[wechat] api_base is not WeChat's but {wechat.api_base}"
    try:
        service.wechat.check_credentials()
    except WeChatError as error:
        yield (
            False,
            f"no access token: {error.reason} ({error.code}); see app_id, app_secret and the IP list in WeChat's console",
        )
        return
    yield True, "access token"
    if wechat.mode == "plain":
        yield True, "mode is plain: bodies are not signed; choose security in WeChat's console and here"


def _templates(service: Service) -> Iterator[Finding]:
    configured = service.settings.wechat.templates
    kinds = {kind.value for kind in NoticeKind} - {NoticeKind.REPLY.value}
    for name in sorted(set(configured) - kinds):
        yield False, f"[wechat.templates.{name}] is no kind of notice; known: {', '.join(sorted(kinds))}"
    for name in sorted(kinds - set(configured)):
        yield (
            False,
            f"[wechat.templates.{name}] is missing: such notices reach only who wrote within 48 hours",
        )
    try:
        troubles = doctor(configured, service.wechat.templates()) if configured else []
    except WeChatError as error:
        yield False, f"could not be compared with WeChat's list: {error.reason} ({error.code})"
        return
    for trouble in troubles:
        yield False, trouble
    if configured and not troubles:
        yield True, f"{len(configured)} as in WeChat's console"


def _papers(service: Service) -> Iterator[Finding]:
    """The office's own Word templates."""
    folder = service.settings.storage.dir / "templates"
    wrong = Templates(folder).check()
    for sentence in wrong.values():
        yield False, sentence
    if not wrong:
        own = sorted(path.name for path in folder.glob("*.docx")) if folder.is_dir() else []
        yield True, f"own templates: {', '.join(own)}" if own else "the shipped templates"


def _calendar(service: Service) -> Iterator[Finding]:
    year = local_date(service.clock.now(), service.rules.zone).year
    if service.rules.calendar.published(year):
        yield True, f"holidays of {year} are known"
    else:
        yield (
            True,
            f"holidays of {year} are not published in this version: set extra_days_off and extra_workdays in [schedule]",
        )


EXAMINATIONS: dict[str, Callable[[Service], Iterator[Finding]]] = {
    "database": _database,
    "redis": _redis,
    "storage": _storage,
    "wechat": _wechat,
    "templates": _templates,
    "papers": _papers,
    "calendar": _calendar,
}
