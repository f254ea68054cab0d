"""What only shows when the sheets are seen together: codes used twice or not known, places not known, order, gaps."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from app.documents.bad_cell import BadCell
from app.documents.registry_columns import DEPUTIES, GRID_DEPUTIES, GRIDS, ORGANS, STAFF, STATIONS, SheetShape
from app.documents.registry_sheets import SheetRead
from handlers.registry_known import Known

Reads = Mapping[str, SheetRead]
_CODED = (GRIDS, STATIONS, DEPUTIES, ORGANS, STAFF)


@dataclass
class Findings:
    """Complaints that forbid the import, and warnings that do not."""

    bad: list[BadCell] = field(default_factory=list)
    warnings: list[BadCell] = field(default_factory=list)


def check(reads: Reads, known: Known) -> Findings:
    """Everything that is wrong between the rows of all sheets."""
    findings = Findings()
    for shape in _CODED:
        findings.bad.extend(_twice(reads[shape.name]))
    findings.bad.extend(_references(reads, known))
    findings.bad.extend(_places(reads, known))
    findings.bad.extend(_pairs(reads[GRID_DEPUTIES.name], _kept_firsts(reads, known)))
    findings.warnings.extend(_gaps(reads, known))
    return findings


def _codes(read: SheetRead) -> list[str]:
    heading = read.shape.columns[0].heading
    return [line[heading] for line in read.lines if line[heading]]


def _twice(read: SheetRead) -> Iterator[BadCell]:
    heading = read.shape.columns[0].heading
    first: dict[str, int] = {}
    for line in read.lines:
        if (code := line[heading]) and first.setdefault(code, line.row) != line.row:
            yield read.complaint(line.row, heading, f"「{code}」与第 {first[code]} 行重复。")


def _references(reads: Reads, known: Known) -> Iterator[BadCell]:
    grids, deputies = (
        {*_codes(reads[GRIDS.name]), *known.grids},
        {*_codes(reads[DEPUTIES.name]), *known.deputies},
    )
    stations = {*_codes(reads[STATIONS.name]), *known.stations}
    staff = {*_codes(reads[STAFF.name]), *known.staff}
    yield from _unknown(reads[STATIONS.name], "站长工号", staff, STAFF)
    yield from _unknown(reads[DEPUTIES.name], "联络站编码", stations, STATIONS)
    yield from _unknown(reads[GRID_DEPUTIES.name], "网格编码", grids, GRIDS)
    yield from _unknown(reads[GRID_DEPUTIES.name], "代表编号", deputies, DEPUTIES)


def _unknown(
    read: SheetRead, heading: str, codes: Collection[str], defined_in: SheetShape
) -> Iterator[BadCell]:
    for line in read.lines:
        if (code := line[heading]) and code not in codes:
            yield read.complaint(line.row, heading, f"「{defined_in.name}」表里没有「{code}」。")


def _places(reads: Reads, known: Known) -> Iterator[BadCell]:
    lines = reads[GRIDS.name].lines
    townships = {line["乡镇"] for line in lines} | {township for township, _county in known.grids.values()}
    counties = {line["县"] for line in lines} | {county for _township, county in known.grids.values()}
    stations, staff = reads[STATIONS.name], reads[STAFF.name]
    for line in stations.lines:
        if line["乡镇"] and line["乡镇"] not in townships:
            yield stations.complaint(line.row, "乡镇", f"「网格」表里没有「{line['乡镇']}」这个乡镇。")
    for line in staff.lines:
        for name in line["辖区"] or ():
            if name not in townships | counties:
                yield staff.complaint(line.row, "辖区", f"「网格」表里没有「{name}」这个乡镇或县。")
    for line in lines:
        if (
            "经度" in line.values
            and "纬度" in line.values
            and (line["经度"] is None) != (line["纬度"] is None)
        ):
            empty = "经度" if line["经度"] is None else "纬度"
            yield reads[GRIDS.name].complaint(line.row, empty, "经度和纬度要么都填，要么都空着。")


def _kept_firsts(reads: Reads, known: Known) -> dict[str, str]:
    """Grid → its responsible deputy in the database, where this file does not replace that deputy's grids."""
    links = reads[GRID_DEPUTIES.name]
    replaced = {*_codes(reads[DEPUTIES.name]), *(line["代表编号"] for line in links.lines)}
    return {grid: deputy for grid, deputy, rank in known.served if rank == 1 and deputy not in replaced}


def _pairs(read: SheetRead, firsts: Mapping[str, str]) -> Iterator[BadCell]:
    pairs: dict[tuple[str, str], int] = {}
    first_rows: dict[str, int] = {}
    for line in read.lines:
        grid, deputy = line["网格编码"], line["代表编号"]
        if grid and deputy and pairs.setdefault((grid, deputy), line.row) != line.row:
            row = pairs[grid, deputy]
            yield read.complaint(line.row, "代表编号", f"「{deputy}」在网格「{grid}」里与第 {row} 行重复。")
        elif grid and line["次序"] == 1:
            if first_rows.setdefault(grid, line.row) != line.row:
                yield read.complaint(
                    line.row, "次序", f"网格「{grid}」有两个责任代表，另一个在第 {first_rows[grid]} 行。"
                )
            elif grid in firsts:
                yield read.complaint(
                    line.row, "次序", f"网格「{grid}」已有责任代表「{firsts[grid]}」，不在本文件里。"
                )


def _gaps(reads: Reads, known: Known) -> Iterator[BadCell]:
    links = reads[GRID_DEPUTIES.name]
    replaced = (
        {*_codes(reads[DEPUTIES.name]), *(line["代表编号"] for line in links.lines)} if links.lines else set()
    )
    kept = [(grid, deputy) for grid, deputy, _rank in known.served if deputy not in replaced]
    served = {grid for grid, _deputy in kept} | {line["网格编码"] for line in links.lines}
    serving = {deputy for _grid, deputy in kept} | {line["代表编号"] for line in links.lines}
    for shape, done, sentence in (
        (GRIDS, served, "这个网格没有代表。"),
        (DEPUTIES, serving, "这位代表没有网格。"),
    ):
        heading = shape.columns[0].heading
        for line in reads[shape.name].lines:
            if line[heading] and line[heading] not in done:
                yield reads[shape.name].complaint(line.row, heading, sentence)
