"""Text → act: the chat words of the contract with their obvious variants. Pure.

A word counts only alone, before a number, or before a separator: 「收到 1023」 is a confirmation,
「收到通知说要拆迁」 a resident's story. In doubt a text stays `Plain`: a story taken for a command would be lost.
Wherever the writer may not use the word, or nothing is there to rate or withdraw, treat the message as an ordinary text.
"""

import re
from collections.abc import Callable

from handlers import chat_acts as acts
from handlers.chat_marks import bare_mark, rate, solve
from handlers.chat_parts import Tail
from models.rules.folding import fold_with_origins

Reader = Callable[[Tail], acts.Act | None]

_LEAD = re.compile(r"(?:[^\w#?])*")
_EDGES = re.compile(r"^(?:\[[^\[\]]{1,6}\]|[^\w#])+|(?:\[[^\[\]]{1,6}\]|[^\w#])+$")
_ONLY_QUESTION_MARKS = re.compile(r"\s*\?{1,3}\s*")
_CODE = re.compile(r"[0-9a-z](?:[ \-]?[0-9a-z]){3,39}")
_THANKS = re.compile(r"[^\w#]*(?:谢谢|感谢|多谢|您|你|了|啊)+[^\w#]*$")
_LATIN = re.compile(r"[0-9a-z]{1,3}")
_ASKING = re.compile(r"(?:怎么样|咋样|如何|怎样|到哪里?|什么情况)?[了呢吗啊]*[^\w#]*")
_NEW_BEGINS = re.compile(r"[\s:,。.]")
_TOLD = re.compile(r"[\s:,]")
_CLAUSE = re.compile(r"\s*[,:;。.!\n]")
_MOST_NUMBERS = 50
_SURELY_A_MATTER = 1000
"""So large a number is a matter's even with no space behind it: 「建议1001修路吧」."""
_LONGEST_WORD = 80


def parse(text: str) -> acts.Act:
    """The act a message means; `Plain` when it is no chat word."""
    line = fold_with_origins(text)
    if _ONLY_QUESTION_MARKS.fullmatch(line.text):
        return acts.Help()
    if alone := _ALONE.get(_core(line.text)):
        return alone
    tail = Tail(line, 0).past(_LEAD)
    if word := _FIRST_WORD.match(tail.text):
        act = _WORDS[word[0]](Tail(line, tail.at + word.end()))
    else:
        act = bare_mark(tail) or _number_first(tail)
    return act or acts.Plain(text)


def _core(text: str) -> str:
    """A short text without the punctuation, emoji and emoticon codes around it; a long one is no chat word."""
    return _EDGES.sub("", text) if len(text) <= _LONGEST_WORD else ""


def _bind(tail: Tail) -> acts.Act | None:
    code = _core(_THANKS.sub("", tail.text))
    if _CODE.fullmatch(code):
        return acts.Bind(code.replace(" ", "").upper())
    if tail.is_blank or _LATIN.fullmatch(code):
        return acts.Incomplete("绑定", "绑定 ABCD2345")
    return None


def _new(tail: Tail) -> acts.Act | None:
    if tail.is_blank:
        return acts.NewMatter("")
    return acts.NewMatter(tail.words) if _NEW_BEGINS.match(tail.text) else None


def _progress(tail: Tail) -> acts.Act | None:
    number, rest = tail.number()
    if rest.is_polite or _ASKING.fullmatch(rest.text):
        return acts.Progress(number)
    return None


def _look_up(tail: Tail) -> acts.Act | None:
    number, rest = tail.number()
    return acts.Progress(number) if number is not None and rest.is_polite else None


def _add(tail: Tail) -> acts.Act | None:
    number, rest = tail.number()
    if rest.is_blank:
        return acts.Incomplete("补充", "补充 1023 路灯还是不亮")
    if number is not None and not (rest.counts_something or rest.is_list_item):
        return acts.Add(number, rest.words)
    # 「补充:2020年就报过」 is an addition too, its digits only count something
    return acts.Add(None, tail.words) if tail.is_separated else None


def _withdraw(tail: Tail) -> acts.Act | None:
    number, rest = tail.number()
    if rest.is_polite:
        return acts.Withdraw(number)
    if number is None or not rest.is_separated or rest.counts_something:
        return None
    return acts.Withdraw(number, rest.words)


def _receive(tail: Tail) -> acts.Act | None:
    numbers, rest = tail.numbers(_MOST_NUMBERS)
    if rest.is_polite:
        return acts.Receive(numbers)
    # 「收到 2000 块罚款单」 is a story; only a full stop in the sentence lets words follow
    return acts.Receive(numbers, rest.words) if numbers and _CLAUSE.match(rest.text) else None


def _confirm(tail: Tail) -> acts.Act | None:
    numbers, rest = tail.numbers(_MOST_NUMBERS)
    return acts.Receive(numbers) if numbers and rest.is_polite else None


def _answer(tail: Tail) -> acts.Act | None:
    return _about_one(tail, "答复", "答复 1023 已联系供电所，周五前修好", acts.Answer)


def _report_up(tail: Tail) -> acts.Act | None:
    return _about_one(tail, "上报", "上报 1023 需要镇里协调", acts.ReportUp)


def _about_one(
    tail: Tail, word: str, example: str, act: Callable[[int, str], acts.Answer | acts.ReportUp]
) -> acts.Act | None:
    number, rest = tail.number()
    if number is None:
        return acts.Incomplete(word, example) if tail.is_blank or _TOLD.match(tail.text) else None
    if rest.counts_something:
        return None
    words = rest.words
    return act(number, words) if words else acts.Incomplete(word, example)


