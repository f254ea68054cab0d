"""What the demo's deputies suggest (代表建议), in words of our own, with what came of it."""

from dataclasses import dataclass

from app.simulator.demo import loop_words as words


@dataclass(frozen=True)
class Wish:
    """What a suggestion asks for, from what kind of matter, and by whom it is handled."""

    title: str
    text: str
    category: str
    lead: str
    task: words.Task
    assist: tuple[str, ...] = ()
    answer: str = ""


ROAD = Wish(
    "关于修复通村公路破损路段的建议",
    "近两年大车增多，通村公路多处破损，群众出行不便。建议：一、列入今年农村公路养护计划；二、分段修补，先修学校门口一段；"
    "三、在村口加装限高设施。",
    "060203",
    "J13",
    words.TRUCKS,
    ("J07",),
    "通村公路破损路段共三点二公里，已列入养护计划，学校门口六百米已修好通车，其余路段年内完工。",
)
WATER = Wish(
    "关于提升山区村饮水保障能力的建议",
    "山区几个村的蓄水池修建较早，渗漏严重，旱季断水。建议统一勘察，分批改造蓄水池和主管道，明确管护人员和经费。",
    "010215",
    "J15",
    words.TANK,
    ("J07", "J25"),
    "已完成七处蓄水池勘察，四处改造完工，主管道更换四公里，每处落实一名管护员。",
)
CANTEEN = Wish(
    "关于办好村级老年食堂的建议",
    "村里独居、高龄老人多，吃饭难。建议以村为单位办老年食堂，县里给予运行补贴，并鼓励社会力量参与。",
    "090101",
    "J05",
    words.CANTEEN,
    ("J07",),
    "已在十二个村开办老年食堂，运行补贴列入预算，明年再扩大到二十个村。",
)
PARKING = Wish(
    "关于规范学校门口停车秩序的建议",
    "上下学时段学校门口车辆拥堵，存在安全隐患。建议错时放学，划定接送区，增派交警疏导。",
    "140205",
    "J02",
    words.GATE,
    ("J04",),
    "县城六所学校已实行错时放学，划定接送区，交警定点疏导。",
)
HOSPITAL = Wish(
    "关于支持县级医院发展远程诊疗的建议",
    "群众到市里看病路远费用高。建议市级医院与县医院建立远程会诊，让群众在家门口看专家。",
    "120506",
    "J19",
    words.CLINIC,
)
LIGHTS = Wish(
    "关于在居民小区周边补装路灯的建议",
    "几条背街小巷没有路灯，老人和学生夜间出行不安全。建议摸底后统一补装，并落实维修电话。",
    "010204",
    "J12",
    words.LAMP,
    (),
    "已补装路灯四十六盏，维修电话贴在灯杆上，坏灯两天内修复。",
)
