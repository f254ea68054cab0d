"""What a resident's text is, before anybody else reads it: a matter, a chase-up, politeness; a choice.

Rather one matter too many than one lost: only what certainly says nothing is no matter.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from models.rules.doors import Door, DoorKind, door
from models.rules.folding import fold
from models.rules.greedy import covers

__all__ = [
    "Door",
    "DoorKind",
    "Kind",
    "Reading",
    "door",
    "follow_up",
    "is_matter",
    "number_choice",
    "read",
    "same_text_key",
]


class Kind(StrEnum):
    """What a text is good for."""

    MATTER = "matter"
    FOLLOW_UP = "follow_up"
    SMALL_TALK = "small_talk"


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read: what it is, and whether it belongs to another door."""

    kind: Kind
    door: Door | None


_EMOTICON = re.compile(
    r"\[[^\[\]]{1,6}\]|/:[a-z@,;<>()\-]{1,6}"
)  # WeChat writes its own faces as [微笑] or /::)
_SILENT = re.compile(r"[^\w]|_")


def _any_of(words: str) -> str:
    """A pattern of the words, the longest tried first."""
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


_POLITE = _any_of(
    "你好 您好 大家好 你们好 代表好 各位好 领导好 老师好 早 早上好 上午好 中午好 下午好 晚上好 早安 午安 晚安 新年好 过年好 新年快乐 "
    "春节快乐 节日快乐 恭喜发财 再见 拜拜 回见 谢谢 谢 谢了 多谢 感谢 十分感谢 非常感谢 太感谢 辛苦 辛苦了 麻烦 麻烦了 打扰 打扰了 "
    "不好意思 对不起 没关系 不客气 不用谢 没事 没事了 没有了 好 好的 好滴 好嘞 行 行吧 可以 可以的 中 中的 得 得嘞 知道 知道了 晓得了 "
    "明白 明白了 了解 了解了 收到 收到了 已收到 确认 是 是的 对 对的 嗯 恩 哦 噢 喔 额 呃 啊 呀 哎 唉 喂 哈 呵 嘿 嘻 嘘 哇 在 在吗 在不在 "
    "在么 在没 在呢 有人 有人吗 有人在吗 有没有人 测试 测试一下 试试 试一下 试一试 请问 请问一下 问一下 ok okk okay hi hello hey haha "
    "hh yes no thanks thx bye test testing 不 不是 否 没有 没 没了 急 很急 加急 请 的 了 吧 呢 吗 啦 哟 哒 么 您 你 你们 您们 大家 各位 "
    "代表 代表们 人大代表 领导 书记 主任 老师 同志 师傅 先生 女士 客服 朋友 亲 亲爱的 尊敬的 一下 点赞 赞 棒 真棒 厉害 加油 祝好 祝 "
    "还好 挺好 很好 都好 好着 好多了 身体健康 万事如意 给您拜年 给你拜年 我 哥 姐 大哥 大姐 叔 阿姨"
)
_ONLY_POLITE = re.compile(rf"(?:{_POLITE}|[0-9])*")
_NO_WORDS = re.compile(
    r"[0-9]*[a-z]?[0-9]*|[a-z]{1,2}|(.)\1*"
)  # stray digits, a letter or two, one key held down

