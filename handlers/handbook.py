"""The performance handbook (履职手册): it writes itself from what was done, and drafts the summary from it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.duty_tasks import Standing, record, standings
from handlers.duty_wording import standing_in_words
from handlers.rulebook import Rulebook
from models.duty import EntryKind, HandbookEntry
from models.people import Capacity, Deputy
from models.rules.local_time import at, end_of, local_date
from models.rules.periods import DutyKind, Period

_COUNTED = (
    (EntryKind.VISIT, "走访", "次"),
    (EntryKind.RECEIPT, "确认群众反映", "件"),
    (EntryKind.ANSWER, "答复", "次"),
    (EntryKind.REPORT_UP, "上报", "件"),
    (EntryKind.SOLVED, "促成解决", "件"),
    (EntryKind.SUGGESTION, "提出建议", "件"),
    (EntryKind.JOINED, "附议", "件"),
    (EntryKind.EXPLAIN, "政策宣讲", "次"),
    (EntryKind.DEED, "办实事", "件"),
)
_NAMES = {kind: name for kind, name, _ in _COUNTED}
_WORTH_TELLING = (
    EntryKind.SOLVED,
    EntryKind.SUGGESTION,
    EntryKind.DEED,
    EntryKind.REPORT_UP,
    EntryKind.VISIT,
    EntryKind.EXPLAIN,
)
_MATTERS = 6
_WORDS = 36


def enter(  # noqa: PLR0913  each argument is a column of the handbook
    session: Session,
    rules: Rulebook,
    deputy: Deputy,
    kind: EntryKind,
    text: str,
    now: datetime,
    *,
    issue_id: int | None = None,
    inbox_id: int | None = None,
    capacity: Capacity | None = None,
) -> tuple[DutyKind, ...]:
    """Write a line and settle the deputy's duties; which duties are met by it.

    Who sits in one congress only acts in that capacity; of several, the caller says which.
    """
    if capacity is None and len(deputy.capacities) == 1:
        capacity = deputy.capacities[0].capacity
    entry = HandbookEntry(deputy_id=deputy.id, capacity=capacity, kind=kind, at=now, text=text)
    entry.issue_id, entry.inbox_id = issue_id, inbox_id
    session.add(entry)
    return record(session, rules, deputy.id, now)


def draft_summary(session: Session, rules: Rulebook, deputy: Deputy, period: Period, now: datetime) -> str:
    """The period's numbers and matters (数字和事项) from the records, for the deputy to correct and hand in."""
    until = min(now, end_of(period.ends_on, rules.zone))
    entries = session.scalars(
        select(HandbookEntry)
        .where(HandbookEntry.deputy_id == deputy.id, HandbookEntry.kind.in_(list(_NAMES)))
        .where(HandbookEntry.at >= at(period.starts_on, time(0), rules.zone), HandbookEntry.at <= until)
        .order_by(HandbookEntry.at, HandbookEntry.id)
    ).all()
    what = "述职" if period.kind is DutyKind.APPRAISAL else "总结"
    lines = [f"{period.in_words}{what}（{deputy.name}）", _numbers(entries)]
    matters = [entry for kind in _WORTH_TELLING for entry in entries if entry.kind is kind]
    for number, entry in enumerate(matters[:_MATTERS], start=1):
        lines.append(f"{number}. {_in_words(entry, rules)}")
    return "\n".join(lines)


def _numbers(entries: Sequence[HandbookEntry]) -> str:
    counts = Counter(entry.kind for entry in entries)
    told = [f"{name}{counts[kind]}{unit}" for kind, name, unit in _COUNTED if counts[kind]]
    return "，".join(told) + "。" if told else "这段时间还没有记录，请您补充。"


def _in_words(entry: HandbookEntry, rules: Rulebook) -> str:
    day = local_date(entry.at, rules.zone)
    number = f" № {entry.issue_id}" if entry.issue_id else ""
    words = " ".join(entry.text.split())
    words = words if len(words) <= _WORDS else words[: _WORDS - 1] + "…"
    return f"{day.month}月{day.day}日{_NAMES[entry.kind]}{number}" + (f"：{words}" if words else "")


@dataclass(frozen=True)
class DutyStatus:
    """A current duty of a deputy, with the line that says it to them."""

    standing: Standing
    sentence: str


def status(session: Session, rules: Rulebook, deputy_id: int, now: datetime) -> tuple[DutyStatus, ...]:
    """The deputy's current duties for 待办 and the phone page, the one that closes first in front."""
    return tuple(
        DutyStatus(standing, standing_in_words(standing, rules, now))
        for standing in standings(session, deputy_id, now)
    )
