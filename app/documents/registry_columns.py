"""The registry workbook's sheets and columns (the contract), each with what a clerk should know about it."""

from dataclasses import dataclass
from enum import StrEnum

from models.people import CAPACITY_IN_WORDS, ORGAN_IN_WORDS, ROLE_IN_WORDS

EXAMPLE = "示例"
"""A row whose first cell begins with this is an example, and is not imported."""
SEPARATOR = "、"


class Kind(StrEnum):
    """How a cell is read."""

    CODE = "code"
    NAME = "name"
    TEXT = "text"
    PHONE = "phone"
    NAMES = "names"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"
    RANK = "rank"
    WORD = "word"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `longest` bounds the text (of each name, where there are several)."""

    heading: str
    kind: Kind
    longest: int
    note: str
    example: str
    required: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetShape:
    """One sheet with its columns in order."""

    name: str
    columns: tuple[Column, ...]

    def column(self, heading: str) -> Column:
        return next(column for column in self.columns if column.heading == heading)


_CODE, _NAME, _TEXT, _PHONE = Kind.CODE, Kind.NAME, Kind.TEXT, Kind.PHONE
_MOBILE = Column("手机", _PHONE, 11, "11 位手机号，可不填；存入后加密。", "13800000000")
_CAPACITIES = tuple(CAPACITY_IN_WORDS.values())
_ROLES = tuple(ROLE_IN_WORDS.values())
_ORGANS = tuple(ORGAN_IN_WORDS.values())

GRIDS = SheetShape(
    "网格",
    (
        Column("网格编码", _CODE, 32, "每个网格一个，不能重复，定了不要改。", "示例001", required=True),
        Column(
            "网格名称", _NAME, 64, "群众叫得出的名字，如「东湖社区第一网格」。", "东湖社区", required=True
        ),
        Column("乡镇", _NAME, 32, "所在乡镇或街道的全名。", "白羽街道", required=True),
        Column("县", _NAME, 32, "所在县的全名。", "西峡县", required=True),
        Column("别名", Kind.NAMES, 64, "群众的别的叫法，几个之间用顿号「、」隔开。", "东湖、东湖小区"),
        Column("经度", Kind.LONGITUDE, 0, "度，如 111.48（地图上的横坐标），可不填。", "111.48"),
        Column("纬度", Kind.LATITUDE, 0, "度，如 33.31（地图上的纵坐标），可不填。", "33.31"),
    ),
)
STATIONS = SheetShape(
    "联络站",
    (
        Column("联络站编码", _CODE, 32, "每个联络站一个，不能重复。", "示例Z01", required=True),
        Column("名称", _NAME, 64, "联络站的名称。", "白羽街道人大代表联络站", required=True),
        Column("乡镇", _NAME, 32, "所在乡镇，与「网格」表里写的一样。", "白羽街道", required=True),
        Column("地址", _TEXT, 128, "群众找得到的地址。", "白羽路 1 号"),
        Column("接待时间", _TEXT, 128, "如「每周一上午」。", "每周一上午"),
        Column("站长工号", _CODE, 32, "站长在「工作人员」表里的工号。", "S001"),
    ),
)
DEPUTIES = SheetShape(
    "代表",
    (
        Column("代表编号", _CODE, 32, "每位代表一个，不能重复。", "示例D001", required=True),
        Column("姓名", _NAME, 32, "代表姓名。", "张三", required=True),
        _MOBILE,
        Column(
            "层级",
            Kind.WORDS,
            0,
            "省、市、县、乡、议政；几级都是的用顿号隔开，如「县、乡」。",
            "县、乡",
            required=True,
            words=_CAPACITIES,
        ),
        Column("联络站编码", _CODE, 32, "所在联络站，见「联络站」表。", "Z01"),
        Column("简介", _TEXT, 500, "给群众看的一两句话。", "村医，连任两届。"),
    ),
)
GRID_DEPUTIES = SheetShape(
    "网格代表",
    (
        Column("网格编码", _CODE, 32, "见「网格」表。", "示例001", required=True),
        Column("代表编号", _CODE, 32, "见「代表」表。", "D001", required=True),
        Column("次序", Kind.RANK, 0, "1 是责任代表，2、3、4 依次替补。", "1", required=True),
    ),
)
ORGANS = SheetShape(
    "机关",
    (
        Column("机关编码", _CODE, 32, "每个机关一个，不能重复。", "示例J01", required=True),
        Column("名称", _NAME, 64, "机关全名。", "县交通运输局", required=True),
        Column("类别", Kind.WORD, 0, "从下拉框里选。", "政府部门", required=True, words=_ORGANS),
        Column("负责人", _NAME, 32, "主要负责人。", "李四"),
        Column("联系人", _NAME, 32, "办件的联系人。", "王五"),
        _MOBILE,
    ),
)
STAFF = SheetShape(
    "工作人员",
    (
        Column("工号", _CODE, 32, "每人一个，不能重复。", "示例S001", required=True),
        Column("姓名", _NAME, 32, "姓名。", "赵六", required=True),
        _MOBILE,
        Column("角色", Kind.WORD, 0, "从下拉框里选。", "乡镇", required=True, words=_ROLES),
        Column("辖区", Kind.NAMES, 32, "管哪些乡镇（或全县），几个之间用顿号隔开。", "白羽街道"),
    ),
)
SHEETS = (GRIDS, STATIONS, DEPUTIES, GRID_DEPUTIES, ORGANS, STAFF)
