"""A resident's plain answer to 「真的解决了吗？」: 「是的」「还没修好」「又不亮了」「1001 修好了，谢谢」.

Only the whole of a short text is an answer, and only who was asked gives one: `read` knows nothing of that.
"""

import re
from typing import NamedTuple

from models.reply import Solved
from models.rules.folding import fold

LONGEST = 20
_ABOUT = r"(?:(?:路灯|灯|水|电|路|井盖|事情?|问题|这个?|那个?|它|已经?|全部?|都|真的?|现在|目前|今天|昨天|总算|终于|确实)[,，\s]*)*"
_DONE = r"(?:解决|修理?|弄|办|处理|搞|整|装|换|清理?|打扫|疏通|落实)"
_WORKS = r"(?:亮|通|好|有水|有电|来水|来电|能走|能用|正常|干净)"
_YES = (
    r"是的?|对的?",
    rf"{_DONE}(?:好|完|上|掉|干净)?[了啦]|{_WORKS}(?:[了啦]|着呢?)|(?!好){_WORKS}的",
    r"没有?再?(?:坏|问题|毛病|不亮)[了啦]?",
    r"(?:还|挺|很|蛮|一直)?好着[呢的哩]?|(?:还|挺|很|蛮)好的?",
)
_PARTLY = (
    r"[只就才]?(?:一?部分|一半)(?:解决)?[了啦]?",
    rf"[只就才]?{_DONE}了?(?:一半|一部分|一点)|好了?一?(?:半|点|些)[了啦]?",
)
_NOT = r"(?:还是?|仍然?|又|一直|根本|压根|并)*(?:都|就)?(?:没有?|不|未)"
_BROKEN = r"(?:坏|堵|漏|断|停|塌|黑|臭)"
_NO = (
    r"否|不是|(?:还|仍|一直)?没有?",
    rf"{_NOT}(?:人|给|能)?(?:来|得到)?{_DONE}(?:好|完|干净)?|{_NOT}{_WORKS}(?:用)?|{_NOT}(?:行|管用|见好|动静)",
    rf"又{_BROKEN}[了啦]?|又不(?:亮|通|行)[了啦]?|(?:还是?|一直)(?:{_BROKEN}着?|老样子|那样|原样|不行)[的呢]?|老样子",
)
_POLITE = r"(?:[了啦啊呀哦嘛呢吧。!,.~\s]|谢谢|感谢|多谢|辛苦了?|您|你们?)*"
_NUMBER = r"(?:(?:№|no\.?|编号|第|#)*\s*(?P<{}>[0-9]{{1,10}})\s*[号件]?[\s,:;.]*)?"


def _whole(patterns: tuple[str, ...]) -> re.Pattern[str]:
    said = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(
        rf"\s*{_NUMBER.format('before')}{_ABOUT}(?:{said}){_POLITE}{_NUMBER.format('behind')}{_POLITE}"
    )


_ANSWERS = ((Solved.PARTLY, _whole(_PARTLY)), (Solved.NO, _whole(_NO)), (Solved.YES, _whole(_YES)))


class PlainAnswer(NamedTuple):
    """What was answered, and of which matter if the number was given."""

    number: int | None
    solved: Solved


def read(text: str) -> PlainAnswer | None:
    """The answer a text is; None when it is none, or says more than an answer does."""
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    for solved, pattern in _ANSWERS:
        if found := pattern.fullmatch(folded):
            number = found["before"] or found["behind"]
            return PlainAnswer(int(number) if number else None, solved)
    return None
