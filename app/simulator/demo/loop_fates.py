"""What becomes of matters at an organ: in study, in time, late, objected to, clarified, extended, not taken."""

from datetime import timedelta
from typing import Any

from app.simulator.demo.loop_course import LoopCourse, charged
from app.simulator.demo.stage import Scene
from handlers import assigning, organ, requests, studying
from handlers.assigning import Orders
from handlers.assignment_clocks import running
from handlers.desk import Desk
from models.assignment import LoopClock, RequestKind
from models.rules.local_time import local_date


def in_study(course: LoopCourse) -> Scene:
    """Reported up, and nobody has looked at it yet."""
    yield from course.reported()


def categorised(course: LoopCourse) -> Scene:
    """The clerk has said what it is about, and not yet who handles it."""
    yield from course.reported()
    yield course.office(1, 2)
    course.studied()


def passed_up(course: LoopCourse) -> Scene:
    """For the county to study: no organ of the township can handle it."""
    yield from categorised(course)
    yield course.office(0.1, 1)
    course.by_clerk(studying.pass_up)


def not_accepted_yet(course: LoopCourse) -> Scene:
    """Assigned, and the organ has not said that it has it."""
    yield from course.assigned()


def handling(course: LoopCourse) -> Scene:
    """In hand; the old ones run late, and very late."""
    yield from course.assigned()
    yield from course.accepted()
    yield from course.going_on()


def hurried(course: LoopCourse) -> Scene:
    """The clerk gave it ten days."""
    yield from course.assigned(days=10)
    yield from course.accepted()


_WHY_NOT = "经核对职责清单，这件事由别的单位管理，请另行交办。"


def objected(course: LoopCourse) -> Scene:
    """「不属于本单位」, and staff have not decided."""
    yield from course.assigned()
    yield course.office(1, 3)
    course.by_organ(lambda desk, who, n: organ.object_to(desk, who, n, _WHY_NOT))


def moved_on(course: LoopCourse) -> Scene:
    """The objection was right: another organ has it."""
    yield from objected(course)
    yield course.office(1, 3)
    orders = Orders("J11", (), course.task.wanted)
    course.by_clerk(
        lambda desk, who, n: assigning.reassign(desk, who, n, orders, "核对后确属住建部门职责，改由其办理。")
    )
    yield from course.accepted()


def upheld(course: LoopCourse) -> Scene:
    """The objection was not followed."""
    yield from objected(course)
    yield course.office(1, 3)
    course.by_clerk(
        lambda desk, who, n: assigning.uphold(desk, who, n, "职责清单写明由你单位主管，请继续办理。")
    )
    yield from course.going_on()


def clarifying(course: LoopCourse) -> Scene:
    """The organ asked what is meant; the clock stands still."""
    yield from course.assigned()
    yield from course.accepted()
    yield course.office(2, 4)
    reason = "请补充具体位置和涉及户数，便于现场查勘。"
    course.by_organ(lambda desk, who, n: requests.ask(desk, who, n, RequestKind.CLARIFICATION, reason))


def clarified(course: LoopCourse) -> Scene:
    yield from clarifying(course)
    yield course.office(1, 3)
    answer_request(course, "就在村口往东两百米，涉及十二户，网格员可以带路。")


def asking_longer(course: LoopCourse) -> Scene:
    """The organ asks for three weeks more."""
    yield from course.assigned()
    yield from course.accepted()
    yield from course.going_on()
    yield course.office(4, 6)

    def ask(desk: Desk, who: Any, number: int) -> None:
        assignment = charged(desk, course.number())
        clock = running(assignment, LoopClock.REPLY) if assignment else None
        if clock is not None:
            until = local_date(clock.due_at + timedelta(days=20), desk.rules.zone)
            reason = "施工要等材料进场，又逢雨天，请求延期。"
            requests.ask(desk, who, number, RequestKind.EXTENSION, reason, until)

    course.by_organ(ask)


def extended(course: LoopCourse) -> Scene:
    yield from asking_longer(course)
    yield course.office(1, 2)
    answer_request(course, "情况属实，同意延期，请按新的日期办结。")


def answer_request(course: LoopCourse, words: str) -> None:
    """The clerk agrees to what the organ asked last."""

    def answer(desk: Desk, who: Any, _number: int) -> None:
        assignment = charged(desk, course.number())
        if assignment is not None and assignment.requests:
            requests.answer_request(desk, who, assignment.requests[-1].id, granted=True, words=words)

    course.by_clerk(answer)


def not_taken(course: LoopCourse) -> Scene:
    """Not for the congress: the right door is shown."""
    yield from course.reported()
    yield course.office(1, 3)
    course.studied()
    reason, door = "这件事正在法院审理，人大不能代替法院裁判。", "请到西峡县人民法院立案庭查询进度。"
    course.by_clerk(lambda desk, who, n: studying.not_take(desk, who, n, reason, door))


def taken_after_all(course: LoopCourse) -> Scene:
    """Not taken by mistake, and taken up again."""
    yield from not_taken(course)
    yield course.office(1, 2)
    course.by_clerk(studying.undo_not_take)


def settled_early(course: LoopCourse) -> Scene:
    """Solved before the organ had replied: nobody has to handle it any more."""
    yield from course.assigned()
    yield from course.accepted()
    yield course.stage.moment + course.wait(20, 60)
    course.by_resident("解决 {number} 是")
