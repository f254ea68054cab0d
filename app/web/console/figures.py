"""The dashboard's figures as tables: each is shown as it is, and drawn by `dashboard.js` from the very same rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from handlers.wording import RESULT_IN_WORDS, SATISFACTION_IN_WORDS
from models.issue import ClockKind, Result
from models.queries import dashboard
from models.queries.dashboard import OrganFigures, Span
from models.rules.category_tree import CONCERN_IN_WORDS, in_words
from models.rules.figures import SMALL, Share, ranked
from models.rules.issue_state import IssueState
from models.statistics import Measure, Timeliness

TOP = 15
ENDED = (IssueState.CLOSED, IssueState.WITHDRAWN, IssueState.NOT_ACCEPTED)
Row = tuple[str | int | float, ...]
NO_FIELD = "还没分类"
NO_TOWNSHIP = "地点待定"
SMALL_NOTE = f"不到 {SMALL} 件的只列数字，不排名次。"


@dataclass(frozen=True)
class Table:
    """One picture with the table behind it. `chart`: bars, stacked, shares or spots; empty for a table alone.

    The first column names the row; `drawn` says which of the others the picture shows (from 1).
    """

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    chart: str = ""
    drawn: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Headline:
    """One number to read first."""

    words: str
    value: str


def headlines(session: Session, span: Span) -> tuple[Headline, ...]:
    """What the period came to."""
    states: dict[str, int] = {}
    for parts in dashboard.parts(session, span, Measure.ISSUES).values():
        for state, count in parts.items():
            states[state] = states.get(state, 0) + count
    total = sum(states.values())
    waiting = sum(count for state, count in states.items() if state not in ENDED)
    closing = dashboard.median(session, span, Measure.CLOSING_DAYS)
    satisfaction = dashboard.pleased(dashboard.counts(session, span, Measure.SATISFACTION))
    return (
        Headline("收到群众反映", f"{total} 件"),
        Headline("已办结", f"{states.get(IssueState.CLOSED, 0)} 件"),
        Headline("还在办", f"{waiting} 件"),
        Headline("办结用时（中位数）", _days(closing)),
        Headline("群众满意、基本满意", _share(satisfaction)),
    )


def tables(session: Session, span: Span) -> tuple[Table, ...]:
    """All of them, in the order of the loop."""
    return (
        _inflow(session, span),
        _ageing(session, span),
        _timeliness(session, span),
        _results(session, span),
        _townships(session, span),
        _categories(session, span),
        _organs(dashboard.organs(session, span)),
        _where(session, span),
    )


def _inflow(session: Session, span: Span) -> Table:
    found = dashboard.by_month(session, span)
    fields = (*CONCERN_IN_WORDS, "")
    rows: tuple[Row, ...] = tuple(
        (_month(month), *(found[month].get(field, 0) for field in fields), sum(found[month].values()))
        for month in sorted(found)
    )
    head = ("月份", *CONCERN_IN_WORDS.values(), NO_FIELD, "合计")
    return Table("inflow", "每月收到多少", head, rows, "stacked", tuple(range(1, len(fields) + 1)))


def _ageing(session: Session, span: Span) -> Table:
    found = dashboard.open_by_month(session, span, ENDED)
    rows: tuple[Row, ...] = tuple((_month(month), count) for month, count in sorted(found.items()) if count)
    return Table(
        "ageing",
        "还没办完的，是哪个月收到的",
        ("收到的月份", "还在办（件）"),
        rows,
        "bars",
        (1,),
    )


_CLOCKS = {ClockKind.RECEIPT: "代表确认收到", ClockKind.ANSWER: "代表答复群众"}
_TIMELY = (
    (Timeliness.ON_TIME, "按时"),
    (Timeliness.LATE, "超期"),
    (Timeliness.VERY_LATE, "严重超期"),
    (Timeliness.RUNNING, "期限未到"),
)


def _timeliness(session: Session, span: Span) -> Table:
    found = dashboard.parts(session, span, Measure.TIMELY)
    steps = [(words, found.get(kind, {})) for kind, words in _CLOCKS.items()]
    replies: dict[str, int] = {}
    for parts in dashboard.parts(session, span, Measure.ORGAN_TIMELY).values():
        for part, count in parts.items():
            replies[part] = replies.get(part, 0) + count
    steps.append(("承办单位答复", replies))
    rows: tuple[Row, ...] = tuple(
        (words, *(parts.get(part, 0) for part, _ in _TIMELY)) for words, parts in steps if parts
    )
    head = ("环节", *(words for _, words in _TIMELY))
    return Table("timeliness", "按不按时", head, rows, "shares", (1, 2, 3, 4))


def _results(session: Session, span: Span) -> Table:
    found = dashboard.counts(session, span, Measure.RESULT)
    rows: tuple[Row, ...] = tuple(
        (RESULT_IN_WORDS[result], found[result]) for result in Result if found.get(result)
    )
    note = "「列入计划」不算解决，兑现之前一直跟踪。"
    return Table("results", "办成什么样", ("结果", "件数"), rows, "bars", (1,), note)


def _townships(session: Session, span: Span) -> Table:
    satisfaction = dashboard.by_township(session, span, Measure.SATISFACTION)
    inflow = dashboard.by_township(session, span, Measure.ISSUES)
    shares = {name: dashboard.pleased(satisfaction.get(name, {})) for name in inflow}
    rows: tuple[Row, ...] = tuple(
        (
            name or NO_TOWNSHIP,
            sum(inflow[name].values()),
            shares[name].whole,
            *(satisfaction.get(name, {}).get(grade, 0) for grade in SATISFACTION_IN_WORDS),
            _ranked_share(shares[name]),
        )
        for name in _in_order(shares)
    )
    head = ("乡镇", "收到", "已评价", *SATISFACTION_IN_WORDS.values(), "满意和基本满意")
    return Table("townships", "各乡镇群众满意不满意", head, rows, "stacked", (3, 4, 5), SMALL_NOTE)


def _categories(session: Session, span: Span) -> Table:
    found = dashboard.parts(session, span, Measure.CATEGORY)
    most = sorted(found, key=lambda code: (-sum(found[code].values()), code))[:TOP]
    shares = {code: dashboard.pleased(found[code]) for code in most}
    rows: tuple[Row, ...] = tuple(
        (
            in_words(code) or NO_FIELD,
            sum(found[code].values()),
            shares[code].whole,
            _ranked_share(shares[code]),
        )
        for code in most
    )
    head = ("类别", "收到", "已评价", "满意和基本满意")
    return Table("categories", f"反映最多的 {TOP} 类事", head, rows, "bars", (1,), SMALL_NOTE)


_CLASSES = (
    ("A 已解决", (Result.SOLVED,)),
    ("B 部分解决、列入计划", (Result.PARTLY, Result.PLANNED)),
    ("C 暂时办不了、属上级", (Result.NOT_POSSIBLE, Result.FOR_HIGHER_LEVEL)),
)


def _organs(organs: Sequence[OrganFigures]) -> Table:
    by_code = {organ.code: organ for organ in organs}
    order = _in_order({organ.code: organ.effect for organ in organs})
    rows: tuple[Row, ...] = tuple(_organ(by_code[code]) for code in order)
    head = (
        "承办单位",
        "主办",
        *(words for words, _ in _CLASSES),
        "答复用时（中位数）",
        "按时答复",
        "代表对态度满意",
        "代表对结果满意",
        "群众说解决了",
    )
    return Table("organs", "各承办单位办得怎么样", head, rows, "stacked", (2, 3, 4), SMALL_NOTE)


def _organ(organ: OrganFigures) -> Row:
    return (
        organ.name,
        organ.assigned,
        *(sum(organ.results.get(result, 0) for result in results) for _, results in _CLASSES),
        _days(organ.median_days),
        _share(organ.on_time),
        _ranked_share(organ.attitude),
        _ranked_share(organ.effect),
        _ranked_share(organ.solved),
    )


def _where(session: Session, span: Span) -> Table:
    rows: tuple[Row, ...] = tuple(
        (f"{spot.township} {spot.name}", spot.count, spot.longitude or "", spot.latitude or "")
        for spot in dashboard.spots(session, span)
    )
    note = "每个圆点是一个网格，越大反映越多；没有经纬度的网格只在表里。"
    return Table("where", "都在哪里", ("网格", "收到", "经度", "纬度"), rows, "spots", (1, 2, 3), note)


def _in_order(shares: dict[str, Share]) -> Iterable[str]:
    first, small = ranked(shares)
    return (*first, *small)


def _share(share: Share) -> str:
    return "—" if share.percent is None else f"{share.percent:g}%（{share.part}/{share.whole}）"


def _ranked_share(share: Share) -> str:
    """A small sample's percentage would be read as a rank."""
    return f"{share.part}/{share.whole}" if share.small and share.whole else _share(share)


def _days(days: float | None) -> str:
    return "—" if days is None else f"{days:g} 天"


def _month(month: date) -> str:
    return f"{month:%Y-%m}"
