"""The simulator's clock panel: what the clock shows, what comes next, and moving it forward. Time never goes back."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.clock import MovableClock
from app.service import Service
from models.people import Contact
from models.queries.next_due import NextDue, next_due
from models.rules.local_time import ONE_DAY, at, local, local_date
from models.rules.periods import DutyKind, next_period

MORNING = time(8, 0)
LONGEST = timedelta(days=40)
"""One jump at most: longer than any reminder is away."""

_WEEKDAYS = "一二三四五六日"


class TimeMachine:
    """Moves the one clock that the service and the fake WeChat share; then the scheduler catches up by itself."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def shown(self, openids: Sequence[str]) -> dict[str, Any]:
        """Date and time for the page, and what comes next for the people on it."""
        moment = self._service.clock.now()
        due = self.next_for(openids, moment) if openids else None
        return {"now": self._in_words(moment), "next": self._due_in_words(due)}

    def _in_words(self, moment: datetime) -> str:
        here = local(moment, self._service.rules.zone)
        return f"{here.year}年{here.month}月{here.day}日 周{_WEEKDAYS[here.weekday()]} {here:%H:%M}"

    def _due_in_words(self, due: NextDue | None) -> str:
        if due is None:
            return ""
        here = local(due.at, self._service.rules.zone)
        return f"{here.month}月{here.day}日 {here:%H:%M} {due.what}"

    def next_for(self, openids: Sequence[str], moment: datetime) -> NextDue | None:
        """The next thing that one of these people is told by itself."""
        rules = self._service.rules
        with self._service.db.reading() as session:
            contacts = list(session.scalars(select(Contact.id).where(Contact.openid.in_(openids))))
            found = next_due(session, contacts, moment, rules.clocks.draft_nudge)
        opens = min(next_period(kind, moment, rules.duties, rules.calendar).opens_at for kind in DutyKind)
        duty = NextDue(opens, "新的履职任务开始")
        return min((found, duty), key=lambda due: due.at) if found is not None else duty

    def travel(self, to: str, by: timedelta, openids: Sequence[str]) -> None:
        """To the next morning ("morning"), to what comes next ("next"), or by so much."""
        clock = self._service.clock
        if not isinstance(clock, MovableClock):
            return
        moment = clock.now()
        target = moment + by
        if to == "morning":
            zone = self._service.rules.zone
            target = at(local_date(moment, zone) + ONE_DAY, MORNING, zone)
        elif to == "next" and (due := self.next_for(openids, moment)) is not None:
            target = due.at + timedelta(seconds=1)
        clock.move_to(min(target, moment + LONGEST))
        self._service.waker.wake("inbox")
        self._service.waker.wake("outbox")
