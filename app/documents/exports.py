"""`export WHAT`: what each WHAT is made of. The command only names it and the file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import fields as columns_of
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.documents.registry_template import write_registry, write_template
from app.documents.tables import Table, UnknownEndingError, Value, export
from app.security import CodeMaker, Vault
from handlers.registry_out import current
from handlers.registry_rows import Progress, silent
from models.queries import exports, suggestion_export
from models.queries.people import InviteeLine, invitees

ISSUE_COLUMNS = tuple(column.name for column in columns_of(exports.IssueLine))
HANDBOOK_COLUMNS = tuple(column.name for column in columns_of(exports.HandbookLine))
SUGGESTION_COLUMNS = tuple(column.name for column in columns_of(suggestion_export.SuggestionLine))
INVITATION_COLUMNS = ("类型", "编号", "姓名", "乡镇", "网格", "邀请码", "发送内容", "状态")
_KINDS = {"deputy": "代表", "staff": "工作人员", "organ": "承办单位"}


@dataclass(frozen=True)
class Source:
    """Where exports come from: a reading session, and what knows the secrets."""

    session: Session
    zone: ZoneInfo
    vault: Vault
    code_for: CodeMaker


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


TABLES: Mapping[str, Callable[[Source], Table]] = {
    "issues": _issues,
    "handbook": _handbook,
    "invitations": _invitations,
    "suggestions": _suggestions,
}
REGISTRY, TEMPLATE = "registry", "registry-template"
WHATS = (*TABLES, REGISTRY, TEMPLATE)


def write(what: str, source: Source, out: Path, progress: Progress = silent) -> int:
    """Write one of `WHATS` to the file; returns the rows written (0 for the template).

    For `invitations`, `handlers.invitations.ensure_all` must have been called and committed. Raises
    UnknownEndingError, OSError.
    """
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
