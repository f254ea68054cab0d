"""What becomes of matters once the organ has replied: marks, 销号 with every result, promises, returns, escalations."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from app.simulator.demo.loop_course import LoopCourse
from app.simulator.demo.stage import Scene
from handlers import escalating, evaluating, promises, returning
from handlers.desk import Desk
from models.issue import Result, Satisfaction
from models.reply import Solved
from models.rules.local_time import local_date
from models.supervision import Commitment, Escalation, EscalationKind

_GOOD = ("满意", "满意", "满意", "满意", "基本满意")
_FAIR = ("满意", "基本满意", "基本满意")


def fed_back(course: LoopCourse, result: Result, low: float = 5, high: float = 16) -> Scene:
    yield from course.assigned()
    yield from course.accepted()
    if course.dice.chance(0.5):
        yield from course.going_on()
    yield from course.replied(result, low, high)


def waiting(course: LoopCourse) -> Scene:
    """Replied a few days ago: neither the deputy nor the resident has said anything."""
    yield from fed_back(course, Result.SOLVED, 4, 6)


def half_marked(course: LoopCourse) -> Scene:
    """The deputy has marked it, the resident has not answered yet."""
    yield from fed_back(course, Result.PARTLY, 4, 6)
    yield from course.marked("满意", "基本满意")


def evaluated(course: LoopCourse) -> Scene:
    """All have spoken, staff have been there: ready for 销号."""
    yield from fed_back(course, Result.SOLVED)
    yield from course.marked("满意", course.dice.pick(_GOOD))
    yield from course.heard(Solved.YES, "满意")
    yield from course.visited()


def unseen(course: LoopCourse) -> Scene:
    """All have spoken, but nobody has been there: the check list says so."""
    yield from fed_back(course, Result.SOLVED)
    yield from course.marked("满意", "满意")
    yield from course.heard(Solved.PARTLY, "基本满意")


def solved(course: LoopCourse) -> Scene:
    """销号, result A. The resident's grade is often given, not always."""
    yield from fed_back(course, Result.SOLVED)
    yield from course.marked(course.dice.pick(_GOOD), course.dice.pick(_GOOD))
    yield from course.heard(Solved.YES, course.dice.pick(_GOOD) if course.dice.chance(0.7) else "")
    yield from course.visited()
    yield from course.closed()


def partly(course: LoopCourse) -> Scene:
    """销号, result B."""
    yield from fed_back(course, Result.PARTLY)
    yield from course.marked(course.dice.pick(_GOOD), course.dice.pick(_FAIR))
    yield from course.heard(Solved.PARTLY, course.dice.pick(_FAIR))
    yield from course.visited()
    yield from course.closed()


def not_possible(course: LoopCourse) -> Scene:
    """销号, result C: explained, and the resident can live with it."""
    yield from fed_back(course, Result.NOT_POSSIBLE)
    yield from course.marked("满意", "基本满意")
    yield from course.heard(Solved.NO, "基本满意")
    yield from course.closed()


def for_higher(course: LoopCourse) -> Scene:
    """销号: for a higher level to decide."""
    yield from fed_back(course, Result.FOR_HIGHER_LEVEL)
    yield from course.marked("满意", "基本满意")
    yield from course.heard(Solved.NO, "基本满意")
    yield from course.closed()


def silent(course: LoopCourse) -> Scene:
    """Nobody answered in time; the clerk asked at the door."""
    yield from fed_back(course, Result.SOLVED)
    yield course.office(26, 28)
    number = course.number()
    words = "入户问过，本人说已经弄好了，不会用手机回复。"
    solved_, grade = Solved.YES, Satisfaction.SATISFIED
    course.by_clerk(lambda desk, who, _: evaluating.check_on_spot(desk, who, number, solved_, grade, words))
    yield from course.closed()


def returned(course: LoopCourse) -> Scene:
    """「否」: handled again under supervision, the organ is at work on it."""
    yield from fed_back(course, Result.SOLVED, 5, 8)
    yield from course.marked("满意", "基本满意")
    yield from course.heard(Solved.NO)
    yield from course.accepted(1, 2)


