"""Six weeks of life in the demo county, played through the real handlers up to `now`: true by construction."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import chain

from app.simulator.demo.dice import Dice
from app.simulator.demo.duties import calendar, duty_days
from app.simulator.demo.fates import SHARES, Course, Fate, Matter, hushed, unconfirmed
from app.simulator.demo.home import home_scenes
from app.simulator.demo.loop_plan import LOOP_WEEKS
from app.simulator.demo.residents import DemoResident
from app.simulator.demo.sorting import sorting_days
from app.simulator.demo.stage import Scene, Stage
from app.simulator.demo.stories import EVERY_STORY
from models.issue import Check
from models.rules.local_time import at, local_date
from scheduler.digests import send_due

WEEKS = 6
"""Of the grids' life; matters that go to organs reach back further (`loop_plan.LOOP_WEEKS`)."""
_DIGEST_DAYS = 1
_UNFINISHED = (
    "想反映个事",
    "俺们这边的河堤有个地方塌了",
    "有人管管吗，这几天老停电",
    "孩子上学的事找谁",
    "村里说的那个补助到底发不发",
    "垃圾又没人拉了",
)


def play(stage: Stage, residents: Sequence[DemoResident], loops: Sequence[Scene]) -> None:
    """All of it, in the order of time."""
    dice = Dice(160)
    fates = list(chain.from_iterable([fate] * times for fate, times in SHARES))
    for number, fate in enumerate(fates):
        trouble, words = EVERY_STORY[number * 7 % len(EVERY_STORY)]
        check = Check.RISKY if fate is hushed else Check.PASSED
        matter = Matter(residents[number + 1], trouble, words, by_scene=number % 5 != 0, check=check)
        start = stage.now - _age(number, len(fates), fate)
        stage.begin(_matter(Course(stage, dice, matter), fate, stage.by_day(start, dice)))
    for scene in home_scenes(stage, residents):
        stage.begin(scene)
    for scene in loops:
        stage.begin(scene)
    stage.begin(_held(stage, dice, residents[-1]))
    for number, words in enumerate(_UNFINISHED):
        stage.begin(_half_told(stage, f"oDemoResidentNew{number + 1}", words, number))
    stage.begin(_clock(stage))
    stage.begin(duty_days(stage, WEEKS))
    stage.begin(sorting_days(stage, WEEKS))
    stage.begin(_digests(stage))
    stage.play()


def _age(number: int, total: int, fate: Fate) -> timedelta:
    """Spread over the weeks, so that every fate has old and new ones; an unconfirmed one is never very old."""
    share = (number * 61 % total + 0.5) / total
    return timedelta(days=10) * share if fate is unconfirmed else timedelta(weeks=WEEKS) * share


def _matter(course: Course, fate: Fate, start: datetime) -> Scene:
    yield start
    yield from fate(course)


def _held(stage: Stage, dice: Dice, resident: DemoResident) -> Scene:
    """One that the content check held, and nobody has looked at yet."""
    trouble, words = EVERY_STORY[-1]
    yield stage.now - timedelta(hours=20)
    matter = Matter(resident, trouble, words + "，再不管我就天天来骂", by_scene=True, check=Check.RISKY)
    yield from Course(stage, dice, matter).told()


def _half_told(stage: Stage, openid: str, words: str, number: int) -> Scene:
    """Someone starts, is asked where, and says no more: the newest still stand as drafts."""
    yield stage.now - timedelta(days=number * 2, hours=1)
    stage.say(openid, words)
    if number % 2:
        yield stage.moment + timedelta(minutes=1)
        stage.say(openid, "就在那个坡下边")


def _clock(stage: Stage) -> Scene:
    """The scheduler, morning and evening (long ago evenings only): enough for clocks that count in days."""
    day = local_date(stage.now - timedelta(weeks=LOOP_WEEKS), stage.rules.zone)
    lively = local_date(stage.now - timedelta(weeks=WEEKS), stage.rules.zone)
    while True:
        for hour in (time(9, 5), time(18)) if day >= lively else (time(18),):
            yield at(day, hour, stage.rules.zone)
            stage.wind()
        day += timedelta(days=1)


def _digests(stage: Stage) -> Scene:
    """The last days' digests, and at the very end whatever is due now: the first start finds nothing left to do."""
    for days in range(_DIGEST_DAYS, -1, -1):
        day = local_date(stage.now - timedelta(days=days), stage.rules.zone)
        moment = at(day, time(8, 40), stage.rules.zone)
        if moment < stage.now:
            yield moment
            send_due(stage.db, stage.rules, stage.moment)
    yield stage.now
    stage.wind()
    calendar(stage)
    send_due(stage.db, stage.rules, stage.moment)
