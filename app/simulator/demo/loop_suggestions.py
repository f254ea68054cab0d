"""The demo's suggestions (代表建议): gathering signers, handed in, assigned with the law's months, forwarded, replied."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.simulator.demo.accounts import DEPUTY_CODE
from app.simulator.demo.bound import county_member
from app.simulator.demo.loop_course import LoopCourse, township_clerk
from app.simulator.demo.loop_wishes import CANTEEN, HOSPITAL, LIGHTS, PARKING, ROAD, WATER, Wish
from app.simulator.demo.loop_words import Task
from app.simulator.demo.stage import Scene
from handlers import (
    assigning,
    closing_out,
    evaluating,
    organ,
    signing,
    suggesting,
    suggestion_checks,
    supervising,
)
from handlers.assigning import Orders
from handlers.desk import Desk
from handlers.loop_people import deputies_of, lead_of
from handlers.organ import Answer, Contacted
from handlers.suggestion_form import Draft
from handlers.suggestion_life import assignment_of
from models.assignment import Assignment
from models.issue import Issue, Result, Satisfaction
from models.people import Capacity, Deputy, DeputyCapacity, StaffMember
from models.rules.local_time import local_date
from models.suggestion import FormedBy, Publicity, SignerState, Suggestion


class SuggestionCourse:
    """One suggestion: raised from the course's matter by its deputy, or (`from_visits`) without a matter by that one."""

    def __init__(
        self, course: LoopCourse, wish: Wish, capacity: Capacity, from_visits: Select[Deputy] | None = None
    ) -> None:
        self.course, self.wish, self.capacity, self.from_visits = course, wish, capacity, from_visits
        self.id = 0

    def drafted(self, signers: int) -> Scene:
        """Drawn up (from a matter told and received), and joint signers asked."""
        course = self.course
        if self.from_visits is None:
            yield from course.told()
            yield from course.received(12)
        yield course.office(1, 2)
        self.id = course.stage.act(self._draft) or 0
        if signers:
            course.stage.act(partial(self._ask, many=signers))

    def _draft(self, desk: Desk) -> int:
        issues = () if self.from_visits is not None else (self.course.number(),)
        formed, wish = FormedBy.ISSUES if issues else FormedBy.VISIT, self.wish
        draft = Draft(wish.title, wish.text, self.capacity, Publicity.FULL, formed_by=formed, issues=issues)
        return suggesting.draft(desk, self._deputy(desk), draft).id

    def _deputy(self, desk: Desk) -> Deputy:
        if self.from_visits is not None:
            return desk.session.scalars(self.from_visits.limit(1)).one()
        deputy = desk.session.get_one(Issue, self.course.number()).deputy
        if deputy is None:
            raise LookupError("nobody is in charge of the matter")
        return deputy

    def _ask(self, desk: Desk, many: int) -> None:
        suggestion = desk.session.get_one(Suggestion, self.id)
        free = (one for one in signing.may_sign(desk, suggestion) if one.contact_id is not None)
        codes = [one.code for _, one in zip(range(many), free, strict=False)]
        signing.ask(desk, suggestion.deputy, self.id, codes)

    def signed(self, leave: int = 0) -> Scene:
        """All but so many of those asked confirm."""
        yield self.course.stage.moment + self.course.wait(3, 40)

        def sign(desk: Desk) -> None:
            suggestion = desk.session.get_one(Suggestion, self.id)
            asked = [one.deputy for one in suggestion.signers if one.state is SignerState.ASKED]
            for deputy in asked[: len(asked) - leave]:
                signing.confirm(desk, deputy, self.id)

        self.course.stage.act(sign)

    def handed_in(self) -> Scene:
        yield self.course.office(0.5, 1.5)
        self.course.stage.act(lambda desk: suggesting.hand_in(desk, self._lead(desk), self.id, declared=True))

    def _lead(self, desk: Desk) -> Deputy:
        return desk.session.get_one(Suggestion, self.id).deputy

    def _member(self, session: Session) -> StaffMember:
        """Whose it is to check and assign: the county's working organs, or the township's presidium."""
        suggestion = session.get_one(Suggestion, self.id)
        if suggestion.capacity is Capacity.TOWNSHIP:
            return township_clerk(session, suggestion.township)
        return county_member(session)

    def assigned(self) -> Scene:
        """Checked, and given to its organs: the law's three months run."""
        yield self.course.office(1, 3)
        checked = suggestion_checks.Checked(paper_filed=True, hard=False, category=self.wish.category)
        self.course.stage.act(
            lambda desk: suggestion_checks.check_in(desk, self._member(desk.session), self.id, checked)
        )
        orders = Orders(self.wish.lead, self.wish.assist, "请认真研究，与代表当面沟通后书面答复。")
        self.by_staff(lambda desk, who, n: assigning.assign(desk, who, n, orders))
        yield self.course.office(1, 2)
        self.by_organ(organ.accept)

    def replied(self, low: float, high: float) -> Scene:
        yield self.course.office(low, high)
        self.by_organ(self._speak)
        self.by_organ(self._answer)

    def _speak(self, desk: Desk, who: Any, number: int) -> None:
        on = local_date(desk.now, desk.rules.zone)
        for deputy in deputies_of(desk, desk.session.get_one(Assignment, number)):
            words = "当面汇报了办理方案，代表提了两点意见，已采纳。"
            organ.log_contact(desk, who, number, Contacted(on, "座谈", words, deputy.code))

    def _answer(self, desk: Desk, who: Any, number: int) -> None:
        text = f"您提出的《{self.wish.title}》收悉，现答复如下：{self.wish.answer}感谢您对我单位工作的支持。"
        given = Answer(Result.SOLVED, text, self.wish.answer, None, who.head, "办公室 王科员")
        organ.feed_back(desk, who, number, given)

    def marked(self, leave: int = 0) -> Scene:
        """All but so many of the deputies who signed mark it."""
        yield self.course.stage.moment + self.course.wait(5, 60)

        def mark(desk: Desk) -> None:
            number = self._assignment(desk).id
            signed = deputies_of(desk, self._assignment(desk))
            for deputy in signed[: len(signed) - leave]:
                good = Satisfaction.SATISFIED
                evaluating.rate(desk, deputy, number, good, good, "办得实在。")

        self.course.stage.act(mark)

    def closed(self) -> Scene:
        """The resident says yes, staff have seen it, 销号."""
        if self.from_visits is None:
            yield self.course.stage.moment + self.course.wait(2, 20)
            self.course.by_resident("解决 {number} 是")
        yield self.course.office(1, 2)
        seen = "工作人员和领衔代表一起到现场看过，属实。"
        self.by_staff(lambda desk, who, n: supervising.note_visit(desk, who, n, seen))
        self.by_staff(lambda desk, who, n: closing_out.close_out(desk, who, n, "代表都满意，清单已核对。"))

    def forwarded(self) -> Scene:
        yield self.course.office(1, 3)
        words = "已通过市人大代表建议办理系统转市人大常委会选工委，并附原件。"
        self.course.stage.act(
            lambda desk: suggestion_checks.forward(desk, self._member(desk.session), self.id, words)
        )

    def by_staff(self, act: Callable[[Desk, Any, int], object]) -> None:
        self.course.stage.act(lambda desk: act(desk, self._member(desk.session), self._assignment(desk).id))

    def by_organ(self, act: Callable[[Desk, Any, int], object]) -> None:
        def do(desk: Desk) -> None:
            assignment = self._assignment(desk)
            charge = lead_of(assignment)
            if charge is not None:
                act(desk, charge.organ, assignment.id)

        self.course.stage.act(do)

    def _assignment(self, desk: Desk) -> Assignment:
        found = assignment_of(desk, desk.session.get_one(Suggestion, self.id))
        if found is None:
            raise LookupError(f"suggestion {self.id} is not at the staff's desk")
        return found


