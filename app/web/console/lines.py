"""Lines of an organ's desk: one open matter each, in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.web.console.house import now, service
from handlers import wording
from models.assignment import OrganState, Part
from models.queries.assignment_titles import Subject
from models.queries.organ_desk import Charge
from models.rules.clocks import Lateness, due_on, lateness
from models.rules.local_time import local_date

SOON_DAYS = 7
_STATES = {OrganState.WAITING: "待签收", OrganState.ACCEPTED: "办理中", OrganState.OBJECTED: "异议待决定"}


@dataclass(frozen=True)
class Line:
    """`left` says how much time there is, `badge` its colour."""

    number: int
    words: str
    about: str
    state: str
    due: str
    left: str
    badge: str
    marks: tuple[str, ...]


def lines_of(charges: Iterable[Charge], about: dict[int, Subject]) -> tuple[Line, ...]:
    return tuple(_line(charge, about[charge.number]) for charge in charges)


def _line(charge: Charge, about: Subject) -> Line:
    left, badge = time_left(charge.due_at, paused=charge.paused)
    marks = (
        *(("协办",) if charge.part is Part.ASSIST else ()),
        *((f"第 {charge.round} 次办理",) if charge.round > 1 else ()),
        *(("督办",) if charge.supervised else ()),
    )
    return Line(
        number=charge.number,
        words=wording.snippet(about.words) or "群众反映的问题",
        about=subject_in_words(about),
        state=_STATES[charge.organ_state],
        due=wording.last_day(charge.due_at, service().rules.zone) if charge.due_at else "",
        left=left,
        badge=badge,
        marks=marks,
    )


def subject_in_words(about: Subject) -> str:
    """代表建议 · 丹水镇 莲花村 · 道路."""
    kind = "代表建议" if about.suggestion else "群众反映"
    place = f"{about.township} {about.grid}".strip() or "全县"
    return " · ".join(part for part in (kind, place, about.category) if part)


def time_left(due_at: datetime | None, *, paused: bool = False) -> tuple[str, str]:
    """(words, badge) of a deadline: 还剩 3 天, 今天到期, 已超期 5 天."""
    if due_at is None:
        return "", "plain"
    if paused:
        return "暂不计时", "plain"
    rules = service().rules
    days = (due_on(due_at, rules.zone) - local_date(now(), rules.zone)).days
    match lateness(due_at, now(), rules.clocks.very_late_days, rules.zone):
        case Lateness.VERY_LATE:
            return f"严重超期 {-days} 天", "very-late"
        case Lateness.LATE:
            return f"已超期 {max(1, -days)} 天", "late"
        case Lateness.DUE_TODAY:
            return "今天到期", "soon"
        case Lateness.ON_TIME:
            return f"还剩 {days} 天", "soon" if days <= SOON_DAYS else "plain"
