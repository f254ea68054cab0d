"""The demo county's liaison stations, state organs (一府一委两院) and staff."""

from collections.abc import Iterator

from app.simulator.demo.dice import Dice
from app.simulator.demo.names import a_name
from app.simulator.demo.places import COUNTY, SEATS
from handlers.registry_rows import OrganRow, StaffRow, StationRow
from models.people import OrganKind, StaffRole

TOWNSHIPS = tuple(SEATS)
MAIN_STATION = "Z00"
_MAIN_SEAT = "紫金街道"
_DEPARTMENTS = (
    "发展和改革委员会 教育体育局 科技和工业信息化局 公安局 民政局 司法局 财政局 人力资源和社会保障局 自然资源局 生态环境局 "
    "住房和城乡建设局 城市管理局 交通运输局 农业农村局 水利局 林业局 商务局 文化广电和旅游局 卫生健康委员会 "
    "退役军人事务局 应急管理局 市场监督管理局 医疗保障局 信访局 乡村振兴服务中心"
)
_OTHERS = (
    ("监察委员会", OrganKind.SUPERVISION),
    ("人民法院", OrganKind.COURT),
    ("人民检察院", OrganKind.PROCURATORATE),
)
_HOURS = ("每周一上午", "每月 9 日、19 日", "每周三上午", "逢集日上午", "每月 5 日、15 日、25 日")
_LEADERS = 7


def station_code(township: str) -> str:
    return f"Z{TOWNSHIPS.index(township) + 1:02}"


def stations() -> Iterator[StationRow]:
    """The main station and one in each township; the head's code is the township's station head."""
    yield StationRow(
        MAIN_STATION, f"{COUNTY}人大代表联络总站", _MAIN_SEAT, "县城白羽路中段", "每个工作日", "SH00"
    )
    for place, township in enumerate(TOWNSHIPS, start=1):
        address = f"{township}政府院内一楼"
        hours = _HOURS[place % len(_HOURS)]
        name = f"{township}人大代表联络站"
        yield StationRow(station_code(township), name, township, address, hours, f"SH{place:02}")


def organs() -> Iterator[OrganRow]:
    dice = Dice(28)
    kinds = [(name, OrganKind.GOVERNMENT) for name in _DEPARTMENTS.split()] + list(_OTHERS)
    for number, (name, kind) in enumerate(kinds, start=1):
        phone = f"1003000{number:04}"
        yield OrganRow(f"J{number:02}", f"{COUNTY}{name}", kind, a_name(dice), a_name(dice), phone)


def staff() -> tuple[StaffRow, ...]:
    """Township staff, station heads, county staff, committees, leaders with their townships, one administrator."""
    dice = Dice(66)
    return tuple(
        StaffRow(code, a_name(dice), f"1002000{number:04}", role, territories)
        for number, (code, role, territories) in enumerate(_posts(), start=1)
    )


def _posts() -> Iterator[tuple[str, StaffRole, tuple[str, ...]]]:
    whole = (COUNTY,)
    for place, township in enumerate(TOWNSHIPS, start=1):
        yield f"ST{place:02}A", StaffRole.TOWNSHIP, (township,)
        yield f"ST{place:02}B", StaffRole.TOWNSHIP, (township,)
        yield f"SH{place:02}", StaffRole.STATION_HEAD, (township,)
    yield "SH00", StaffRole.STATION_HEAD, whole
    for number in range(1, 5):
        yield f"SC{number:02}", StaffRole.COUNTY, whole
    for number in range(1, 7):
        yield f"SW{number:02}", StaffRole.COMMITTEE, whole
    for number in range(_LEADERS):
        yield f"SL{number + 1:02}", StaffRole.LEADER, TOWNSHIPS[number::_LEADERS]
    yield "SA01", StaffRole.ADMINISTRATOR, whole
