"""Lines of the supervision pages: late, the supervision list, key matters, promises, escalations; the same for paper and xlsx."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.web.console.deadlines import OF_LOOP
from app.web.console.house import now, service
from app.web.console.lines import time_left
from handlers import escalating, promises, wording
from models.queries import promises as ledger
from models.queries import supervision
from models.queries.assignment_titles import Subject, subjects
from models.rules.assignment_state import IN_WORDS
from models.rules.local_time import local_date
from models.supervision import EscalationKind, EscalationState, PromiseState


@dataclass(frozen=True)
class Row:
    """What every line says of its assignment."""

    number: int
    path: str
    words: str
    place: str
    organ: str
    badge: str = "plain"


@dataclass(frozen=True)
class Late(Row):
    what: str = ""
    state: str = ""
    due: str = ""
    left: str = ""
    marks: tuple[str, ...] = ()
    given: bool = False
    """To an organ, which may be summoned."""


@dataclass(frozen=True)
class Supervised(Row):
    state: str = ""
    round: int = 1
    since: str = ""
    days: int = 0
    why: str = ""
    given: bool = False


@dataclass(frozen=True)
class Promised(Row):
    id: int = 0
    text: str = ""
    due: str = ""
    state: str = ""
    note: str = ""
    ended: str = ""
    open: bool = False
    past: bool = False


@dataclass(frozen=True)
class Escalated(Row):
    id: int = 0
    kind: EscalationKind = EscalationKind.TALK
    kind_words: str = ""
    state: EscalationState = EscalationState.PROPOSED
    state_words: str = ""
    reason: str = ""
    proposed: str = ""
    held_on: str = ""
    people: str = ""
    outcome: str = ""
    letter_id: int | None = None


def late(session: Session, found: Iterable[supervision.LateLine]) -> list[Late]:
    lines = list(found)
    about = subjects(session, {one.number for one in lines})
    return [_late(one, about[one.number]) for one in lines]


def _late(one: supervision.LateLine, about: Subject) -> Late:
    left, badge = time_left(one.due_at)
    marks = (*(("督办",) if one.supervised else ()), *((f"第 {one.round} 次",) if one.round > 1 else ()))
    return Late(
        *_head(about, one.organ or "（工作人员）"),
        badge=badge,
        what=OF_LOOP[one.kind],
        state=IN_WORDS[one.state],
        due=wording.last_day(one.due_at, service().rules.zone),
        left=left,
        marks=marks,
        given=one.state not in escalating.NOT_WITH_ANYONE,
    )


def _head(about: Subject, organ: str) -> tuple[int, str, str, str, str]:
    place = f"{about.township} {about.grid}".strip() or "全县"
    words = wording.snippet(about.words) or "（没有文字）"
    return about.number, path_of(about), words, place, organ


def path_of(about: Subject) -> str:
    """The page of the matter, or of the suggestion's assignment."""
    if about.issue_number:
        return f"/console/issues/{about.issue_number}"
    return f"/console/assignments/{about.number}"


def supervised(session: Session, found: Iterable[supervision.Supervised]) -> list[Supervised]:
    lines = list(found)
    about = subjects(session, {one.number for one in lines})
    return [_supervised(one, about[one.number]) for one in lines]


def _supervised(one: supervision.Supervised, about: Subject) -> Supervised:
    since = _day(one.since)
    return Supervised(
        *_head(about, one.organ or "（还没有承办单位）"),
        state=IN_WORDS[one.state],
        round=one.round,
        since=since.isoformat(),
        days=(_today() - since).days,
        why=one.why,
        given=one.state not in escalating.NOT_WITH_ANYONE,
    )


def promised(session: Session, found: Iterable[ledger.PromiseLine]) -> list[Promised]:
    lines = list(found)
    about = subjects(session, {one.number for one in lines})
    return [_promised(one, about[one.number]) for one in lines]


def _promised(one: ledger.PromiseLine, about: Subject) -> Promised:
    is_open = one.state in promises.OPEN
    past = is_open and one.due_on < _today()
    badge = {PromiseState.KEPT: "good", PromiseState.BROKEN: "late", PromiseState.REPORTED: "soon"}
    return Promised(
        *_head(about, one.organ),
        badge="late" if past else badge.get(one.state, "plain"),
        id=one.id,
        text=one.text,
        due=one.due_on.isoformat(),
        state=f"{promises.STATE_IN_WORDS[one.state]}{'，已过期' if past else ''}",
        note=one.note,
        ended=_day(one.ended_at).isoformat() if one.ended_at else "",
        open=is_open,
        past=past,
    )


def escalated(session: Session, found: Iterable[supervision.EscalationLine]) -> list[Escalated]:
    lines = list(found)
    about = subjects(session, {one.number for one in lines})
    return [_escalated(one, about[one.number]) for one in lines]


def _escalated(one: supervision.EscalationLine, about: Subject) -> Escalated:
    return Escalated(
        *_head(about, one.organ),
        badge="soon" if one.state in escalating.OPEN else "plain",
        id=one.id,
        kind=one.kind,
        kind_words=escalating.IN_WORDS[one.kind],
        state=one.state,
        state_words=escalating.STATE_IN_WORDS[one.state],
        reason=one.reason,
        proposed=_day(one.proposed_at).isoformat(),
        held_on=one.held_on.isoformat() if one.held_on else "",
        people=one.people,
        outcome=one.outcome,
        letter_id=one.letter_id,
    )


def _today() -> date:
    return local_date(now(), service().rules.zone)


def _day(moment: date | datetime) -> date:
    return local_date(moment, service().rules.zone) if isinstance(moment, datetime) else moment


Values = tuple[str | int, ...]


def late_columns(rows: Collection[Late]) -> tuple[tuple[str, ...], list[Values]]:
    """Columns and rows of the xlsx."""
    head = ("交办件", "内容", "地点", "承办单位", "逾期事项", "状态", "到期日", "超期情况")
    return head, [(r.number, r.words, r.place, r.organ, r.what, r.state, r.due, r.left) for r in rows]


def supervised_columns(rows: Collection[Supervised]) -> tuple[tuple[str, ...], list[Values]]:
    head = ("交办件", "内容", "地点", "承办单位", "状态", "第几次办理", "日期", "已督办天数", "原因或说明")
    return head, [
        (r.number, r.words, r.place, r.organ, r.state, r.round, r.since, r.days, r.why) for r in rows
    ]


def promised_columns(rows: Collection[Promised]) -> tuple[tuple[str, ...], list[Values]]:
    head = ("交办件", "内容", "地点", "承办单位", "承诺", "兑现期限", "状态", "结果日期", "情况")
    return head, [
        (r.number, r.words, r.place, r.organ, r.text, r.due, r.state, r.ended, r.note) for r in rows
    ]


def escalated_columns(rows: Collection[Escalated]) -> tuple[tuple[str, ...], list[Values]]:
    head = (
        "交办件",
        "内容",
        "地点",
        "承办单位",
        "措施",
        "状态",
        "原因",
        "提出日期",
        "进行日期",
        "参加人员",
        "结果",
    )
    return head, [
        (
            r.number,
            r.words,
            r.place,
            r.organ,
            r.kind_words,
            r.state_words,
            r.reason,
            r.proposed,
            r.held_on,
            r.people,
            r.outcome,
        )
        for r in rows
    ]
