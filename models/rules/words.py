"""The words of a text, by jieba's dictionary: for learning, for likeness, and for cutting what is searched for.

The dictionary (a second to read, 90 MB) is read when first needed and never written to a cache: a cache in a folder that
everybody may write is one that anybody may have put there.
"""

import math
import threading
import warnings
from functools import cache
from importlib import import_module
from typing import Any

from models.rules.bigrams import is_han, runs
from models.rules.category_tree import categories

LONGEST_CUT = 4_000
"""Characters cut into words; a WeChat text has at most 680."""
_SHORTEST = 2
_SILENT = (
    "我们 你们 他们 咱们 自己 大家 这个 那个 这里 那里 这样 那样 这些 那些 什么 怎么 怎样 如何 为何 为什么 哪里 哪个 是否 是不是 有没有 可以 可能 "
    "能够 应该 需要 必须 已经 正在 现在 目前 至今 一直 还是 仍然 依然 没有 不是 不能 不会 不要 不到 不了 就是 也是 都是 还有 以及 并且 而且 但是 "
    "可是 然而 因为 所以 由于 因此 于是 如果 要是 虽然 尽管 不管 只要 只有 除了 关于 对于 根据 按照 通过 经过 为了 其中 其他 其它 一个 一些 一下 "
    "一种 一样 一次 一直 一定 一起 多次 几次 很多 许多 不少 非常 特别 十分 比较 更加 越来越 希望 请求 请问 咨询 反映 反应 投诉 建议 要求 恳请 强烈 "
    "领导 尊敬 您好 你好 谢谢 感谢 书记 市长 厅长 局长 镇长 县长 代表 政府 部门 相关 有关 问题 情况 事情 解决 处理 回复 答复 关注 重视 尽快 及时 "
    "早日 帮忙 帮助 百姓 老百姓 群众 居民 市民 村民 人员 进行 造成 导致 影响 存在 出现 发生 发现 严重 之前 之后 以后 以前 时候 时间 今年 去年 "
    "前年 今天 昨天 明天 上午 下午 晚上 每天 每年 年月 月份 附近 旁边 里面 外面 上面 下面 前面 后面 地方 使用 表示 认为 觉得 知道 了解 告诉 说明 "
    "到底 究竟 一方面 多少 多年 几年 甚至 根本 基本 完全 全部 部分 方面 各位 工作 你好 我家 有人 没人 不知 不知道 不得 无法 怎么办 "
    "起来 下来 出来 过来 过去 回来 不断 作为 成为 属于 称为 开始 结束 继续 那么 这么 多么 什么样 还要 还没 都没 又是 就要 才能 以上 以下 左右"
)
"""Words that say nothing about what a matter is."""
_STOP = frozenset(_SILENT.split())
_OURS = (
    "路灯 井盖 下水道 断头路 水泥路 柏油路 自来水 污水 垃圾桶 垃圾池 充电桩 电动车 三轮车 大货车 渣土车 洒水车 斑马线 红绿灯 减速带 停车位 公交车 公交站 "
    "广场舞 麻将馆 棋牌室 夜宵摊 烧烤摊 幼儿园 卫生室 低保 五保 残疾证 合作医疗 养老院 宅基地 房产证 不动产证 业委会 物业费 安置房 回迁房 农民工 "
    "网格员 香菇 猕猴桃 山茱萸 机井 水渠 河道 护坡 危桥 塌方 野猪 散养 养殖场 养猪场 养鸡场 秸秆 化粪池 旱厕 改厕 户户通 村村通 光纤 信号 快递点 停电 "
    "停水 漏水 不亮 扰民 噪音 坑洼 难走 异味 臭味 油烟 粉尘"
)
"""Words of our residents that the dictionary lacks or cuts apart; the category tree's come on top."""
_OFTEN = 3_000
"""How often they are taken to occur in the dictionary's sixty million words: enough not to be cut apart."""
_UNKNOWN = 1
"""How often a word that the dictionary does not know is taken to occur: it is rare."""

_reading = threading.Lock()


@cache
def _read_dictionary() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own source is older than the Python it runs on
        jieba: Any = import_module("jieba")
    jieba.setLogLevel("CRITICAL")
    cutter: Any = jieba.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    of_the_tree = (word for each in categories().values() for word in (each.leaf, *each.words))
    for word in (*_OURS.split(), *(word for word in of_the_tree if not cutter.FREQ.get(word))):
        cutter.add_word(word, freq=_OFTEN)
    return cutter


def _dictionary() -> Any:
    """One for the process; threads that come first together read it once."""
    with _reading:
        return _read_dictionary()


def cut(text: str) -> tuple[str, ...]:
    """Every word of a text in order, folded, without punctuation."""
    dictionary = _dictionary()
    found: list[str] = []
    for run in runs(text[:LONGEST_CUT]):
        found += dictionary.lcut(run) if is_han(run[0]) else (run,)
    return tuple(found)


def keywords(text: str) -> tuple[str, ...]:
    """The words that say what a text is about, each once, in order: two characters or more, no numbers."""
    return tuple(dict.fromkeys(word for word in cut(text) if _says_something(word)))


def _says_something(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in _STOP and not word.isdecimal() and is_han(word[0])


@cache
def _total() -> float:
    return float(_dictionary().total)


def rarity(word: str) -> float:
    """How much a shared word tells, from the dictionary's own counts: about 4 for 问题, 12 for 路灯, 18 for an unknown name."""
    counted = _dictionary().FREQ.get(word) or _UNKNOWN
    return math.log(_total() / counted)


def is_known(word: str) -> bool:
    """In the dictionary, and not only guessed to be a word."""
    return bool(_dictionary().FREQ.get(word))
