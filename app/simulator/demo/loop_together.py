"""What concerns several at once: matters of the same content, a neighbour's 「我家也是」, key matters, leaders' words."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.simulator.demo.loop_course import LoopCourse, LoopFate
from app.simulator.demo.loop_ends import fed_back
from app.simulator.demo.residents import DemoResident
from app.simulator.demo.stage import Scene
from handlers import instructions, joining, linking, supervising
from handlers.desk import Desk
from models.issue import Check, Result
from models.people import Contact, Resident, StaffMember, StaffRole, StaffTerritory
from models.reply import Solved
from models.rules.local_time import local_date
from models.supervision import Instruction

KEY_NOTE = "主任会议确定，由分管副主任领衔督办。"


def key_matter(course: LoopCourse, fate: LoopFate) -> Scene:
    """Chosen by the directors' meeting while an organ has it."""
    yield from fate(course)
    yield course.office(1, 2)
    decided = local_date(course.stage.moment, course.stage.rules.zone)
    course.in_county(lambda desk, who, n: supervising.make_key(desk, who, n, decided, KEY_NOTE))


def linked(course: LoopCourse, others: Sequence[LoopCourse], fate: LoopFate) -> Scene:
    """Neighbours tell the same within hours; the clerk links them to the first, and they are handled together."""
    yield from course.told()
    course.is_told = True
    for other in others:
        yield course.stage.moment + timedelta(hours=1)
        yield from other.told()
    yield course.office(0, 0.2)
    for other in others:
        numbers = other.number(), course.number()
        course.stage.act(partial(_link, course=course, numbers=numbers))
    yield from fate(course)


def answered_to_each(others: Sequence[LoopCourse], course: LoopCourse) -> Scene:
    """Handled once; each of those who told it says what they think, then 销号."""
    yield from fed_back(course, Result.SOLVED)
    yield from course.marked()
    for one in others:
        yield from one.heard(Solved.YES, "满意")
    yield from course.heard(Solved.YES, "基本满意")
    yield from course.visited()
    yield from course.closed()


def _link(desk: Desk, course: LoopCourse, numbers: tuple[int, int]) -> None:
    linking.link(desk, course.clerk(desk.session), *numbers, "同一个地方，说的是同一个问题。")


def joined(course: LoopCourse, neighbours: Sequence[DemoResident], fate: LoopFate) -> Scene:
    """Neighbours say 「我家也是」 to a matter that a deputy has."""
    yield from course.told()
    yield from course.received(10)
    course.is_told = course.is_received = True
    for neighbour in neighbours:
        yield course.stage.moment + course.wait(2, 12)
        course.stage.enter(neighbour.openid, neighbour.grid.code)
        course.stage.act(partial(_join, openid=neighbour.openid, number=course.number()))
    yield from fate(course)


def _join(desk: Desk, openid: str, number: int) -> None:
    resident = desk.session.scalars(select(Resident).join(Contact).where(Contact.openid == openid)).one()
    joining.join(desk, resident, number, "门口这一段也是一样，老人不方便。", Check.PASSED)


def instructed(
    course: LoopCourse, fate: LoopFate, order: tuple[str, int], *, answered: bool, closed: bool
) -> Scene:
    """The leader in charge of the township instructs on it, in these words, to be reported back within so many days."""
    words, days = order
    yield from fate(course)
    yield course.office(0.1, 0.5)
    township, number = course.matter.resident.grid.township, course.number()
    due = local_date(course.stage.moment + timedelta(days=days), course.stage.rules.zone)
    course.stage.act(
        lambda desk: instructions.instruct(desk, leader(desk.session, township), number, words, due)
    )
    if not answered:
        return
    yield course.office(1, 3)
    told = "已到现场督促，承办单位已进场，预计一周内办完。"
    course.stage.act(
        lambda desk: instructions.answer_instruction(
            desk, course.clerk(desk.session), _newest(desk, number), told
        )
    )
    if not closed:
        return
    yield course.office(0.5, 1)
    course.stage.act(
        lambda desk: instructions.close_instruction(
            desk, leader(desk.session, township), _newest(desk, number), "知道了，办好后请告诉群众。"
        )
    )


def leader(session: Session, township: str) -> StaffMember:
    """Who is in charge of the township (包联)."""
    lead = select(StaffMember).join(StaffTerritory, StaffTerritory.staff_id == StaffMember.id)
    mine = lead.where(StaffMember.role == StaffRole.LEADER, StaffTerritory.name == township)
    return session.scalars(mine.order_by(StaffMember.code).limit(1)).one()


def _newest(desk: Desk, number: int) -> int:
    newest = select(Instruction.id).where(Instruction.issue_id == number).order_by(Instruction.id.desc())
    return desk.session.scalars(newest.limit(1)).one()
