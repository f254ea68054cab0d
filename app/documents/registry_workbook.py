"""The registry workbook in: an .xlsx file → a `Registry`, or every bad cell named. All or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from openpyxl.utils.cell import coordinate_from_string

from app.documents.bad_cell import BadCell
from app.documents.registry_checks import Reads, check
from app.documents.registry_columns import (
    DEPUTIES,
    GRID_DEPUTIES,
    GRIDS,
    ORGANS,
    SHEETS,
    STAFF,
    STATIONS,
    SheetShape,
)
from app.documents.registry_sheets import Line, Rows, SheetRead, read_sheet
from app.documents.workbook_file import NotAWorkbookError, Workbook, opened
from handlers.registry_known import NOTHING, Known
from handlers.registry_rows import (
    DeputyRow,
    GridDeputyRow,
    GridRow,
    OrganRow,
    Progress,
    Registry,
    StaffRow,
    StationRow,
    silent,
)
from models.people import CAPACITY_IN_WORDS, ORGAN_IN_WORDS, ROLE_IN_WORDS

_CAPACITIES = {words: capacity for capacity, words in CAPACITY_IN_WORDS.items()}
_ROLES = {words: role for role, words in ROLE_IN_WORDS.items()}
_ORGANS = {words: kind for kind, words in ORGAN_IN_WORDS.items()}


@dataclass(frozen=True)
class Reading:
    """What a workbook says. `registry` is None exactly when something is bad."""

    registry: Registry | None
    bad: tuple[BadCell, ...] = ()
    warnings: tuple[BadCell, ...] = ()


def read(path: Path, known: Known = NOTHING, progress: Progress = silent) -> Reading:
    """Read the workbook, checked against what the database knows. Never raises for what is in the file (OSError only)."""
    try:
        with opened(path) as workbook:
            missing = [shape.name for shape in SHEETS if shape.name not in workbook.sheets]
            bad = [BadCell(name, 0, "", "工作簿里缺少这张表。") for name in missing]
            merged = list(_merged(workbook))
            rows = {shape.name: workbook.rows(shape.name) for shape in SHEETS if shape.name not in missing}
            reading = read_rows(rows, known, progress)
    except NotAWorkbookError as error:
        return Reading(None, (BadCell("", 0, "", str(error)),))
    bad = [*bad, *merged, *reading.bad]
    return Reading(None if bad else reading.registry, tuple(bad), reading.warnings)


def _merged(workbook: Workbook) -> Iterator[BadCell]:
    for shape in SHEETS:
        if shape.name in workbook.sheets:
            for cell in workbook.merged(shape.name):
                letter, row = coordinate_from_string(cell)
                yield BadCell(shape.name, row, letter, "这里合并了单元格，请取消合并，每一格都填上。", letter)


def read_rows(rows: Mapping[str, Rows], known: Known = NOTHING, progress: Progress = silent) -> Reading:
    """The same from rows already in hand; a sheet that is absent counts as empty."""
    reads = {shape.name: _read(shape, rows, progress) for shape in SHEETS}
    findings = check(reads, known)
    bad = (*chain.from_iterable(read.bad for read in reads.values()), *findings.bad)
    bad = tuple(sorted(bad, key=_in_order))
    return Reading(None if bad else _registry(reads), bad, tuple(sorted(findings.warnings, key=_in_order)))


_ORDER = {shape.name: place for place, shape in enumerate(SHEETS)}


def _in_order(cell: BadCell) -> tuple[int, int, str]:
    return _ORDER.get(cell.sheet, -1), cell.row, cell.letter


def _read(shape: SheetShape, rows: Mapping[str, Rows], progress: Progress) -> SheetRead:
    if shape.name not in rows:
        return SheetRead(shape)
    found = read_sheet(shape, rows[shape.name], lambda row: progress(shape.name, row, 0))
    progress(shape.name, len(found.lines), len(found.lines))
    return found


def _registry(reads: Reads) -> Registry:
    return Registry(
        grids=tuple(map(_grid, reads[GRIDS.name].lines)),
        stations=tuple(map(_station, reads[STATIONS.name].lines)),
        deputies=tuple(map(_deputy, reads[DEPUTIES.name].lines)),
        grid_deputies=tuple(
            GridDeputyRow(line["网格编码"], line["代表编号"], line["次序"])
            for line in reads[GRID_DEPUTIES.name].lines
        ),
        organs=tuple(map(_organ, reads[ORGANS.name].lines)),
        staff=tuple(map(_staff_member, reads[STAFF.name].lines)),
    )


def _grid(line: Line) -> GridRow:
    place = line["网格编码"], line["网格名称"], line["乡镇"], line["县"]
    return GridRow(*place, line["别名"], line["经度"], line["纬度"])


def _station(line: Line) -> StationRow:
    return StationRow(*(line[column.heading] for column in STATIONS.columns))


def _deputy(line: Line) -> DeputyRow:
    capacities = tuple(_CAPACITIES[word] for word in line["层级"])
    person = line["代表编号"], line["姓名"], line["手机"]
    return DeputyRow(*person, capacities, line["联络站编码"], line["简介"])


def _organ(line: Line) -> OrganRow:
    kind = _ORGANS[line["类别"]]
    return OrganRow(line["机关编码"], line["名称"], kind, line["负责人"], line["联系人"], line["手机"])


def _staff_member(line: Line) -> StaffRow:
    return StaffRow(line["工号"], line["姓名"], line["手机"], _ROLES[line["角色"]], line["辖区"])
