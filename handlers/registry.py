"""Importing the registry: the database follows the file by code; who is missing is named, and never deleted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from handlers.placebook import REGISTRY_IMPORTED
from handlers.registry_links import link
from handlers.registry_merge import ListOf, Merged, Sheet, batches, deactivate, merge, replace_lists
from handlers.registry_rows import Progress, Registry, Report, silent
from handlers.registry_sessions import end_changed, standings
from models.duty import AuditEntry
from models.people import Deputy, DeputyCapacity, Organ, StaffMember, StaffTerritory
from models.place import Grid, GridAlias, Station
from models.search_writer import places_renamed

GRIDS = Sheet("网格", Grid, ("name", "township", "county", "longitude", "latitude"))
STATIONS = Sheet("联络站", Station, ("name", "township", "address", "hours", "head_code"))
DEPUTIES = Sheet("代表", Deputy, ("name", "phone_sealed", "station_id", "introduction"))
ORGANS = Sheet("机关", Organ, ("name", "kind", "head", "contact_person", "phone_sealed"))
STAFF = Sheet("工作人员", StaffMember, ("name", "phone_sealed", "role"))
LINKS = "网格代表"


def apply(  # noqa: PLR0913  the options of one command
    session: Session,
    registry: Registry,
    now: datetime,
    *,
    seal: Callable[[str], str],
    deactivate_missing: bool = False,
    who: str = "operator",
    progress: Progress = silent,
) -> Report:
    """Bring the database to the registry. Importing the same again changes nothing.

    A deputy's grids and order become the file's. `seal` must be deterministic (see app/security). The registry must
    have been checked: a code it names and nobody has raises KeyError.
    """
    work = _Import(session, registry, seal, progress, Report(deactivated=deactivate_missing))
    before = standings(session)
    work.run()
    if deactivate_missing:
        for sheet in (GRIDS, STATIONS, DEPUTIES, ORGANS, STAFF):
            deactivate(session, sheet, work.report.sheets[sheet.name].missing)
    end_changed(session, before)
    session.expire_all()
    session.add(AuditEntry(at=now, who=who, act=REGISTRY_IMPORTED, what="registry", note=_note(work.report)))
    session.flush()
    return work.report


def _note(report: Report) -> str:
    parts = (
        f"{name} +{sheet.added} ~{sheet.changed} ={sheet.unchanged} -{sheet.removed} ?{len(sheet.missing)}"
        for name, sheet in report.sheets.items()
    )
    return "; ".join(parts) + ("; missing deactivated" if report.deactivated else "")


@dataclass
class _Import:
    """One import under way."""

    session: Session
    registry: Registry
    seal: Callable[[str], str]
    progress: Progress
    report: Report

    def run(self) -> None:
        grids = self._grids()
        stations = self._stations()
        deputies = self._deputies(stations.ids)
        self.report.sheets[LINKS] = link(self.session, self.registry, grids.ids, deputies.ids, self.progress)
        self._organs()
        self._staff()

    def _merge(
        self, sheet: Sheet, wanted: Mapping[str, Mapping[str, Any]], lists: Mapping[str, Sequence[Any]] = {}
    ) -> Merged:
        merged = merge(self.session, sheet, wanted, self.progress)
        if hanging := _LISTS.get(sheet.name):
            by_id = {merged.ids[code]: values for code, values in lists.items()}
            different = replace_lists(self.session, hanging, by_id)
            merged.changed |= {code for code in lists if merged.ids[code] in different}
        self.report.sheets[sheet.name] = merged.report(len(wanted))
        return merged

    def _grids(self) -> Merged:
        rows = self.registry.grids
        values = {
            row.code: {
                "name": row.name,
                "township": row.township,
                "county": row.county,
                "longitude": row.longitude,
                "latitude": row.latitude,
            }
            for row in rows
        }
        merged = self._merge(GRIDS, values, {row.code: row.aliases for row in rows})
        for batch in batches(merged.ids[code] for code in sorted(merged.changed - merged.added)):
            places_renamed(self.session, batch)
        return merged

    def _stations(self) -> Merged:
        values = {
            row.code: {
                "name": row.name,
                "township": row.township,
                "address": row.address,
                "hours": row.hours,
                "head_code": row.head_code,
            }
            for row in self.registry.stations
        }
        return self._merge(STATIONS, values)

    def _deputies(self, stations: Mapping[str, int]) -> Merged:
        rows = self.registry.deputies
        values = {
            row.code: {
                "name": row.name,
                "phone_sealed": self.seal(row.phone),
                "station_id": stations[row.station_code] if row.station_code else None,
                "introduction": row.introduction,
            }
            for row in rows
        }
        return self._merge(DEPUTIES, values, {row.code: row.capacities for row in rows})

    def _organs(self) -> Merged:
        values = {
            row.code: {
                "name": row.name,
                "kind": row.kind,
                "head": row.head,
                "contact_person": row.contact_person,
                "phone_sealed": self.seal(row.phone),
            }
            for row in self.registry.organs
        }
        return self._merge(ORGANS, values)

    def _staff(self) -> Merged:
        rows = self.registry.staff
        values = {
            row.code: {"name": row.name, "phone_sealed": self.seal(row.phone), "role": row.role}
            for row in rows
        }
        return self._merge(STAFF, values, {row.code: row.territories for row in rows})


_LISTS = {
    GRIDS.name: ListOf(GridAlias, GridAlias.grid_id, GridAlias.alias),
    DEPUTIES.name: ListOf(DeputyCapacity, DeputyCapacity.deputy_id, DeputyCapacity.capacity),
    STAFF.name: ListOf(StaffTerritory, StaffTerritory.staff_id, StaffTerritory.name),
}
