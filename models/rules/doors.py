"""Matters with another door than the deputy's: an emergency, a case before a court, 信访, 检举, a state secret.

Owns the words by which they are recognised and the sentence that names the right door (domain §5 "not accepted, with the
reason and the right door"). Words can mislead: the sentence is said at once, what becomes of the matter a person decides.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from models.rules.folding import fold


class DoorKind(StrEnum):
    """Which door; ordered as they are looked for."""

    EMERGENCY = "emergency"
    SECRET = "secret"  # noqa: S105 - a state secret, no password
    COURT = "court"
    PETITION = "petition"
    DISCIPLINE = "discipline"


@dataclass(frozen=True, slots=True)
class Door:
    """The right door, with the number to call."""

    kind: DoorKind
    number: str
    in_words: str


FIRE = Door(DoorKind.EMERGENCY, "119", "有危险请先离开，马上打 119（火警、救援）。人命关天，不要等这里回复。")
GAS = Door(
    DoorKind.EMERGENCY,
    "119",
    "闻到燃气味：不开灯、不点火，开窗，先离开，再到屋外打 119 和燃气公司电话。不要等这里回复。",
)
ILL = Door(DoorKind.EMERGENCY, "120", "救人要紧，请马上打 120（急救）。不要等这里回复。")
SHOCK = Door(
    DoorKind.EMERGENCY, "120", "有人触电：先断电，不要用手去拉，马上打 120（急救）。不要等这里回复。"
)
WATER = Door(
    DoorKind.EMERGENCY, "110", "有人落水：请马上打 110 和 120，大声呼救，不会水的不要下水。不要等这里回复。"
)
DESPAIR = Door(
    DoorKind.EMERGENCY,
    "110",
    "请先不要难过到伤害自己。现在就打 110，或打 12356（心理援助热线），有人在听；身边有人请陪着他。",
)
POLICE = Door(DoorKind.EMERGENCY, "110", "有危险请先躲到安全的地方，马上打 110（报警）。不要等这里回复。")
SECRET = Door(
    DoorKind.SECRET, "", "涉及国家秘密的内容请不要在微信里写，也不要发照片，请带上材料到有关机关当面说。"
)
COURT = Door(
    DoorKind.COURT,
    "12348",
    "已经在打官司、仲裁、行政复议或法院执行的事，要由法院、仲裁、复议机关依法办，代表不能代办。请找办案的人民法院（12368）"
    "或原机关；需要法律援助请打 12348。",
)
PETITION = Door(
    DoorKind.PETITION,
    "12345",
    "信访部门已经受理的事，由信访局按程序办。请拿受理告知书到县信访局或乡镇信访办查询，也可打 12345。",
)
DISCIPLINE = Door(
    DoorKind.DISCIPLINE,
    "12388",
    "检举干部违纪违法，请向县纪委监委反映（电话 12388），那里会为您保密。请不要在这里写举报人的姓名。",
)

# 「担心起火」「去年着过火」「防溺水宣传」: spoken of, not happening
_NOT_NOW = re.compile(
    r"隐患|风险|危险性|预防|防止|防范|防|避免|容易|易|担心|怕|恐|会|可能|难免|发生过|过火|"
    r"曾|当时|当晚|那天|昨|前天|半夜|起火点|死了|次|去年|前年|以前|之前|上次|上月|上个月|前几天|前段时间|经常|多次|每次|天天|老是|总是|频繁|几次|演练|宣传|培训|险些|差点|"
    r"造成|导致|引发|引起|年|月|号|为什么|怎么办理|条例|标准|等级|责任|赔偿|补偿|补贴|保险|费|案|事故"
)
_CONDITIONAL = re.compile(r"如果|要是|万一|一旦|一但|若|假如|倘")
_URGENT = re.compile(
    r"救命(?![钱路药稻通草之的恩])|正在|现在|刚刚|刚才|快来|快点来|赶快来|赶紧来|马上来|紧急|出人命"
)
_SENTENCES = re.compile(r"[。!?;\n…]+")
_CLAUSES = re.compile(r"[,:~、]+")
_LONG_STORY = 60  # characters; whoever writes that much is telling, unless a clause says "now"
_HAPPENING: tuple[tuple[Door, re.Pattern[str]], ...] = (
    (
        GAS,
        re.compile(
            r"(?:燃气|煤气|天然气|液化气)(?:管道?|罐|灶)?(?:严重|大量)?(?:在|正在)?(?:泄漏|泄露|漏气|漏了)|(?:煤气|燃气|天然气)味.{0,4}(?:大|重|浓)"
        ),
    ),
    (
        DESPAIR,
        re.compile(
            r"(?:想|要|在|闹)(?:跳楼|自杀|轻生|寻短见|跳河|上吊)|有人(?:要|想|在)?(?:跳楼|自杀|轻生|跳河)|不想活了|活不下去了"
        ),
    ),
    (SHOCK, re.compile(r"(?:有人|人|孩子|小孩|老人|被电)(?:被)?(?:触电|电倒|电击)|触电了")),
    (
        WATER,
        re.compile(r"(?:有人|人|孩子|小孩|老人|娃)(?:掉|落|栽)(?:到|进|入)?(?:了)?(?:水|河|井|塘|水库)|溺水"),
    ),
    (
        ILL,
        re.compile(
            r"晕倒|昏倒|昏迷不醒|(?:没有?|停止)呼吸|快不行了|(?:人|孩子|小孩)(?:都)?(?:昏迷|中毒)|心脏病(?:犯|发作)|喝(?:了)?农药|大出血|煤气中毒|(?:出|发生)车祸.{0,8}(?:伤|人)|伤得?很重|叫救护车"
        ),
    ),
    (
        FIRE,
        re.compile(
            r"着火了?|失火|起火|着大火|(?:发生|突发)火灾|山火|火烧起来|烧起来了|(?:冒|起)(?:大|浓|黑)烟|塌了.{0,6}(?:压|埋)|(?:压|埋)(?:住|着|了)?.{0,3}人|被困"
        ),
    ),
    (
        POLICE,
        re.compile(
            r"持刀|拿刀|砍人|杀人|抢劫|被绑架|(?:正在|现在)(?:打架|斗殴|打人|偷东西|行凶)|有人(?:在)?(?:打架|偷东西|撬门)|打起来了|家暴(?:我|她)|孩子(?:丢了|不见了|走失)|老人(?:走失|不见了)|救命(?![钱路药稻通草之的恩])"
        ),
    ),
)
# Whoever asks how to go to court, or stands at its gate, has no case there.
_ASKING = re.compile(
    r"如果|要是|准备|打算|想|要不要|能不能|可不可以|可以|是否|能否|怎么|如何|否则|不然|将|建议|欢迎|希望|请|咨询|只能|必要时"
)
_SECRET = re.compile(r"国家秘密|国家机密|军事机密|军事秘密|绝密文件|机密文件|涉密文件")
_COURT = re.compile(
    r"(?:法院|法庭)(?:也|都|已经?|一审|二审|终审|最终|还是|强制)*(?:判|裁定|受理|立案|开庭|不执行|拒不|查封|冻结|调解书)|(?:向|在|到)[^,。]{0,8}法院(?:提起|提出|起诉|申请|立案)|"
    r"已经?(?:向[^,。]{1,10})?(?:起诉|上诉|申请仲裁|提起诉讼|申请(?:劳动)?仲裁|申请行政复议|进入(?:诉讼|司法)|走(?:法律|司法)程序|申请强制执行)|"
    r"(?:正在|还在)(?:打官司|诉讼|仲裁|行政复议)|(?:判决|裁决|裁定)(?:书|下来|生效|不公|结果|胜诉|败诉|已)|胜诉|败诉|"
    r"(?:一审|二审|终审|再审)(?:法院|判|的?结果|已|败|胜|维持)|(?:法院|申请)执行(?:局|法官|庭|案)|老赖|失信被执行人|"
    r"仲裁委?(?:员会|院|庭)?(?:已经?|也)?(?:受理|裁决|裁定|开庭|判|支持)|行政复议(?:决定|机关|已|受理|维持|结果)"
)
_PETITION = re.compile(
    r"信访(?:局|部门|办|中心|事项|件|机关)?(?:已经?|都|正在)?(?:受理|立案|答复|登记|转办|交办|复查|复核)(?!太|中心|大厅)|(?:受理|复查|复核)(?:告知书|意见书)|三级终结"
)
_DISCIPLINE = re.compile(
    r"贪污|受贿|索贿|行贿|贿赂|挪用(?:公款|村|集体|扶贫|专项)|侵吞(?:公款|村|集体|扶贫|国家|国有)|(?:举报|检举|控告)[^,。]{0,12}(?:书记|主任|村长|镇长|乡长|局长|所长|干部|领导|公务员|民警|法官)|吃空饷|公款吃喝|权钱交易"
)
_CASES: tuple[tuple[Door, re.Pattern[str]], ...] = (
    (SECRET, _SECRET),
    (COURT, _COURT),
    (PETITION, _PETITION),
    (DISCIPLINE, _DISCIPLINE),
)


def door(text: str) -> Door | None:
    """The other door a text should be shown, or None."""
    folded = fold(text)
    sentences = [_CLAUSES.split(sentence) for sentence in _SENTENCES.split(folded)]
    long = len(folded) > _LONG_STORY
    told = (_happening(sentence, long=long) for sentence in sentences)
    return next(filter(None, told), None) or _case([clause for clauses in sentences for clause in clauses])


def _happening(clauses: list[str], *, long: bool) -> Door | None:
    """The danger a sentence tells of as present; 「如果」 in one clause holds for the others."""
    supposed = any(map(_CONDITIONAL.search, clauses))
    for before, clause in pairwise(["", *clauses]):
        if _NOT_NOW.search(clause) or (long and not _URGENT.search(before + clause)):
            continue
        for found, pattern in _HAPPENING:
            if pattern.search(clause) and (found is DESPAIR or not supposed):
                return found
    return None


def _case(clauses: list[str]) -> Door | None:
    settled = [clause for clause in clauses if not _ASKING.search(clause)]
    for found, pattern in _CASES:
        if any(map(pattern.search, settled)):
            return found
    return None