Make = Callable[[Capacity, Task], LoopCourse]


def suggestion_scenes(make: Make) -> Iterator[tuple[float, Scene]]:
    """How many days ago each begins, and its course. `make`: the telling of a matter in the grid of such a deputy."""
    county, township, city = Capacity.COUNTY, Capacity.TOWNSHIP, Capacity.CITY
    yield 84, _to_the_end(SuggestionCourse(make(county, LIGHTS.task), LIGHTS, county))
    yield 62, _answered(SuggestionCourse(make(county, PARKING.task), PARKING, county))
    yield 46, _given(SuggestionCourse(make(county, ROAD.task), ROAD, county))
    yield 33, _given(SuggestionCourse(make(township, CANTEEN.task), CANTEEN, township))
    yield 9, _for_the_city(SuggestionCourse(make(county, HOSPITAL.task), HOSPITAL, city, _sits_in(city)))
    yield 10, _waiting(SuggestionCourse(make(county, WATER.task), WATER, county))
    yield 3, _gathering(SuggestionCourse(make(county, LIGHTS.task), LIGHTS, township, _the_demos()))


def _sits_in(capacity: Capacity) -> Select[Deputy]:
    """Those who use the service, by code."""
    held = select(DeputyCapacity.deputy_id).where(DeputyCapacity.capacity == capacity)
    joined = select(Deputy).where(Deputy.id.in_(held), Deputy.contact_id.is_not(None))
    return joined.order_by(Deputy.code)


def _the_demos() -> Select[Deputy]:
    return select(Deputy).where(Deputy.code == DEPUTY_CODE)


def _waiting(one: SuggestionCourse) -> Scene:
    """Handed in: staff have not looked yet."""
    yield from one.drafted(3)
    yield from one.signed(1)
    yield from one.handed_in()


def _gathering(one: SuggestionCourse) -> Scene:
    """The demo deputy asked three to sign; one has."""
    yield from one.drafted(3)
    yield from one.signed(2)


def _given(one: SuggestionCourse) -> Scene:
    yield from _waiting(one)
    yield from one.assigned()


def _answered(one: SuggestionCourse) -> Scene:
    """Replied, and one of its deputies has not marked it yet."""
    yield from _given(one)
    yield from one.replied(42, 45)
    yield from one.marked(1)


def _to_the_end(one: SuggestionCourse) -> Scene:
    yield from _given(one)
    yield from one.replied(30, 36)
    yield from one.marked()
    yield from one.closed()


def _for_the_city(one: SuggestionCourse) -> Scene:
    yield from one.drafted(0)
    yield from one.handed_in()
    yield from one.forwarded()
