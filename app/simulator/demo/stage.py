"""The stage on which the demo's past is played: the real handlers, at past moments, in the order of time."""

import heapq
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.simulator.demo.dice import Dice
from handlers.conversation import receive
from handlers.desk import Desk, Refusal
from handlers.inbound import Inbound, Said
from handlers.placebook import PlaceBook
from handlers.rulebook import Rulebook
from models.db import Database
from models.issue import Check, Issue
from models.people import Contact, Deputy, Resident
from models.rules.local_time import at, local_date
from scheduler.clocks import Clockwork, move_clocks

TOGETHER = 50
Result = TypeVar("Result")
Scene = Iterator[datetime]
"""A course of events: it yields the moment of its next act, and does the act when it is resumed."""


@dataclass
class Stage:
    """One past being played, until `now`. What people do one after another is committed together: it is quicker."""

    database: Database
    rules: Rulebook
    now: datetime
    places: PlaceBook = field(default_factory=PlaceBook)
    moment: datetime = field(init=False)
    _scenes: list[tuple[datetime, int, Scene]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _messages: Iterator[int] = field(default_factory=lambda: count(24_000_000_001))
    _open: ExitStack = field(default_factory=ExitStack)
    _session: Session | None = None
    _acts: int = 0

    def __post_init__(self) -> None:
        self.moment = self.now

    @property
    def db(self) -> Database:
        """For the scheduler's jobs, which have transactions of their own: all that was done is committed."""
        self._commit()
        return self.database

    def begin(self, scene: Scene) -> None:
        """Let a course of events begin at its first moment."""
        if (moment := next(scene, None)) is not None and moment <= self.now:
            heapq.heappush(self._scenes, (moment, next(self._order), scene))

    def play(self) -> None:
        """Everything up to `now`, in order; what lies later does not happen."""
        with self._open:
            while self._scenes:
                self.moment, _order, scene = heapq.heappop(self._scenes)
                self.begin(scene)

    def by_day(self, moment: datetime, dice: Dice) -> datetime:
        """The same day, at an hour when people write; never later than a little before now."""
        day = local_date(moment, self.rules.zone)
        hour = at(day, time(7), self.rules.zone) + timedelta(minutes=dice.below(14 * 60))
        return min(hour, self.now - timedelta(minutes=20 + dice.below(300)))

    def act(self, what: Callable[[Desk], Result]) -> Result | None:
        """One act, at this moment, seeing nothing of what others hold in memory; a refusal is an answer, not a failure."""
        session = self._at_work()
        try:
            return what(Desk(session, self.rules, self.places, self.moment))
        except Refusal:
            return None
        finally:
            session.flush()
            session.expunge_all()

    def _at_work(self) -> Session:
        if self._acts >= TOGETHER:
            self._commit()
        if self._session is None:
            self._session = self._open.enter_context(self.database.transaction())
        self._acts += 1
        return self._session

    def _commit(self) -> None:
        self._open.close()
        self._session, self._acts = None, 0

    def say(self, openid: str, text: str, check: Check = Check.PASSED) -> None:
        self._push(openid, Said.TEXT, check, text=text)

    def enter(self, openid: str, grid_code: str) -> None:
        """Someone scans a grid's QR code."""
        self._push(openid, Said.ENTERED, Check.PASSED, scene_grid=grid_code)

    def _push(self, openid: str, said: Said, check: Check, *, text: str = "", scene_grid: str = "") -> None:
        inbound = Inbound(
            inbox_id=0,
            openid=openid,
            said=said,
            said_at=self.moment,
            message_id=str(next(self._messages)) if text else "",
            text=text,
            scene_grid=scene_grid,
        )
        self.act(lambda desk: receive(desk, inbound, check))

    def wind(self) -> None:
        """Move the clocks of all matters to this moment."""
        move_clocks(Clockwork(self.db, self.rules, self.places), self.moment)

    def newest_issue(self, openid: str) -> int | None:
        """The number of the matter this person opened last."""
        return self._at_work().scalar(
            select(func.max(Issue.id))
            .join(Resident, Issue.resident_id == Resident.id)
            .join(Contact, Resident.contact_id == Contact.id)
            .where(Contact.openid == openid)
        )

    def deputy_of(self, number: int) -> str | None:
        """The openid of the deputy in charge of a matter; None when there is none who could be reached."""
        return self._at_work().scalar(
            select(Contact.openid)
            .join(Deputy, Deputy.contact_id == Contact.id)
            .join(Issue, Issue.deputy_id == Deputy.id)
            .where(Issue.id == number)
        )
