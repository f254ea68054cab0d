"""The town with its offices: organs, county staff; matters go through study, handling and reply by the real handlers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, Concatenate, ParamSpec

from sqlalchemy import select

from handlers import assigning, organ
from handlers.desk import Desk
from models.assignment import Assignment, AssignmentClock, LoopClock
from models.base import Base
from models.db import Database
from models.duty import AuditEntry
from models.issue import Result
from models.people import Organ, OrganKind, StaffMember, StaffRole
from models.rules.local_time import last_day_before, local_date
from tests.builders import COUNTY, a_contact, a_staff_member
from tests.town import Town

P = ParamSpec("P")
ORGANS = {"JT": "县交通局", "GD": "县供电公司", "CZ": "县财政局"}


class Office(Town):
    """陈晓 (S1) studies for 丹水镇, 赵敏 (S9) for the county; 县交通局, 县供电公司, 县财政局 handle."""

    def __post_init__(self) -> None:
        super().__post_init__()
        with self.db.transaction() as session:
            a_staff_member(session, StaffRole.TOWNSHIP, "城关街道", name="吴凡", code="S2")
            a_staff_member(session, StaffRole.COUNTY, COUNTY, name="赵敏", code="S9")
            a_staff_member(session, StaffRole.LEADER, "丹水镇", name="孙主任", code="S8")
            for code, name in ORGANS.items():
                contact = a_contact(session, f"o-{code}")
                session.add(Organ(code=code, name=name, kind=OrganKind.GOVERNMENT, contact_id=contact.id))

    def clerk(
        self,
        act: Callable[Concatenate[Desk, StaffMember, P], str],
        code: str,
        *args: P.args,
        **named: P.kwargs,
    ) -> str:
        """A staff member does it; the sentence they read."""
        with self.db.transaction() as session:
            member = session.scalars(select(StaffMember).where(StaffMember.code == code)).one()
            return act(self.desk(session), member, *args, **named)

    def bureau(
        self, act: Callable[Concatenate[Desk, Organ, P], str], code: str, *args: P.args, **named: P.kwargs
    ) -> str:
        """An organ does it."""
        with self.db.transaction() as session:
            found = session.scalars(select(Organ).where(Organ.code == code)).one()
            return act(self.desk(session), found, *args, **named)

    def tells(self, openid: str, words: str) -> None:
        """A resident's matter, confirmed by the deputy in charge of 莲花村."""
        self.writes(openid, f"新 {words}")
        self.settles()

    def reported(self, openid: str = "o-ma", words: str = "莲花村东头的路灯坏了") -> None:
        """Told, and reported up by 张广民."""
        self.tells(openid, words)
        number = self.issues()[-1].id
        self.writes("o-zhang", f"上报 {number} 要县里的单位来修")

    def assigned(self, lead: str = "JT", *assist: str, number: int = 1) -> None:
        self.clerk(assigning.assign, "S1", number, assigning.Orders(lead, assist, "请现场查看后答复"))

    def spoken(self, code: str = "JT", deputy: str = "D1", number: int = 1) -> None:
        """The organ has spoken with the deputy."""
        contacted = organ.Contacted(self.today, "电话", "说了办理打算，代表没有意见", deputy)
        self.bureau(organ.log_contact, code, number, contacted)

    def replies(self, result: Result = Result.SOLVED, code: str = "JT", number: int = 1) -> str:
        return self.bureau(organ.feed_back, code, number, self.answer(result))

    def answer(self, result: Result | None = Result.SOLVED, **changes: Any) -> organ.Answer:
        until = self.today + timedelta(days=60) if result is Result.PLANNED else None
        given: dict[str, Any] = {
            "result": result,
            "text": "经现场查看，损坏的路灯已全部更换，线路也作了检修。",
            "plain_words": "路灯换好了，今晚就亮。",
            "planned_until": until,
            "signer": "钱局长",
            "handler": "周工",
        }
        return organ.Answer(**given | changes)

    @property
    def today(self) -> date:
        return local_date(self.now, self.rules.zone)

    def assignments(self) -> list[Assignment]:
        """All, oldest first, with everything about them loaded."""
        with self.db.reading() as session:
            found = list(session.scalars(select(Assignment).order_by(Assignment.id)))
            for one in found:
                _ = (one.events, one.clocks, one.requests, one.issue)
                _ = [charge.organ for charge in one.organs]
            return found

    def assignment(self, number: int = 1) -> Assignment:
        return next(one for one in self.assignments() if one.id == number)

    def clock(self, kind: LoopClock, number: int = 1) -> AssignmentClock | None:
        """The running clock of this kind."""
        clocks = self.assignment(number).clocks
        return next((clock for clock in clocks if clock.kind is kind and clock.stopped_at is None), None)

    def last_day(self, kind: LoopClock, number: int = 1) -> date:
        clock = self.clock(kind, number)
        assert clock is not None, f"no {kind} clock runs"
        return last_day_before(clock.due_at, self.rules.zone)

    def audited(self) -> list[str]:
        """Who did what, from the audit log."""
        with self.db.reading() as session:
            entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
            return [f"{entry.who} {entry.act} {entry.what}" for entry in entries]

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Nothing in any table is different afterwards."""
        before = dump(self.db)
        yield
        after = dump(self.db)
        assert {name for name in before if before[name] != after[name]} == set()


def dump(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with db.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(table.select())), key=repr)
            for table in Base.metadata.sorted_tables
        }
