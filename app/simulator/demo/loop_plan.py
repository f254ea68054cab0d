"""Which matters of the demo go the whole way round, and since when: every state of the loop, and three months of ends."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from itertools import chain
from typing import NamedTuple

from app.simulator.demo import loop_ends as ends
from app.simulator.demo import loop_fates as fates
from app.simulator.demo import loop_words as words
from app.simulator.demo.dice import Dice
from app.simulator.demo.fates import Matter
from app.simulator.demo.loop_course import LoopCourse, LoopFate
from app.simulator.demo.loop_people import Crowd
from app.simulator.demo.loop_suggestions import suggestion_scenes
from app.simulator.demo.loop_together import answered_to_each, instructed, joined, key_matter, linked
from app.simulator.demo.residents import DemoResident
from app.simulator.demo.stage import Scene, Stage
from models.people import Capacity
from models.rules.clocks import receipt_due
from models.rules.local_time import ONE_DAY, at, local_date

LOOP_WEEKS = 13
_NOW: tuple[tuple[LoopFate, words.Task, float], ...] = (
    (fates.in_study, words.BINS, 1.5),
    (fates.in_study, words.TAP, 9),
    (fates.categorised, words.PIT, 4),
    (fates.passed_up, words.TANK, 7),
    (fates.not_accepted_yet, words.GATE, 7),
    (fates.handling, words.LAMP, 14),
    (fates.handling, words.RAIL, 20),
    (fates.handling, words.STONE, 45),
    (fates.handling, words.YELLOW, 66),
    (fates.hurried, words.TOILET, 22),
    (fates.objected, words.DITCH, 13),
    (fates.moved_on, words.PILES, 17),
    (fates.upheld, words.COOP, 18),
    (fates.clarifying, words.CLINIC, 16),
    (fates.clarified, words.DUMP, 21),
    (fates.asking_longer, words.TRUCKS, 23),
    (fates.extended, words.PIT, 38),
    (fates.not_taken, words.SALARY, 11),
    (fates.taken_after_all, words.BOOKS, 12),
    (fates.settled_early, words.LAMP, 15),
    (ends.waiting, words.LAMP, 21),
    (ends.waiting, words.TAP, 20),
    (ends.half_marked, words.BARBECUE, 21),
    (ends.evaluated, words.BINS, 38),
    (ends.unseen, words.CANTEEN, 36),
    (ends.promised, words.TANK, 34),
    (ends.promised, words.BUS, 40),
    (ends.promise_overdue, words.TRUCKS, 44),
    (ends.promise_reported, words.RAIL, 40),
    (ends.promise_kept, words.YELLOW, 60),
    (ends.returned, words.STONE, 30),
    (ends.returned, words.LAMP, 33),
    (ends.proposed, words.DUMP, 46),
    (ends.sent_back_again, words.PIT, 52),
    (ends.decided, words.COOP, 58),
    (ends.talked, words.BARBECUE, 66),
)
"""One of each, in the township of the demo's clerk: what becomes of it, what it is about, days ago."""

_ENDED: tuple[tuple[LoopFate, int], ...] = (
    (ends.solved, 32),
    (ends.partly, 12),
    (ends.not_possible, 5),
    (ends.for_higher, 2),
    (ends.silent, 4),
    (ends.returned_and_solved, 5),
    (ends.promise_kept, 2),
    (fates.handling, 7),
    (ends.waiting, 3),
)
"""All over the county, over three months: enough for figures of organs, categories and townships."""


_AGES: dict[LoopFate, tuple[float, float]] = {
    fates.handling: (6, 28),
    ends.waiting: (18, 22),
    ends.silent: (56, 84),
    ends.returned_and_solved: (62, 88),
    ends.promise_kept: (62, 88),
}
"""From … to … days ago; of the others five weeks to three months."""


class _Instruction(NamedTuple):
    """Days ago; days to report back; what came of it."""

    ago: float
    days: int
    words: str
    answered: bool
    closed: bool


_INSTRUCTIONS = (
    _Instruction(20, 24, "群众晚上不敢出门，请抓紧办，月底前报结果。", answered=False, closed=False),
    _Instruction(24, 7, "吃水是大事，请先送水、再查原因，一周内报我。", answered=True, closed=False),
    _Instruction(32, 3, "请乡镇和城管局现场碰头，三天内清走。", answered=False, closed=False),
    _Instruction(36, 10, "事关安全，先拉警示带，尽快修复。", answered=True, closed=True),
)


