"""The draft of an organ's yearly report: its year in a few plain figures from what is on record, to correct and hand in."""

from datetime import date

from handlers.wording import RESULT_IN_WORDS, SATISFACTION_IN_WORDS
from models.queries.yearly import YearFigures
from models.rules.result_class import class_of
from models.supervision import PromiseState

_PROMISES = (
    ("已兑现", (PromiseState.KEPT,)),
    ("还没到期或正在办", (PromiseState.OPEN, PromiseState.REPORTED)),
    ("未兑现", (PromiseState.BROKEN,)),
    ("不能兑现并已说明", (PromiseState.EXPLAINED,)),
)


def draft(organ: str, first: date, last: date, found: YearFigures) -> str:
    """Every figure as it is, the late ones too; what no figure tells is left to the organ."""
    return "\n".join(
        (
            f"{organ}办理情况报告（{_day(first)}至{_day(last)}）",
            f"一、承办件数：主办{found.led}件，协办{found.assisted}件。",
            f"二、答复情况：{_replies(found)}",
            f"三、办理结果：{_results(found)}",
            f"四、代表评价（办理结果）：{_marks(found)}",
            f"五、办理承诺：{_promises(found)}",
            "六、主要做法、存在问题和下一步打算：（请填写）",
        )
    )


def _replies(found: YearFigures) -> str:
    answered = f"主办件已答复{found.replied}件，其中按期答复{found.in_time}件"
    return f"{answered}；还没有答复{found.led - found.replied}件；超过期限的{found.late}件。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _results(found: YearFigures) -> str:
    said = [
        f"{RESULT_IN_WORDS[result]}（{class_of(result)}类）{count}件"
        for result in RESULT_IN_WORDS
        if (count := found.results.get(result)) and class_of(result)
    ]
    return f"{'，'.join(said)}。" if said else "还没有答复的件。"


def _marks(found: YearFigures) -> str:
    said = [
        f"{words}{found.marks[grade]}次"
        for grade, words in SATISFACTION_IN_WORDS.items()
        if grade in found.marks
    ]
    return f"{'，'.join(said)}。" if said else "还没有评价。"


def _promises(found: YearFigures) -> str:
    counts = [(words, sum(found.promises.get(state, 0) for state in states)) for words, states in _PROMISES]
    said = [f"{words}{count}项" for words, count in counts if count]
    return f"{'，'.join(said)}。" if said else "没有。"
