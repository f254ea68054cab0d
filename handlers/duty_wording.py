"""The duties in plain words: the opening, the nudge, a line for 待办, and what has just been met."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from handlers.duty_tasks import Standing
from handlers.rulebook import Rulebook
from models.duty import DutyState
from models.rules.clocks import due_on
from models.rules.local_time import local_date
from models.rules.periods import DutyKind, Period

_WEEKDAYS = "一二三四五六日"
_MET = {
    DutyKind.COLLECT: "本半月的收集任务完成了。",
    DutyKind.SOLVE: "本月的解难任务完成了。",
    DutyKind.SUMMARY: "本季度的总结交上了。",
    DutyKind.APPRAISAL: "今年的述职交上了。",
}


@dataclass(frozen=True)
class Problems:
    """The open problems of a deputy's grids, and the number of the one proposed (or marks that the database fills in)."""

    count: int | str = 0
    proposed: int | str = ""


NO_PROBLEMS = Problems()


def day_in_words(day: date) -> str:
    """`3月15日（周日）`."""
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def opening(period: Period, rules: Rulebook, problems: Problems = NO_PROBLEMS) -> str:
    """What a deputy is told when the duty opens."""
    last = day_in_words(due_on(period.closes_at, rules.zone))
    return f"【{period.kind.in_words}】{_wanted(period, rules, problems)}最晚{last}。"


def nudge(period: Period, rules: Rulebook, now: datetime, problems: Problems = NO_PROBLEMS) -> str:
    """For those alone who have not met it yet."""
    last = due_on(period.closes_at, rules.zone)
    days = (last - local_date(now, rules.zone)).days
    left = f"还有{days}天" if days > 0 else "今天是最后一天"
    return (
        f"【{period.kind.in_words}】您{period.in_words}的任务还没完成，{left}。"
        f"{_wanted(period, rules, problems)}最晚{day_in_words(last)}。"
    )


def _wanted(period: Period, rules: Rulebook, problems: Problems) -> str:
    match period.kind:
        case DutyKind.COLLECT:
            return (
                f"{period.in_words}，请到网格走一走、听一听，至少收集{rules.collect_minimum}条民意。"
                "发“走访 听到的话”就记下了；确认收到群众反映也算。"
            )
        case DutyKind.SOLVE:
            return f"{period.in_words}，请帮网格解决{rules.solve_minimum}件难题。{_grid_problems(problems)}"
        case DutyKind.SUMMARY:
            return f"{period.in_words}的总结请交一下。发“小结”看为您起草的，改好后发“小结 内容”交上。"
        case DutyKind.APPRAISAL:
            return f"{period.in_words}的述职请交一下。发“小结”看为您起草的，改好后发“小结 内容”交上。"


def _grid_problems(problems: Problems) -> str:
    if not problems.count:
        return "您的网格眼下没有没办完的反映，来了会马上告诉您。"
    proposed = f"，建议先办 № {problems.proposed}" if problems.proposed else ""
    return f"您的网格有{problems.count}件没办完{proposed}。发“待办”看全部。"


def facts(period: Period, rules: Rulebook, problems: Problems = NO_PROBLEMS) -> dict[str, str]:
    """The same for a subscription message, by our own field names."""
    last = due_on(period.closes_at, rules.zone)
    found = {
        "duty": period.kind.in_words,
        "period": period.in_words,
        "due": last.isoformat(),
        "note": _NOTES[period.kind],
    }
    if not problems.proposed:
        return found
    return found | {
        "number": f"{problems.proposed}",
        "note": f"{problems.count}件没办完，先办№{problems.proposed}",
    }


_NOTES = {
    DutyKind.COLLECT: "请到网格走访，收集民意",
    DutyKind.SOLVE: "请帮网格解决难题",
    DutyKind.SUMMARY: "请看草稿，改好交上",
    DutyKind.APPRAISAL: "请看草稿，改好交上",
}


def met_in_words(kinds: Iterable[DutyKind]) -> str:
    """What the chat adds to its answer when an act has met a duty; empty when it met none."""
    return "".join(_MET[kind] for kind in kinds)


def standing_in_words(standing: Standing, rules: Rulebook, now: datetime) -> str:
    """One line for 待办 and the phone page."""
    period = standing.period
    name = f"{period.kind.in_words}（{period.in_words}）"
    if standing.state is DutyState.MET:
        return f"{name}：已完成"
    if standing.state is not DutyState.OPEN:
        return f"{name}：这次免计"
    last = due_on(period.closes_at, rules.zone)
    days = (last - local_date(now, rules.zone)).days
    left = "今天截止" if days <= 0 else f"最晚{day_in_words(last)}，还有{days}天"
    return f"{name}：未完成，{left}"