class Loops:
    """The scenes of the closed loop, each with its people; begun on the stage by `begin`."""

    def __init__(self, stage: Stage, crowd: Crowd) -> None:
        self._stage, self._crowd, self._dice = stage, crowd, Dice(1321)
        self._made = 0

    def scenes(self) -> Iterator[Scene]:
        """All of them."""
        for fate, task, ago in _NOW:
            yield self._since(ago, fate(self._course(task, self._crowd.at_home())))
        yield self._due_next(self._course(words.TOILET, self._crowd.at_home()))
        every = list(chain.from_iterable([fate] * times for fate, times in _ENDED))
        for place, fate in enumerate(every):
            task = words.TASKS[place * 11 % len(words.TASKS)]
            share = (place * 29 % len(every) + 0.5) / len(every)
            yield self._since(self._age(fate, share), fate(self._course(task, self._crowd.anywhere())))
        yield from self._together()
        for ago, scene in suggestion_scenes(self._of_deputy):
            yield self._since(ago, scene)

    @staticmethod
    def _age(fate: LoopFate, share: float) -> float:
        low, high = _AGES.get(fate, (32, 7 * LOOP_WEEKS - 1))
        return low + (high - low) * share

    def _together(self) -> Iterator[Scene]:
        first = self._crowd.at_home()
        others = [self._course(words.PIT, self._crowd.next_door(first)) for _ in range(2)]
        yield self._since(12, linked(self._course(words.PIT, first), others, fates.handling))
        second = self._crowd.anywhere()
        others = [self._course(words.TAP, self._crowd.next_door(second))]
        told = linked(self._course(words.TAP, second), others, partial(answered_to_each, others))
        yield self._since(48, told)
        third = self._crowd.at_home()
        neighbours = [self._crowd.next_door(third) for _ in range(2)]
        yield self._since(10, joined(self._course(words.YELLOW, third), neighbours, fates.not_accepted_yet))
        for task, ago in ((words.TANK, 24), (words.STONE, 28)):
            yield self._since(ago, key_matter(self._course(task, self._crowd.anywhere()), fates.handling))
        for one, task in zip(_INSTRUCTIONS, (words.LAMP, words.TAP, words.BINS, words.RAIL), strict=True):
            course = self._course(task, self._crowd.at_home())
            yield self._since(
                one.ago,
                instructed(
                    course, fates.handling, (one.words, one.days), answered=one.answered, closed=one.closed
                ),
            )

    def _due_next(self, course: LoopCourse) -> Scene:
        """One whose study is due on the next working day."""
        moment = self._reported_for_next_day()
        yield moment - timedelta(hours=20)
        yield from course.reported(moment)

    def _reported_for_next_day(self) -> datetime:
        """The latest study that is still within its time: of those the one that began first."""
        rules, now = self._stage.rules, self._stage.now
        day = local_date(now, rules.zone)
        while True:
            before = at(day - ONE_DAY, time(10), rules.zone)
            due = receipt_due(before, rules.loop.study_working_days, rules.calendar, rules.zone)
            if local_date(due, rules.zone) <= local_date(now, rules.zone):
                return at(day, time(10), rules.zone)
            day -= ONE_DAY

    def _of_deputy(self, capacity: Capacity, task: words.Task) -> LoopCourse:
        return self._course(task, self._crowd.served_by(capacity))

    def _course(self, task: words.Task, who: DemoResident) -> LoopCourse:
        self._made += 1
        matter = Matter(who, task.trouble, task.words, by_scene=True)
        return LoopCourse(self._stage, Dice(5000 + self._made), matter, task)

    def _since(self, ago: float, scene: Scene) -> Scene:
        yield self._stage.by_day(self._stage.now - timedelta(days=ago), self._dice)
        yield from scene


def loop_scenes(stage: Stage, crowd: Crowd) -> Sequence[Scene]:
    """Made at once, so that the crowd is complete: its people can be joined to WeChat before the play begins."""
    return tuple(Loops(stage, crowd).scenes())
