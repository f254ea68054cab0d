"""What happened in the demo accounts' own grid, so that a newcomer's three phones have something to show."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from app.simulator.demo.dice import Dice
from app.simulator.demo.fates import Course, Fate, Matter, answered, received, solved, unconfirmed
from app.simulator.demo.residents import NEIGHBOURS, DemoResident
from app.simulator.demo.stage import Scene, Stage
from app.simulator.demo.stories import ELDERS, LAMPS, NOISE, ROADS, RUBBISH, Trouble

_PLAN: tuple[tuple[int, Fate, Trouble, float], ...] = (
    (0, solved, LAMPS, 24),
    (NEIGHBOURS, answered, ELDERS, 9),
    (NEIGHBOURS + 1, received, NOISE, 4),
    (0, received, ROADS, 2),
    (NEIGHBOURS + 2, unconfirmed, RUBBISH, 0.1),
)
"""Whose, what becomes of it, what it is about, how many days ago. The last one waits for the demo deputy's 收到."""


def home_scenes(stage: Stage, residents: Sequence[DemoResident]) -> Iterator[Scene]:
    for place, fate, trouble, days in _PLAN:
        matter = Matter(residents[place], trouble, trouble.words[0], by_scene=True)
        yield _scene(Course(stage, Dice(place + 7), matter), fate, timedelta(days=days))


def _scene(course: Course, fate: Fate, ago: timedelta) -> Scene:
    yield course.stage.now - ago
    yield from fate(course)
