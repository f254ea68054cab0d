"""What the forms of a matter's page offer to choose from, read only for the forms that are shown."""

from dataclasses import dataclass
from functools import partial

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.console.house import service
from app.web.console.places import LONGEST, places
from app.web.console.steps import KINDS
from app.web.console.telephone import who
from handlers import access, assignment_clocks, letter_facts, wording
from handlers.assignment_life import covered
from handlers.desk import Desk
from models.assignment import Assignment, LoopClock
from models.issue import Issue, Satisfaction
from models.people import Organ, StaffMember
from models.queries.matter import Record
from models.reply import Solved
from models.rules.category_tree import CONCERN_IN_WORDS, categories
from models.rules.clocks import due_on

DOORS = (
    "请打 12345 政务服务热线。",
    "请到县信访局或乡镇信访办。",
    "正在打官司的事，请找办案的人民法院（12368）。",
    "请打 12348 问法律援助。",
    "检举干部违纪违法，请打 12388，那里会为您保密。",
    "有危险请马上打 110、119 或 120。",
)
SOLVED = ((Solved.YES.value, "已解决"), (Solved.PARTLY.value, "部分解决"), (Solved.NO.value, "没有解决"))
GRADES = tuple((grade.value, wording.SATISFACTION_IN_WORDS[grade]) for grade in Satisfaction)
CONCERNS = tuple((concern.value, words) for concern, words in CONCERN_IN_WORDS.items())


@dataclass(frozen=True)
class Choices:
    """Pairs of (value, words), empty where no form asks for them."""

    organs: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    requirement: str
    reply_by: str
    reply_source: str
    places: tuple[tuple[str, str], ...]
    where: str
    calls: tuple[str, ...]
    """Whom to telephone, with the number."""
    steps: tuple[tuple[str, str], ...] = KINDS
    doors: tuple[str, ...] = DOORS
    concerns: tuple[tuple[str, str], ...] = CONCERNS
    solved: tuple[tuple[str, str], ...] = SOLVED
    grades: tuple[tuple[str, str], ...] = GRADES


def choices_for(
    desk: Desk, me: StaffMember, offered: frozenset[str], issue: Issue | None, record: Record | None
) -> Choices:
    """`?where=` in the address is what is looked for among the grids."""
    session, where = desk.session, request.args.get("where", "").strip()[:LONGEST]
    orders = bool(offered & {"assign", "reassign"})
    limit = (
        assignment_clocks.due_if_started(desk, record.assignment, LoopClock.REPLY)
        if orders and record
        else None
    )
    return Choices(
        organs=organs(session) if orders else (),
        categories=leaves() if "categorise" in offered else (),
        requirement=requirement(desk, record.assignment, issue) if orders and record else "",
        reply_by=f"{due_on(limit.due_at, service().rules.zone):%Y-%m-%d}" if limit else "",
        reply_source=limit.source if limit else "",
        places=places(session, me, where) if "place" in offered else (),
        where=where,
        calls=who(record.to_call, partial(access.may, me)) if "telephoned" in offered and record else (),
    )


def organs(session: Session) -> tuple[tuple[str, str], ...]:
    """Organs in service, by code."""
    rows = session.execute(select(Organ.code, Organ.name).where(Organ.active).order_by(Organ.code))
    return tuple((row.code, row.name) for row in rows)


def leaves() -> tuple[tuple[str, str], ...]:
    """The whole category tree: code and path."""
    return tuple((one.code, one.path) for one in categories().values())


def requirement(desk: Desk, assignment: Assignment, issue: Issue | None) -> str:
    """A sensible beginning for what is asked of the organ; staff mend it."""
    if assignment.requirement:
        return assignment.requirement
    if assignment.suggestion is not None:
        about = f"代表建议《{assignment.suggestion.title}》"
    else:
        first = issue or next(iter(covered(desk, assignment)), None)
        about = _reported(first) if first else "群众反映的问题"
    return (
        f"请对{about}调查核实，依法依规办理。办理前与代表联系沟通，办结后书面答复，"
        "写明办理结果；并用群众听得懂的话说明办了什么、没办的为什么。"
    )


def _reported(issue: Issue) -> str:
    """It goes to the organ and into the letter: only what the content check has passed."""
    words = wording.snippet(wording.passed(issue), letter_facts.TOPIC)
    return f"群众反映的{f'「{words}」' if words else '问题'}（{wording.place(issue.grid)}）"
