"""The county's registry as it comes from the workbook or the demo: one frozen row for each line of each sheet."""

from collections.abc import Callable
from dataclasses import dataclass, field

from models.people import Capacity, OrganKind, StaffRole


@dataclass(frozen=True, slots=True)
class GridRow:
    """网格. Coordinates are degrees by WeChat's map (GCJ-02)."""

    code: str
    name: str
    township: str
    county: str
    aliases: tuple[str, ...] = ()
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True)
class StationRow:
    """联络站. `head_code` is the station head's staff code."""

    code: str
    name: str
    township: str
    address: str = ""
    hours: str = ""
    head_code: str = ""


@dataclass(frozen=True, slots=True)
class DeputyRow:
    """代表. `phone` is plain here and sealed before it is stored."""

    code: str
    name: str
    phone: str
    capacities: tuple[Capacity, ...]
    station_code: str = ""
    introduction: str = ""


@dataclass(frozen=True, slots=True)
class GridDeputyRow:
    """网格代表. Rank 1 is the responsible deputy (责任代表)."""

    grid_code: str
    deputy_code: str
    rank: int


@dataclass(frozen=True, slots=True)
class OrganRow:
    """机关."""

    code: str
    name: str
    kind: OrganKind
    head: str = ""
    contact_person: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """工作人员. `territories` are townships, or the county by its name."""

    code: str
    name: str
    phone: str
    role: StaffRole
    territories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registry:
    """The whole workbook, checked: every code it names exists in it or in the database."""

    grids: tuple[GridRow, ...] = ()
    stations: tuple[StationRow, ...] = ()
    deputies: tuple[DeputyRow, ...] = ()
    grid_deputies: tuple[GridDeputyRow, ...] = ()
    organs: tuple[OrganRow, ...] = ()
    staff: tuple[StaffRow, ...] = ()


@dataclass
class SheetReport:
    """What importing one sheet did. `removed` counts links between grids and deputies the file no longer has."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    missing: list[str] = field(default_factory=list)
    """Codes that are active in the database and not in the file."""


@dataclass
class Report:
    """What importing the registry did, sheet by sheet (Chinese sheet name → counts)."""

    sheets: dict[str, SheetReport] = field(default_factory=dict)
    deactivated: bool = False
    """Whether the missing ones were deactivated."""

    @property
    def missing(self) -> int:
        return sum(len(sheet.missing) for sheet in self.sheets.values())


Progress = Callable[[str, int, int], None]
"""Told (what, done, total) from time to time during long work."""


def silent(_what: str, _done: int, _total: int) -> None:
    """No progress shown."""