_WHEN = (
    r"(?:(?:大概|大约|预计|到底)?(?:什么|啥|甚么)时候|几时|啥时|哪天|何时|多久|多长时间|还要多久|要等多久)"
)
_DO = r"(?:修|弄|处理|解决|办理|办|搞|落实|回复|答复|回话|回音|动工|开工|完工)"
_NEWS = r"(?:消息|进展|结果|回复|答复|回音|回信|动静|下文|反应|说法|音信)"
_CHASE = "|".join(
    (
        rf"(?:怎么|咋|为什么|为啥|为何|咋个)?(?:到现在|至今|一直|现在)?(?:都|也)?(?:还|仍|又)?(?:没有?|不|未)(?:人)?(?:给)?(?:{_DO}|{_NEWS}|有{_NEWS}|有?人|来|管|理)+(?:好|完|了|修|管|处理|来|理)*",
        rf"{_WHEN}(?:才)?(?:能|可以|会|给|来)?(?:{_DO}|来|好|有{_NEWS}|通|亮|完|到)*(?:好|完|下来|了)*",
        rf"(?:有没有|有(?:什么|啥|点)?){_NEWS}(?:没有|没)?",
        rf"(?:{_DO}|进展|进度|情况)(?:得|的)?(?:怎么样|咋样|如何|怎样|到哪一?步|好|完)(?:没有|没|不)?",
        rf"{_DO}(?:好|完)?了?(?:没有|没|吗)",
        r"怎么样|咋样|怎么回事|咋回事|到哪一?步|催一?下|催催|催一催|再催|催",
        r"非常急|十分急|特别急|急死|着急|加急|很急|急|等不及|快点|快一?些|快一点|抓紧时间|抓紧|尽快|尽早|赶紧|赶快|赶忙",
        r"在吗|在不在|有人吗|有人在吗|人呢|没人吗|回个话|回一?下|给个(?:说法|话|准话|回复|答复)",
    )
)
_ABOUT = _any_of(
    "我 我们 俺 咱 我家 我的 我们的 那 这 那个 这个 那件 这件 事 事情 事儿 问题 情况 反映 反应 反映的 说 说的 报 报的 提 提的 上次 "
    "上回 之前 昨天 前天 前几天 上周 现在 到底 究竟 都 又 还 已经 一直 多 几 天 好几天 很久 这么久 这么多天 半个月 一个月 一周 个 件 给 "
    "等 再 帮 帮忙 麻烦 一下 请 能 可以 来 看看 修 处理 解决 办 的 了 吧 呢 吗 啊 呀 啦 哦 么"
)
_CHASING = re.compile(rf"(?:{_CHASE}|{_POLITE}|{_ABOUT})+")
_CHASED = re.compile(_CHASE)
_LONGEST_CHASE = 30

_DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True)) | {"两": 2, "俩": 2}
_CHOICE = re.compile(
    r"(?:我?就?选择?|是|要)?(?:第)?(?:([0-9]{1,2})|([一二两俩三四五六七八九])?(十)?([一二三四五六七八九])?)(?:个|项|号|条|种)?(?:村|社区)?(?:吧|的|呢)?"
)


def _core(text: str) -> str:
    """The folded letters and digits: no faces, no punctuation, no spaces."""
    return _SILENT.sub("", _EMOTICON.sub("", fold(text)))


def is_matter(text: str) -> bool:
    """Whether there is anything in it to pass on."""
    core = _core(text)
    if _NO_WORDS.fullmatch(core):
        return len(core) == 1 and not covers(_ONLY_POLITE, core) and core.isalpha() and not core.isascii()
    return not covers(_ONLY_POLITE, core)


def follow_up(text: str) -> bool:
    """Whether it only chases an earlier matter and tells nothing new: 「怎么还没修」「有消息吗」."""
    core = _core(text)
    return len(core) <= _LONGEST_CHASE and covers(_CHASING, core) and _CHASED.search(core) is not None


def read(text: str) -> Reading:
    """What a text is; the door is looked for whatever it is."""
    if follow_up(text):
        return Reading(Kind.FOLLOW_UP, door(text))
    return Reading(Kind.MATTER if is_matter(text) else Kind.SMALL_TALK, door(text))


def number_choice(text: str) -> int | None:
    """The number picked from a short list (1 to 99): 「2、」「选2」「第二个」「二」."""
    found = _CHOICE.fullmatch(_core(text))
    if found is None:
        return None
    digits, tens, ten, ones = found.groups()
    if digits:
        return int(digits) or None
    if not ten:
        return _DIGITS.get(tens or "") if not ones else None
    return 10 * _DIGITS.get(tens or "", 1) + _DIGITS.get(ones or "", 0)


def same_text_key(text: str) -> str:
    """Equal for texts that differ only in punctuation, faces, width and space: 32 hexadecimal digits."""
    return hashlib.sha256((_core(text) or fold(text).strip()).encode()).hexdigest()[:32]