def _suggest(tail: Tail) -> acts.Act | None:
    numbers, rest = tail.numbers(_MOST_NUMBERS)
    if tail.is_blank or (numbers and rest.is_blank):
        return acts.Incomplete("建议", "建议 1023 请县里把这条路列入明年计划")
    if not numbers or rest.counts_something or rest.is_list_item:
        return None  # 「建议:村口装个路灯」 is a resident's matter
    if not rest.is_separated and (numbers[-1] < _SURELY_A_MATTER or rest.text.startswith("年")):
        return None  # 「建议3处路口装灯」 「建议2026年前修好」
    return acts.Suggest(numbers, rest.words)


def _sign(tail: Tail) -> acts.Act | None:
    return _signed(tail, "附议", yes=True)


def _not_sign(tail: Tail) -> acts.Act | None:
    return _signed(tail, "不附议", yes=False)


def _signed(tail: Tail, word: str, *, yes: bool) -> acts.Act | None:
    number, rest = tail.number()
    if number is None:
        return acts.Incomplete(word, f"{word} 12") if tail.is_blank else None
    return acts.Sign(number, yes) if rest.is_polite else None


def _solve(tail: Tail) -> acts.Act | None:
    # 「解决了」 alone begins like the chat word, but is the answer itself
    return bare_mark(Tail(tail.line, tail.at - len("解决"))) or solve(tail)


def _told(word: str, example: str, act: Callable[[str], acts.Act]) -> Reader:
    def read(tail: Tail) -> acts.Act | None:
        if tail.is_blank:
            return acts.Incomplete(word, example)
        return act(tail.words) if tail.is_separated else None

    return read


def _summary(tail: Tail) -> acts.Act | None:
    return acts.Summary(tail.words) if tail.is_separated else None


def _number_first(tail: Tail) -> acts.Act | None:
    """「1023收到」「1023 不满意 还在漏」; never words that a numbered list may begin with."""
    numbers, rest = tail.numbers(_MOST_NUMBERS)
    if not numbers or rest.counts_something:
        return None
    rest = rest.past(_LEAD)
    if word := _SECOND_WORD.match(rest.text):
        if not Tail(rest.line, rest.at + word.end()).is_polite:
            return None
        return _BEHIND_NUMBER[word[0]](numbers)
    return bare_mark(rest, numbers[0]) if len(numbers) == 1 else None


def _each(act: acts.Act, *words: str) -> dict[str, acts.Act]:
    return dict.fromkeys(words, act)


_ALONE: dict[str, acts.Act] = {
    **_each(acts.Help(), "帮助", "help", "菜单", "使用说明", "使用帮助", "怎么用", "用法"),
    **_each(acts.WhoIsMyDeputy(), "代表", "我的代表", "我的代表是谁", "谁是我的代表", "代表是谁", "查代表"),
    **_each(acts.ChangeGrid(), "换网格", "更换网格", "改网格", "换个网格", "我要换网格", "修改网格", "换村"),
    **_each(acts.Anonymous(on=True), "匿名", "我要匿名", "开启匿名", "匿名开"),
    **_each(
        acts.Anonymous(on=False), "取消匿名", "不匿名", "关闭匿名", "解除匿名", "不要匿名", "不用匿名", "实名"
    ),
    **_each(
        acts.Erase(sure=False),
        "删除我的信息",
        "删除个人信息",
        "删除我的个人信息",
        "删除我的资料",
        "删除我的数据",
        "注销",
    ),
    **_each(acts.Erase(sure=True), "确认删除", "确定删除"),
    **_each(acts.Todo(), "待办", "代办", "我的待办", "待办事项", "待办事"),
    **_each(acts.Points(), "积分", "我的积分", "查积分"),
    **_each(acts.Digest(), "摘要", "今日摘要"),
    **_each(acts.Statistics(), "统计", "统计数据"),
}
_ACTS: tuple[tuple[Reader, tuple[str, ...]], ...] = (
    (_bind, ("绑定", "绑定码", "邀请码")),
    (_new, ("新", "新问题", "新的问题", "新事项", "新反映", "另一件事")),
    (
        _progress,
        ("进度", "查进度", "查询进度", "查一下进度", "查看进度", "我的进度", "办理进度", "处理进度", "进展"),
    ),
    (_look_up, ("查询", "查")),
    (_add, ("补充",)),
    (_withdraw, ("撤回", "撤销")),
    (
        _receive,
        (
            "收到",
            "已收到",
            "已经收到",
            "确认收到",
            "收到收到",
            "好的收到",
            "好的,收到",
            "好的 收到",
            "好,收到",
        ),
    ),
    (_confirm, ("确认",)),
    (_answer, ("答复", "回复")),
    (_report_up, ("上报",)),
    (_suggest, ("建议",)),
    (_sign, ("附议", "同意附议")),
    (_not_sign, ("不附议", "不同意附议")),
    (rate, ("评价",)),
    (_solve, ("解决",)),
    (_told("走访", "走访 到三组看了五户老人", acts.Visit), ("走访",)),
    (_told("宣讲", "宣讲 给二组讲了医保新政策", acts.Explain), ("宣讲",)),
    (_told("实事", "实事 帮村里修好了水井", acts.Deed), ("实事",)),
    (_summary, ("小结",)),
)
_WORDS: dict[str, Reader] = {word: reader for reader, words in _ACTS for word in words}
_FIRST_WORD = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_BEHIND_NUMBER: dict[str, Callable[[tuple[int, ...]], acts.Act]] = {
    "收到": acts.Receive,
    "已收到": acts.Receive,
    "确认收到": acts.Receive,
    "进度": lambda numbers: acts.Progress(numbers[0]),
    "撤回": lambda numbers: acts.Withdraw(numbers[0]),
}
_SECOND_WORD = re.compile("|".join(sorted(_BEHIND_NUMBER, key=len, reverse=True)))
