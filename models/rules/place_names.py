"""How a village or community is called: its short name, the suffixes people put behind it, names that are also words.

Owns the reading of official names (「木寨村民委员会」「东湖社区居民委员会」「木寨村第一网格」) and of townships (「丁河镇」).
"""

import re

from pypinyin.constants import PHRASES_DICT

from models.rules.folding import fold

_OFFICE = re.compile(r"(?:社区)?(?:居民管理委员会|(?:村民|居民)(?:委员会|居委会|委会)|居委会|村委会|委员会)$")
_GRID = re.compile(r"\(?第?([一二三四五六七八九十]{1,3}|[0-9]{1,2})\)?号?网格\)?$")
_KIND = re.compile(r"(?:社区|生活区|行政村)$")
_TOWNSHIP = re.compile(r"(?:街道办事处|街道办|街道|办事处|回族镇|回族乡|镇|乡)$")
_SHORTEST = 2  # characters; a name of one character stands in every second word

VILLAGE_SUFFIX = re.compile(r"社区|居委|行政村|自然村|村(?!镇)")
TOWNSHIP_SUFFIX = re.compile(r"街道办事处|街道办|街道|办事处|街办|镇|乡(?!村)")
_NUMERALS = "一二三四五六七八九"

# Names of villages that are words of their own: alone in a sentence they tell no place.
_COMMON = (
    "花园 莲花 前进 新建 中心 新兴 振兴 长兴 幸福 和平 团结 光明 胜利 红旗 东风 解放 建设 民主 友谊 友爱 文明 文化 人民 新华 新村 "
    "新城 老城 古城 城关 城东 城西 城南 城北 城郊 东关 西关 南关 北关 东街 西街 南街 北街 中街 前街 后街 老街 新街 东门 西门 南门 北门 "
    "车站 火车 学校 医院 政府 市场 广场 公园 桃园 果园 竹园 菜园 梨园 枣园 菊花 酒馆 仓房 仓库 礼堂 小城 大桥 小桥 石桥 木桥 燕子 皇后 双河 "
    "小河 大河 黄河 长江 淮河 洛河 白河 河东 河西 河南 河北 山东 山西 湖南 湖北 江南 上河 下河 后河 前河 河口 河上 行上 上口 下口 大沟 小沟 "
    "东沟 西沟 南沟 北沟 小水 土门 石门 三关 五里 十里 八里 二里 大庙 小庙 石庙 石梯 石槽 双庙 老庙 天宝 白龙 双龙 云台 洪湖 桑树 秧田 秧地 "
    "康庄 大庄 老庄 新庄 中原 农业 工业 工人 农场 林场 机场 商城 商业 金桥 银河 太阳 月亮 太平 平安 永安 安全 富强 富裕 兴旺 兴隆 丰收 高峰 先锋 "
    "先进 朝阳 向阳 东方 西湖 东湖 南湖 北湖 龙门 凤凰 梅花 桂花 牡丹 月季 杏花 梨花 苹果 葡萄 核桃 柿树 槐树 榆树 松树 柳树 杨树 梧桐 白果 "
    "水库 水泥 水厂 煤矿 矿山 铁路 公路 大路 路口 桥头 桥北 桥南 桥东 桥西 街道 社区 生活 家园 花城 阳光 金城 世纪 时代 未来 希望 光华 国道 高速 "
    "大学 中学 小学 劳动 建国 建军 创业 创新 发展 科技 开发 友好 爱国 爱民 为民 惠民 安居 康乐 快乐 健康 运动 体育 英雄 烈士 将军 状元 秀才 界牌 "
    "北京 上海 南京 郑州 洛阳 开封 南阳 西峡 安阳 新乡 许昌 东北 西北 东南 西南 东头 西头 南头 北头 后湾 北湾 南湾 西湾 东岗 西岗 南岗 大岭 大坪 "
    "白果树 冬青树 大块地 十亩地 红石桥 火车站 汽车站 开发区 高新区 工业区 商业街 步行街 老城区 新城区 大桥头 凉水泉 白土岗 新农村 居民区 家属院"
)
_WORDS = frozenset(_COMMON.split())
_ROAD = re.compile(r"(?:路|大道|大街|胡同)$")


def is_word(name: str) -> bool:
    """Whether a village's name is also an ordinary word, or a road that runs through several villages."""
    return name in _WORDS or name in PHRASES_DICT or _ROAD.search(name) is not None


def grid_label(name: str) -> int | None:
    """Which of a large village's grids: 1 for 「木寨村第一网格」, None for a village that is one grid."""
    found = _GRID.search(fold(name).strip())
    return numeral(found[1]) if found else None


def numeral(digits: str) -> int:
    """1 to 99 from 「一」「十二」「12」."""
    if digits.isdecimal():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    return (10 * (_NUMERALS.find(tens) + 1 or 1) if ten else 0) + _NUMERALS.find(ones or " ") + 1


def short_name(name: str) -> str:
    """What people call it: 「木寨」 for 木寨村民委员会, 木寨村第一网格 and 木寨村; folded."""
    bare = _GRID.sub("", "".join(fold(name).split()))
    bare = _KIND.sub("", _OFFICE.sub("", bare))
    while bare.endswith("村") and len(bare) > _SHORTEST and not bare.endswith("新村"):
        bare = bare[:-1]
    return bare


def short_names(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """The short forms of a place's name and aliases that are long enough to be told from ordinary characters."""
    forms = dict.fromkeys(short_name(each) for each in (name, *aliases))
    return tuple(form for form in forms if len(form) >= _SHORTEST)


def township_names(township: str) -> tuple[str, ...]:
    """A township as people write it: 「丁河镇」「丁河」."""
    whole = "".join(fold(township).split())
    root = _TOWNSHIP.sub("", whole)
    return tuple(form for form in dict.fromkeys((whole, root)) if len(form) >= _SHORTEST)
