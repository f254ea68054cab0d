"""The telling of a matter that goes the whole way round: what the clerk, the organ, the deputy and the resident do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.simulator.demo.bound import county_member
from app.simulator.demo.fates import Course
from app.simulator.demo.loop_words import LAMP, Task, official, plain
from app.simulator.demo.offices import TOWNSHIPS
from app.simulator.demo.stage import Scene
from handlers import assigning, closing_out, organ, studying, supervising
from handlers.assigning import Orders
from handlers.assignment_life import of_issue
from handlers.desk import Desk
from handlers.loop_people import deputies_of, lead_of
from handlers.organ import Answer, Contacted
from models.assignment import Assignment
from models.issue import Issue, Result
from models.people import Organ, StaffMember
from models.reply import Solved
from models.rules.local_time import at, local_date

OPENS, OPEN_MINUTES = time(8, 40), 8 * 60
Act = Callable[[Desk, Any, int], object]
"""What a person (a staff member or an organ) does with an assignment, by its number."""
SAID = {Solved.YES: "是", Solved.PARTLY: "部分", Solved.NO: "否"}
HANDLERS = ("办公室 王科员", "市政股 李股长", "工程股 张工", "信访股 刘主任")


def township_clerk(session: Session, township: str) -> StaffMember:
    code = f"ST{TOWNSHIPS.index(township) + 1:02}A"
    return session.scalars(select(StaffMember).where(StaffMember.code == code)).one()


def charged(desk: Desk, issue_number: int) -> Assignment | None:
    """The assignment a matter follows."""
    return of_issue(desk, desk.session.get_one(Issue, issue_number))


def _one(desk: Desk, number: int, who: Callable[[Desk, Assignment], Any], act: Act) -> None:
    assignment = charged(desk, number)
    if assignment is not None:
        act(desk, who(desk, assignment), assignment.id)


def _lead(_desk: Desk, assignment: Assignment) -> Organ:
    charge = lead_of(assignment)
    if charge is None:
        raise LookupError(f"assignment {assignment.id} has no lead organ")
    return charge.organ


@dataclass
class LoopCourse(Course):
    """A course that goes on behind the grid. `task` says what it is about, and what comes of it."""

    task: Task = field(default=LAMP)
    is_told: bool = False
    is_received: bool = False
    """Where a fate takes it up, when something else came before."""

    # who acts

    def number(self) -> int:
        found = self.stage.newest_issue(self.matter.resident.openid)
        if found is None:
            raise LookupError(f"{self.matter.resident.openid} has told nothing")
        return found

    def clerk(self, session: Session) -> StaffMember:
        return township_clerk(session, self.matter.resident.grid.township)

    def by_clerk(self, *acts: Act) -> None:
        """The township's clerk, in one sitting."""
        self._act(lambda desk, _assignment: self.clerk(desk.session), acts)

    def in_county(self, *acts: Act) -> None:
        """The county's staff."""
        self._act(lambda desk, _assignment: county_member(desk.session), acts)

    def by_organ(self, *acts: Act) -> None:
        """The organ that is in the lead."""
        self._act(_lead, acts)

    def _act(self, who: Callable[[Desk, Assignment], Any], acts: tuple[Act, ...]) -> None:
        number = self.number()
        for act in acts:
            self.stage.act(partial(_one, number=number, who=who, act=act))

    # when

    def office(self, low: float, high: float) -> datetime:
        """A moment in office hours, so many days on."""
        stage = self.stage
        zone, calendar = stage.rules.zone, stage.rules.calendar
        day = local_date(stage.moment + timedelta(days=self.dice.between(low, high)), zone)
        day = calendar.first_workday_on_or_after(day)
        moment = at(day, OPENS, zone) + timedelta(minutes=self.dice.below(OPEN_MINUTES))
        return max(moment, stage.moment + timedelta(minutes=self.dice.below(50) + 10))

    # the steps

    def reported(self, moment: datetime | None = None) -> Scene:
        """Told, received, and passed up to the township's staff (at that moment)."""
        if not self.is_told:
            yield from self.told()
        if not self.is_received:
            yield from self.received(18)
        yield moment or self.stage.moment + self.wait(5, 40)
        self.by_deputy("上报 {number} " + self.matter.trouble.upward)

    def studied(self) -> None:
        """The clerk says what it is about."""
        number = self.number()
        self.by_clerk(lambda desk, who, _: studying.categorise(desk, who, number, self.task.category, ""))

    def assigned(self, low: float = 1, high: float = 4, days: int | None = None) -> Scene:
        """Studied, and given to its organ; `days`: to reply sooner than the limit."""
        yield from self.reported()
        yield self.office(low, high)
        self.studied()
        task = self.task
        by = local_date(self.stage.moment + timedelta(days=days), self.stage.rules.zone) if days else None
        orders = Orders(task.lead, task.assist, task.wanted, by)
        self.by_clerk(lambda desk, who, n: assigning.assign(desk, who, n, orders))

    def accepted(self, low: float = 0.5, high: float = 2) -> Scene:
        yield self.office(low, high)
        self.by_organ(organ.accept)

    def going_on(self, low: float = 2, high: float = 5) -> Scene:
        yield self.office(low, high)
        words = f"已派人到现场看过，{self.dice.pick(('材料已备齐，正在施工', '正在和村里商量办法', '本周开工'))}。"
        self.by_organ(lambda desk, who, n: organ.report_progress(desk, who, n, words))

    def spoken(self) -> None:
        """The organ speaks with every deputy whom it concerns."""
        on = local_date(self.stage.moment, self.stage.rules.zone)
        how = self.dice.pick(("电话", "现场", "上门"))

        def contact(desk: Desk, who: Any, number: int) -> None:
            for deputy in deputies_of(desk, desk.session.get_one(Assignment, number)):
                words = "说了办理情况，代表表示认可，请把结果告诉群众。"
                organ.log_contact(desk, who, number, Contacted(on, how, words, deputy.code))

        self.by_organ(contact)

    def replied(self, result: Result, low: float, high: float, planned: float = 60) -> Scene:
        """The organ speaks with the deputy, and answers; `planned`: days until a plan is carried out."""
        yield self.office(low, high)
        self.spoken()
        until = local_date(self.stage.moment + timedelta(days=planned), self.stage.rules.zone)
        handler = self.dice.pick(HANDLERS)

        def answer(desk: Desk, who: Any, number: int) -> None:
            times = desk.session.get_one(Assignment, number).round
            given = Answer(
                result,
                official(self.task, result, times),
                plain(self.task, result, times),
                until if result is Result.PLANNED else None,
                who.head,
                handler,
            )
            organ.feed_back(desk, who, number, given)

        self.by_organ(answer)

    def marked(self, attitude: str = "满意", result: str = "满意") -> Scene:
        """The deputy's marks."""
        yield self.stage.moment + self.wait(3, 60)
        self.by_deputy(f"评价 {{number}} 态度{attitude} 结果{result}")

    def heard(self, solved: Solved, grade: str = "") -> Scene:
        """What the resident says to it."""
        yield self.stage.moment + self.wait(2, 50)
        self.by_resident(f"解决 {{number}} {SAID[solved]}")
        if grade:
            yield self.stage.moment + timedelta(minutes=2)
            self.by_resident(f"评价 {{number}} {grade}")

    def visited(self) -> Scene:
        """Staff go there and see."""
        yield self.office(1, 3)
        words = f"工作人员和网格员到现场看过，{self.task.done}。"
        self.by_clerk(lambda desk, who, n: supervising.note_visit(desk, who, n, words))

    def closed(self) -> Scene:
        """销号."""
        yield self.office(0.2, 2)
        self.by_clerk(lambda desk, who, n: closing_out.close_out(desk, who, n, "清单已核对。"))


LoopFate = Callable[[LoopCourse], Scene]
