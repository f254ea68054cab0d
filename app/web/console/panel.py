"""The assignment panel: who has it, until when by which rule, what was asked and answered, and what is still missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.web.console.deadlines import Deadline, running
from app.web.console.house import service
from app.web.console.loop_words import Photo, photos_of
from app.web.console.organ_history import Asked, Contacted, asked, contacts_of
from app.web.console.rows import suggestion_number
from app.web.console.steps import Step, steps_of
from handlers import closing_out, promises, wording
from handlers.assignment_life import covered
from handlers.desk import Desk
from handlers.evaluating import SOLVED_IN_WORDS
from handlers.letter_register import KIND_IN_WORDS, number_of
from models.assignment import Assignment, AssignmentOrgan, Level, OrganState, Part, RequestKind, RequestState
from models.issue import Issue
from models.queries.matter import Record
from models.reply import AnswerState, DeputyMark, MarkState, Reply, ResidentAnswer
from models.rules.assignment_state import IN_WORDS, AssignmentState
from models.rules.close_out import Item, check_list
from models.rules.result_class import class_of
from models.supervision import Letter, LetterKind

ORGAN_STATES = {
    OrganState.WAITING: "待签收",
    OrganState.ACCEPTED: "已签收",
    OrganState.OBJECTED: "提出异议",
    OrganState.RELEASED: "不再承办",
    OrganState.DONE: "已答复",
}
CHECKED_IN = frozenset({AssignmentState.FED_BACK, AssignmentState.EVALUATED, AssignmentState.PROMISED})


@dataclass(frozen=True)
class Charged:
    """An organ and its part."""

    name: str
    part: str
    state: str
    objection: str
    opinion: str
    released: bool


@dataclass(frozen=True)
class Request:
    """What an organ asked; `open` ones may be answered."""

    id: int
    organ: str
    asked: Asked
    extension: bool
    open: bool


@dataclass(frozen=True)
class Answer:
    """A reply of one round, with what each deputy and resident thinks of it."""

    round: int
    when: str
    organ: str
    grade: str
    result: str
    text: str
    plain_words: str
    planned_until: str
    signer: str
    handler: str
    marks: tuple[str, ...]
    residents: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """One assignment. `seen` is the newest event of its log, for forms."""

    number: int
    state: str
    level: str
    round: int
    requirement: str
    supervised: str
    key: str
    suggestion: str
    issues: tuple[tuple[int, str], ...]
    deadlines: tuple[Deadline, ...]
    organs: tuple[Charged, ...]
    requests: tuple[Request, ...]
    contacts: tuple[Contacted, ...]
    answers: tuple[Answer, ...]
    photos: tuple[Photo, ...]
    promises: tuple[tuple[str, str, str], ...]
    steps: tuple[Step, ...]
    letters: tuple[tuple[int, str, str], ...]
    checks: tuple[Item, ...]
    ready: bool
    seen: int | None


def panel(session: Session, desk: Desk, record: Record) -> Panel:
    """Everything staff may see of it."""
    assignment = record.assignment
    names = {one.organ_id: one.organ.name for one in assignment.organs}
    issues = covered(desk, assignment)
    checks = _checks(desk, assignment)
    raised = assignment.suggestion
    return Panel(
        number=assignment.id,
        state=IN_WORDS[assignment.state],
        level="县里" if assignment.level is Level.COUNTY else "乡镇",
        round=assignment.round,
        requirement=assignment.requirement,
        supervised=assignment.supervised_for if assignment.supervised_since else "",
        key=_key(assignment),
        suggestion=f"代表{suggestion_number(raised)}《{raised.title}》" if raised else "",
        issues=tuple((issue.id, wording.place(issue.grid)) for issue in issues),
        deadlines=running(assignment.clocks, names),
        organs=tuple(_charged(one) for one in assignment.organs),
        requests=tuple(_requests(assignment, names)),
        contacts=contacts_of(session, assignment),
        answers=tuple(_answer(reply, issues) for reply in record.replies),
        photos=photos_of(session, assignment.id),
        promises=tuple(
            (one.text, f"{one.due_on:%Y-%m-%d}", promises.STATE_IN_WORDS[one.state])
            for one in record.promises
        ),
        steps=steps_of(record.escalations),
        letters=tuple(_letter(one) for one in record.letters),
        checks=checks,
        ready=bool(checks) and all(item.done for item in checks),
        seen=assignment.events[-1].id if assignment.events else None,
    )


def _checks(desk: Desk, assignment: Assignment) -> tuple[Item, ...]:
    if assignment.state not in CHECKED_IN:
        return ()
    return check_list(closing_out.state_of(desk, assignment))


def _key(assignment: Assignment) -> str:
    if assignment.key_since is None:
        return ""
    day = f"{assignment.key_since:%Y-%m-%d}"
    return f"{day} 主任会议确定。{assignment.key_note}".strip()


def _charged(one: AssignmentOrgan) -> Charged:
    opinion = one.part is Part.ASSIST and one.state is OrganState.DONE
    return Charged(
        name=one.organ.name,
        part="主办" if one.part is Part.LEAD else "协办",
        state="已交协办意见" if opinion else ORGAN_STATES[one.state],
        objection=one.objection,
        opinion=one.opinion,
        released=one.state is OrganState.RELEASED,
    )


def _requests(assignment: Assignment, names: dict[int, str]) -> Iterable[Request]:
    for one in assignment.requests:
        yield Request(
            id=one.id,
            organ=names.get(one.organ_id, "承办单位"),
            asked=asked(one),
            extension=one.kind is RequestKind.EXTENSION,
            open=one.state is RequestState.ASKED,
        )


def _answer(reply: Reply, issues: list[Issue]) -> Answer:
    places = {issue.id: wording.place(issue.grid) for issue in issues}
    return Answer(
        round=reply.round,
        when=wording.day_and_time(reply.at, service().rules.zone),
        organ=reply.organ.name,
        grade=class_of(reply.result),
        result=wording.RESULT_IN_WORDS[reply.result],
        text=reply.text,
        plain_words=reply.plain_words,
        planned_until=f"{reply.planned_until:%Y-%m-%d}" if reply.planned_until else "",
        signer=reply.signer,
        handler=reply.handler,
        marks=tuple(_mark(mark) for mark in reply.marks),
        residents=tuple(_resident(answer, places) for answer in reply.answers),
    )


def _mark(mark: DeputyMark) -> str:
    who = wording.deputy_name(mark.deputy)
    if mark.state is MarkState.ASKED:
        return f"{who}：等评价"
    if mark.attitude is None or mark.result is None:
        return f"{who}：到期没有评价"
    grades = wording.SATISFACTION_IN_WORDS
    return f"{who}：态度{grades[mark.attitude]}，结果{grades[mark.result]} {mark.words}".strip()


_ANSWER_STATES = {
    AnswerState.ASKED: "等群众回答",
    AnswerState.SILENT: "到期没有回答，请当面核实",
    AnswerState.ANSWERED: "",
    AnswerState.CHECKED: "（工作人员核实）",
}


def _resident(answer: ResidentAnswer, places: dict[int, str]) -> str:
    said = [SOLVED_IN_WORDS[answer.solved]] if answer.solved else []
    said += [wording.SATISFACTION_IN_WORDS[answer.satisfaction]] if answer.satisfaction else []
    words = "，".join([*said, answer.words] if answer.words else said)
    state = _ANSWER_STATES[answer.state]
    return f"№ {answer.issue_id}（{places.get(answer.issue_id, '')}）：{words}{state}"


def _letter(letter: Letter) -> tuple[int, str, str]:
    number = f"{KIND_IN_WORDS[letter.kind]} {number_of(letter)}"
    sent = "已发" if letter.kind is LetterKind.REPLY else "未签收"
    state = "已作废" if letter.void_at else "已签收" if letter.received_at else sent
    return letter.id, number, state
