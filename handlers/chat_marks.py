"""Grades and solved-or-not answers inside a chat message: 「基本满意」「没解决,还在漏」."""

import re

from handlers.chat_acts import Act, Incomplete, Rate, RateReply, Solve, SolvedAnswer
from handlers.chat_parts import Tail
from models.issue import Satisfaction
from models.reply import Solved

_SPACE = re.compile(r"[^\w#]*")
_GRADES = (
    (Satisfaction.UNSATISFIED, re.compile(r"(?:很|非常|十分|一点也?|特别)?不(?:太|够|是很)?满意(?!度)")),
    (Satisfaction.FAIR, re.compile(r"(?:基本上?|比较|还算)满意(?!度)|(?:一般|还行|还可以)(?!\w)")),
    (Satisfaction.SATISFIED, re.compile(r"(?:很|非常|十分|特别)?满意(?!度)")),
)
_ANSWERS = (
    (Solved.NO, re.compile(r"(?:否|没有|不是|(?:还|仍|并)?(?:没有?|未)(?:能|得到)?解决)(?!\w)")),
    (Solved.PARTLY, re.compile(r"(?:只|仅)?部分(?:得到)?(?:解决)?了?(?!\w)")),
    (Solved.YES, re.compile(r"(?:是的?|了|(?:已经?|全部|都|真的)?解决了|已经?解决|已经?好了)(?!\w)")),
)
EXAMPLE_RATE = "评价 1023 满意"
EXAMPLE_SOLVE = "解决 1023 是"
EXAMPLE_MARKS = "评价 1023 态度满意 结果满意"
_ATTITUDE = re.compile(r"(?:办理|工作|服务)?态度")
_RESULT = re.compile(r"(?:办理|处理)?结果")


def grade_at(tail: Tail) -> tuple[Satisfaction, Tail] | None:
    """The grade standing here, and what follows it."""
    here = tail.past(_SPACE)
    for grade, pattern in _GRADES:
        if pattern.match(here.text):
            return grade, here.past(pattern)
    return None


def answer_at(tail: Tail) -> tuple[Solved, Tail] | None:
    """The answer to 「真的解决了吗?」 standing here, and what follows it."""
    here = tail.past(_SPACE)
    for answer, pattern in _ANSWERS:
        if pattern.match(here.text):
            return answer, here.past(pattern)
    return None


def _number_behind(number: int | None, rest: Tail) -> tuple[int | None, Tail]:
    """「满意 1023」: the number may stand behind the mark as well."""
    if number is not None:
        return number, rest
    behind, after = rest.number()
    return (behind, after) if behind is not None and after.is_blank else (None, rest)


def rate(tail: Tail) -> Act | None:
    """What follows 评价."""
    number, rest = tail.number()
    if number is not None and rest.counts_something:
        return None
    if apart := _apart(rest):
        return apart if isinstance(apart, Incomplete) else RateReply(number, *apart[0], apart[1].words)
    if marked := grade_at(rest):
        number, after = _number_behind(number, marked[1])
        return Rate(number, marked[0], after.words)
    if number is not None or tail.is_blank:
        return Incomplete("评价", EXAMPLE_RATE)
    return None


def _apart(tail: Tail) -> tuple[tuple[Satisfaction, Satisfaction], Tail] | Incomplete | None:
    """「态度满意 结果不满意」 in either order: (attitude, result), and what follows. Half of it is incomplete."""
    for order in ((_ATTITUDE, _RESULT), (_RESULT, _ATTITUDE)):
        if (first := _grade_of(order[0], tail)) is None:
            continue
        if (second := _grade_of(order[1], first[1])) is None:
            return Incomplete("评价", EXAMPLE_MARKS)
        in_order = (first[0], second[0]) if order[0] is _ATTITUDE else (second[0], first[0])
        return in_order, second[1]
    return None


def _grade_of(what: re.Pattern[str], tail: Tail) -> tuple[Satisfaction, Tail] | None:
    here = tail.past(_SPACE)
    return grade_at(here.past(what)) if what.match(here.text) else None


def solve(tail: Tail) -> Act | None:
    """What follows 解决: a resident's answer or a deputy's words about the matter."""
    number, rest = tail.number()
    if number is not None and rest.counts_something:
        return None
    if (number is not None or tail.is_separated) and (marked := answer_at(rest)):
        number, after = _number_behind(number, marked[1])
        return SolvedAnswer(number, marked[0], after.words)
    if tail.is_blank or (number is not None and rest.is_blank):
        return Incomplete("解决", EXAMPLE_SOLVE)
    return None if number is None else Solve(number, rest.words)


def bare_mark(tail: Tail, number: int | None = None) -> Act | None:
    """A grade or an answer without its chat word: 「不满意,还在漏」「1023 已解决」「解决了」."""
    if "满意" in tail.text[:_NEAR] and (marked := grade_at(tail)):
        number, after = _number_behind(number, marked[1])
        return Rate(number, marked[0], after.words) if after.is_separated or after.is_polite else None
    if not _OUTSPOKEN.match(tail.text):
        return None
    if answered := answer_at(tail):
        number, after = _number_behind(number, answered[1])
        return SolvedAnswer(number, answered[0], after.words)
    return None


_NEAR = 12  # a bare 一般 or 还行 is no grade
_OUTSPOKEN = re.compile(r"[^\w#]*(?:\w{0,3}解决|部分[^\w#]*$)")  # a bare 是 or 没有 may answer any question
