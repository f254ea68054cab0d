"""What becomes of a demo matter: each fate is a course of events, in chat words a deputy or villager would type."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.simulator.demo.bound import county_member
from app.simulator.demo.dice import Dice
from app.simulator.demo.residents import DemoResident
from app.simulator.demo.stage import Scene, Stage
from app.simulator.demo.stories import Trouble
from handlers import routing, staff
from handlers.desk import Desk
from models.issue import Check, Issue


def _released(desk: Desk, number: int) -> str:
    """The county's staff read all of it."""
    read = staff.held_until(desk.session.get_one(Issue, number))
    return staff.release(desk, county_member(desk.session), number, read)


def settle(desk: Desk, issue: Issue) -> None:
    if issue.settles_at is not None and issue.settles_at <= desk.now:
        routing.announce(desk, issue)


@dataclass(frozen=True)
class Matter:
    """One matter to be told: who, what, how the place is known, and what the content check says."""

    resident: DemoResident
    trouble: Trouble
    words: str
    by_scene: bool
    check: Check = Check.PASSED


@dataclass
class Course:
    """The telling of one matter, and after it its fate."""

    stage: Stage
    dice: Dice
    matter: Matter

    def wait(self, low: float, high: float) -> timedelta:
        """A random time, in hours."""
        return timedelta(hours=self.dice.between(low, high))

    def told(self) -> Scene:
        """The resident tells it: by the grid's code, or with the village's name in the words; sometimes adds a line."""
        stage, matter = self.stage, self.matter
        who = matter.resident
        if matter.by_scene:
            stage.enter(who.openid, who.grid.code)
        place = "" if matter.by_scene else f"{who.grid.township}{who.grid.name}的事："
        stage.say(who.openid, place + matter.words, matter.check)
        if self.dice.chance(0.35):
            yield stage.moment + timedelta(minutes=1)
            stage.say(who.openid, self.dice.pick(matter.trouble.more))
        yield stage.moment + timedelta(minutes=6)
        self.settled()

    def settled(self) -> None:
        """The story is told: what the clocks would do now, for this one matter."""
        number = self.stage.newest_issue(self.matter.resident.openid)
        self.stage.act(lambda desk: settle(desk, desk.session.get_one(Issue, number)))

    def received(self, within: float) -> Scene:
        """The deputy in charge confirms within so many hours."""
        yield self.stage.moment + self.wait(0.2, within)
        self.by_deputy("收到 {number}")

    def answered(self, after: float) -> Scene:
        yield self.stage.moment + self.wait(after / 3, after)
        self.by_deputy("答复 {number} " + self.dice.pick(self.matter.trouble.answers))

    def by_deputy(self, words: str) -> None:
        number = self.stage.newest_issue(self.matter.resident.openid)
        deputy = self.stage.deputy_of(number) if number else None
        if deputy is not None:
            self.stage.say(deputy, words.format(number=number))

    def by_resident(self, words: str) -> None:
        openid = self.matter.resident.openid
        if number := self.stage.newest_issue(openid):
            self.stage.say(openid, words.format(number=number))

    def by_county(self, reason: str = "") -> None:
        """The county's staff do not accept it, with the reason; without one they let it go on."""
        number = self.stage.newest_issue(self.matter.resident.openid)
        if number is None:
            return
        if reason:
            self.stage.act(lambda desk: staff.refuse(desk, county_member(desk.session), number, reason))
        else:
            self.stage.act(lambda desk: _released(desk, number))


_GRADES = ("满意", "满意", "满意", "基本满意", "基本满意", "不满意")


def solved(course: Course) -> Scene:
    yield from course.told()
    yield from course.received(20)
    yield from course.answered(150)
    yield course.stage.moment + course.wait(2, 60)
    course.by_resident("解决 {number} " + ("是" if course.dice.chance(0.8) else "部分"))
    if course.dice.chance(0.8):
        yield course.stage.moment + timedelta(minutes=3)
        course.by_resident("评价 {number} " + course.dice.pick(_GRADES))


def answered(course: Course) -> Scene:
    yield from course.told()
    yield from course.received(30)
    yield from course.answered(200)


def received(course: Course) -> Scene:
    """Confirmed and then nothing: the early ones run late."""
    yield from course.told()
    yield from course.received(40)


def reported(course: Course) -> Scene:
    yield from course.told()
    yield from course.received(20)
    yield course.stage.moment + course.wait(5, 90)
    course.by_deputy("上报 {number} " + course.matter.trouble.upward)
    if course.dice.chance(0.35):
        yield course.stage.moment + course.wait(100, 300)
        course.by_resident("解决 {number} 是")


def not_solved(course: Course) -> Scene:
    yield from course.told()
    yield from course.received(20)
    yield from course.answered(90)
    yield course.stage.moment + course.wait(10, 60)
    course.by_resident("解决 {number} 否")


def unconfirmed(course: Course) -> Scene:
    """Nobody answers: the clocks hand it on, from deputy to deputy, and to the township's staff."""
    yield from course.told()


def withdrawn(course: Course) -> Scene:
    yield from course.told()
    yield course.stage.moment + course.wait(3, 30)
    course.by_resident("撤回 {number}")


def refused(course: Course) -> Scene:
    yield from course.told()
    yield course.stage.moment + course.wait(4, 30)
    course.by_county("这件事已在法院审理，请按法院通知办理。")


def hushed(course: Course) -> Scene:
    """Held by the content check, and let go by the county's staff."""
    yield from course.told()
    yield course.stage.moment + course.wait(2, 10)
    course.by_county()
    yield course.stage.moment + timedelta(minutes=10)
    course.settled()
    yield from course.received(20)


Fate = Callable[[Course], Scene]
SHARES: tuple[tuple[Fate, int], ...] = (
    (solved, 50),
    (answered, 16),
    (received, 18),
    (reported, 4),
    (not_solved, 7),
    (unconfirmed, 9),
    (withdrawn, 4),
    (refused, 3),
    (hushed, 2),
)
"""How many matters have which fate."""
