"""Searching a million matters: common words, rare words, pairs, with the territory and state of whoever looks; the index's cost."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from statistics import median
from time import perf_counter

from sqlalchemy import ColumnElement, exists, select, text, true, update
from sqlalchemy.orm import Session

from benchmarks import fill
from benchmarks.ground import Ground
from benchmarks.report import Report
from models.db import Database
from models.issue import Issue
from models.place import Grid
from models.queries.likeness import candidates, told
from models.queries.search import Query, search
from models.rules.bigrams import tokens, township_token
from models.rules.issue_state import IssueState
from models.rules.likeness import like
from models.rules.words import keywords
from models.search_writer import Indexed, write

SIZE = 1_000_000
FIRST = 10_001
STORIES = 17_000
TOGETHER = 20_000
STEPS, STEP = 50, 100
ROUNDS = 15
MOST_MILLISECONDS = 50.0
OPEN_OF = 200
"""One matter in so many is still open."""

_WHERE = "村口 学校门口 三桥头 老街 二组 三组 五组 河边 卫生室旁边 小区北门 集市东头 水库下游 养殖场附近 新修的路上 桥洞下 广场边"
_WHAT = (
    "路灯坏了不亮 自来水停水 垃圾没人清运 水渠堵了浇不上地 水泥路坑洼难走 广场舞噪音扰民 污水直排有臭味 变压器老跳闸 "
    "信号不好上不了网 低保没有批下来 搅拌站粉尘大 渣土车超速 井盖没了 养猪场异味 危桥没人修 公交车太少 停车乱堵住消防通道 工资拖欠 "
    "医保报销太慢 宅基地被占 补偿款没发 香菇卖不出去 野猪毁庄稼 河道淤泥没清 幼儿园收费高 麻将馆半夜吵"
)
_MORE = (
    "已经半个月了 晚上老人孩子出门看不清 反映过好几次 一下雨就更严重 去年就说要修 希望尽快解决 邻居都有意见 孩子上学不安全 "
    "车根本过不去 到现在没有人来看 全村都在等 影响大家休息 担心出事故 一共有几十户 请代表帮着问一问"
)
QUERIES = {
    "one word, in a third of them": "老人",
    "two common words": "希望 休息",
    "two words": "路灯 不亮",
    "a rare pair": "三桥 养猪场",
    "three words": "学校 井盖 安全",
    "one character": "灯",
    "no words": "",
}


@dataclass(frozen=True)
class Look:
    """Who looks: what they may see."""

    name: str
    where: Callable[[], ColumnElement[bool]]
    states: frozenset[IssueState] = frozenset()
    within: frozenset[str] = frozenset()


def _of_township() -> ColumnElement[bool]:
    return exists().where(Grid.id == Issue.grid_id, Grid.township.in_(["丹水镇"]))


LOOKS = (
    Look("county", true),
    Look("township", _of_township, within=frozenset({"丹水镇"})),
    Look(
        "township, open",
        _of_township,
        frozenset({IssueState.SUBMITTED, IssueState.RECEIVED}),
        frozenset({"丹水镇"}),
    ),
)


def run(ground: Ground, report: Report) -> None:
    for kind in ground.kinds:
        with ground.database(kind) as url:
            database = Database(url)
            _fill(report, kind, database)
            _search(report, kind, database)
            _find_alike(report, kind, database)
            database.close()


def stories() -> Iterator[tuple[str, str]]:
    """Place, trouble, and one to four remarks, as the index holds them; the same for every run, told again and again."""
    dice = random.Random(7)
    where, what, more = _WHERE.split(), _WHAT.split(), _MORE.split()
    told_first = []
    for number in range(STORIES):
        remarks = dice.sample(more, dice.randint(1, 4))
        story = "，".join((dice.choice(where) + dice.choice(what), *remarks, f"门牌{number % 997}号"))
        told_first.append((" ".join(tokens(f"丹水镇莲花村 {story}")), " ".join(keywords(story))))
    return cycle(told_first)


def indexed(session: Session, first: int, count: int, told_again: Iterator[tuple[str, str]]) -> list[Indexed]:
    """The next `count` matters from `first` on, as the index holds them: with the townships their grids lie in."""
    rows = session.execute(
        select(Issue.id, Grid.township)
        .join(Grid)
        .where(Issue.id.between(first, first + count - 1))
        .order_by(Issue.id)
    )
    township = {row.id: township_token(row.township) for row in rows}
    return [
        Indexed(number, f"{words} {township[number]}", said)
        for number, (words, said) in zip(range(first, first + count), told_again, strict=False)
    ]


def _fill(report: Report, kind: str, database: Database) -> None:
    fill.county(database, datetime.now(UTC))
    fill.issues(database, SIZE, datetime.now(UTC))
    with database.transaction() as session:
        reopened = update(Issue).where(Issue.id % OPEN_OF == 0).values(state=IssueState.SUBMITTED)
        session.execute(reopened.execution_options(synchronize_session=False))
    told_again = stories()
    with database.transaction() as session:  # one, as no county writes: the index is merged once
        if database.is_sqlite:
            session.execute(text("PRAGMA cache_size=-400000"))
        for first in range(FIRST, FIRST + SIZE, TOGETHER):
            write(session, indexed(session, first, TOGETHER, told_again))
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("ANALYZE"))
    database.engine.dispose()
    _write_some(report, kind, database, told_again)


def _write_some(report: Report, kind: str, database: Database, stories: Iterator[tuple[str, str]]) -> None:
    """In steps, as the scheduler does."""
    begun = perf_counter()
    for step in range(STEPS):
        first = FIRST + step * STEP * 7
        with database.transaction() as session:
            write(session, indexed(session, first, STEP, stories))
    each = (perf_counter() - begun) / (STEPS * STEP) * 1000
    report.add(f"{kind}: a matter changed in the index", f"{each:.2f} ms", "< 2 ms", met=each < 2)
    report.raw[kind] = {"written_milliseconds": each}


def _search(report: Report, kind: str, database: Database) -> None:
    for name, words in QUERIES.items():
        for look in LOOKS:
            query = Query(words=words, states=look.states, within=look.within)
            spans = [
                _timed(database, partial(search, query=query, where=look.where())) for _ in range(ROUNDS)
            ]
            report.add(
                f"{kind}: {name}, {look.name}",
                f"{median(spans):.1f} ms (most {max(spans):.0f})",
                f"< {MOST_MILLISECONDS:.0f} ms",
                met=median(spans) < MOST_MILLISECONDS,
            )
            report.raw[kind][f"{name}, {look.name}"] = spans


def _find_alike(report: Report, kind: str, database: Database) -> None:
    spans = [_timed(database, partial(_alike, number=FIRST + at * 999)) for at in range(ROUNDS)]
    report.add(
        f"{kind}: matters of the same content",
        f"{median(spans):.0f} ms (most {max(spans):.0f})",
        "< 150 ms",
        met=median(spans) < 150,
    )
    report.raw[kind]["alike"] = spans


def _alike(session: Session, number: int) -> None:
    one = told(session, number)
    if one is None:
        raise RuntimeError(f"matter {number} is not in the index")
    like(one, candidates(session, one, datetime(2020, 1, 1, tzinfo=UTC), true()))


def _timed(database: Database, act: Callable[[Session], object]) -> float:
    """Milliseconds."""
    with database.reading() as session:
        begun = perf_counter()
        act(session)
        return (perf_counter() - begun) * 1000
