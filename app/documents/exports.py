"""`export WHAT`: what each WHAT is made of. The command only names it and the file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import fields as columns_of
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.documents import list_rows
from app.documents.atomic import replacing
from app.documents.registry_template import write_registry, write_template
from app.documents.tables import Table, UnknownEndingError, Value, export
from app.security import CodeMaker, Vault
from handlers.registry_out import current
from handlers.registry_rows import Progress, silent
from models.duty import EntryKind
from models.queries import exports, lists, score_export, suggestion_export
from models.queries.lists import Which
from models.queries.people import InviteeLine, invitees
from models.rules.local_time import at, end_of, local_date

ISSUE_COLUMNS = tuple(column.name for column in columns_of(exports.IssueLine))
HANDBOOK_COLUMNS = tuple(column.name for column in columns_of(exports.HandbookLine))
SUGGESTION_COLUMNS = tuple(column.name for column in columns_of(suggestion_export.SuggestionLine))
SCORE_COLUMNS = ("deputy_code", "name", "year", *(kind.value for kind in EntryKind), "points")
INVITATION_COLUMNS = ("类型", "编号", "姓名", "乡镇", "网格", "邀请码", "发送内容", "状态")
_KINDS = {"deputy": "代表", "staff": "工作人员", "organ": "承办单位"}


@dataclass(frozen=True)
class Span:
    """Both days inside; empty for all. `township`: only there."""

    first: date | None = None
    last: date | None = None
    township: str = ""


EVERYTHING = Span()


@dataclass(frozen=True)
class Source:
    """Where exports come from: a reading session, and what knows the secrets."""

    session: Session
    zone: ZoneInfo
    vault: Vault
    code_for: CodeMaker
    now: datetime
    span: Span = EVERYTHING


def _issues(source: Source) -> Table:
    lines = exports.issues(source.session)
    rows = (_values(line, ISSUE_COLUMNS) for line in lines)
    return Table("issues", ISSUE_COLUMNS, rows, exports.count_issues(source.session))


def _handbook(source: Source) -> Table:
    rows = (_values(line, HANDBOOK_COLUMNS) for line in exports.handbook(source.session))
    return Table("handbook", HANDBOOK_COLUMNS, rows, exports.count_handbook(source.session))


def _suggestions(source: Source) -> Table:
    lines = suggestion_export.lines(source.session)
    rows = (_values(line, SUGGESTION_COLUMNS) for line in lines)
    return Table("suggestions", SUGGESTION_COLUMNS, rows, suggestion_export.count(source.session))


def _scores(source: Source) -> Table:
    """This year's records counted; `points` stays empty until the county publishes its score rules."""
    year = local_date(source.now, source.zone).year
    start, end = (at(date(each, 1, 1), time(0), source.zone) for each in (year, year + 1))
    rows = (_score_row(line) for line in score_export.lines(source.session, year, start, end))
    return Table("scores", SCORE_COLUMNS, rows, score_export.count(source.session))


def _score_row(line: score_export.ScoreLine) -> tuple[Value, ...]:
    counts = (line.counts.get(kind, 0) for kind in EntryKind)
    return line.deputy_code, line.name, line.year, *counts, line.points


def _values(line: object, columns: tuple[str, ...]) -> tuple[Value, ...]:
    return tuple(getattr(line, column) for column in columns)


def _invitations(source: Source) -> Table:
    return Table("invitations", INVITATION_COLUMNS, _invitation_rows(source))


def _invitation_rows(source: Source) -> Iterator[tuple[Value, ...]]:
    for one in invitees(source.session):
        code = "" if one.generation is None else source.code_for(one.kind, one.code, one.generation)
        to_send = f"绑定 {code}" if code else ""
        places = "、".join(one.townships), "、".join(one.grids)
        yield _KINDS[one.kind], one.code, one.name, *places, code, to_send, _state(one)


def _state(one: InviteeLine) -> str:
    if one.bound:
        return "已绑定"
    return "未绑定" if one.generation is not None else "没有邀请码"


def _list(source: Source, which: Which) -> Table:
    wanted = wanted_of(which, source.span, source.zone)
    return list_rows.TABLES[which](list_rows.rows(lists.lines(source.session, wanted), source.zone))


def wanted_of(which: Which, span: Span, zone: ZoneInfo, names: tuple[str, ...] | None = None) -> lists.Wanted:
    """What one of the two lists holds for the span; `names` is the reader's territory."""
    start = at(span.first, time(0), zone) if span.first else None
    end = end_of(span.last, zone) if span.last else None
    return lists.Wanted(which, start, end, (span.township,) if span.township else names)


def printable(source: Source, which: Which, names: tuple[str, ...] | None = None) -> bytes:
    """One of the two lists as a workbook to print, with every kind of end counted above what was resolved."""
    span, session = source.span, source.session
    wanted = wanted_of(which, span, source.zone, names)
    period = (span.first, span.last) if span.first and span.last else None
    title = list_rows.title_of(which, span.township or lists.place(session), period)
    note = list_rows.ends_in_words(lists.ends(session, wanted)) if which is Which.RESOLVED else ""
    found = list_rows.rows(lists.lines(session, wanted), source.zone)
    return list_rows.printable(which, found, title, local_date(source.now, source.zone), note)


TABLES: Mapping[str, Callable[[Source], Table]] = {
    "issues": _issues,
    "handbook": _handbook,
    "scores": _scores,
    "invitations": _invitations,
    "suggestions": _suggestions,
    **{which.value: partial(_list, which=which) for which in Which},
}
LISTS = frozenset(Which)
REGISTRY, TEMPLATE = "registry", "registry-template"
NOTES: Mapping[str, str] = {
    "scores": "The county's scoring rules are not published yet: the records are counted, the column points stays empty.",
}
"""What the operator must know of a WHAT beside its rows."""
WHATS = (*TABLES, REGISTRY, TEMPLATE)


def write(what: str, source: Source, out: Path, progress: Progress = silent) -> int:
    """Write one of `WHATS` to the file; returns the rows written (0 for the template).

    For `invitations`, `handlers.invitations.ensure_all` must have been called and committed. Raises
    UnknownEndingError, OSError.
    """
    if what in LISTS and out.suffix.lower() == ".xlsx":
        which = Which(what)
        with replacing(out) as draft:
            draft.write_bytes(printable(source, which))
        return lists.count(source.session, wanted_of(which, source.span, source.zone))
    if make := TABLES.get(what):
        return export(make(source), out, source.zone, progress)
    if out.suffix.lower() != ".xlsx":
        raise UnknownEndingError(f"{out.name}: {what} is a workbook, the ending must be .xlsx")
    if what == TEMPLATE:
        write_template(out)
        return 0
    registry = current(source.session, source.vault.unseal)
    write_registry(out, registry)
    return len(registry.grids) + len(registry.deputies)
