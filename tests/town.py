"""A small town to tell stories in: grids, deputies, staff; people write, time passes, and one sees what each was told.

It drives the real handlers and the real clocks; only WeChat itself is left out (what was to be told is read from the outbox).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from handlers import staff
from handlers.conversation import receive, words_to_check
from handlers.desk import Desk
from handlers.inbound import Inbound, read_push
from handlers.placebook import PlaceBook
from handlers.rulebook import Rulebook
from models.db import Database
from models.issue import Check, Issue
from models.outbox import OutboxNotice, OutboxState
from models.people import Contact, Deputy, StaffMember, StaffRole
from models.place import Grid
from scheduler.clocks import Clockwork, move_clocks
from tests.builders import RULES, a_contact, a_deputy, a_grid, a_staff_member, local_time

_ids = count(1)
RISKY = "赌博网站"


@dataclass
class Town:
    """丹水镇 with two villages and 城关街道 with one; two deputies in the first village."""

    db: Database
    rules: Rulebook = RULES
    now: datetime = field(default_factory=lambda: local_time("2026-03-10 10:00"))
    places: PlaceBook = field(default_factory=PlaceBook)
    check_answers: bool = True

    def __post_init__(self) -> None:
        with self.db.transaction() as session:
            lotus = a_grid(
                session, "莲花村", "丹水镇", code="LH01", aliases=["莲花寺"], latitude=33.2, longitude=111.4
            )
            stone = a_grid(session, "石龙堰村", "丹水镇", code="SL01", latitude=33.3, longitude=111.5)
            a_grid(session, "灌河社区", "城关街道", code="GH01")
            contacts = {name: a_contact(session, f"o-{name}").id for name in ("zhang", "li", "wang", "staff")}
            a_deputy(session, lotus, name="张广民", code="D1", contact_id=contacts["zhang"])
            a_deputy(session, lotus, name="李秀英", code="D2", rank=2, contact_id=contacts["li"])
            a_deputy(session, stone, name="王建国", code="D3", contact_id=contacts["wang"])
            a_staff_member(
                session, StaffRole.TOWNSHIP, "丹水镇", name="陈晓", code="S1", contact_id=contacts["staff"]
            )

    def push(self, openid: str, payload: dict[str, Any], *, check: Check | None = None) -> None:
        """One push of WeChat, as the worker handles it."""
        pushed = {
            "FromUserName": openid,
            "ToUserName": "gh",
            "CreateTime": int(self.now.timestamp()),
        } | payload
        inbound = read_push(pushed, inbox_id=0, received_at=self.now)
        with self.db.transaction() as session:
            receive(self.desk(session), inbound, check or self._check(inbound))

    def _check(self, inbound: Inbound) -> Check:
        words = words_to_check(inbound.text) if inbound.text else ""
        if RISKY in words:
            return Check.RISKY
        return Check.PASSED if self.check_answers else Check.UNCHECKED

    def desk(self, session: Any) -> Desk:
        return Desk(session, self.rules, self.places, self.now)

    def writes(self, openid: str, text: str) -> list[str]:
        """Someone writes; what the bot answers."""
        seen = self.told(openid)
        self.push(openid, {"MsgType": "text", "Content": text, "MsgId": next(_ids)})
        return self.told(openid)[len(seen) :]

    def sends_photo(self, openid: str) -> list[str]:
        seen = self.told(openid)
        number = next(_ids)
        self.push(
            openid, {"MsgType": "image", "MediaId": f"media-{number}", "PicUrl": "http://p", "MsgId": number}
        )
        return self.told(openid)[len(seen) :]

    def sends_location(self, openid: str, latitude: float, longitude: float) -> list[str]:
        seen = self.told(openid)
        where = {"Location_X": latitude, "Location_Y": longitude, "Label": "路口"}
        self.push(openid, {"MsgType": "location", "MsgId": next(_ids), **where})
        return self.told(openid)[len(seen) :]

    def enters(self, openid: str, grid: str = "") -> None:
        session_from = f"grid={grid}" if grid else ""
        self.push(
            openid, {"MsgType": "event", "Event": "user_enter_tempsession", "SessionFrom": session_from}
        )

    def passes(self, **delta: float) -> None:
        """Time passes, and the clocks are moved."""
        self.now += timedelta(**delta)
        move_clocks(Clockwork(self.db, self.rules, self.places), self.now)

    def settles(self) -> None:
        self.passes(minutes=5)

    def until(self, moment: str) -> None:
        self.passes(seconds=(local_time(moment) - self.now).total_seconds())

    def told(self, openid: str) -> list[str]:
        """Everything this person was or will be told, oldest first."""
        with self.db.reading() as session:
            return list(
                session.scalars(
                    select(OutboxNotice.text)
                    .join(Contact, Contact.id == OutboxNotice.contact_id)
                    .where(Contact.openid == openid, OutboxNotice.state != OutboxState.DROPPED)
                    .order_by(OutboxNotice.id)
                )
            )

    def issues(self) -> list[Issue]:
        """All matters, oldest first, with everything about them loaded."""
        with self.db.reading() as session:
            issues = list(session.scalars(select(Issue).order_by(Issue.id)))
            for issue in issues:
                _ = (issue.messages, issue.events, issue.askings, issue.clocks)
                _ = (issue.attachments, issue.deputy_photos)
                _ = (issue.grid, issue.deputy, issue.resident)
            return issues

    def issue(self, number: int = 1001) -> Issue:
        return next(issue for issue in self.issues() if issue.id == number)

    def grid(self, code: str) -> Grid:
        with self.db.reading() as session:
            return session.scalars(select(Grid).where(Grid.code == code)).one()

    def deputy(self, code: str) -> Deputy:
        with self.db.reading() as session:
            return session.scalars(select(Deputy).where(Deputy.code == code)).one()

    def released(self, number: int, code: str = "S1") -> str:
        """A member of staff has read all that is held back, and lets it go on; the sentence they read."""
        with self.db.transaction() as session:
            member = session.scalars(select(StaffMember).where(StaffMember.code == code)).one()
            read = staff.held_until(session.get_one(Issue, number))
            return staff.release(self.desk(session), member, number, read)

    def member(self, code: str) -> StaffMember:
        with self.db.reading() as session:
            return session.scalars(select(StaffMember).where(StaffMember.code == code)).one()
