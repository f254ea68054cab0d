"""What the demo's organs are charged with: a matter's category, who handles it, what is asked, and what comes of it."""

from dataclasses import dataclass

from app.simulator.demo.stories import (
    AFFAIRS,
    CHILDREN,
    ELDERS,
    FIELDS,
    HEALTH,
    LAMPS,
    LAND,
    NOISE,
    ROADS,
    RUBBISH,
    WATER,
    Trouble,
)
from models.issue import Result


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of matter. `which`: its words among the trouble's; `category`: a leaf's code; the rest is said of it."""

    trouble: Trouble
    which: int
    category: str
    lead: str
    wanted: str
    done: str
    rest: str
    """What is left to do after a part of it is done, and what a plan is about."""
    assist: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return self.trouble.words[self.which]


_CITY, _ROADS, _WATER, _AIR = "J12", "J13", "J15", "J10"
LAMP = Task(
    LAMPS,
    0,
    "010204",
    _CITY,
    "请到现场查清哪几盏不亮，修复后请群众看过再答复。",
    "三盏路灯已换新灯头和线路，连亮三晚",
    "巷子东头还要加装两盏",
)
PIT = Task(
    ROADS,
    0,
    "010210",
    _ROADS,
    "请先放警示标志、填平大坑，再提出整段修复的办法。",
    "大坑已挖开重做，路面铺了新水泥",
    "整段路面还要重铺",
    ("J11",),
)
RAIL = Task(
    ROADS,
    2,
    "060203",
    _ROADS,
    "请尽快补上缺失的护栏，夜间先拉警示带。",
    "缺的护栏已全部补齐并刷了反光漆",
    "河边其余路段还要加护栏",
)
TRUCKS = Task(
    ROADS,
    3,
    "060203",
    _ROADS,
    "请会同公安部门查看大车绕行的原因，提出限高限行办法。",
    "村口已装限高架，大车改走外环",
    "压坏的路面还要修补",
    ("J04",),
)
TAP = Task(
    WATER,
    0,
    "010215",
    _WATER,
    "请先保障群众吃水，查清停水原因后尽快恢复。",
    "水泵和主管道已换新，现在全天有水",
    "高处几户还要加一级泵",
)
YELLOW = Task(
    WATER,
    1,
    "010215",
    _WATER,
    "请取样检测，把结果告诉群众，并清洗管网。",
    "管网已冲洗，水样检测合格，结果贴在公开栏",
    "老管道还要更换",
    ("J19",),
)
TANK = Task(
    WATER,
    2,
    "010215",
    _WATER,
    "请查看蓄水池渗漏情况，提出维修或重建的办法。",
    "蓄水池已做防水处理，夜里不再断水",
    "新蓄水池还要等资金",
    ("J07",),
)
DITCH = Task(
    FIELDS,
    0,
    "101101",
    _WATER,
    "请在灌溉前清通渠道，保证下游浇上水。",
    "两里渠道已清淤，下游一百多亩浇上了水",
    "渠底衬砌还要安排",
    ("J14",),
)
BINS = Task(
    RUBBISH,
    0,
    "010213",
    _CITY,
    "请立即清运，并把清运间隔定下来、告诉群众。",
    "垃圾池已清空并消毒，以后两天一清",
    "还要加两个带盖垃圾箱",
)
DUMP = Task(
    RUBBISH,
    1,
    "040205",
    _CITY,
    "请清走建筑垃圾，查找倾倒的人，并加装监控。",
    "河滩上的建筑垃圾已清走，装了监控",
    "河滩还要覆土种草",
    ("J10",),
)
TOILET = Task(
    RUBBISH,
    2,
    "010213",
    _CITY,
    "请落实公厕保洁人员，修好水龙头。",
    "公厕已有专人打扫，水龙头全部换新",
    "还要加装夜灯",
)
BARBECUE = Task(
    NOISE,
    0,
    "040203",
    _CITY,
    "请约谈店主，定下收摊时间，夜间巡查一周。",
    "烧烤摊已改到晚上十点半收摊，巡查一周没有再犯",
    "还要搬进室内经营",
)
STONE = Task(
    NOISE,
    2,
    "040206",
    _AIR,
    "请检测噪声和粉尘，依法处理，结果告诉群众。",
    "石材厂已停夜班，加了喷淋和围挡，检测达标",
    "切割车间还要整体密闭",
)
PILES = Task(
    NOISE,
    3,
    "040203",
    _AIR,
    "请查夜间施工许可，没有许可的立即停止。",
    "工地夜间已停工，打桩改在白天",
    "围挡隔音还要加高",
    ("J11",),
)
COOP = Task(
    RUBBISH,
    6,
    "040206",
    _AIR,
    "请到养鸡场检查粪污处理，限期整改。",
    "粪污池已加盖，鸡粪每天清运",
    "还要装除臭设备",
    ("J14",),
)
CLINIC = Task(
    HEALTH,
    1,
    "120506",
    "J19",
    "请核实村卫生室开门情况，保证群众就近看病。",
    "卫生室已派驻村医，每天开门并公布电话",
    "常用药还要补齐",
)
INSURED = Task(
    HEALTH,
    0,
    "150101",
    "J23",
    "请核对参保信息，进村讲一次怎么查。",
    "参保信息已补录，村里逐户核对过",
    "外出的几户还要电话核对",
)
BUS = Task(
    CHILDREN,
    0,
    "140205",
    "J02",
    "请会同交通部门研究增加停靠点。",
    "校车已加开到村口，家长签字确认",
    "村口还要建候车亭",
    (_ROADS,),
)
GATE = Task(
    CHILDREN,
    1,
    "140205",
    "J02",
    "请会同公安部门疏导放学时的校门口。",
    "放学错时二十分钟，交警在校门口疏导",
    "还要划出接送区",
    ("J04",),
)
CANTEEN = Task(
    ELDERS,
    0,
    "090101",
    "J05",
    "请查清停办原因，恢复老人食堂。",
    "幸福院食堂已重新开火，一餐三元",
    "厨房设备还要更新",
)
ALONE = Task(
    ELDERS,
    3,
    "090101",
    "J05",
    "请建立独居老人探访名册，落实到人。",
    "独居老人都有人结对，每周探访两次",
    "呼叫器还要逐户安装",
)
SALARY = Task(
    LAND,
    0,
    "101203",
    "J14",
    "请会同乡镇核对合同和账目，督促公司付清租金。",
    "公司已付清去年租金，按户打到卡上",
    "今年的租金还要等秋后付",
)
BOOKS = Task(
    AFFAIRS,
    0,
    "100203",
    "J14",
    "请督促公开账目，并接受群众查问。",
    "上半年账目已逐笔公开，并开会答了疑问",
    "下半年起按月公开",
)
TASKS = (
    *(LAMP, PIT, TAP, BINS, STONE, RAIL, YELLOW, BARBECUE, CLINIC, TRUCKS, DITCH, DUMP, PILES, BUS),
    *(CANTEEN, LAMP, PIT, TANK, TOILET, COOP, INSURED, RAIL, TAP, BINS, GATE, STONE, SALARY, ALONE, BOOKS),
)
"""In the shares in which people write of them: enough of a few organs that their figures may be compared."""

_OFFICIAL = {
    Result.SOLVED: "经现场核查，{done}。现已办理完毕。",
    Result.PARTLY: "经现场核查，{done}。{rest}，我单位将继续落实。",
    Result.PLANNED: "经研究，已列入工作计划：{rest}，按期完成后另行答复。",
    Result.NOT_POSSIBLE: "经研究，受现行政策和资金条件限制，{rest}，目前不具备实施条件，已向代表当面说明，待条件成熟时优先考虑。",
    Result.FOR_HIGHER_LEVEL: "经研究，{rest}，超出县级权限，已书面报请上级主管部门研究。",
}
_AGAIN = "上次答复后群众反映没有解决到位，我单位主要负责人已再次到现场查看，重新安排了施工。"
_PLAIN = {
    Result.SOLVED: "{done}。您去看看，有不合适的随时说。",
    Result.PARTLY: "{done}。{rest}，我们接着办。",
    Result.PLANNED: "这件事已经排进计划：{rest}，办好了再告诉您。",
    Result.NOT_POSSIBLE: "实在抱歉，{rest}，眼下政策和钱都不允许，办不了。我们记着，条件一到先办。",
    Result.FOR_HIGHER_LEVEL: "{rest}，这要上级定，我们已经报上去了。",
}


def official(task: Task, result: Result, times: int = 1) -> str:
    """The organ's answer, as its head signs it; `times`: the first, or again after it was returned."""
    opening = "您反映的问题收悉，感谢您对我单位工作的关心和监督。" if times == 1 else _AGAIN
    return opening + _OFFICIAL[result].format(done=task.done, rest=task.rest)


def plain(task: Task, result: Result, times: int = 1) -> str:
    """The same for the residents."""
    return ("" if times == 1 else "上次没办到位，对不起。这回") + _PLAIN[result].format(
        done=task.done, rest=task.rest
    )
