"""What was asked, said and answered about an organ's assignment so far, frozen for its page."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.console.house import service
from handlers import requests, wording
from models.assignment import Assignment, OrganRequest, RequestKind, RequestState
from models.people import Deputy
from models.reply import AnswerState, ContactLog, MarkState, Reply, Solved


@dataclass(frozen=True)
class Asked:
    """A request of the organ and what became of it."""

    kind: str
    reason: str
    wanted: date | None
    state: str
    answer: str
    until: date | None


@dataclass(frozen=True)
class Contacted:
    on: date
    how: str
    who: str
    words: str


@dataclass(frozen=True)
class Answered:
    """A reply of one round with what was thought of it: deputies by name, residents only counted."""

    round: int
    when: str
    result: str
    text: str
    plain_words: str
    signer: str
    marks: tuple[tuple[str, str, str, str], ...]
    marks_waiting: int
    solved: tuple[tuple[str, int], ...]


def contacts_of(session: Session, assignment: Assignment) -> tuple[Contacted, ...]:
    """What the contact log says, oldest first."""
    rows = session.execute(
        select(ContactLog, Deputy)
        .outerjoin(Deputy, Deputy.id == ContactLog.deputy_id)
        .where(ContactLog.assignment_id == assignment.id)
        .order_by(ContactLog.id)
    )
    return tuple(_contact(row[0], row[1]) for row in rows)


def _contact(log: ContactLog, deputy: Deputy | None) -> Contacted:
    who = wording.deputy_name(deputy) if deputy else "群众或其他人"
    return Contacted(log.on, log.how, who, log.words)


_REQUEST = {
    RequestState.ASKED: "等工作人员答复",
    RequestState.GRANTED: "已同意",
    RequestState.REFUSED: "没有同意",
    RequestState.LAPSED: "事情已往下走，不再答复",
}


def asked(request: OrganRequest) -> Asked:
    """A request as its organ reads it."""
    return Asked(
        kind=requests.IN_WORDS[request.kind],
        reason=request.reason,
        wanted=request.wanted_until,
        state="已说明" if _is_clarified(request) else _REQUEST[request.state],
        answer=request.answer,
        until=request.granted_until,
    )


def _is_clarified(request: OrganRequest) -> bool:
    return request.kind is RequestKind.CLARIFICATION and request.state is RequestState.GRANTED


_SOLVED = {Solved.YES: "已解决", Solved.PARTLY: "部分解决", Solved.NO: "没有解决"}


def answered(reply: Reply) -> Answered:
    """A reply with its marks; residents are counted, never named."""
    grades = wording.SATISFACTION_IN_WORDS
    given = [m for m in reply.marks if m.state is MarkState.GIVEN and m.attitude and m.result]
    heard = [a.solved for a in reply.answers if a.state is not AnswerState.ASKED and a.solved]
    return Answered(
        round=reply.round,
        when=wording.day(reply.at, service().rules.zone),
        result=wording.RESULT_IN_WORDS[reply.result],
        text=reply.text,
        plain_words=reply.plain_words,
        signer=reply.signer,
        marks=tuple(
            (m.deputy.name, grades[m.attitude], grades[m.result], m.words)
            for m in given
            if m.attitude and m.result
        ),
        marks_waiting=sum(m.state is MarkState.ASKED for m in reply.marks),
        solved=tuple((words, heard.count(key)) for key, words in _SOLVED.items() if key in heard),
    )
