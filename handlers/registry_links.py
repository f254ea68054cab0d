"""Who serves which grid (网格代表): a deputy's grids and order become the file's."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from handlers.registry_merge import batches
from handlers.registry_rows import Progress, Registry, SheetReport
from models.people import GridDeputy

Pair = tuple[int, int]


def link(
    session: Session,
    registry: Registry,
    grids: Mapping[str, int],
    deputies: Mapping[str, int],
    progress: Progress,
) -> SheetReport:
    """Replace the links of every deputy the file names. A file without any link leaves all as they are."""
    if not registry.grid_deputies:
        return SheetReport()
    wanted = {(grids[row.grid_code], deputies[row.deputy_code]): row.rank for row in registry.grid_deputies}
    named = {deputies[row.deputy_code] for row in registry.grid_deputies}
    named |= {deputies[row.code] for row in registry.deputies}
    there: dict[Pair, tuple[int, int]] = {
        (grid, deputy): (key, rank)
        for key, grid, deputy, rank in session.execute(
            select(GridDeputy.id, GridDeputy.grid_id, GridDeputy.deputy_id, GridDeputy.rank)
        )
        if deputy in named
    }
    report = SheetReport()
    report.removed = _remove(session, [there[pair][0] for pair in there if pair not in wanted])
    report.added = _add(session, {pair: wanted[pair] for pair in wanted if pair not in there}, progress)
    moved = {
        there[pair][0]: rank for pair, rank in wanted.items() if pair in there and there[pair][1] != rank
    }
    report.changed = _reorder(session, moved)
    report.unchanged = len(wanted) - report.added - report.changed
    return report


def _remove(session: Session, keys: list[int]) -> int:
    for batch in batches(keys):
        session.execute(delete(GridDeputy).where(GridDeputy.id.in_(batch)))
    return len(keys)


def _add(session: Session, fresh: Mapping[Pair, int], progress: Progress) -> int:
    done = 0
    for batch in batches(fresh.items()):
        rows = [{"grid_id": grid, "deputy_id": deputy, "rank": rank} for (grid, deputy), rank in batch]
        session.execute(insert(GridDeputy), rows)
        done += len(batch)
        progress("网格代表", done, len(fresh))
    return len(fresh)


def _reorder(session: Session, ranks: Mapping[int, int]) -> int:
    for batch in batches(ranks.items()):
        session.execute(update(GridDeputy), [{"id": key, "rank": rank} for key, rank in batch])
    return len(ranks)