def returned_and_solved(course: LoopCourse) -> Scene:
    """The second time it was done well."""
    yield from returned(course)
    yield from course.replied(Result.SOLVED, 6, 12)
    yield from course.marked("基本满意", "满意")
    yield from course.heard(Solved.YES, "基本满意")
    yield from course.visited()
    yield from course.closed()


def proposed(course: LoopCourse) -> Scene:
    """「否」 twice: a summoned talk is proposed."""
    yield from returned(course)
    yield from course.replied(Result.SOLVED, 4, 7)
    yield from course.marked("基本满意", "不满意")
    yield from course.heard(Solved.NO, "不满意")


def sent_back_again(course: LoopCourse) -> Scene:
    """Returned twice, the talk still proposed."""
    yield from proposed(course)
    yield course.office(1, 2)
    reason = "两次办理都没有到位，请主要负责人到现场，限期整改。"
    course.by_clerk(lambda desk, who, n: returning.send_back(desk, who, n, reason))


def decided(course: LoopCourse) -> Scene:
    """The talk is decided on."""
    yield from sent_back_again(course)
    yield course.office(1, 2)
    course.in_county(partial(_decide, words="同意约谈，由分管副主任主持。"))


def talked(course: LoopCourse) -> Scene:
    """The talk was held, and is on record."""
    yield from decided(course)
    yield course.office(2, 4)
    held = local_date(course.stage.moment, course.stage.rules.zone)
    course.in_county(partial(_record, held=held))


def _decide(desk: Desk, who: Any, number: int, words: str) -> None:
    escalating.decide(desk, who, _escalation(desk, number), EscalationKind.TALK, words)


def _record(desk: Desk, who: Any, number: int, held: date) -> None:
    people = "县人大常委会分管副主任、承办单位主要负责人、提出问题的代表、乡镇人大主席"
    outcome = "承办单位说明了两次没有办好的原因，主要负责人当场承诺半个月内整改到位，由乡镇人大每周督办。"
    escalating.record(desk, who, _escalation(desk, number), held, people, outcome)


def _escalation(desk: Desk, number: int) -> int:
    newest = select(Escalation.id).where(Escalation.assignment_id == number).order_by(Escalation.id.desc())
    return desk.session.scalars(newest).first() or 0


def promised(course: LoopCourse, days: float = 60) -> Scene:
    """列入计划: in the promise ledger."""
    yield from course.assigned()
    yield from course.accepted()
    yield from course.replied(Result.PLANNED, 4, 8, days)
    yield from course.marked("满意", "基本满意")
    yield from course.heard(Solved.NO, "基本满意")
    yield course.office(1, 2)
    course.by_clerk(promises.promise)


def promise_overdue(course: LoopCourse) -> Scene:
    yield from promised(course, 12)


def promise_reported(course: LoopCourse) -> Scene:
    """The organ says it is kept; nobody has looked yet."""
    yield from promised(course, 22)
    yield course.office(4, 7)
    words = f"已按承诺完成：{course.task.done}。"
    course.by_organ(lambda desk, who, n: promises.report_kept(desk, who, _promise(desk, n), words))


def promise_kept(course: LoopCourse) -> Scene:
    """Kept, seen, and closed out."""
    yield from promise_reported(course)
    yield course.office(1, 3)
    words = f"和代表一起到现场看过，{course.task.done}。"
    course.by_clerk(lambda desk, who, n: promises.confirm_kept(desk, who, _promise(desk, n), words))
    yield course.stage.moment + timedelta(hours=5)
    course.by_resident("解决 {number} 是")
    yield from course.closed()


def _promise(desk: Desk, number: int) -> int:
    newest = select(Commitment.id).where(Commitment.assignment_id == number).order_by(Commitment.id.desc())
    return desk.session.scalars(newest).first() or 0
